"""Asking for a study: what it wants to know, of what, why, until when, and by which plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.base.foundation.references import new_reference
from joinedup.insight.evaluation.commands.steps import Details, check, locked, log, move
from joinedup.insight.evaluation.models import Study
from joinedup.insight.evaluation.queries import protocol_of_study
from joinedup.insight.evaluation.rules import plans, variables
from joinedup.insight.evaluation.rules.anonymity import LEAST_K, MOST_K
from joinedup.insight.evaluation.rules.bases import Basis
from joinedup.insight.evaluation.rules.plans import Plan
from joinedup.insight.evaluation.rules.states import Event, State
from joinedup.trust.agencies.rules import Role
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer

LONGEST = timedelta(days=2 * 366)


@dataclass(frozen=True)
class Proposal:
    """What is asked for. ``takes_out``: whether the rows may be taken out as a file."""

    title: str
    question: str
    why: str
    basis: Basis
    variables: Sequence[str]
    k: int
    takes_out: bool
    delete_on: date


@transaction.atomic
def begin_study(actor: Viewer, *, proposal: Proposal) -> Study:
    """Write down what is asked for. Only evaluators of the agency see it yet.

    Raises ``NotVisible`` unless the actor is an evaluator, ``ValueError`` for what cannot stand.
    """
    if not actor.has(Role.EVALUATOR):
        raise NotVisible
    _refuse_impossible(proposal)
    study = Study(
        reference=new_reference("E"),
        agency_id=actor.agency_id,
        asked_by_id=actor.professional_id,
        state=State.DRAFT,
        **_terms(proposal),
    )
    study.save(force_insert=True)
    log(study, Action.ADDED, _in_codes(proposal))
    return study


@transaction.atomic
def change_study(actor: Viewer, *, study_id: UUID, proposal: Proposal) -> Study:
    """Change what is still being written. Raises as ``begin_study``, and ``NotNow`` afterwards."""
    study = locked(study_id)
    check(actor, study, Event.SUBMIT)
    _refuse_impossible(proposal)
    for name, value in _terms(proposal).items():
        setattr(study, name, value)
    study.save(force_update=True)
    log(study, Action.CHANGED, _in_codes(proposal))
    return study


@transaction.atomic
def write_protocol(actor: Viewer, *, study_id: UUID, plan: Plan, words: str) -> Study:
    """Write down how the data will be compared, before anybody has them.

    Raises ``ValueError`` for a plan that cannot be, or without words; ``NotNow`` once the study
    was submitted.
    """
    study = locked(study_id)
    check(actor, study, Event.SUBMIT)
    if not words.strip():
        raise ValueError("Say why the groups can be compared in this way.")
    if wrong := plans.what_is_wrong(plan, study.variables)[1]:
        raise ValueError(wrong)
    study.protocol, study.protocol_words = plan.as_json(), words.strip()
    study.save(update_fields=["protocol", "protocol_words"])
    log(study, Action.CHANGED, {"protocol": True})
    return study


@transaction.atomic
def submit(actor: Viewer, *, study_id: UUID) -> None:
    """Ask for approval. Terms and protocol stand from now on, under the protocol's hash.

    Raises ``ValueError`` without a protocol that fits what is asked for.
    """
    study = locked(study_id)
    check(actor, study, Event.SUBMIT)
    if study.delete_on <= timezone.localdate():
        raise ValueError("The day of deletion has passed. Change the study first.")
    if not study.protocol:
        raise ValueError("Write the protocol first: it is approved with the study.")
    plan = plans.plan_of(study.protocol)
    if wrong := plans.what_is_wrong(plan, study.variables)[1]:
        raise ValueError(f"The protocol does not fit the study any more. {wrong}")
    study.protocol = {**plan.as_json(), "registered": timezone.localdate().isoformat()}
    study.protocol_sha256 = protocol_of_study(study).sha256
    # Into the table while it is still being written: a trigger holds it from then on.
    study.save(update_fields=["protocol", "protocol_sha256"])
    move(actor, study, Event.SUBMIT, details={"protocol_sha256": study.protocol_sha256})


def _refuse_impossible(proposal: Proposal) -> None:
    if not (proposal.title.strip() and proposal.question.strip() and proposal.why.strip()):
        raise ValueError("Say what the study asks and why it is needed.")
    if wrong := variables.what_is_wrong(proposal.variables):
        raise ValueError(wrong)
    if not LEAST_K <= proposal.k <= MOST_K:
        raise ValueError(f"At least {LEAST_K} and at most {MOST_K} families must be alike.")
    today = timezone.localdate()
    if not today < proposal.delete_on <= today + LONGEST:
        raise ValueError("The data set is deleted within two years: give a day after today.")


def _terms(proposal: Proposal) -> dict[str, object]:
    return {
        "title": proposal.title.strip(),
        "question": proposal.question.strip(),
        "why": proposal.why.strip(),
        "basis": proposal.basis,
        "variables": [name for name in variables.VARIABLES if name in set(proposal.variables)],
        "k": proposal.k,
        "takes_out": proposal.takes_out,
        "delete_on": proposal.delete_on,
    }


def _in_codes(proposal: Proposal) -> Details:
    """What the log keeps of it: no free text."""
    return {
        "basis": proposal.basis,
        "variables": sorted(proposal.variables),
        "k": proposal.k,
        "takes_out": proposal.takes_out,
        "delete_on": proposal.delete_on.isoformat(),
    }
