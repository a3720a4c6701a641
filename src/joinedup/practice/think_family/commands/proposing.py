"""Proposing an exercise: what for, who takes part, which families come out, to whom, until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.base.foundation.references import new_reference
from joinedup.practice.think_family.commands.steps import check, locked, log, move
from joinedup.practice.think_family.models import Exercise, Party
from joinedup.practice.think_family.queries import questions_of
from joinedup.practice.think_family.rules.criteria import Criteria, what_is_wrong
from joinedup.practice.think_family.rules.entitlement import PURPOSES
from joinedup.practice.think_family.rules.needs import NEEDS
from joinedup.practice.think_family.rules.states import Event, State
from joinedup.trust.agencies.queries import teams_of
from joinedup.trust.agencies.rules import Role
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.commands import Holder, Opening, decide, open_folder
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.rules import Category, FolderKind, Outcome, Purpose, Told, answer

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Proposal:
    """What is proposed. ``contributes`` says for each agency which needs it may send."""

    title: str
    purpose: Purpose
    why: str
    told: Told
    told_reason: str
    receiving_team_id: UUID
    contributes: Mapping[UUID, frozenset[str]]
    criteria: Criteria
    own_records_back: bool
    delete_on: date


@transaction.atomic
def propose(actor: Viewer, *, proposal: Proposal) -> Exercise:
    """Write a proposal down. Nobody outside the lead agency sees it yet.

    Raises ``NotVisible`` unless the actor leads information governance, ``ValueError`` for a
    proposal that cannot stand.
    """
    if not actor.has(Role.INFORMATION_GOVERNANCE_LEAD):
        raise NotVisible
    _refuse_impossible(actor, proposal)
    exercise = Exercise(
        reference=new_reference("M"),
        lead_id=actor.agency_id,
        proposed_by_id=actor.professional_id,
        state=State.DRAFT,
        **_terms(proposal),
    )
    exercise.save(force_insert=True)
    _say_who_takes_part(exercise, proposal)
    log(exercise, Action.ADDED, _in_codes(proposal))
    return exercise


@transaction.atomic
def change_proposal(actor: Viewer, *, exercise_id: UUID, proposal: Proposal) -> Exercise:
    """Change what is still being written. Raises as ``propose``, and ``NotNow`` afterwards."""
    exercise = locked(exercise_id)
    check(actor, exercise, Event.SUBMIT)
    _refuse_impossible(actor, proposal)
    for name, value in _terms(proposal).items():
        setattr(exercise, name, value)
    exercise.save(force_update=True)
    Party.objects.filter(exercise=exercise).delete()
    _say_who_takes_part(exercise, proposal)
    log(exercise, Action.CHANGED, _in_codes(proposal))
    return exercise


@transaction.atomic
def submit(actor: Viewer, *, exercise_id: UUID) -> None:
    """Ask for the approvals. Its terms stand from now on.

    What the sharing rules answer about each agency is kept. Where they refuse, nothing is
    submitted: raises ``ValueError`` with their reasons.
    """
    exercise = locked(exercise_id)
    check(actor, exercise, Event.SUBMIT)
    if exercise.delete_on <= timezone.localdate():
        raise ValueError("The day of deletion has passed. Change the proposal first.")
    questions = questions_of(exercise)
    refused = {
        party.agency.name: given.because
        for party, asked in questions
        if (given := answer(asked)).outcome is Outcome.DENY
    }
    if refused:
        raise ValueError(" ".join(f"{name}: {why}" for name, why in refused.items()))
    exercise.folder = folder = _folder(actor)
    for party, asked in questions:
        decide(
            actor,
            folder=folder,
            about=folder,
            question=asked,
            asking_id=exercise.lead_id,
            holding_id=party.agency_id,
        )
    move(actor, exercise, Event.SUBMIT)


def _folder(actor: Viewer) -> Folder:
    """Where what the rules answered is kept."""
    me = Holder(professional_id=actor.professional_id)
    return open_folder(
        actor,
        kind=FolderKind.EXERCISE,
        controller_id=actor.agency_id,
        purpose=Purpose.INFORMATION_GOVERNANCE,
        reasons="What the sharing rules say about a sealed matching exercise.",
        openings=[Opening(me, [Category.REQUEST], may_decide=True)],
    )


def _refuse_impossible(actor: Viewer, proposal: Proposal) -> None:
    if proposal.purpose not in PURPOSES:
        raise ValueError("This purpose is not a ground for asking other agencies.")
    if not (proposal.title.strip() and proposal.why.strip()):
        raise ValueError("Say what the exercise is for and why it is needed.")
    if proposal.told is Told.NOT_RECORDED:
        raise ValueError("Say whether families have been told, and how, or why not.")
    if not proposal.told_reason.strip():
        raise ValueError("Say how families have been told, or why they have not been.")
    if not teams_of(actor.agency_id).filter(pk=proposal.receiving_team_id).exists():
        raise ValueError("The result goes to a team of your own agency.")
    if any(not needs or needs - NEEDS.keys() for needs in proposal.contributes.values()):
        raise ValueError("Say for each agency which of the declared needs it contributes.")
    today = timezone.localdate()
    if not today < proposal.delete_on <= today + LONGEST:
        raise ValueError("Everything is deleted within a year: give a day after today.")
    wrong = what_is_wrong(
        proposal.criteria, {str(agency): needs for agency, needs in proposal.contributes.items()}
    )
    if wrong:
        raise ValueError(f"{wrong.words}.")


def _terms(proposal: Proposal) -> dict[str, object]:
    return {
        "title": proposal.title.strip(),
        "purpose": proposal.purpose,
        "why": proposal.why.strip(),
        "told": proposal.told,
        "told_reason": proposal.told_reason.strip(),
        "receiving_team_id": proposal.receiving_team_id,
        "least_needs": proposal.criteria.needs,
        "least_agencies": proposal.criteria.agencies,
        "required_needs": sorted(proposal.criteria.required),
        "own_records_back": proposal.own_records_back,
        "delete_on": proposal.delete_on,
    }


def _say_who_takes_part(exercise: Exercise, proposal: Proposal) -> None:
    Party.objects.bulk_create(
        Party(exercise=exercise, agency_id=agency, needs=sorted(needs))
        for agency, needs in proposal.contributes.items()
    )


def _in_codes(proposal: Proposal) -> dict[str, str | int | bool | list[str] | None]:
    """What the log keeps of it: no free text."""
    return {
        "purpose": proposal.purpose,
        "least_needs": proposal.criteria.needs,
        "least_agencies": proposal.criteria.agencies,
        "required_needs": sorted(proposal.criteria.required),
        "agencies": sorted(str(agency) for agency in proposal.contributes),
        "receiving_team": str(proposal.receiving_team_id),
        "own_records_back": proposal.own_records_back,
        "delete_on": proposal.delete_on.isoformat(),
    }
