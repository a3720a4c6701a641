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
from joinedup.record.linkage.engine.identity import NHS_NUMBER
from joinedup.record.linkage.engine.preparing.texts import Simple

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


def identifier(system: IdentifierSystem | None, text: str) -> str:
    """Canonical form; nothing for a number whose check digit does not fit."""
    return number(text) if system is None else _valid(system, text)


def _valid(system: IdentifierSystem, text: str) -> str:
    try:
        return system.clean(text)
    except IdentifierError:
        return ""


# ---- shortcuts -----------------------------------------------------------------------------

_TWO_SIGNS = "replace({0}, left({0}, 1), '') <> ''"
_MODULUS_11 = " + ".join(
    f"{10 - place} * (ascii(substr({{0}}, {place + 1}, 1)) - 48)" for place in range(10)
)
_NHS = Simple(
    f"regexp_full_match({{0}}, '[0-9]{{{{10}}}}') AND {_TWO_SIGNS} AND ({_MODULUS_11}) % 11 = 0",
    "{0}",
)
_NUMBER = Simple(
    f"regexp_full_match({{0}}, '[A-Z0-9]{{{{4,64}}}}') AND {_TWO_SIGNS}"
    " AND {0} NOT IN ('UNKNOWN', 'NONE')",
    "{0}",
)
_PSEUDO = " OR ".join(
    f"starts_with({{0}}, '{area}')" for area in declared.PLACEHOLDER_POSTCODE_AREAS
)
SIMPLE: Mapping[Role, Simple] = {
    Role.POSTCODE: Simple(
        "regexp_full_match({0}, '[A-Z]{{1,2}}[0-9][A-Z0-9]? ?[0-9][A-Z]{{2}}')"
        f" AND NOT ({_PSEUDO})",
        "replace({0}, ' ', '')",
    ),
    Role.PHONE: Simple(
        "regexp_full_match({0}, '0[0-9]{{9,10}}') AND NOT starts_with({0}, '0044')"
        " AND replace(ltrim({0}, '0'), left(ltrim({0}, '0'), 1), '') <> ''",
        "{0}",
    ),
    Role.EMAIL: Simple("regexp_full_match({0}, '[!-~]+@[!-~]+')", "lower({0})"),
}
"""Texts that come as they are compared: most of them, in files of any size."""


def simple_identifier(system: IdentifierSystem | None) -> Simple | None:
    """The shortcut for numbers of a system, or of none."""
    if system is None:
        return _NUMBER
    return _NHS if system.uri == NHS_NUMBER else None
