"""A row of an agency's index as the matching engine sees it."""

from datetime import date
from typing import Any, Protocol

from joinedup.record.linkage.engine.identity import (
    NHS_NUMBER,
    UNIQUE_PUPIL_NUMBER,
    Address,
    Identifier,
    Identity,
    Name,
    NameUse,
    PartialDate,
)


class Known(Protocol):
    """Somebody as one agency has them: a row of the index, or a row of the agency's file."""

    given_names: str
    family_name: str
    other_names: Any
    birth_year: int | None
    birth_month: int | None
    birth_day: int | None
    expected_on: date | None
    sex: str
    address_line: str
    town: str
    postcode: str
    uprn: str
    previous_postcode: str
    telephone: str
    nhs_number: str
    upn: str
    household_ref: str


def identity_of(known: Known) -> Identity:
    """Everything about them that the engine may look at."""
    return Identity(
        names=_names(known),
        birth=_birth(known),
        expected=known.expected_on,
        sex=known.sex,
        addresses=_addresses(known),
        identifiers=_identifiers(known),
        household=known.household_ref or None,
        phone=known.telephone or None,
    )


def _birth(known: Known) -> PartialDate | None:
    if known.birth_year is None:
        return None
    return PartialDate(known.birth_year, known.birth_month, known.birth_day)


def _names(known: Known) -> tuple[Name, ...]:
    names = [Name(tuple(known.given_names.split()), known.family_name)]
    for other in known.other_names:
        given, family = other.get("given", ""), other.get("family", "")
        # agencies note a maiden name without its first name, a nickname without its surname
        names.append(
            Name(
                tuple((given or known.given_names).split()),
                family or known.family_name,
                NameUse(other["use"]),
            )
        )
    return tuple(names)


def _addresses(known: Known) -> tuple[Address, ...]:
    addresses = []
    if known.address_line or known.postcode or known.uprn:
        addresses.append(Address(known.address_line, known.town, known.postcode, known.uprn))
    if known.previous_postcode:
        addresses.append(Address(postcode=known.previous_postcode, current=False))
    return tuple(addresses)


def _identifiers(known: Known) -> tuple[Identifier, ...]:
    numbers = ((NHS_NUMBER, known.nhs_number), (UNIQUE_PUPIL_NUMBER, known.upn))
    return tuple(Identifier(uri, value) for uri, value in numbers if value)
