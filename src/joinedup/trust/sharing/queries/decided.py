"""Reading what the rules and people decided about sharing, and openings by breaking the glass."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.models import (
    BreakGlass,
    Decision,
    Refusal,
)

A_PAGE = 50
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class DecisionsToGovern:
    """One page of them; ``total`` stops counting at ``MOST_COUNTED``."""

    decisions: list[Decision | Refusal]
    total: int
    page: int
    pages: int


def decisions_on(folder_id: UUID) -> list[Decision | Refusal]:
    """What was answered and refused in a folder, or about it elsewhere, the newest first.

    As far as the viewer may see it: those who hold what was asked, and those who may decide.
    """
    answers = Decision.objects.filter(Q(folder_id=folder_id) | Q(about_id=folder_id))
    refusals = Refusal.objects.filter(folder_id=folder_id)
    return _newest_first(answers, refusals)


def decisions_to_govern(
    viewer: Viewer, *, page: int = 1, page_size: int = A_PAGE
) -> DecisionsToGovern:
    """Answers to questions of and to the viewer's agency, and what it refused, newest first."""
    record(Action.LISTED, subject_kind="sharing_decision")
    own = viewer.agency_id
    answers = Decision.objects.filter(Q(asking_id=own) | Q(holding_id=own))
    refusals = Refusal.objects.filter(decided_by__organisation_id=own)
    both = answers.values_list("pk", "at").union(refusals.values_list("pk", "decided_at"), all=True)
    total = both[:MOST_COUNTED].count()
    pages = max(1, -(-total // page_size))
    page = min(max(1, page), pages)
    newest = both.order_by("-at", "-pk")[(page - 1) * page_size : page * page_size]
    shown = [pk for pk, _ in newest]
    found = _newest_first(answers.filter(pk__in=shown), refusals.filter(pk__in=shown))
    return DecisionsToGovern(found, total, page, pages)


def _newest_first(
    answers: QuerySet[Decision], refusals: QuerySet[Refusal]
) -> list[Decision | Refusal]:
    found: list[Decision | Refusal] = [
        *answers.select_related("asking", "holding", "asked_by"),
        *refusals.select_related("to_organisation", "decided_by__organisation"),
    ]
    return sorted(found, key=_moment, reverse=True)


def _moment(one: Decision | Refusal) -> tuple[datetime, UUID]:
    return one.at if isinstance(one, Decision) else one.decided_at, one.pk


def break_glass_to_review(viewer: Viewer) -> QuerySet[BreakGlass]:
    """Openings that a second person has still to look at, which this viewer governs."""
    rows = BreakGlass.objects.filter(reviewed_at__isnull=True)
    record(Action.LISTED, subject_kind="break_glass")
    return (
        rows.exclude(professional_id=viewer.professional_id)
        .select_related("professional", "agency", "controller")
        .order_by("started_at")
    )


def open_break_glass(break_glass_id: UUID) -> BreakGlass:
    """One opening, for the one who opened it or for those who govern it."""
    rows = BreakGlass.objects.select_related("professional", "agency", "controller", "reviewed_by")
    found = rows.filter(pk=break_glass_id).first()
    if found is None:
        raise NotVisible
    record(Action.OPENED, subject_kind="break_glass", subject_id=found.pk)
    return found
