"""Asking the agency that owns an item before it is sent, and its desk's word."""

from uuid import UUID

from django.db import transaction

from joinedup.base.foundation.transitions import NotNow
from joinedup.practice.safeguarding_hub.commands.steps import Changed, locked
from joinedup.practice.safeguarding_hub.models import OwnerQuestion, OwnerReply
from joinedup.practice.safeguarding_hub.queries.owners import asked_of_owners, open_owner_question
from joinedup.practice.safeguarding_hub.queries.recipients import recipients_for
from joinedup.practice.safeguarding_hub.queries.room import items_of
from joinedup.practice.safeguarding_hub.rules.outcomes import (
    Handling,
    HowMuch,
    OwnerWord,
    needs_the_owner,
    owner_word,
    problems_of_asking,
)
from joinedup.practice.safeguarding_hub.rules.states import State
from joinedup.trust.agencies.rules import Role
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer


@transaction.atomic
def ask_owner(
    actor: Viewer,
    *,
    enquiry_id: UUID,
    contribution_id: UUID,
    recipient_id: UUID,
    how_much: HowMuch,
    reasons: str,
    summary: str = "",
) -> OwnerQuestion:
    """Ask the desk that brought an item whether this much of it may go to a recipient.

    Raises ``NotNow`` before the decision and after the sending, ``Changed`` while the same
    question waits, ``ValueError`` for what needs no asking or does not say what would be sent.
    """
    enquiry = locked(enquiry_id)
    if not actor.has(Role.DECISION_MAKER):
        raise NotVisible
    if enquiry.state != State.DECIDED:
        raise NotNow("An owner is asked after the decision and before anything is sent.")
    contribution = items_of(enquiry.folder_id).get(contribution_id)
    offered = (one.team for one in recipients_for(enquiry.folder_id))
    recipient = next((team for team in offered if team.pk == recipient_id), None)
    if contribution is None or recipient is None:
        raise NotVisible
    to_owner = recipient.organisation_id == contribution.agency_id
    if not needs_the_owner(Handling(contribution.handling), to_owner=to_owner):
        raise ValueError("The agency need not be asked about this.")
    found = problems_of_asking(how_much, summary, reasons)
    if found:
        raise ValueError(found[0].words)
    summary = summary if how_much is HowMuch.SUMMARY else ""
    before = asked_of_owners(actor, enquiry.folder_id).get((contribution_id, recipient_id), [])
    if owner_word(how_much, summary, [q.asked for q in before]) is OwnerWord.WAITING:
        raise Changed("They have been asked this already, and have not answered.")
    question = OwnerQuestion(
        folder=enquiry.folder,
        category=contribution.category,
        contribution=contribution,
        recipient=recipient,
        how_much=how_much,
        summary=summary,
        reasons=reasons,
        asked_by_id=actor.professional_id,
    )
    question.save(force_insert=True)
    record(
        Action.ADDED,
        subject_kind="owner_question",
        subject_id=question.pk,
        folder=enquiry.folder,
        details={"agency": str(contribution.agency_id), "recipient": str(recipient.pk)},
    )
    return question


@transaction.atomic
def answer_owner_question(
    actor: Viewer, *, question_id: UUID, agrees: bool, reasons: str
) -> OwnerReply:
    """The desk that brought the item says yes or no, with reasons; the newest word stands.

    Raises ``NotVisible`` for anybody else, ``NotNow`` once it has been sent, ``ValueError``
    without reasons.
    """
    if not actor.has(Role.RESEARCHER):
        raise NotVisible
    view = open_owner_question(actor, question_id)
    enquiry = locked(view.enquiry_id)
    if enquiry.state != State.DECIDED:
        raise NotNow("The hub has sent what it decided to send. Ring the hub.")
    if not reasons.strip():
        raise ValueError("Give the reasons for your answer.")
    reply = OwnerReply(
        folder=enquiry.folder,
        category=view.contribution.category,
        question_id=question_id,
        agrees=agrees,
        reasons=reasons,
        answered_by_id=actor.professional_id,
    )
    reply.save(force_insert=True)
    record(
        Action.DECIDED,
        subject_kind="owner_question",
        subject_id=question_id,
        folder=enquiry.folder,
        details={"agrees": agrees},
    )
    return reply
