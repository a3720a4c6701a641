"""Pairs scored by Splink on Spark."""

import logging
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from joinedup.record.linkage.engine.model.levels import ELSE, Comparison
from joinedup.record.linkage.engine.scoring import Predict, Scored, settings
from joinedup.record.linkage.engine.spark.dialect import in_spark
from joinedup.record.linkage.engine.spark.session import Spark

if TYPE_CHECKING:
    import duckdb

    from joinedup.record.linkage.engine.model.artefact import Model


@dataclass(frozen=True)
class _Table:
    """A table on the workbench that Spark has filled."""

    base: "duckdb.DuckDBPyConnection"
    physical_name: str

    def drop_table_from_database_and_remove_from_cache(self) -> None:
        self.base.execute(f"DROP TABLE {self.physical_name}")


def predict_on(spark: Spark) -> Predict:
    """What ``scoring.predicted`` does, on this session."""

    def predict(
        base: "duckdb.DuckDBPyConnection", comparisons: Sequence[Comparison],
        model: "Model | None", pairs: str,
    ) -> Scored:  # fmt: skip
        from splink import Linker, SparkAPI

        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for table in ("people", pairs):
                copy_to(base, f"FROM {table}", folder / table)
            api: Any = SparkAPI(  # type: ignore[no-untyped-call]
                spark_session=spark, break_lineage_method="persist"
            )
            people = api.register(_read(spark, folder / "people"), dataset_display_name="people")
            linker = Linker(people, _settings(comparisons, model))
            logging.getLogger("splink").setLevel(logging.ERROR)
            linker.table_management.register_blocked_pairs_for_predict(
                api.register(_read(spark, folder / pairs), dataset_display_name=f"of_{pairs}")
            )
            scored = linker.inference.predict(warning_mode="never")
            found = folder / "scored"
            spark.table(scored.physical_name).write.parquet(str(found))
            scored.drop_table_from_database_and_remove_from_cache()
            for view in spark.catalog.listTables():
                if view.name in {"people", f"of_{pairs}"} or view.name.startswith("__splink"):
                    spark.catalog.dropTempView(view.name)  # Splink takes no name twice
            base.execute(
                f"CREATE OR REPLACE TABLE spark_{pairs} AS FROM read_parquet('{found}/*.parquet')"
            )
        return _Table(base, f"spark_{pairs}")

    return predict


def copy_to(base: "duckdb.DuckDBPyConnection", query: str, path: Path) -> None:
    """As a Parquet file, which is how tables go to Spark and back."""
    base.execute(f"COPY ({query}) TO '{path}.parquet' (FORMAT parquet)")


def _read(spark: Spark, path: Path) -> Any:  # noqa: ANN401 - a Spark table
    return spark.read.parquet(f"{path}.parquet")


def _settings(comparisons: Sequence[Comparison], model: "Model | None") -> dict[str, Any]:
    made = settings(comparisons, model)
    for comparison in made["comparisons"]:
        for level in comparison["comparison_levels"]:
            if level["sql_condition"] != ELSE:
                level["sql_condition"] = in_spark(level["sql_condition"])
    return made
