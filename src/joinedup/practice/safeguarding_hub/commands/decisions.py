"""Deciding what is to happen, and telling the referrer what came of it."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.practice.safeguarding_hub.commands.steps import Changed, locked, move
from joinedup.practice.safeguarding_hub.models import (
    AgencyCheck,
    CheckAnswer,
    Enquiry,
    EnquiryDecision,
    Feedback,
    Subject,
)
from joinedup.practice.safeguarding_hub.rules.outcomes import Outcome, already_decided
from joinedup.practice.safeguarding_hub.rules.states import CheckState, Event, State
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.commands import Holder, stop_sharing


@transaction.atomic
def record_decision(
    actor: Viewer,
    *,
    enquiry_id: UUID,
    outcome: Outcome,
    reasons: str,
    without_answers: str = "",
    seen_answers: int | None = None,
) -> EnquiryDecision:
    """Decide what is to happen, with reasons; going ahead without an answer needs its own.

    ``seen_answers`` is how many answers the form showed when it was opened: raises ``Changed``
    when another has come since, and when a colleague has decided.
    """
    if not reasons.strip():
        raise ValueError("Give the reasons for the decision.")
    enquiry = locked(enquiry_id)
    made = EnquiryDecision.objects.filter(enquiry=enquiry).select_related("decided_by").first()
    if made is not None:
        raise Changed(already_decided(made.decided_by.name))
    given = CheckAnswer.objects.filter(check_asked__enquiry=enquiry).count()
    if seen_answers is not None and given != seen_answers:
        raise Changed(
            "Another answer has come since you opened this page."
            " Read it, then send your decision again if it still stands."
        )
    if enquiry.state != State.READY and not without_answers.strip():
        raise ValueError("Not every agency has answered. Say why you decide now.")
    decision = EnquiryDecision(
        folder=enquiry.folder,
        enquiry=enquiry,
        outcome=outcome,
        reasons=reasons,
        without_answers=without_answers,
        decided_by_id=actor.professional_id,
    )
    # The move first: it says whether the decision may be made now and by this person.
    move(actor, enquiry, Event.RECORD_DECISION)
    decision.save(force_insert=True)
    record(
        Action.DECIDED,
        subject_kind="enquiry_decision",
        subject_id=decision.pk,
        folder=enquiry.folder,
        details={"outcome": outcome},
    )
    return decision


@transaction.atomic
def give_feedback(actor: Viewer, *, enquiry_id: UUID, message: str) -> Feedback:
    """Tell the referrer what came of it, and close the enquiry: the desks leave the room."""
    if not message.strip():
        raise ValueError("Write what the referrer is told.")
    enquiry = locked(enquiry_id)
    if Feedback.objects.filter(enquiry=enquiry).exists():
        raise Changed("A colleague has already told the referrer. What you wrote was not sent.")
    feedback = Feedback(
        folder=enquiry.folder, enquiry=enquiry, message=message, by_id=actor.professional_id
    )
    enquiry.closed_at = timezone.now()
    move(actor, enquiry, Event.GIVE_FEEDBACK)
    feedback.save(force_insert=True)
    record(Action.ADDED, subject_kind="feedback", subject_id=feedback.pk, folder=enquiry.folder)
    _close_the_room(actor, enquiry)
    return feedback


def _close_the_room(actor: Viewer, enquiry: Enquiry) -> None:
    asked = AgencyCheck.objects.filter(enquiry=enquiry).exclude(state=CheckState.DENIED)
    people = Subject.objects.filter(enquiry=enquiry).select_related("person__folder")
    folders = [enquiry.folder, *(s.person.folder for s in people)]
    for team_id in set(asked.values_list("team_id", flat=True)):
        for folder in folders:
            stop_sharing(
                actor,
                folder=folder,
                holder=Holder(team_id=team_id),
                reasons="The enquiry is closed.",
                because_of=enquiry.folder,
            )
