"""What of a record is encoded: cleaned values by field, and the tokens that a value is made of."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from joinedup.record.linkage.engine.files import Filed, Listed, Mapping, Role
from joinedup.record.linkage.engine.preparing import values
from joinedup.record.linkage.engine.preparing.names import names

Values = tuple[str, ...]

_NAMES = (Role.GIVEN_NAME, Role.MIDDLE_NAME, Role.FAMILY_NAME, Role.FULL_NAME)
_FIRST = {Role.BIRTH_DATE: "birth", Role.SEX: "sex"}
"""Roles of which the first value that is there counts."""
_ALL = {
    Role.POSTCODE: "postcode",
    Role.ADDRESS: "address",
    Role.PLACE: "place",
    Role.PHONE: "phone",
    Role.EMAIL: "email",
    Role.ATTRIBUTE: "attribute",
}
_WHOLE_DATE = 8


def cleaned(records: Filed | Listed, mapping: Mapping, *, today: date) -> dict[str, list[Values]]:
    """By field, the values of every record; nothing where nothing is known, so that "unknown",
    "baby" and 01/01/1900 set no bit.  Fields are those of roles, whatever the columns are called
    and however many there are, so that agencies with different files can agree."""
    table = records.values
    fields = _named(table, len(records), mapping)
    for role, field in (*_FIRST.items(), *_ALL.items()):
        columns = [_each(table[c], values.cleaner(role, today=today)) for c in mapping.of(role)]
        if columns:
            most = 1 if role in _FIRST else None
            fields[field] = [
                (*dict.fromkeys(filter(None, row)),)[:most] for row in zip(*columns, strict=True)
            ]
    for column in mapping.of(Role.IDENTIFIER):
        texts = table[column]
        system = values.system_of(frozenset(filter(None, texts)))
        field = system.code if system else "number"
        found = _each(texts, partial(values.identifier, system))
        before = fields.get(field, [()] * len(records))
        fields[field] = [
            (*b, v) if v and v not in b else b for b, v in zip(before, found, strict=True)
        ]
    return fields


def _each(column: Sequence[str], clean: Callable[[str], str]) -> list[str]:
    table = {text: clean(text) if text else "" for text in set(column)}
    return [table[text] for text in column]


def _named(table: dict[str, list[str]], records: int, mapping: Mapping) -> dict[str, list[Values]]:
    parts = [
        list(zip(*(table[c] for c in mapping.of(role)), strict=True)) or [()] * records
        for role in _NAMES
    ]
    made: dict[tuple[tuple[str, ...], ...], tuple[Values, Values, Values]] = {}
    fields: dict[str, list[Values]] = {"given": [], "family": [], "middle": []}
    for row in zip(*parts, strict=True):
        if row not in made:
            found = names(*row)
            given = (found.given, *(f"={form}" for form in found.groups)) if found.given else ()
            made[row] = given, found.stems, found.middle
        for column, value in zip(fields.values(), made[row], strict=True):
            column.append(value)
    return fields


# ---- tokens --------------------------------------------------------------------------------


def tokens(field: str, found: Values) -> Values:
    """Each once.  Two values that differ by a slip share most of theirs."""
    return (*dict.fromkeys(token for value in found for token in _TOKENS[field](value)),)


def _pairs(word: str) -> list[str]:
    padded = f"_{word}_"
    return [padded[n : n + 2] for n in range(len(padded) - 1)]


def _name(word: str) -> list[str]:
    """``=robert`` is the name that a short form stands for, and counts as one."""
    return [word] if word.startswith("=") else _pairs(word)


def _date(digits: str) -> list[str]:
    """Each digit in its place, the year, day and month in either order, and the whole."""
    placed = [f"{place}{digit}" for place, digit in enumerate(digits)]
    if len(digits) != _WHOLE_DATE:
        return [*placed, f"y{digits[:4]}"]
    month, day = digits[4:6], digits[6:]
    either = [f"y{digits[:4]}", f"m{month}", f"d{day}", f"s{month}", f"s{day}", f"w{digits}"]
    return [*placed, *either]


def _placed(code: str) -> list[str]:
    return [f"={code}", *(f"{place}{pair}" for place, pair in enumerate(_pairs(code)))]


def _postcode(code: str) -> list[str]:
    return [*_placed(code), f"o{code[:-3]}"]


def _line(line: str) -> list[str]:
    """Numbers whole, words in pairs of letters."""
    words = [[f"={w}"] if w[:1].isdigit() else _pairs(w) for w in line.split()]
    return [token for word in words for token in word]


def _joined(words: str) -> list[str]:
    return _pairs(words.replace(" ", ""))


def _phone(digits: str) -> list[str]:
    return [f"={digits}", *(digits[n : n + 3] for n in range(len(digits) - 2))]


def _email(address: str) -> list[str]:
    return [f"={address}", *_pairs(address.partition("@")[0])]


def _only(value: str) -> list[str]:
    return [f"={value}"]


_TOKENS: dict[str, Callable[[str], list[str]]] = {
    "given": _name, "family": _name, "middle": _pairs, "birth": _date, "sex": _only,
    "postcode": _postcode, "address": _line, "place": _joined, "attribute": _only,
    "phone": _phone, "email": _email, "nhs": _placed, "upn": _placed, "number": _placed,
}  # fmt: skip
