"""Which record is which person: what a run found, or what is known to be true."""

from dataclasses import dataclass
from pathlib import Path

from joinedup.record.linkage.engine.files.mapping import FileError
from joinedup.record.linkage.engine.files.tables import Table, read_table

_NAMES = {
    "source": ("source", "agency"),
    "record": ("record", "record_id"),
    "person": ("person", "person_id"),
}
"""What the columns may be called; the second names are those of a made-up area's truth."""


@dataclass(frozen=True)
class Persons:
    """``person`` by source and record; the source is empty where the file names none."""

    path: Path
    person: dict[tuple[str, str], str]

    @property
    def sources(self) -> frozenset[str]:
        """Every source that it names."""
        return frozenset(source for source, _ in self.person)

    def without_sources(self) -> "Persons":
        """The same by record alone.

        :raises FileError: two sources have a record of one id.
        """
        bare = {("", record): person for (_, record), person in self.person.items()}
        if len(bare) < len(self.person):
            raise FileError(f"{self.path}: a record's id is in two sources, so sources must agree")
        return Persons(self.path, bare)


def read_persons(path: Path) -> Persons:
    """Read a CSV or Parquet file with ``source, record, person``, or ``record, person``.

    :raises FileError: it cannot be used.
    """
    table = read_table(path)
    records, persons = _column(path, table, "record"), _column(path, table, "person")
    sources = _column(path, table, "source", optional=True) or [""] * len(records)
    found: dict[tuple[str, str], str] = {}
    for key, person in zip(zip(sources, records, strict=True), persons, strict=True):
        if key in found:
            raise FileError(f"{path}: the record {key[1]!r} is there twice")
        if not person:
            raise FileError(f"{path} does not say which person the record {key[1]!r} is")
        found[key] = person
    return Persons(path, found)


def _column(path: Path, table: Table, what: str, *, optional: bool = False) -> list[str]:
    for name in _NAMES[what]:
        if name in table:
            return table[name]
    if optional:
        return []
    raise FileError(f"{path} has no column {what!r}; it has {', '.join(table)[:300]}")
