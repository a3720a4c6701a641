"""Telling each recipient only what it needs, item by item; what an agency brought stays its own."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from joinedup.base.foundation.ids import new_id
from joinedup.base.foundation.references import new_reference
from joinedup.practice.safeguarding_hub.commands.steps import locked, move
from joinedup.practice.safeguarding_hub.models import (
    Contribution,
    Dissemination,
    Enquiry,
    EnquiryDecision,
    InformationProduct,
)
from joinedup.practice.safeguarding_hub.queries.addresses import (
    SendableAddress,
    sendable_addresses,
)
from joinedup.practice.safeguarding_hub.queries.owners import Asked, asked_of_owners
from joinedup.practice.safeguarding_hub.queries.products import (
    problems_of_product,
    product_content,
)
from joinedup.practice.safeguarding_hub.queries.recipients import RecipientTeam, recipients_for
from joinedup.practice.safeguarding_hub.queries.room import items_of
from joinedup.practice.safeguarding_hub.rules.outcomes import (
    OUTCOME_WORDS,
    Handling,
    HowMuch,
    Outcome,
    OwnerAnswer,
    needs_the_owner,
)
from joinedup.practice.safeguarding_hub.rules.sendings import ProductDraft, SendingDraft
from joinedup.practice.safeguarding_hub.rules.states import Event
from joinedup.trust.agencies.models import Team
from joinedup.trust.agencies.queries import hub_team
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.commands import (
    Holder,
    Opening,
    open_folder,
    say_whom_it_is_about,
)
from joinedup.trust.sharing.rules import Category, FolderKind, Purpose


@transaction.atomic
def disseminate(
    actor: Viewer,
    *,
    enquiry_id: UUID,
    products: Collection[ProductDraft],
    told_nobody: str = "",
) -> list[InformationProduct]:
    """Make and send an information product for each recipient, from item-by-item decisions.

    Every item has a decision for every recipient, "not sent" included; telling nobody needs its
    reasons. Raises ``ValueError`` with the first thing that stands in the way.
    """
    enquiry = locked(enquiry_id)
    move(actor, enquiry, Event.DISSEMINATE)
    decision = enquiry.decision
    if not products:
        _tell_nobody(decision, told_nobody)
    outgoing = _Outgoing(
        enquiry=enquiry,
        decision=decision,
        contributions=items_of(enquiry.folder_id),
        addresses=sendable_addresses(actor, enquiry.folder_id) if products else [],
        asked=asked_of_owners(actor, enquiry.folder_id),
    )
    if len({draft.recipient_id for draft in products}) != len(products):
        raise ValueError("Each recipient is told once.")
    return [_send(actor, outgoing, draft) for draft in products]


@dataclass(frozen=True)
class _Outgoing:
    """What there is to send."""

    enquiry: Enquiry
    decision: EnquiryDecision
    contributions: dict[UUID, Contribution]
    addresses: list[SendableAddress]
    asked: Asked


def _tell_nobody(decision: EnquiryDecision, reasons: str) -> None:
    if not reasons.strip():
        raise ValueError("Choose who needs to know, or say why nobody does.")
    decision.told_nobody = reasons
    decision.save(update_fields=["told_nobody"])


def _send(actor: Viewer, outgoing: _Outgoing, draft: ProductDraft) -> InformationProduct:
    offered = recipients_for(outgoing.enquiry.folder_id)
    teams = (one for one in offered if one.team.pk == draft.recipient_id)
    recipient = next(teams, None)
    if recipient is None:
        raise ValueError(
            "Choose a team outside the hub in which somebody works with families today."
        )
    found = problems_of_product(
        draft,
        recipient=recipient,
        contributions=outgoing.contributions,
        addresses=outgoing.addresses,
        asked=outgoing.asked,
    )
    if found:
        raise ValueError(f"{recipient.team.name}: {found[0].problem.words}")
    for sending in draft.sendings:
        _keep(actor, outgoing, recipient.team, sending)
    return _make_product(actor, outgoing, recipient, draft)


def _keep(actor: Viewer, outgoing: _Outgoing, recipient: Team, draft: SendingDraft) -> None:
    contribution = outgoing.contributions[draft.contribution_id]
    sent = draft.how_much is not HowMuch.NOT
    asked = sent and needs_the_owner(
        Handling(contribution.handling),
        to_owner=recipient.organisation_id == contribution.agency_id,
    )
    agreed = asked and draft.owner_answer is OwnerAnswer.AGREED_NOW
    overridden = asked and draft.owner_answer is OwnerAnswer.OVERRIDDEN
    Dissemination(
        folder=outgoing.enquiry.folder,
        decision=outgoing.decision,
        contribution=contribution,
        recipient=recipient,
        how_much=draft.how_much,
        summary=draft.summary if draft.how_much is HowMuch.SUMMARY else "",
        reasons=draft.reasons,
        owner_answer=draft.owner_answer if asked else OwnerAnswer.NOT_NEEDED,
        owner_words=draft.owner_words if agreed else "",
        override_gateway=draft.override_gateway if overridden else "",
        decided_by_id=actor.professional_id,
    ).save(force_insert=True)


def _make_product(
    actor: Viewer, outgoing: _Outgoing, recipient: RecipientTeam, draft: ProductDraft
) -> InformationProduct:
    enquiry, decision = outgoing.enquiry, outgoing.decision
    hub, team = hub_team(), recipient.team
    folder = open_folder(
        actor,
        kind=FolderKind.PRODUCT,
        controller_id=hub.organisation_id,
        purpose=Purpose.SAFEGUARDING_DUTY,
        reasons=f"The hub decided that {team.name} needs this.",
        openings=[
            *(Opening(holder, [Category.PRODUCT]) for holder in _holders(recipient, draft)),
            Opening(Holder(team_id=hub.pk), [Category.PRODUCT], may_write=True, may_decide=True),
        ],
    )
    # All of them, even where the product names only one: who reads it knows the family.
    described = enquiry.subjects.values_list("person__folder_id", flat=True)
    say_whom_it_is_about(actor, folder=folder, people_folder_ids=list(described))
    product = InformationProduct(
        id=new_id(),
        folder=folder,
        reference=new_reference("P"),
        decision_id=decision.pk,
        recipient=team,
        title=OUTCOME_WORDS[Outcome(decision.outcome)],
        content=product_content(
            actor,
            enquiry=enquiry,
            decision=decision,
            contributions=outgoing.contributions,
            draft=draft,
            recipient=recipient,
            addresses=outgoing.addresses,
        ),
        made_by_id=actor.professional_id,
    )
    product.save(force_insert=True)
    record(
        Action.SHARED,
        subject_kind="information_product",
        subject_id=product.pk,
        folder=folder,
        details={
            "recipient": str(team.pk),
            "named": sorted(str(pk) for pk in draft.named_ids),
            "items": sum(s.how_much is not HowMuch.NOT for s in draft.sendings),
        },
    )
    _log_addresses(outgoing, draft, product)
    return product


def _log_addresses(outgoing: _Outgoing, draft: ProductDraft, product: InformationProduct) -> None:
    """Each address that left, in the log of the person's own record."""
    for sent in (a for a in outgoing.addresses if a.key in draft.address_keys):
        record(
            Action.SHARED,
            subject_kind="address",
            subject_id=sent.address.id,
            folder=sent.address.folder,
            details={"product": str(product.pk), "recipient": str(product.recipient_id)},
        )


def _holders(recipient: RecipientTeam, draft: ProductDraft) -> list[Holder]:
    """Who holds what is sent: the team, or else the people named and whoever manages it."""
    if not draft.named_ids:
        return [Holder(team_id=recipient.team.pk)]
    return [Holder(professional_id=p.id) for p in recipient.readers(draft.named_ids)]
