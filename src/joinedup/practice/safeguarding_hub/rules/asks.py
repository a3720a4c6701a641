"""Asking an agency: what is asked about whom, and what to suggest asking each kind of agency."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from joinedup.practice.safeguarding_hub.rules.ratings import RATINGS, Rating
from joinedup.trust.agencies.rules import OrganisationKind
from joinedup.trust.sharing.rules import Category, Purpose, Threshold


@dataclass(frozen=True)
class AskDraft:
    """One agency to be asked: its desk in the hub, about which subjects, for which categories.

    ``asked_at`` is when it was asked, where that is written down later: by telephone.
    """

    team_id: UUID
    subject_ids: Collection[UUID]
    categories: Collection[Category]
    question: str
    asked_at: datetime | None = None


# What each kind of agency usually holds that matters. A manager changes it for each ask.
SUGGESTED: dict[OrganisationKind, tuple[Category, ...]] = {
    OrganisationKind.POLICE: (Category.INVOLVEMENT, Category.OFFENDING),
    OrganisationKind.PROBATION: (Category.INVOLVEMENT, Category.OFFENDING),
    OrganisationKind.HEALTH: (Category.INVOLVEMENT, Category.HEALTH),
    OrganisationKind.MENTAL_HEALTH: (
        Category.INVOLVEMENT,
        Category.MENTAL_HEALTH,
        Category.SUBSTANCE_USE,
    ),
    OrganisationKind.EDUCATION: (Category.INVOLVEMENT, Category.EDUCATION),
    OrganisationKind.HOUSING: (
        Category.INVOLVEMENT,
        Category.HOUSING_MONEY,
        Category.WHEREABOUTS,
    ),
}
QUESTION = (
    "Do you know these people, through which service and since when? What in your records helps"
    " to understand this worry?"
)


def suggested_categories(kind: str) -> tuple[Category, ...]:
    """What to suggest asking an agency of this kind about."""
    return next(
        (categories for of_kind, categories in SUGGESTED.items() if str(of_kind) == kind),
        (Category.INVOLVEMENT,),
    )


def suggested_purpose(rating: str) -> Purpose | None:
    """The purpose whose threshold the rating meets; none below early help."""
    threshold = RATINGS[Rating(rating)].threshold if rating else Threshold.UNIVERSAL
    return {
        Threshold.SIGNIFICANT_HARM: Purpose.SIGNIFICANT_HARM,
        Threshold.CHILD_IN_NEED: Purpose.CHILD_IN_NEED,
        Threshold.EARLY_HELP: Purpose.EARLY_HELP,
    }.get(threshold)
