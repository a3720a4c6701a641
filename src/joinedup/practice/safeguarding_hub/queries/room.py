"""The sealed room: what every agency brought, side by side. Nobody outside the hub sees it.

An agency's desk in the hub is in the room while its enquiry is open; the same agency's
operational staff never are (a firewalled hub is the third of the five core elements).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from joinedup.practice.safeguarding_hub.models import Contribution, Dissemination, Enquiry
from joinedup.practice.safeguarding_hub.queries.enquiry import EnquiryView, open_enquiry
from joinedup.record.chronology.models import Entry
from joinedup.record.linkage.queries import Coverage, coverage
from joinedup.trust.agencies.queries import colleagues
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.models import Grant
from joinedup.trust.sharing.rules.categories import CONTENT


@dataclass(frozen=True)
class InRoom:
    """A team, or somebody named, who may read what agencies brought; who that is today."""

    holder: str
    agency: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class Room:
    """The enquiry with every contribution, newest happening first, and what was sent to whom.

    ``coverage`` says of each agency that was asked how far its "not known" can be relied on.
    """

    view: EnquiryView
    contributions: tuple[Contribution, ...]
    sent: tuple[Dissemination, ...]
    people: tuple[InRoom, ...]
    coverage: Mapping[UUID, Coverage]

    @property
    def enquiry(self) -> Enquiry:
        """The enquiry whose room it is."""
        return self.view.enquiry


def open_room(viewer: Viewer, enquiry_id: UUID) -> Room:
    """Enter the sealed room of an enquiry. Raises ``NotVisible``."""
    view = open_enquiry(viewer, enquiry_id)
    contributions = items_of(view.enquiry.folder_id)
    record(
        Action.LISTED,
        subject_kind="contribution",
        folder=view.enquiry.folder,
        details={"contributions": [str(pk) for pk in contributions]},
    )
    sent = Dissemination.objects.filter(folder_id=view.enquiry.folder_id).select_related(
        "recipient__organisation", "contribution"
    )
    return Room(
        view=view,
        contributions=tuple(contributions.values()),
        sent=tuple(sent),
        people=_people(view.enquiry.folder_id),
        coverage=_coverage(viewer, view),
    )


def _coverage(viewer: Viewer, view: EnquiryView) -> dict[UUID, Coverage]:
    asked = {found.check.agency_id for found in view.checks if found.answers}
    return {found.agency_id: found for found in coverage(viewer, asked)} if asked else {}


def items_of(folder_id: UUID) -> dict[UUID, Contribution]:
    """Every item in a sealed room, as its owner last corrected it, newest happening first."""
    rows = Contribution.objects.filter(folder_id=folder_id).select_related(
        "agency", "entry", "answer__subject", "answer__answered_by"
    )
    contributions = list(rows)
    corrected = [c for c in contributions if c.entry.corrected_by_id]
    if corrected:
        entries = Entry.objects.in_bulk(
            list(Entry.objects.filter(folder_id=folder_id).values_list("pk", flat=True))
        )
        for contribution in corrected:
            contribution.entry = _in_force(contribution.entry, entries)
    contributions.sort(key=lambda c: (c.entry.starts_on, c.pk), reverse=True)
    return {c.pk: c for c in contributions}


def _in_force(entry: Entry, entries: dict[UUID, Entry]) -> Entry:
    while entry.corrected_by_id in entries:
        entry = entries[entry.corrected_by_id]
    return entry


def _people(folder_id: UUID) -> tuple[InRoom, ...]:
    """Whoever holds a grant for what agencies brought: the grants are the door."""
    grants = Grant.objects.raw("SELECT * FROM sharing_who_may_see(%s)", [folder_id])
    grants = grants.prefetch_related("team__organisation", "professional__organisation")
    holders = {g.holder_id: g for g in grants if g.category in CONTENT}
    return tuple(sorted((_in_room(g) for g in holders.values()), key=lambda r: r.agency))


def _in_room(grant: Grant) -> InRoom:
    if grant.team is not None:
        today = colleagues(frozenset({grant.team.pk}))
        names = tuple(today.values_list("name", flat=True))
        return InRoom(grant.team.name, grant.team.organisation.name, names)
    named = grant.professional
    if named is None:
        raise ValueError("A grant has a team or a professional.")
    return InRoom(named.name, named.organisation.name, (named.name,))
