"""An identity after cleaning, ready to be compared many times.

Named tuples, because hundreds are made for every search and they are quick to make.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from joinedup.record.linkage.engine.cleaning.dates import clean_birth
from joinedup.record.linkage.engine.cleaning.names import (
    NO_FAMILY,
    FamilyName,
    clean_family,
    clean_given,
)
from joinedup.record.linkage.engine.cleaning.places import (
    clean_line,
    clean_phone,
    clean_postcode,
    clean_uprn,
)
from joinedup.record.linkage.engine.cleaning.text import plain
from joinedup.record.linkage.engine.identifiers import usable
from joinedup.record.linkage.engine.identity import (
    FORMER_USES,
    Address,
    Identifier,
    Identity,
    PartialDate,
)

MOST_NAMES = 12
MOST_ADDRESSES = 24
"""Beyond these a record is damaged; the comparison must stay quick all the same."""


class PreparedName(NamedTuple):
    given: tuple[str, ...]
    family: FamilyName
    former: bool


class PreparedPlace(NamedTuple):
    line: str
    town: str
    postcode: str
    uprn: str
    current: bool


class Prepared(NamedTuple):
    """Every value is canonical or empty; placeholders are gone."""

    names: tuple[PreparedName, ...]
    birth: PartialDate | None
    expected: date | None
    sex: str
    places: tuple[PreparedPlace, ...]
    identifiers: Mapping[str, frozenset[str]]
    household: str
    phone: str


NO_NAME = PreparedName((), NO_FAMILY, former=False)


def prepare(identity: Identity) -> Prepared:
    return Prepared(
        names=_names(identity),
        birth=clean_birth(identity.birth),
        expected=identity.expected,
        sex=_sex(identity.sex),
        places=_places(identity.addresses[:MOST_ADDRESSES]),
        identifiers=_identifiers(identity.identifiers),
        household=identity.household or "",
        phone=clean_phone(identity.phone),
    )


def _names(identity: Identity) -> tuple[PreparedName, ...]:
    names: dict[PreparedName, None] = {}
    for name in identity.names[:MOST_NAMES]:
        text = name.given[0] if len(name.given) == 1 else " ".join(name.given)
        prepared = PreparedName(
            clean_given(text), clean_family(name.family), name.use in FORMER_USES
        )
        if prepared.given or prepared.family.whole:
            names[prepared] = None
    return tuple(names) or (NO_NAME,)


def _places(addresses: tuple[Address, ...]) -> tuple[PreparedPlace, ...]:
    places: dict[PreparedPlace, None] = {}
    for address in addresses:
        place = PreparedPlace(
            clean_line(address.line) if address.line else "",
            plain(address.town) if address.town else "",
            clean_postcode(address.postcode) if address.postcode else "",
            clean_uprn(address.uprn) if address.uprn else "",
            address.current,
        )
        if place.line or place.postcode or place.uprn:
            places[place] = None
    return tuple(places)


def _identifiers(identifiers: tuple[Identifier, ...]) -> Mapping[str, frozenset[str]]:
    values: dict[str, frozenset[str]] = {}
    for identifier in identifiers:
        clean = usable(identifier)
        if clean is not None:
            held = values.get(clean.system_uri, frozenset())
            values[clean.system_uri] = held | {clean.value}
    return values


def _sex(sex: str | None) -> str:
    first = plain(sex)[:1] if sex else ""
    return first if first in ("f", "m") else ""
