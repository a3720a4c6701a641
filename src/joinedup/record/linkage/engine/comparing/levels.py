"""The levels of agreement, and what a comparison is."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Field(StrEnum):
    IDENTIFIER = "identifier"
    GIVEN = "given"
    FAMILY = "family"
    BIRTH = "birth"
    POSTCODE = "postcode"
    ADDRESS = "address"
    HOUSEHOLD = "household"
    PHONE = "phone"
    SEX = "sex"


class Level(StrEnum):
    """What was found.  ``MISSING`` is neither for nor against: one side says nothing."""

    EXACT = "exact"
    VARIANT = "variant"
    """Written differently, the same name."""
    PART = "part"
    """One of several parts agrees: a middle name, half of a double surname, a house number."""
    MIDDLE_DIFFERS = "middle-differs"
    RELATED = "related"
    """Two short forms of one name, which brothers or sisters could share."""
    SPELLING = "spelling"
    INITIAL = "initial"
    DEFAULT_DAY = "default-day"
    """Both dates are the same 1 January."""
    SWAPPED = "swapped"
    TWO_PARTS = "two-parts"
    PARTIAL = "partial"
    """Every part that both sides know agrees, but a part is unknown."""
    EXPECTED = "expected"
    """A birth, or another expected date, near an expected date."""
    YEAR = "year"
    GENERATION = "generation"
    """Day and month agree and the years are those of a parent and a child."""
    SECTOR = "sector"
    DISTRICT = "district"
    CONFLICT = "conflict"
    """One identifier agrees and another does not."""
    CHANGED = "changed"
    """Identifiers differ of a kind that may change in a lifetime."""
    DIFFERENT = "different"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Comparison:
    """``agreement`` runs from 0 to 1 and is ``None`` where nothing could be compared.
    ``words`` hold no personal data, so that they may stand in a log or an audit row."""

    field: Field
    level: Level
    agreement: float | None
    words: str

    @property
    def compared(self) -> bool:
        return self.agreement is not None


@lru_cache(maxsize=4_096)
def found(field: Field, level: Level, agreement: float | None, words: str) -> Comparison:
    return Comparison(field, level, agreement, words)
