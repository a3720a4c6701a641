"""Made-up families of a programme of help, whose true effects are known.

Who takes part is not left to chance: families that are worse off are taken in first. Comparing
those who took part with those who waited therefore says too little, and allowing for what was known
when each was referred says what is true: see ``EFFECTS`` and docs/guide/evaluation.md.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

MOST = 600
SEED = 7
PROGRAMME = "Family intervention"

EFFECTS: Mapping[str, float] = {
    "antisocial_behaviour": -0.20,
    "school": -0.15,
    "domestic_abuse": -0.10,
}
"""By how much help changes a family's chance of having a risk at the end, in every family alike.
On no other risk has it any effect."""

RISKS: Mapping[str, float] = {
    "parenting": 0.60,
    "domestic_abuse": 0.40,
    "antisocial_behaviour": 0.55,
    "crime": 0.35,
    "mental_health": 0.50,
    "physical_health": 0.35,
    "drugs": 0.30,
    "school": 0.55,
    "no_work": 0.60,
}
"""The share of families that have each risk when they are referred."""

_NOT_ACCEPTED = 0.10
_UNKNOWN = 0.04
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class DrawnFamily:
    """One family as a service would know it. Dates are ``None`` for stages not reached; risks are
    yes (True), no (False) or not known (None) at the start and at the end."""

    reference: str
    took_part: bool
    children: int
    youngest: int
    lone_parent: bool
    deprivation: int
    referred: date
    accepted: date | None
    engaged: date | None
    left: date | None
    exit_class: str
    measured: date | None
    start: Mapping[str, bool | None]
    end: Mapping[str, bool | None]


def draw_families(number: int, as_at: date) -> list[DrawnFamily]:
    """The same in every run. All of them came to an end, or waited a year, before ``as_at``."""
    draw = Random(SEED)  # noqa: S311 - made-up families
    return [_family(draw, f"FI-{n:04d}", as_at) for n in range(1, number + 1)]


def _family(draw: Random, reference: str, as_at: date) -> DrawnFamily:
    children = min(1 + int(draw.expovariate(0.75)), 6)
    youngest = draw.randrange(0, 16)
    lone = draw.random() < 0.45
    deprivation = draw.choices((1, 2, 3, 4, 5), (38, 26, 18, 11, 7))[0]
    start = {risk: draw.random() < share for risk, share in RISKS.items()}
    helped = draw.random() < _chance_of_help(start, deprivation, lone=lone)
    end = {
        risk: draw.random()
        < _chance_at_end(had, children, deprivation, lone=lone)
        + (EFFECTS.get(risk, 0.0) if helped else 0.0)
        for risk, had in start.items()
    }
    referred = as_at - 2 * _YEAR - timedelta(days=draw.randrange(330))
    accepted = referred + timedelta(days=draw.randrange(7, 60))
    engaged = accepted + timedelta(days=draw.randrange(3, 40))
    left = engaged + timedelta(days=draw.randrange(120, 480))
    exit_class = draw.choices(("successful", "unsuccessful", "neither"), (76, 14, 10))[0]
    is_accepted = draw.random() >= _NOT_ACCEPTED
    takes_part = helped and is_accepted
    measured = (left if takes_part else accepted + _YEAR) if is_accepted else None
    return DrawnFamily(
        reference=reference,
        took_part=helped,
        children=children,
        youngest=youngest,
        lone_parent=lone,
        deprivation=deprivation,
        referred=referred,
        accepted=accepted if is_accepted else None,
        engaged=engaged if takes_part else None,
        left=left if takes_part else None,
        exit_class=exit_class if takes_part else "",
        measured=measured,
        start=_forgotten(draw, start),
        end=_forgotten(draw, end) if measured else {},
    )


def _chance_of_help(start: Mapping[str, bool], deprivation: int, *, lone: bool) -> float:
    """The worse off, the sooner: a logistic curve of what is known at the start."""
    burden = sum(start[risk] for risk in EFFECTS) - 1.5
    leaning = 0.2 + 0.64 * burden + 0.4 * (lone - 0.45) + 0.2 * (2.2 - deprivation)
    return 1 / (1 + math.exp(-leaning))


def _chance_at_end(had: bool, children: int, deprivation: int, *, lone: bool) -> float:  # noqa: FBT001
    """Without help: between 0.21 and 0.85, so that every effect fits below it whole."""
    return 0.27 + 0.40 * had + 0.06 * (children >= 3) + 0.06 * lone + 0.03 * (3 - deprivation)


def _forgotten(draw: Random, risks: Mapping[str, bool]) -> dict[str, bool | None]:
    return {risk: None if draw.random() < _UNKNOWN else had for risk, had in risks.items()}
