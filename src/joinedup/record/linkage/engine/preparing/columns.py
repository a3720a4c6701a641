"""The table of prepared records, and what it has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from joinedup.record.linkage.engine.files import Mapping, Records, Role
from joinedup.record.linkage.engine.identifiers import IdentifierSystem
from joinedup.record.linkage.engine.names import relatives
from joinedup.record.linkage.engine.preparing import values
from joinedup.record.linkage.engine.preparing.names import Names, names

if TYPE_CHECKING:
    import pyarrow as pa

_LISTED = {Role.POSTCODE: "postcodes", Role.PHONE: "phones", Role.EMAIL: "emails"}
"""Roles of which any column of one record may agree with any column of another."""
_SINGLE = {Role.BIRTH_DATE: "birth", Role.DEATH_DATE: "death", Role.SEX: "sex"}
"""Roles of which the first value that is there counts."""
_SEVERAL = {Role.ADDRESS: "address", Role.PLACE: "place", Role.ATTRIBUTE: "attribute"}
"""Roles whose columns are compared each with itself."""
_NAMES = ("given", "family", "middle", "groups", "stems", "sounds", "slips")


@dataclass(frozen=True)
class Prepared:
    """``table`` has one row a record, ``uid`` being its place in the records' own order.
    ``fields`` names the columns that hold anything; ``one_each`` those of an identifier of which
    a person has one for life; ``titles`` what each numbered column is called in the file."""

    table: "pa.Table"
    fields: frozenset[str]
    titles: dict[str, str]
    one_each: tuple[str, ...]

    def numbered(self, kind: str) -> tuple[str, ...]:
        """The columns of a role of which there may be several: address_1, address_2..."""
        found = [f for f in self.fields if f.rpartition("_")[0] == kind]
        return tuple(sorted(found, key=lambda f: int(f.rpartition("_")[2])))


def prepare(records: Records, mapping: Mapping, *, today: date) -> Prepared:
    """Clean every value by its role."""
    import pyarrow as pa

    columns: dict[str, list[Any]] = {"uid": [*range(len(records))], "source": [*records.sources]}
    titles: dict[str, str] = {}
    columns |= _name_columns(records, mapping)
    for role, name in _SINGLE.items():
        cleaned = [_cleaned(records.values[c], role, today) for c in mapping.of(role)]
        if cleaned:
            columns[name] = [next(filter(None, row), None) for row in zip(*cleaned, strict=True)]
    for role, name in _LISTED.items():
        cleaned = [_cleaned(records.values[c], role, today) for c in mapping.of(role)]
        if cleaned:
            columns[name] = [_list(row) for row in zip(*cleaned, strict=True)]
    for role, name in _SEVERAL.items():
        for number, column in enumerate(mapping.of(role), start=1):
            columns[f"{name}_{number}"] = [
                value or None for value in _cleaned(records.values[column], role, today)
            ]
            titles[f"{name}_{number}"] = column
    lines = [columns[name] for name in sorted(columns) if name.startswith("address_")]
    if lines:
        columns["lines"] = [
            _list([v.replace(" ", "") for v in row if v]) for row in zip(*lines, strict=True)
        ]
    columns["known"] = ["y" if g and relatives(g) else None for g in columns["given"]]
    one_each = _identifiers(records, mapping, columns, titles)
    if "postcodes" in columns:
        columns["postcode"] = [row[0] if row else None for row in columns["postcodes"]]
    columns.setdefault("birth", [None] * len(records))
    fields = frozenset(
        name for name, column in columns.items() if any(v is not None for v in column)
    )
    table = pa.table({name: pa.array(column, _type(name)) for name, column in columns.items()})
    one_each = [name for name in one_each if name in fields]
    return Prepared(table, fields - {"uid", "source"}, titles, tuple(one_each))


def _type(name: str) -> "pa.DataType":
    import pyarrow as pa

    if name == "uid":
        return pa.int64()
    listed = name in {*_LISTED.values(), *_NAMES[2:], "lines"}
    return pa.list_(pa.string()) if listed else pa.string()


def _cleaned(column: Sequence[str], role: Role, today: date) -> list[str]:
    return _each(column, values.cleaner(role, today=today))


def _each(column: Sequence[str], clean: Callable[[str], str]) -> list[str]:
    table = {text: clean(text) if text else "" for text in set(column)}
    return [table[text] for text in column]


def _list(row: Sequence[str]) -> list[str] | None:
    return [*dict.fromkeys(filter(None, row))] or None


def _name_columns(records: Records, mapping: Mapping) -> dict[str, list[Any]]:
    roles = (Role.GIVEN_NAME, Role.MIDDLE_NAME, Role.FAMILY_NAME, Role.FULL_NAME)
    parts = [
        list(zip(*(records.values[c] for c in mapping.of(role)), strict=True))
        or [()] * len(records)
        for role in roles
    ]
    made: dict[tuple[tuple[str, ...], ...], Names] = {}
    columns: dict[str, list[Any]] = {name: [] for name in _NAMES}
    for row in zip(*parts, strict=True):
        found = made.get(row)
        if found is None:
            found = made[row] = names(*row)
        for name in _NAMES:
            columns[name].append(getattr(found, name) or None)
    return columns


def _identifiers(
    records: Records, mapping: Mapping, columns: dict[str, list[Any]], titles: dict[str, str]
) -> list[str]:
    one_each: list[str] = []
    for number, column in enumerate(mapping.of(Role.IDENTIFIER), start=1):
        texts = records.values[column]
        system: IdentifierSystem | None = values.system_of(frozenset(filter(None, texts)))
        name = f"identifier_{number}"
        columns[name] = [value or None for value in _each(texts, values.identifier(system))]
        titles[name] = column
        if system and system.one_each:
            one_each.append(name)
    return one_each
