"""Cleaning of one value, by role: what the live grades use, and what files of any country need."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from joinedup.record.linkage.engine.cleaning import declared
from joinedup.record.linkage.engine.cleaning.dates import written_date
from joinedup.record.linkage.engine.cleaning.places import clean_line, clean_phone, clean_postcode
from joinedup.record.linkage.engine.cleaning.text import letters_and_digits, plain
from joinedup.record.linkage.engine.files import Role
from joinedup.record.linkage.engine.identifiers import SYSTEMS, IdentifierError, IdentifierSystem

_SEX = {"m": "m", "male": "m", "man": "m", "boy": "m", "1": "m"} | {
    "f": "f", "female": "f", "woman": "f", "girl": "f", "w": "f", "2": "f",
}  # fmt: skip
_LONGEST_CODE = 10
_SHORTEST_IDENTIFIER = 4
_SHARE_VALID = 0.8
"""From this share of valid numbers a column is taken to hold a system's numbers."""


def postcode(text: str) -> str:
    """British in canonical form without its space, another country's as letters and digits."""
    british = clean_postcode(text)
    code = letters_and_digits(text).upper()
    if british or not code or code.startswith(declared.PLACEHOLDER_POSTCODE_AREAS):
        return british.replace(" ", "")
    known = any(c.isdigit() for c in code) and len(set(code)) > 1
    return code if known and len(code) <= _LONGEST_CODE else ""


def words(text: str) -> str:
    """Plain words, or nothing for a placeholder."""
    found = plain(text).replace("'", "").replace("-", " ")
    return "" if found.replace(" ", "") in declared.PLACEHOLDER_NAMES else " ".join(found.split())


def line(text: str) -> str:
    """An address line with its numbers first: "33/5 High St" and "Flat 5, 33 High Street" agree."""
    found = [word for word in clean_line(text).replace("/", " ").split() if word != "flat"]
    numbers = sorted((word for word in found if word[:1].isdigit()), key=lambda w: (len(w), w))
    return " ".join([*numbers, *(word for word in found if not word[:1].isdigit())])


def email(text: str) -> str:
    """Lower case; empty without an @."""
    low = text.strip().lower()
    return low if "@" in low[1:-1] else ""


def phone(text: str) -> str:
    """As the live grades clean it."""
    return clean_phone(text)


def sex(text: str) -> str:
    """``m``, ``f`` or nothing; other answers are no evidence."""
    return _SEX.get(text.strip().lower(), "")


def number(text: str) -> str:
    """An agency's own numbering; nothing for fillers."""
    code = letters_and_digits(text).upper()
    filler = len(set(code)) <= 1 or len(code) < _SHORTEST_IDENTIFIER
    return "" if filler or code in {"UNKNOWN", "NONE"} else code


def cleaner(role: Role, *, today: date) -> Callable[[str], str]:
    """How a value of this role is cleaned; names and identifiers are cleaned elsewhere."""
    table: Mapping[Role, Callable[[str], str]] = {
        Role.BIRTH_DATE: partial(written_date, today=today),
        Role.DEATH_DATE: partial(written_date, today=today),
        Role.SEX: sex,
        Role.POSTCODE: postcode,
        Role.ADDRESS: line,
        Role.PLACE: words,
        Role.PHONE: phone,
        Role.EMAIL: email,
        Role.ATTRIBUTE: words,
    }
    return table[role]


def system_of(values: frozenset[str]) -> IdentifierSystem | None:
    """The system with check digits that these numbers are of, told from the numbers alone."""
    for system in SYSTEMS.values():
        valid = sum(bool(_valid(system, value)) for value in values)
        if values and valid >= _SHARE_VALID * len(values):
            return system
    return None


def identifier(system: IdentifierSystem | None) -> Callable[[str], str]:
    """Canonical form; nothing for a number whose check digit does not fit."""
    return number if system is None else partial(_valid, system)


def _valid(system: IdentifierSystem, text: str) -> str:
    try:
        return system.clean(text)
    except IdentifierError:
        return ""
