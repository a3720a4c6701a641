"""The table of prepared records, and what it has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from joinedup.record.linkage.engine.files import Mapping, Records, Role
from joinedup.record.linkage.engine.identifiers import IdentifierSystem
from joinedup.record.linkage.engine.preparing import values
from joinedup.record.linkage.engine.preparing.naming import COLUMNS, TABLES, name_columns
from joinedup.record.linkage.engine.preparing.texts import Simple, distinct, each

if TYPE_CHECKING:
    import duckdb

_LISTED = {Role.POSTCODE: "postcodes", Role.PHONE: "phones", Role.EMAIL: "emails"}
"""Roles of which any column of one record may agree with any column of another."""
_SINGLE = {Role.BIRTH_DATE: "birth", Role.DEATH_DATE: "death", Role.SEX: "sex"}
"""Roles of which the first value that is there counts."""
_SEVERAL = {Role.ADDRESS: "address", Role.PLACE: "place", Role.ATTRIBUTE: "attribute"}
"""Roles whose columns are compared each with itself."""
_SAMPLE = 2_000
"""Different numbers of a column that tell of which system it is."""


@dataclass(frozen=True)
class Prepared:
    """What the table ``people`` has: one row a record, ``uid`` being its place in the records' own
    order.  ``fields`` names the columns that hold anything; ``one_each`` those of an identifier of
    which a person has one for life; ``titles`` what each numbered column is called in the file."""

    fields: frozenset[str]
    titles: dict[str, str]
    one_each: tuple[str, ...]

    def numbered(self, kind: str) -> tuple[str, ...]:
        """The columns of a role of which there may be several: address_1, address_2..."""
        found = [f for f in self.fields if f.rpartition("_")[0] == kind]
        return tuple(sorted(found, key=lambda f: int(f.rpartition("_")[2])))


def prepare(
    base: "duckdb.DuckDBPyConnection", records: Records, mapping: Mapping, *, today: date
) -> Prepared:
    """Clean every value by its role: from the table ``raw`` into the table ``people``."""
    records.load(base)
    making = _Making(base, {name: f"c_{n}" for n, name in enumerate(records.columns)})
    titles: dict[str, str] = {}
    named = name_columns(base, [[making.raw[c] for c in mapping.of(role)] for role in _NAMES])
    for role, name in _SINGLE.items():
        cleaned = [making.cleaned(c, role, today) for c in mapping.of(role)]
        making.columns[name] = f"coalesce({', '.join([*cleaned, 'NULL::VARCHAR'])})"
    for role, name in _LISTED.items():
        if cleaned := [making.cleaned(c, role, today) for c in mapping.of(role)]:
            making.columns[name] = _list(cleaned)
    for role, name in _SEVERAL.items():
        for number, column in enumerate(mapping.of(role), start=1):
            making.columns[f"{name}_{number}"] = making.cleaned(column, role, today)
            titles[f"{name}_{number}"] = column
    one_each = _identifiers(making, mapping, titles)
    making.columns["born"] = f"try_cast(left({making.columns['birth']}, 4) AS SMALLINT)"
    if lines := [sql for name, sql in making.columns.items() if name.startswith("address_")]:
        making.columns["lines"] = _list([f"replace({sql}, ' ', '')" for sql in lines])
    if "postcodes" in making.columns:
        making.columns["postcode"] = f"{making.columns['postcodes']}[1]"
    fields = making.write(named)
    return Prepared(
        fields - {"uid", "source", "born"}, titles, tuple(n for n in one_each if n in fields)
    )


_NAMES = (Role.GIVEN_NAME, Role.MIDDLE_NAME, Role.FAMILY_NAME, Role.FULL_NAME)


def _list(values: Sequence[str]) -> str:
    """SQL for the values that are there, each once, in their order."""
    if len(values) == 1:
        return f"CASE WHEN {values[0]} IS NOT NULL THEN [{values[0]}] END"
    every = f"[{', '.join(values)}]"
    once = f"list_filter({every}, lambda v, n: v IS NOT NULL AND list_position({every}, v) = n)"
    return f"CASE WHEN coalesce({', '.join(values)}) IS NOT NULL THEN {once} END"


class _Making:
    """Collects, column by column, the one query that makes ``people``."""

    def __init__(self, base: "duckdb.DuckDBPyConnection", raw: dict[str, str]) -> None:
        self.base, self.raw = base, raw
        self.columns: dict[str, str] = {}
        self._joins: list[str] = []

    def cleaned(self, column: str, role: Role, today: date) -> str:
        """SQL for the cleaned value of a column of the files, null when there is none."""
        return self.mapped(column, values.cleaner(role, today=today), values.SIMPLE.get(role))

    def mapped(self, column: str, clean: Callable[[str], str], simple: Simple | None = None) -> str:
        """As ``cleaned``, with any cleaner; ``simple`` texts are not even looked up."""
        import pyarrow as pa

        text = self.raw[column]
        rest = f"SELECT {text} FROM raw"  # noqa: S608
        if simple:
            rest += f" WHERE NOT coalesce({simple.holds.format(text)}, FALSE)"
        texts = distinct(self.base, rest)
        table = f"cleaned_{len(self._joins)}"
        cleaned = [value or None for value in each(clean, texts)]
        arrays = [pa.array(texts, pa.string()), pa.array(cleaned, pa.string())]
        self.base.register("cleaned_texts", pa.table(arrays, names=["text", "clean"]))
        self.base.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS FROM cleaned_texts WHERE clean IS NOT NULL"
        )
        self.base.unregister("cleaned_texts")
        self._joins.append(f"LEFT JOIN {table} ON {table}.text = r.{text}")
        if not simple:
            return f"{table}.clean"
        holds, result = simple.holds.format(f"r.{text}"), simple.result.format(f"r.{text}")
        return f"CASE WHEN {holds} THEN {result} ELSE {table}.clean END"

    def write(self, named: str) -> frozenset[str]:
        """Fill ``people``; the columns in which there is anything."""
        parts = "".join(f", r.{name}" for name in COLUMNS)
        chosen = "".join(f", {sql} AS {name}" for name, sql in self.columns.items())
        self.base.execute(
            f"CREATE OR REPLACE TABLE people AS SELECT r.uid, r.source{parts}{chosen}"  # noqa: S608
            f" FROM ({named}) r {' '.join(self._joins)}"
        )
        made = [f"cleaned_{number}" for number in range(len(self._joins))]
        for table in [*made, *TABLES]:
            self.base.execute(f"DROP TABLE IF EXISTS {table}")
        names = [name for name, *_ in self.base.execute("DESCRIBE people").fetchall()]
        counts = self.base.execute(
            f"SELECT {', '.join(f'count({name})' for name in names)} FROM people"  # noqa: S608
        ).fetchall()[0]
        return frozenset(name for name, count in zip(names, counts, strict=True) if count)


def _identifiers(making: _Making, mapping: Mapping, titles: dict[str, str]) -> list[str]:
    one_each: list[str] = []
    for number, column in enumerate(mapping.of(Role.IDENTIFIER), start=1):
        system = system_in(making.base, making.raw[column])
        name = f"identifier_{number}"
        clean: Callable[[str], str] = partial(values.identifier, system)
        making.columns[name] = making.mapped(column, clean, values.simple_identifier(system))
        titles[name] = column
        if system and system.one_each:
            one_each.append(name)
    return one_each


def system_in(base: "duckdb.DuckDBPyConnection", column: str) -> IdentifierSystem | None:
    """The system with check digits of which a column of ``raw`` holds numbers."""
    sample = base.execute(
        f"SELECT t FROM (SELECT DISTINCT {column} AS t FROM raw WHERE {column} <> '')"  # noqa: S608
        f" ORDER BY hash(t), t LIMIT {_SAMPLE}"
    ).fetchall()
    return values.system_of(frozenset(t for (t,) in sample))
