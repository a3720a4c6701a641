"""What is known about a person for the purpose of telling people apart."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
UNIQUE_PUPIL_NUMBER = "https://www.gov.uk/government/publications/unique-pupil-numbers"


class NameUse(StrEnum):
    """How a name is used (the codes of FHIR's NameUse that this field needs)."""

    OFFICIAL = "official"
    USUAL = "usual"
    NICKNAME = "nickname"
    MAIDEN = "maiden"
    OLD = "old"


FORMER_USES = frozenset({NameUse.MAIDEN, NameUse.OLD})


@dataclass(frozen=True, slots=True)
class Name:
    """Given names in the order in which they are written, and a family name; both may be empty."""

    given: tuple[str, ...] = ()
    family: str = ""
    use: NameUse = NameUse.OFFICIAL


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date of which the month and the day, or the day alone, may be unknown.

    Holds whatever was recorded; ``cleaning.dates`` decides whether it can be a birth date.
    """

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def of(cls, value: date) -> "PartialDate":
        return cls(value.year, value.month, value.day)

    @property
    def complete(self) -> bool:
        return self.month is not None and self.day is not None


@dataclass(frozen=True, slots=True)
class Address:
    """A place where the person lives (``current``) or lived."""

    line: str = ""
    town: str = ""
    postcode: str = ""
    uprn: str = ""
    current: bool = True


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number and the URI of the system that gave it."""

    system_uri: str
    value: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Everything the engine may look at.

    ``expected`` is the due date of an unborn child.  ``sex`` is carried for the reader and for
    telling relatives apart; no grade depends on it, because it is recorded too differently
    (draft exchange standard).  ``household`` is an opaque reference, equal for people who live
    together, and comparable only within one index.
    """

    names: tuple[Name, ...] = ()
    birth: PartialDate | None = None
    expected: date | None = None
    sex: str | None = None
    addresses: tuple[Address, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    household: str | None = None
    phone: str | None = None
