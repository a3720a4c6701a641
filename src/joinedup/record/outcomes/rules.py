"""Stages, moments, risks and what order they come in. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from joinedup.trust.sharing.rules import Category


class Group(StrEnum):
    """Whether help was given, or the family waited for it."""

    TOOK_PART = "took_part"
    WAITING_LIST = "waiting_list"


class Exit(StrEnum):
    """How an engagement ended: three values, since some end neither well nor badly."""

    SUCCESSFUL = "successful"
    UNSUCCESSFUL = "unsuccessful"
    NEITHER = "neither"


class Moment(StrEnum):
    """When the risks of a family were looked at. Exit is when it left, or, for a family that waits,
    when it would have left by now."""

    START = "start"
    REVIEW = "review"
    EXIT = "exit"
    FOLLOW_UP = "follow_up"


class Answer(StrEnum):
    """Whether there was a risk. Not known is kept apart from no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Domain(StrEnum):
    """What kind of risk it is."""

    FAMILY = "family functioning"
    CRIME = "crime and anti-social behaviour"
    HEALTH = "health"
    EDUCATION_WORK = "education and work"


@dataclass(frozen=True)
class Risk:
    """One risk: in words, in which domain, and as which kind of information it is protected."""

    words: str
    domain: Domain
    category: Category


RISKS: Mapping[str, Risk] = {
    "parenting": Risk("poor parenting", Domain.FAMILY, Category.SOCIAL_CARE),
    "relationships": Risk("family breakdown", Domain.FAMILY, Category.SOCIAL_CARE),
    "domestic_abuse": Risk("domestic abuse", Domain.FAMILY, Category.SOCIAL_CARE),
    "child_protection": Risk("a child protection concern", Domain.FAMILY, Category.SOCIAL_CARE),
    "antisocial_behaviour": Risk("anti-social behaviour", Domain.CRIME, Category.OFFENDING),
    "crime": Risk("an arrest, bail, probation or the like", Domain.CRIME, Category.OFFENDING),
    "mental_health": Risk("poor mental health", Domain.HEALTH, Category.MENTAL_HEALTH),
    "physical_health": Risk("poor physical health", Domain.HEALTH, Category.HEALTH),
    "drugs": Risk("drug misuse", Domain.HEALTH, Category.SUBSTANCE_USE),
    "drinking": Risk("a drinking problem", Domain.HEALTH, Category.SUBSTANCE_USE),
    "school": Risk(
        "truancy, exclusion or bad behaviour at school", Domain.EDUCATION_WORK, Category.EDUCATION
    ),
    "no_work": Risk(
        "no adult in work, education or training",
        Domain.EDUCATION_WORK,
        Category.HOUSING_MONEY,
    ),
}

CATEGORIES: tuple[Category, ...] = (
    Category.INVOLVEMENT,
    Category.FAMILY,
    *dict.fromkeys(risk.category for risk in RISKS.values()),
)
"""All the kinds of information that an engagement holds."""


@dataclass(frozen=True)
class Stages:
    """When a family came to each stage; ``None`` where it has not."""

    referred: date
    accepted: date | None = None
    engaged: date | None = None
    left: date | None = None
    followed_up: date | None = None


@dataclass(frozen=True)
class FamilyThen:
    """A family when it was referred. ``youngest`` is in whole years; ``deprivation`` is the fifth
    of England's neighbourhoods that it lives in, from 1 (the most deprived) to 5. ``None`` is not
    known."""

    children: int | None = None
    youngest: int | None = None
    lone_parent: Answer = Answer.UNKNOWN
    deprivation: int | None = None


def what_is_wrong(stages: Stages, group: Group, exit_class: Exit | None, today: date) -> str:
    """Why stages cannot be as they are said to be; empty when they can."""
    dated = [
        ("referred", stages.referred),
        ("accepted", stages.accepted),
        ("engaged", stages.engaged),
        ("left", stages.left),
        ("followed up", stages.followed_up),
    ]
    if any(day is not None and day > today for _, day in dated):
        return "A stage is dated in the future."
    if group is Group.WAITING_LIST:
        if stages.engaged or stages.left:
            return "A family on the waiting list has not begun or left."
        dated = [one for one in dated if one[0] not in ("engaged", "left")]
    for (before, earlier), (name, day) in pairwise(dated):
        if day is not None and earlier is None:
            return f"A family that was {name} was {before} first: say when."
        if day is not None and earlier is not None and day < earlier:
            return f"A family cannot be {name} before it was {before}."
    if (exit_class is None) != (stages.left is None):
        return "Say how it ended when the family left, and only then."
    return ""


def family_is_wrong(family: FamilyThen) -> str:
    """Why a family cannot have been like this; empty when it can."""
    if family.children is not None and not 0 <= family.children <= 20:
        return "A family has between 0 and 20 children."
    if family.youngest is not None and not 0 <= family.youngest <= 25:
        return "The youngest child is between 0 and 25 years old."
    if family.deprivation is not None and not 1 <= family.deprivation <= 5:
        return "Deprivation is given as a fifth, from 1 to 5."
    return ""
