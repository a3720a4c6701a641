"""What a researcher needs to answer: the question, and what their own agency's records hold."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from joinedup.practice.safeguarding_hub.models import AgencyCheck, CheckAnswer, Enquiry
from joinedup.practice.safeguarding_hub.queries.enquiry import CheckView, open_check
from joinedup.practice.safeguarding_hub.rules.states import CheckState
from joinedup.record.chronology.models import Entry
from joinedup.record.chronology.queries import chronology_of
from joinedup.record.linkage.models import IndexEntry
from joinedup.record.linkage.queries import (
    Coverage,
    Suggestion,
    coverage,
    own_entries_like,
    own_entry,
)
from joinedup.record.people.queries import identity_of
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.rules import Category

MOST_SUGGESTED = 5
MOST_EVENTS = 100


@dataclass(frozen=True)
class OwnRecords:
    """What an agency has of one of its own: the entry, and those events that were asked about.

    ``not_asked`` counts events of other sorts, which must stay where they are; ``more`` says that
    there are older ones than these.
    """

    entry: IndexEntry
    events: tuple[Entry, ...]
    not_asked: int
    more: bool


def open_check_to_answer(viewer: Viewer, check_id: UUID) -> tuple[Enquiry, CheckView]:
    """A check of the viewer's own desk. Raises ``NotVisible`` for those of others."""
    enquiry, view = open_check(viewer, check_id)
    asked = view.check.state in (CheckState.ASKED, CheckState.ANSWERED)
    if view.check.team_id not in viewer.team_ids or not asked:
        raise NotVisible
    return enquiry, view


def suggestions_for(viewer: Viewer, person_id: UUID) -> list[Suggestion]:
    """Who of the viewer's own agency's index it may be, the likeliest first, with reasons."""
    return own_entries_like(viewer, identity_of(person_id), limit=MOST_SUGGESTED)


def own_coverage(viewer: Viewer) -> Coverage | None:
    """How far a "not known" from the viewer's own agency can be relied on."""
    return next(iter(coverage(viewer, [viewer.agency_id])), None)


def own_records(viewer: Viewer, entry_id: UUID, categories: Collection[str]) -> OwnRecords:
    """One entry of the viewer's own index with its events. Raises ``NotVisible``."""
    entry = own_entry(viewer, entry_id)
    asked = [Category(c) for c in categories]
    found = chronology_of(viewer, subjects=[entry_id], categories=asked, page_size=MOST_EVENTS)
    return OwnRecords(
        entry=entry,
        events=tuple(found.entries),
        not_asked=found.all - found.total,
        more=found.total > len(found.entries),
    )


def own_event(
    viewer: Viewer, entry_id: UUID, event_id: UUID, categories: Collection[str]
) -> Entry | None:
    """One event of one entry of the viewer's own index, if it is of a sort that was asked about."""
    records = own_records(viewer, entry_id, categories)
    return next((event for event in records.events if event.pk == event_id), None)


def picked_before(folder_id: UUID, agency_id: UUID) -> frozenset[str]:
    """The references of an agency's own events that it has already brought into a room."""
    rows = Entry.objects.filter(
        folder_id=folder_id, source_agency_id=agency_id, corrected_by__isnull=True
    ).exclude(source_reference="")
    return frozenset(rows.values_list("source_reference", flat=True))


def answers_given(enquiry_id: UUID) -> int:
    """How many answers about people an enquiry has had so far."""
    return CheckAnswer.objects.filter(check_asked__enquiry=enquiry_id).count()


def agencies_waited_for(enquiry_id: UUID) -> list[str]:
    """The agencies that have been asked and have not answered."""
    rows = AgencyCheck.objects.filter(
        enquiry=enquiry_id, state__in=[CheckState.ASKED, CheckState.REVIEW]
    )
    return list(rows.order_by("agency__name").values_list("agency__name", flat=True))
