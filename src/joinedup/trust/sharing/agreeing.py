"""Recording agreements about sharing, version by version, and what each party answers to one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from joinedup.trust.agencies.models import Organisation
from joinedup.trust.agencies.rules import Role
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.models import Agreement, PartyAnswer
from joinedup.trust.sharing.queries import agreement, latest_answers
from joinedup.trust.sharing.rules import AgreementAnswer, Category, Purpose
from joinedup.trust.sharing.rules.agreements import may_follow


@dataclass(frozen=True)
class AgreementDraft:
    """One version of an agreement, in the parts of the draft standard's ``SharingPolicy``.

    ``parties`` are organisations; ``data`` says in words what is covered, ``categories`` in ours.
    """

    reference: str
    version: int
    name: str
    contact: str
    parties: Collection[UUID]
    data: Collection[str]
    purposes: Collection[Purpose]
    categories: Collection[Category]
    starts_on: date
    ends_on: date
    permitted_uses: Collection[str]
    restrictions: Collection[str] = ()
    responsibilities: Collection[str] = ()
    security_measures: Collection[str] = ()
    legal_compliance: Collection[str] = ()


@transaction.atomic
def record_agreement(actor: Viewer, *, draft: AgreementDraft) -> Agreement:
    """Keep a version of an agreement, and accept it for the actor's own organisation alone.

    The same version again is the one that is there, and answers nothing.

    Raises ``NotVisible`` unless the actor leads information governance, ``ValueError`` for an
    incomplete agreement, for one between others, and for other terms under a version that is kept
    already.
    """
    if not actor.has(Role.INFORMATION_GOVERNANCE_LEAD):
        raise NotVisible
    _refuse_incomplete(draft)
    _refuse_between_others(actor, draft)
    terms = _terms(draft)
    kept = Agreement.objects.filter(reference=draft.reference, version=draft.version).first()
    if kept is not None:
        same = all(getattr(kept, name) == value for name, value in terms.items())
        if not same or set(kept.parties.values_list("pk", flat=True)) != set(draft.parties):
            raise ValueError("This version has other terms already. Give yours the next number.")
        return kept
    made = Agreement(
        reference=draft.reference,
        version=draft.version,
        recorded_by_id=actor.professional_id,
        **terms,
    )
    made.save(force_insert=True)
    made.parties.set(Organisation.objects.filter(pk__in=draft.parties))
    record(
        Action.ADDED,
        subject_kind="sharing_agreement",
        subject_id=made.pk,
        controller_id=actor.agency_id,
        details={"reference": draft.reference, "version": draft.version},
    )
    answer_agreement(actor, agreement_id=made.pk, answer=AgreementAnswer.ACCEPTED)
    return made


@transaction.atomic
def answer_agreement(
    actor: Viewer, *, agreement_id: UUID, answer: AgreementAnswer, reasons: str = ""
) -> PartyAnswer:
    """Accept a version of an agreement for the actor's organisation, decline it, or withdraw.

    Raises ``NotVisible`` unless the actor leads information governance for a party to it,
    ``ValueError`` where the answer cannot follow their last one, or lacks its reasons.
    """
    found = agreement(agreement_id)
    parties = {party.pk for party in found.parties.all()}
    if not actor.has(Role.INFORMATION_GOVERNANCE_LEAD) or actor.agency_id not in parties:
        raise NotVisible
    last = latest_answers(found).get(actor.agency_id)
    if answer not in may_follow(AgreementAnswer(last.answer) if last else None):
        raise ValueError("Your agency has answered this version already. Look at it again.")
    if answer is not AgreementAnswer.ACCEPTED and not reasons.strip():
        raise ValueError("Give the reasons.")
    row = PartyAnswer(
        agreement=found,
        organisation_id=actor.agency_id,
        answer=answer,
        reasons=reasons.strip(),
        decided_by_id=actor.professional_id,
    )
    row.save(force_insert=True)
    record(
        Action.DECIDED,
        subject_kind="sharing_agreement",
        subject_id=found.pk,
        controller_id=actor.agency_id,
        details={"answer": answer, "version": found.version},
    )
    return row


def _refuse_between_others(actor: Viewer, draft: AgreementDraft) -> None:
    # Its parties are asked to accept it: nobody puts words into a conversation of others.
    before = Agreement.objects.filter(reference=draft.reference)
    if actor.agency_id not in draft.parties or before.exclude(parties=actor.agency_id).exists():
        raise ValueError("Your agency is not a party to this agreement. Ask one of its parties.")


def _refuse_incomplete(draft: AgreementDraft) -> None:
    if len(set(draft.parties)) < 2:
        raise ValueError("An agreement has at least two parties.")
    if not draft.purposes or not draft.categories:
        raise ValueError("Say for which purposes, and what may be shared.")
    if draft.ends_on < draft.starts_on:
        raise ValueError("It ends before it starts.")


def _terms(draft: AgreementDraft) -> dict[str, object]:
    return {
        "name": draft.name,
        "contact": draft.contact,
        "data": list(draft.data),
        "purposes": sorted(purpose.value for purpose in draft.purposes),
        "categories": sorted(category.value for category in draft.categories),
        "starts_on": draft.starts_on,
        "ends_on": draft.ends_on,
        "permitted_uses": list(draft.permitted_uses),
        "restrictions": list(draft.restrictions),
        "responsibilities": list(draft.responsibilities),
        "security_measures": list(draft.security_measures),
        "legal_compliance": list(draft.legal_compliance),
    }
