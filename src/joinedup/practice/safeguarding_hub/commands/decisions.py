"""Deciding, telling each recipient only what it needs, and telling the referrer what came of it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.base.foundation.ids import new_id
from joinedup.base.foundation.references import new_reference
from joinedup.base.govuk.wording import say_date
from joinedup.practice.safeguarding_hub.commands.steps import locked, move
from joinedup.practice.safeguarding_hub.models import (
    AgencyCheck,
    Contribution,
    Dissemination,
    Enquiry,
    EnquiryDecision,
    Feedback,
    InformationProduct,
    Subject,
)
from joinedup.practice.safeguarding_hub.rules import outcomes
from joinedup.practice.safeguarding_hub.rules.outcomes import (
    OUTCOME_WORDS,
    Handling,
    HowMuch,
    Outcome,
    OwnerAnswer,
)
from joinedup.practice.safeguarding_hub.rules.states import CheckState, Event, State
from joinedup.record.people.queries import PersonBrief, people_named
from joinedup.trust.agencies.models import Team
from joinedup.trust.agencies.queries import hub_team, operational_teams
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.commands import Holder, Opening, open_folder, stop_sharing
from joinedup.trust.sharing.rules import Category, FolderKind, Purpose


@transaction.atomic
def record_decision(
    actor: Viewer,
    *,
    enquiry_id: UUID,
    outcome: Outcome,
    reasons: str,
    without_answers: str = "",
) -> EnquiryDecision:
    """Decide what is to happen, with reasons; going ahead without an answer needs its own."""
    if not reasons.strip():
        raise ValueError("Give the reasons for the decision.")
    enquiry = locked(enquiry_id)
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


@dataclass(frozen=True)
class SendingDraft:
    """One item for one recipient: how much of it, why, and on whose agreement."""

    contribution_id: UUID
    how_much: HowMuch
    summary: str = ""
    reasons: str = ""
    owner_answer: OwnerAnswer = OwnerAnswer.NOT_NEEDED
    override_gateway: str = ""


@dataclass(frozen=True)
class ProductDraft:
    """What one recipient is to be told: what we ask of it, about whom, and which items."""

    recipient_id: UUID
    message: str
    subject_ids: Collection[UUID]
    sendings: list[SendingDraft] = field(default_factory=list)


@transaction.atomic
def disseminate(
    actor: Viewer, *, enquiry_id: UUID, products: Collection[ProductDraft]
) -> list[InformationProduct]:
    """Make and send an information product for each recipient, from item-by-item decisions.

    Every item has a decision for every recipient, "not sent" included. Raises ``ValueError`` with
    the first thing that stands in the way.
    """
    enquiry = locked(enquiry_id)
    move(actor, enquiry, Event.DISSEMINATE)
    decision = enquiry.decision
    contributions = {
        c.pk: c
        for c in Contribution.objects.filter(folder=enquiry.folder).select_related(
            "entry", "agency", "answer"
        )
    }
    made = []
    for draft in products:
        recipient = operational_teams().filter(pk=draft.recipient_id).first()
        if recipient is None:
            raise ValueError("Choose a team outside the hub to send to.")
        if {s.contribution_id for s in draft.sendings} != set(contributions):
            raise ValueError(f"Decide about every item for {recipient.name}.")
        if not draft.message.strip():
            raise ValueError(f"Say what you ask {recipient.name} to do.")
        for sending in draft.sendings:
            _decide_sending(actor, enquiry, decision, recipient, contributions, sending)
        made.append(_make_product(actor, enquiry, decision, recipient, contributions, draft))
    return made


def _decide_sending(
    actor: Viewer,
    enquiry: Enquiry,
    decision: EnquiryDecision,
    recipient: Team,
    contributions: dict[UUID, Contribution],
    draft: SendingDraft,
) -> None:
    contribution = contributions[draft.contribution_id]
    found = outcomes.problems(
        outcomes.Sending(
            how_much=draft.how_much,
            summary=draft.summary,
            handling=Handling(contribution.handling),
            owner_answer=draft.owner_answer,
            override_gateway=draft.override_gateway,
            reasons=draft.reasons,
            to_owner=recipient.organisation_id == contribution.agency_id,
        )
    )
    if found:
        raise ValueError(f"{recipient.name}: {found[0]}")
    Dissemination(
        folder=enquiry.folder,
        decision=decision,
        contribution=contribution,
        recipient=recipient,
        how_much=draft.how_much,
        summary=draft.summary,
        reasons=draft.reasons,
        owner_answer=draft.owner_answer,
        override_gateway=draft.override_gateway,
        decided_by_id=actor.professional_id,
    ).save(force_insert=True)


def _make_product(
    actor: Viewer,
    enquiry: Enquiry,
    decision: EnquiryDecision,
    recipient: Team,
    contributions: dict[UUID, Contribution],
    draft: ProductDraft,
) -> InformationProduct:
    hub = hub_team()
    reasons = f"The hub decided that {recipient.name} needs this."
    folder = open_folder(
        actor,
        kind=FolderKind.PRODUCT,
        controller_id=hub.organisation_id,
        purpose=Purpose.SAFEGUARDING_DUTY,
        reasons=reasons,
        openings=[
            Opening(Holder(team_id=recipient.pk), [Category.PRODUCT]),
            Opening(Holder(team_id=hub.pk), [Category.PRODUCT], may_write=True, may_decide=True),
        ],
    )
    product = InformationProduct(
        id=new_id(),
        folder=folder,
        reference=new_reference("P"),
        decision_id=decision.pk,
        recipient=recipient,
        title=OUTCOME_WORDS[Outcome(decision.outcome)],
        content=_content(actor, enquiry, decision, contributions, draft),
        made_by_id=actor.professional_id,
    )
    product.save(force_insert=True)
    record(
        Action.SHARED,
        subject_kind="information_product",
        subject_id=product.pk,
        folder=folder,
        details={
            "recipient": str(recipient.pk),
            "items": sum(s.how_much is not HowMuch.NOT for s in draft.sendings),
        },
    )
    return product


def _content(
    actor: Viewer,
    enquiry: Enquiry,
    decision: EnquiryDecision,
    contributions: dict[UUID, Contribution],
    draft: ProductDraft,
) -> dict[str, Any]:
    """The words as they are sent: kept as they were, whatever the record says later."""
    subjects = list(
        Subject.objects.filter(enquiry=enquiry, pk__in=draft.subject_ids).select_related("person")
    )
    named = people_named(actor, [s.person_id for s in subjects])
    items = []
    for sending in draft.sendings:
        if sending.how_much is HowMuch.NOT:
            continue
        entry = contributions[sending.contribution_id].entry
        in_full = sending.how_much is HowMuch.IN_FULL
        items.append(
            {
                "date": entry.starts_on.isoformat() if in_full else "",
                "date_accuracy": entry.date_accuracy,
                "source": contributions[sending.contribution_id].agency.name,
                "what": entry.what if in_full else sending.summary,
                "how_much": sending.how_much.value,
            }
        )
    return {
        "enquiry": enquiry.contact.reference,
        "outcome": decision.outcome,
        "message": draft.message,
        "people": [
            {
                "name": named[s.person_id].name,
                "born": _born(named[s.person_id]),
                "relation": s.relation_words or s.relation,
                "needs": list(named[s.person_id].needs),
            }
            for s in subjects
            if s.person_id in named
        ],
        "items": sorted(items, key=lambda i: i["date"], reverse=True),
        "sent_on": timezone.localdate().isoformat(),
    }


def _born(person: PersonBrief) -> str:
    """The birth date in words, "expected" with its date for an unborn child."""
    if person.unborn:
        return f"expected {say_date(person.expected_on)}"
    return say_date(person.birth.known if person.birth else None)


@transaction.atomic
def give_feedback(actor: Viewer, *, enquiry_id: UUID, message: str) -> Feedback:
    """Tell the referrer what came of it, and close the enquiry: the desks leave the room."""
    if not message.strip():
        raise ValueError("Write what the referrer is told.")
    enquiry = locked(enquiry_id)
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
