"""One cell of an agency's file: what it may hold, and what to say when it does not.

A cell that cannot be right is left out and named; the row is still taken, because a person
missing from the index is a false "not known". What is wrong is never repeated: the cell may hold
a name in the wrong column.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from joinedup.record.linkage.engine.cleaning.dates import parse_birth
from joinedup.record.linkage.engine.cleaning.places import clean_postcode, clean_uprn
from joinedup.record.linkage.engine.identifiers import (
    IdentifierError,
    clean_nhs_number,
    clean_unique_pupil_number,
)
from joinedup.record.linkage.engine.identity import NameUse, PartialDate


class LeftOutError(ValueError):
    """The cell was left out; the message says why, for the agency's own people."""


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_BRITISH = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


@lru_cache(maxsize=8_192)
def day(text: str) -> date | None:
    """A whole date, 2026-03-14 or 14/3/2026."""
    if not text:
        return None
    if match := _ISO.fullmatch(text):
        year, month, number = match.groups()
    elif match := _BRITISH.fullmatch(text):
        number, month, year = match.groups()
    else:
        raise LeftOutError("This is not a date like 2026-03-14. It was left out.")
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        raise LeftOutError("There is no such day. It was left out.") from None


def birth(text: str) -> PartialDate | None:
    """A birth date of which month and day may be missing: 2016-05-03, 2016-05, 2016, 3/5/2016."""
    if not text:
        return None
    found = _birth(text[:40], date.today())  # noqa: DTZ011 - a two-digit year depends on it
    if found is None:
        raise LeftOutError(
            "This cannot be a birth date, or it is a stand-in such as 1/1/1900. It was left out."
        )
    return found


@lru_cache(maxsize=32_768)
def _birth(text: str, today: date) -> PartialDate | None:
    return parse_birth(text, today=today)


def nhs_number(text: str) -> str:
    """Ten digits whose check digit fits."""
    return _number(text, clean_nhs_number)


def upn(text: str) -> str:
    """A unique pupil number whose check letter fits."""
    return _number(text, clean_unique_pupil_number)


def _number(text: str, clean: Callable[[str], str]) -> str:
    if not text:
        return ""
    try:
        return clean(text[:40])
    except IdentifierError as fault:
        raise LeftOutError(f"{str(fault).rstrip('.')}. The number was left out.") from fault


def postcode(text: str) -> str:
    """In the usual form; what is no postcode but as short as one stays as it was written."""
    clean = clean_postcode(text[:20])
    if not clean and len(text) > 10:
        raise LeftOutError("This is not a postcode. It was left out.")
    return clean or text.upper()


def uprn(text: str) -> str:
    """A unique property reference number: up to 12 digits."""
    if not text:
        return ""
    clean = clean_uprn(text[:40])
    if not clean:
        raise LeftOutError("A UPRN has up to 12 digits. It was left out.")
    return clean


_SEXES = {
    **dict.fromkeys(("1", "m", "male", "man", "boy"), "M"),
    **dict.fromkeys(("2", "f", "female", "woman", "girl"), "F"),
    **dict.fromkeys(("", "0", "9", "x", "u", "unknown", "not known", "not specified"), "X"),
    **dict.fromkeys(("i", "indeterminate", "other"), "X"),
}


def sex(text: str) -> str:
    """M, F, or X for not known."""
    found = _SEXES.get(text.casefold()[:20])
    if found is None:
        raise LeftOutError("Write 1 or male, 2 or female, X for not known. It was left out.")
    return found


_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})


def yes_or_no(text: str) -> bool | None:
    """Yes, no, or not known."""
    word = text.casefold()[:20]
    if word in _YES or word in _NO:
        return word in _YES
    if text:
        raise LeftOutError("Write yes or no. It was left out.")
    return None


_USES = {
    "maiden": NameUse.MAIDEN,
    "birth": NameUse.MAIDEN,
    "old": NameUse.OLD,
    "former": NameUse.OLD,
    "previous": NameUse.OLD,
    "nickname": NameUse.NICKNAME,
    "knownas": NameUse.USUAL,
    "usual": NameUse.USUAL,
    "alias": NameUse.USUAL,
}
MOST_NAMES = 10
LONGEST_NAME = 200


def other_names(text: str) -> list[dict[str, str]]:
    """Other names as "maiden:Rees;nickname:Steffie;alias:Stevie Smith".

    A maiden or old name is a surname; a nickname is a first name; of any other, the last word is
    the surname.
    """
    if len(text) > MOST_NAMES * LONGEST_NAME:
        raise LeftOutError("These names are too long. They were left out.")
    names = []
    for part in filter(None, (p.strip() for p in text.split(";"))):
        kind, colon, name = part.partition(":")
        use = _USES.get(re.sub(r"[\W_]", "", kind).casefold()) if colon else NameUse.USUAL
        if use is None:
            raise LeftOutError(
                "Write other names as maiden:Rees;nickname:Steffie;alias:Stevie Smith."
                " They were left out."
            )
        names.append(_other_name(use, (name if colon else part).strip()[:LONGEST_NAME]))
    return [name for name in names if name["given"] or name["family"]][:MOST_NAMES]


def _other_name(use: NameUse, name: str) -> dict[str, str]:
    given, family = "", name
    if use is NameUse.NICKNAME:
        given, family = name, ""
    elif use is NameUse.USUAL:
        given, _, family = name.rpartition(" ")
        given, family = (given, family) if given else (family, "")
    return {"use": use.value, "given": given, "family": family}
