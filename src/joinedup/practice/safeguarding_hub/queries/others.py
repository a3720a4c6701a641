"""Other enquiries about the same people: open ones, and contacts that came before.

A re-referral is one within 12 months of a previous referral (Department for Education, children in
need census); a hub is to spot repeated small worries that each look harmless alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from joinedup.practice.safeguarding_hub.models import Enquiry, Subject
from joinedup.practice.safeguarding_hub.rules.states import STATE_WORDS, State
from joinedup.record.people.queries import every_record_of, names_shown
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer

EARLIER = timedelta(days=365)


@dataclass(frozen=True)
class OtherEnquiry:
    """Another enquiry that has somebody in common with this one: who, and where it stands."""

    id: UUID
    reference: str
    state_words: str
    open: bool
    received_at: datetime
    people: tuple[str, ...]


def other_enquiries(viewer: Viewer, enquiry_id: UUID) -> list[OtherEnquiry]:
    """Those that the viewer may see about anybody whom this one is about, open ones first.

    Closed ones only when they came within the 12 months before this one. Records that were merged
    are one person.
    """
    mine = set(Subject.objects.filter(enquiry_id=enquiry_id).values_list("person_id", flat=True))
    this = Enquiry.objects.select_related("contact").filter(pk=enquiry_id).first()
    if this is None or not mine:
        return []
    records = every_record_of(mine)
    shared: dict[UUID, set[UUID]] = {}
    theirs = Subject.objects.filter(person_id__in=records).exclude(enquiry_id=enquiry_id)
    for other_id, person_id in theirs.values_list("enquiry_id", "person_id"):
        shared.setdefault(other_id, set()).add(records[person_id])
    rows = Enquiry.objects.filter(pk__in=shared).select_related("contact")
    since = this.contact.received_at - EARLIER
    others = [e for e in rows if e.state != State.CLOSED or e.contact.received_at >= since]
    named = names_shown(viewer, {pk for e in others for pk in shared[e.pk]})
    found = [str(e.pk) for e in others]
    record(Action.LISTED, subject_kind="enquiry", details={"enquiries": found})
    listed = [
        OtherEnquiry(
            id=e.pk,
            reference=e.reference,
            state_words=STATE_WORDS[State(e.state)],
            open=e.state != State.CLOSED,
            received_at=e.contact.received_at,
            people=tuple(sorted(named[pk] for pk in shared[e.pk] if pk in named)),
        )
        for e in others
    ]
    return sorted(listed, key=lambda o: (o.open, o.received_at), reverse=True)
