"""The records of several files as one table of text, in an order that is their own."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from joinedup.record.linkage.engine.files.mapping import FileError, Mapping
from joinedup.record.linkage.engine.files.tables import Table, load_table, read_table
from joinedup.record.linkage.engine.workbench import Workbench

if TYPE_CHECKING:
    import duckdb


class Records(Protocol):
    """Sorted by source and record, so that neither the order of the files nor that of their lines
    can change anything.  A record's number is its place in that order."""

    @property
    def columns(self) -> Sequence[str]: ...

    def __len__(self) -> int: ...

    def load(self, base: "duckdb.DuckDBPyConnection") -> None:
        """See that the table ``raw`` is there: ``uid``, ``source``, ``record`` and the columns by
        their places (``c_0``...), nothing being the empty text."""
        ...


@dataclass(frozen=True)
class Listed:
    """Records that are in memory: of each its source, its id and its values."""

    sources: Sequence[str]
    ids: Sequence[str]
    values: Table = field(default_factory=dict)

    @property
    def columns(self) -> Sequence[str]:
        return list(self.values)

    def __len__(self) -> int:
        return len(self.ids)

    def load(self, base: "duckdb.DuckDBPyConnection") -> None:
        import pyarrow as pa

        lists = {"source": [*self.sources], "record": [*self.ids]}
        lists |= {f"c_{n}": [*column] for n, column in enumerate(self.values.values())}
        texts = {name: pa.array(column, pa.string()) for name, column in lists.items()}
        base.register("listed_records", pa.table(texts))
        base.execute("CREATE OR REPLACE TEMP TABLE given AS FROM listed_records")
        base.unregister("listed_records")
        _number(base, "given", len(self.values))
        base.execute("DROP TABLE given")


@dataclass(frozen=True)
class Filed:
    """Records read from files into the table ``raw``, where they stay; there may be millions."""

    bench: Workbench
    columns: Sequence[str]

    @property
    def base(self) -> "duckdb.DuckDBPyConnection":
        return self.bench.base

    @cached_property
    def _size(self) -> int:
        return int(self.base.execute("SELECT count(*) FROM raw").fetchall()[0][0])

    def __len__(self) -> int:
        return self._size

    def load(self, base: "duckdb.DuckDBPyConnection") -> None:
        if base is not self.base:
            raise ValueError("these records are in another database")

    @property
    def sources(self) -> list[str]:
        """Of every record, in order."""
        return self._column("source")

    @property
    def ids(self) -> list[str]:
        """Of every record, in order."""
        return self._column("record")

    @property
    def values(self) -> Table:
        """Every column, in order."""
        return {name: self._column(f"c_{n}") for n, name in enumerate(self.columns)}

    def _column(self, name: str) -> list[str]:
        rows = self.base.execute(f"SELECT {name} FROM raw ORDER BY uid").fetchall()  # noqa: S608
        return [value for (value,) in rows]


def read_records(
    paths: Sequence[Path], mapping: Mapping, workbench: Workbench | None = None
) -> Filed:
    """Read every file onto the workbench.

    An interrupted run reads again: keeping all this text would cost every run a third of that.

    :raises FileError: a file that cannot be used, a missing column, a record id missing or twice.
    """
    bench = workbench or Workbench()
    base = bench.base
    columns = [name for name, _ in mapping.columns]
    given = ", ".join(f"c_{n} VARCHAR" for n in range(len(columns)))
    base.execute(f"CREATE OR REPLACE TEMP TABLE given (source VARCHAR, record VARCHAR, {given})")
    for name, path in zip(source_names(paths), paths, strict=True):
        load_table(base, path, [mapping.record_id, *columns], name)
        _check_ids(base, path, name, mapping.record_id)
    _number(base, "given", len(columns))
    base.execute("DROP TABLE given")
    return Filed(bench, columns)


def _number(base: "duckdb.DuckDBPyConnection", table: str, columns: int) -> None:
    values = "".join(f", g.c_{n}" for n in range(columns))
    base.execute(
        "CREATE OR REPLACE TEMP TABLE numbered AS SELECT place,"  # noqa: S608
        " (row_number() OVER (ORDER BY source, record) - 1)::INT AS uid"
        f" FROM (SELECT rowid AS place, source, record FROM {table})"
    )
    base.execute(
        f"CREATE OR REPLACE TEMP TABLE raw AS SELECT uid, g.source, g.record{values}"  # noqa: S608
        f" FROM (SELECT rowid AS place, * FROM {table}) g JOIN numbered USING (place)"
    )
    base.execute("DROP TABLE numbered")


def source_names(paths: Sequence[Path]) -> list[str]:
    """The name of each file without its ending; with its folder where two are called alike.

    :raises FileError: the same file twice, or names that cannot be told apart.
    """
    stems = Counter(path.stem for path in paths)
    names = [p.stem if stems[p.stem] == 1 else f"{p.resolve().parent.name}/{p.stem}" for p in paths]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise FileError(f"two files are called {min(twice)}: give each its own name")
    return names


def _check_ids(base: "duckdb.DuckDBPyConnection", path: Path, source: str, record_id: str) -> None:
    counted = base.execute(
        "SELECT count(*), count(DISTINCT nullif(record, '')) FROM given WHERE source = ?", [source]
    ).fetchall()[0]
    if counted[0] != counted[1]:
        _name_wrong_id(path, read_table(path, [record_id])[record_id])


def _name_wrong_id(path: Path, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for row, record in enumerate(ids, start=1):
        if not record:
            raise FileError(f"{path}, record {row}: its id is empty")
        if record in seen:
            raise FileError(f"{path}, record {row}: the id {record!r} was there before")
        seen.add(record)
