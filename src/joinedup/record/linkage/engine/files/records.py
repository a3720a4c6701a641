"""The records of several files as one table of text, in an order that is their own."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from joinedup.record.linkage.engine.files.mapping import FileError, Mapping
from joinedup.record.linkage.engine.files.tables import Table, read_table


@dataclass(frozen=True)
class Records:
    """Sorted by source and record, so that neither the order of the files nor that of their lines
    can change anything.  A record's number is its place in these lists."""

    sources: list[str]
    ids: list[str]
    values: Table

    def __len__(self) -> int:
        return len(self.ids)


def read_records(paths: Sequence[Path], mapping: Mapping) -> Records:
    """Read every file.

    :raises FileError: a file that cannot be used, a missing column, a record id missing or twice.
    """
    columns = [name for name, _ in mapping.columns]
    wanted = [mapping.record_id, *columns]
    keyed: list[tuple[str, str, int, int]] = []
    tables: list[Table] = []
    for name, path in zip(source_names(paths), paths, strict=True):
        table = read_table(path, wanted)
        _check_ids(path, table[mapping.record_id])
        ids = table[mapping.record_id]
        keyed.extend((name, record, len(tables), row) for row, record in enumerate(ids))
        tables.append(table)
    keyed.sort()
    return Records(
        [source for source, _, _, _ in keyed],
        [record for _, record, _, _ in keyed],
        {name: [tables[file][name][row] for _, _, file, row in keyed] for name in columns},
    )


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


def _check_ids(path: Path, ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for row, record in enumerate(ids, start=1):
        if not record:
            raise FileError(f"{path}, record {row}: its id is empty")
        if record in seen:
            raise FileError(f"{path}, record {row}: the id {record!r} was there before")
        seen.add(record)
