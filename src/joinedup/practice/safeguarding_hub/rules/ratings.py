"""RAG ratings, the level of need that each stands for, and the clocks that each starts.

Local schemes differ and mix hours with working hours, so a rating has three clocks: for
screening, for an agency's answer, and for the decision. The figures are those of published local
procedures: the answer after Merton's (2, 6 and 24 hours), the decision after Oxfordshire's (4
hours, 1 and 3 working days), screening within one working day (Sefton). Red runs around the
clock and is worked to completion past office hours (Luton).
"""

from dataclasses import dataclass
from enum import StrEnum

from joinedup.base.foundation.working_time import Allowance, Counting
from joinedup.trust.sharing.rules import Threshold


class Rating(StrEnum):
    """How urgent a worry is."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BLUE = "blue"


@dataclass(frozen=True)
class Clocks:
    """How long an agency has to answer, and the hub to decide, from the rating."""

    answer: Allowance
    decision: Allowance


@dataclass(frozen=True)
class Meaning:
    """A rating in words, its level of need, and its clocks."""

    words: str
    hint: str
    threshold: Threshold
    clocks: Clocks

    @property
    def meaning(self) -> str:
        """The words without the colour, which its tag says."""
        return self.words.partition(": ")[2]


SCREENING: Allowance = Allowance(1, Counting.WORKING_DAYS)

RATINGS: dict[Rating, Meaning] = {
    Rating.RED: Meaning(
        "Red: a child may be suffering significant harm",
        "For example a serious injury, or a child who says they have been hurt.",
        Threshold.SIGNIFICANT_HARM,
        Clocks(Allowance(2, Counting.HOURS), Allowance(4, Counting.HOURS)),
    ),
    Rating.AMBER: Meaning(
        "Amber: serious concern, no immediate danger",
        "For example violence between adults at home that goes on.",
        Threshold.CHILD_IN_NEED,
        Clocks(Allowance(6, Counting.WORKING_HOURS), Allowance(1, Counting.WORKING_DAYS)),
    ),
    Rating.GREEN: Meaning(
        "Green: the family needs help, below a statutory service",
        "For example a child often late and hungry, with parents who want help.",
        Threshold.EARLY_HELP,
        Clocks(Allowance(24, Counting.WORKING_HOURS), Allowance(3, Counting.WORKING_DAYS)),
    ),
    Rating.BLUE: Meaning(
        "Blue: services that everybody has are enough",
        "Advice or a word with the school or the health visitor.",
        Threshold.UNIVERSAL,
        Clocks(Allowance(24, Counting.WORKING_HOURS), Allowance(3, Counting.WORKING_DAYS)),
    ),
}
