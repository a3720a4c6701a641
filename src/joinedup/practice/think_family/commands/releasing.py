"""Releasing a result: the one decision that lets a name out."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.practice.think_family.commands.outcome import RESULT
from joinedup.practice.think_family.commands.steps import check, locked, move
from joinedup.practice.think_family.models import Exercise, Party
from joinedup.practice.think_family.queries import (
    desks_of,
    leads_of,
    parties_of,
    refused_today,
)
from joinedup.practice.think_family.rules.needs import categories_of
from joinedup.practice.think_family.rules.states import Event
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.commands import Holder, Opening, share_with
from joinedup.trust.sharing.queries import open_folder
from joinedup.trust.sharing.rules import Category, Purpose

RULE = "sealed_matching_criteria_met"


@transaction.atomic
def release(actor: Viewer, *, exercise_id: UUID, reasons: str) -> None:
    """Open the result to the team that is named in the exercise, until its last day; and to each
    agency, where that was agreed, its own record numbers.

    The lead agency's entitlement is looked at again (``rules.entitlement``): an agreement may have
    ended since. Raises ``ValueError`` where it has none, and without reasons.
    """
    exercise = locked(exercise_id)
    check(actor, exercise, Event.RELEASE)
    if not reasons.strip():
        raise ValueError("Give the reasons for releasing the result.")
    if refused := refused_today(exercise):
        raise ValueError(refused)
    parties = parties_of(exercise)
    needs = frozenset(code for party in parties for code in party.needs)
    team = Holder(team_id=exercise.receiving_team_id)
    opened = {*RESULT, *categories_of(needs)}
    _open(actor, exercise, exercise.result_folder_id, [team], opened, reasons)
    for party in parties:
        _give_back(actor, exercise, party)
    move(actor, exercise, Event.RELEASE, reasons=reasons, action=Action.SHARED)


def _give_back(actor: Viewer, exercise: Exercise, party: Party) -> None:
    if party.own_folder_id is None:
        return
    why = "The agency's own records in families that met the criteria."
    desks = [Holder(team_id=team) for team in desks_of(party.agency_id)]
    leads = [Holder(professional_id=lead) for lead in leads_of(party.agency_id)]
    _open(actor, exercise, party.own_folder_id, desks or leads, {Category.INVOLVEMENT}, why)


def _open(
    actor: Viewer,
    exercise: Exercise,
    folder_id: UUID | None,
    holders: list[Holder],
    categories: set[Category],
    reasons: str,
) -> None:
    if folder_id is None:
        raise NotVisible
    last = datetime.combine(exercise.delete_on + timedelta(days=1), time.min)
    until = timezone.make_aware(last)
    share_with(
        actor,
        folder=open_folder(folder_id),
        purpose=Purpose(exercise.purpose),
        rule=RULE,
        reasons=reasons.strip(),
        openings=[Opening(one, sorted(categories), until=until) for one in holders],
    )
