"""Answers of the rules, refusals, and whether the family was told."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing import rules
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.models import Decision, Folder, Refusal, ToldFamily
from joinedup.trust.sharing.rules import RULES_VERSION, Category, Purpose
from joinedup.trust.sharing.rules.purposes import GROUNDS


@transaction.atomic
def refuse_to_share(
    actor: Viewer,
    *,
    folder: Folder,
    to_organisation_id: UUID,
    categories: Collection[Category],
    purpose: Purpose,
    rule: str,
    reasons: str,
) -> Refusal:
    """Record a decision not to share, with its reasons."""
    if not reasons.strip():
        raise ValueError("Give the reasons for not sharing.")
    refusal = Refusal(
        folder=folder,
        to_organisation_id=to_organisation_id,
        categories=sorted(categories),
        purpose=purpose,
        rule=rule,
        rules_version=RULES_VERSION,
        reasons=reasons,
        decided_by_id=actor.professional_id,
    )
    refusal.save(force_insert=True)
    record(Action.REFUSED, subject_kind="refusal", subject_id=refusal.pk, folder=folder)
    return refusal


@transaction.atomic
def decide(
    actor: Viewer,
    *,
    folder: Folder,
    about: Folder,
    question: rules.Question,
    asking_id: UUID,
    holding_id: UUID,
) -> Decision:
    """Put a question to the rules and keep what they answered, whatever it is.

    ``folder`` is where it is asked, ``about`` the folder of the person asked about.
    """
    given = rules.answer(question)
    decision = Decision(
        folder=folder,
        about=about,
        asking_id=asking_id,
        holding_id=holding_id,
        asked_by_id=actor.professional_id,
        purpose=question.purpose,
        gateway=GROUNDS[question.purpose].gateway,
        categories=sorted(question.categories),
        outcome=given.outcome,
        rule=given.rule,
        rules_version=given.version,
        because=given.because,
        agreement=given.agreement,
    )
    decision.save(force_insert=True)
    record(
        Action.DECIDED,
        subject_kind="sharing_decision",
        subject_id=decision.pk,
        folder=folder,
        details={"outcome": given.outcome, "rule": given.rule, "version": given.version},
    )
    return decision


@transaction.atomic
def record_told_family(
    actor: Viewer,
    *,
    folder: Folder,
    category: Category,
    told: rules.Told,
    consent: rules.Consent,
    reasons: str,
) -> ToldFamily:
    """Say whether the family has been told and agrees. A change of mind is a new row."""
    row = ToldFamily(
        folder=folder,
        category=category,
        told=told,
        consent=consent,
        reasons=reasons.strip(),
        recorded_by_id=actor.professional_id,
    )
    row.save(force_insert=True)
    record(
        Action.ADDED,
        subject_kind="told_family",
        subject_id=row.pk,
        folder=folder,
        details={"told": told, "consent": consent},
    )
    return row
