"""Splink on DuckDB, leaving views in place of tables: what it scores is written down once, by
whoever asks for it, and not before that in a form of Splink's own."""

from typing import TYPE_CHECKING

from splink import DuckDBAPI

if TYPE_CHECKING:
    import duckdb


class Views(DuckDBAPI):
    """Of one prediction.  Its views hang on one another, so they go when the last of them does."""

    def __init__(self, base: "duckdb.DuckDBPyConnection") -> None:
        self._made: list[str] = []
        super().__init__(connection=base)

    def _setup_for_execute_sql(self, sql: str, physical_name: str) -> str:
        self._made.append(physical_name)
        return f"CREATE OR REPLACE TEMP VIEW {physical_name} AS {sql}"

    def delete_table_from_database(self, name: str) -> None:
        if self._made and name == self._made[-1]:
            while self._made:
                self.duckdb_con.execute(f"DROP VIEW {self._made.pop()}")
