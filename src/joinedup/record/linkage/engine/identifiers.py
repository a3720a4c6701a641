"""Numbers given to people: their canonical form, their check digits, and words for forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from types import MappingProxyType

from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError
from stdnum.gb import upn

from joinedup.record.linkage.engine.identity import (
    NHS_NUMBER,
    UNIQUE_PUPIL_NUMBER,
    Identifier,
)


class IdentifierError(ValueError):
    """The number cannot be right; the message is fit to stand beside the form field."""


_NHS_WEIGHTS = range(10, 0, -1)
"""Modulus 11 (NHS Data Dictionary), the check digit itself weighing one."""
_SPACING = str.maketrans("", "", " -.\u00a0\u2009")


def clean_nhs_number(text: str) -> str:
    """Ten digits.

    :raises IdentifierError: wrong length, other signs, or a check digit that does not fit.
    """
    digits = text.translate(_SPACING)
    if not digits:
        raise IdentifierError("Enter an NHS number")
    if not (digits.isascii() and digits.isdecimal()):
        raise IdentifierError("An NHS number has digits only, like 943 476 5919")
    if len(digits) != 10:
        counted = "1 digit" if len(digits) == 1 else f"{len(digits)} digits"
        raise IdentifierError(f"An NHS number has 10 digits; this has {counted}")
    if len(set(digits)) == 1:
        raise IdentifierError("This is a filler, not an NHS number. Leave the field empty instead")
    if sum(map(mul, _NHS_WEIGHTS, map(int, digits))) % 11 != 0:
        raise IdentifierError(
            "This is not an NHS number: its last digit does not fit the others. "
            "Check it for a slip, or leave it out"
        )
    return digits


def clean_unique_pupil_number(text: str) -> str:
    """A letter, eleven digits, and a digit or (in a temporary number) a letter.

    :raises IdentifierError: wrong length, other signs, or a check letter that does not fit.
    """
    code = "".join(text.split()).replace("-", "").upper()
    if not code:
        raise IdentifierError("Enter a unique pupil number (UPN)")
    if len(code) != 13:
        raise IdentifierError(f"A UPN has 13 characters; this has {len(code)}")
    malformed = IdentifierError("A UPN is a letter and 12 digits, like B801200005001")
    if not code.isascii():
        raise malformed
    try:
        upn.validate(code)
    except InvalidComponent:
        # stdnum knows the councils of 2011 only; councils made since then (Dorset, Cumberland,
        # West Northamptonshire...) give numbers too, so here the check letter alone decides
        if upn.calc_check_digit(code[1:]) != code[0]:
            raise _wrong_check_letter() from None
    except InvalidChecksum:
        raise _wrong_check_letter() from None
    except (ValidationError, ValueError):
        raise malformed from None
    return code


def _wrong_check_letter() -> IdentifierError:
    return IdentifierError(
        "This is not a UPN: its first letter does not fit the numbers. "
        "Check it for a slip, or leave it out"
    )


@dataclass(frozen=True, slots=True)
class IdentifierSystem:
    """``one_each``: a person has one such number for life, so that two different valid numbers
    speak for two people.  A UPN does so less: temporary numbers exist, and adopted children are
    given a new one."""

    uri: str
    code: str
    label: str
    clean: Callable[[str], str]
    one_each: bool


SYSTEMS: Mapping[str, IdentifierSystem] = MappingProxyType(
    {
        NHS_NUMBER: IdentifierSystem(
            NHS_NUMBER, "nhs", "NHS number", clean_nhs_number, one_each=True
        ),
        UNIQUE_PUPIL_NUMBER: IdentifierSystem(
            UNIQUE_PUPIL_NUMBER,
            "upn",
            "unique pupil number",
            clean_unique_pupil_number,
            one_each=False,
        ),
    }
)
"""Systems with a check digit.  Any other system URI is an agency's own numbering: equal numbers
of one system are evidence, different ones are not (a person may have been recorded twice)."""


@lru_cache(maxsize=1_024)
def system_code(uri: str) -> str:
    """A short name for an index key: the declared code, else the end of the URI."""
    known = SYSTEMS.get(uri)
    return known.code if known else uri[-24:]


def usable(identifier: Identifier) -> Identifier | None:
    """The identifier in canonical form; ``None`` when it is empty, a filler or fails its check."""
    system = SYSTEMS.get(identifier.system_uri)
    if system is None:
        value = "".join(identifier.value.split()).upper()[:64]
        filler = len(set(value.strip("0"))) == 0 or value in {"UNKNOWN", "NONE", "N/A", "TBC"}
        return (
            None
            if filler or not identifier.system_uri
            else Identifier(identifier.system_uri, value)
        )
    try:
        return Identifier(identifier.system_uri, system.clean(identifier.value))
    except IdentifierError:
        return None
