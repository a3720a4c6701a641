"""What a study may ask for: nothing that names a family, and nothing finer than is needed.

Variables come out of the record in the values that are given here (the function of the database in
migration 0002 puts them so): ages in bands, dates as half-years, durations in whole months. Those
by which somebody who knows a family might recognise it are *identifying*; each has a ladder of
coarser values (``rules.anonymity``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from joinedup.record.outcomes.rules import RISKS, Moment

FAMILY, TOOK_PART = "family", "took_part"
"""The two columns that every data set has: the pseudonym, and whether the family took part."""

Step = Mapping[str, str]
"""From each value to a coarser one."""


@dataclass(frozen=True)
class Variable:
    """In words; ``ladder`` for what is identifying, each step from the one before."""

    words: str
    ladder: tuple[Step, ...] = ()
    identifying: bool = False
    number: bool = False
    """Whether its values are numbers: tables show it in bands."""

    @property
    def banded(self) -> bool:
        """Whether its values are categories, also where they look like numbers."""
        return bool(self.ladder)


BACKGROUND: dict[str, Variable] = {
    "children": Variable(
        "Number of children",
        ({"none": "2 or fewer", "1": "2 or fewer", "2": "2 or fewer", "3": "3 or more",
          "4 or more": "3 or more"},),
        identifying=True,
    ),
    "youngest": Variable(
        "Age of the youngest child",
        (
            {"under 2": "under 5", "2 to 4": "under 5", "5 to 10": "5 to 10",
             "11 to 15": "11 or over", "16 or over": "11 or over"},
            {"under 5": "under 11", "5 to 10": "under 11", "11 or over": "11 or over"},
        ),
        identifying=True,
    ),
    "lone_parent": Variable("One parent alone", identifying=True),
    "deprivation": Variable(
        "How deprived the neighbourhood is (1, the most, to 5)",
        ({"1": "1", "2": "2 to 3", "3": "2 to 3", "4": "4 to 5", "5": "4 to 5"},),
        identifying=True,
    ),
    "referred": Variable("Half-year in which it was referred", identifying=True),
}  # fmt: skip

STAGES: dict[str, Variable] = {
    "accepted": Variable("Whether it was accepted"),
    "engaged": Variable("Whether help began"),
    "left": Variable("Whether help has ended"),
    "exit_class": Variable("How help ended"),
    "months": Variable("Months of help", number=True),
    "followed_up": Variable("Whether it was followed up"),
}

MOMENT_WORDS: dict[Moment, str] = {
    Moment.START: "at the start",
    Moment.REVIEW: "at review",
    Moment.EXIT: "at the end",
    Moment.FOLLOW_UP: "at follow-up",
}


def measure(risk: str, moment: str) -> str:
    """The variable that says whether a family had a risk at a moment."""
    return f"{risk}_{moment}"


def start_of(name: str) -> str:
    """The variable that says whether a family had the risk of a measure at the start."""
    moment = next(str(at) for at in MOMENT_WORDS if name.endswith(f"_{at}"))
    return f"{name.removesuffix(moment)}{Moment.START}"


MEASURES: dict[str, Variable] = {
    measure(risk, moment): Variable(f"{RISKS[risk].words.capitalize()} {words}")
    for risk in RISKS
    for moment, words in MOMENT_WORDS.items()
}

VARIABLES: dict[str, Variable] = {**BACKGROUND, **STAGES, **MEASURES}


def in_words(code: str) -> str:
    """What a column of a data set is called."""
    if code == TOOK_PART:
        return "Took part"
    return VARIABLES[code].words


def what_is_wrong(codes: Sequence[str]) -> str:
    """Why a study cannot ask for these variables; empty when it can."""
    if unknown := [code for code in codes if code not in VARIABLES]:
        return f"There is no variable called {unknown[0]}."
    if not any(code in MEASURES or code in STAGES for code in codes):
        return "Ask for at least one risk or stage: without one there is no outcome."
    return ""
