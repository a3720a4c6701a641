"""Moving an enquiry on, one step at a time, whoever else is working on it."""

from uuid import UUID

from joinedup.practice.safeguarding_hub.models import Enquiry, StateChange
from joinedup.practice.safeguarding_hub.rules.states import Event, State, may_cause, next_state
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer


class Changed(ValueError):
    """Somebody else changed it since it was read. What was typed is still with the person."""


def locked(enquiry_id: UUID) -> Enquiry:
    """The enquiry, held for this transaction. Raises ``NotVisible``."""
    rows = Enquiry.objects.select_for_update(of=("self",)).select_related("folder")
    found = rows.filter(pk=enquiry_id).first()
    if found is None:
        raise NotVisible
    return found


def move(actor: Viewer, enquiry: Enquiry, event: Event) -> None:
    """Take a step. Raises ``NotNow`` in the wrong state and ``NotVisible`` for the wrong role."""
    before = State(enquiry.state)
    after = next_state(before, event)
    if not may_cause(event, before, actor.roles):
        raise NotVisible
    enquiry.state = after
    enquiry.save(update_fields=["state", "rating", "decision_due_at", "closed_at"])
    StateChange(
        folder=enquiry.folder,
        enquiry=enquiry,
        event=event,
        from_state=before,
        to_state=after,
        by_id=actor.professional_id,
    ).save(force_insert=True)
    record(
        Action.CHANGED,
        subject_kind="enquiry",
        subject_id=enquiry.pk,
        folder=enquiry.folder,
        details={"event": event, "from": before, "to": after},
    )
