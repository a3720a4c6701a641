"""Made-up people for the tests.  Postcodes lie in no real area's use; numbers are test numbers."""

from datetime import date

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

HOME = Address(line="12 Larch Road", town="Millbrook", postcode="QX4 2AB")
ELSEWHERE = Address(line="7 Quay Street", town="Harford", postcode="QZ9 1TT")
NHS_ONE, NHS_TWO = "9990000018", "9990000026"
UPN_ONE = "B801200005001"


def person(
    given: str = "Stephanie",
    family: str = "Ashdown",
    born: str | None = "2016-05-03",
    *,
    at: Address | tuple[Address, ...] | None = HOME,
    nhs: str | None = None,
    upn: str | None = None,
    also: tuple[tuple[str, str, NameUse], ...] = (),
    sex: str | None = None,
    expected: date | None = None,
    household: str | None = None,
    phone: str | None = None,
) -> Identity:
    names = [Name(tuple(given.split()), family)]
    names += [Name(tuple(g.split()), f, use) for g, f, use in also]
    numbers = [Identifier(NHS_NUMBER, nhs)] if nhs else []
    numbers += [Identifier(UNIQUE_PUPIL_NUMBER, upn)] if upn else []
    addresses = at if isinstance(at, tuple) else (at,) if at else ()
    return Identity(
        names=tuple(names),
        birth=PartialDate(*map(int, born.split("-"))) if born else None,
        expected=expected,
        sex=sex,
        addresses=addresses,
        identifiers=tuple(numbers),
        household=household,
        phone=phone,
    )
