"""Approving an exercise or refusing it, each agency for itself."""

from uuid import UUID

from django.db import transaction

from joinedup.practice.think_family.commands.ending import delete_all
from joinedup.practice.think_family.commands.steps import check, locked, move
from joinedup.practice.think_family.models import Answer, Exercise
from joinedup.practice.think_family.queries import approved_by, asked_of, why_not_decide
from joinedup.practice.think_family.rules.approvals import still_missing
from joinedup.practice.think_family.rules.states import Event
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer


@transaction.atomic
def approve(actor: Viewer, *, exercise_id: UUID, reasons: str) -> None:
    """Approve it for the actor's agency. With the last approval it opens for extracts.

    Raises ``ValueError`` without reasons and for whom it is not to decide, the proposer first.
    """
    exercise = locked(exercise_id)
    _answer(actor, exercise, Event.APPROVE, reasons, approves=True)
    move(actor, exercise, Event.APPROVE, reasons=reasons, action=Action.DECIDED)
    if not still_missing(asked_of(exercise), approved_by(exercise)):
        move(actor, exercise, Event.LAST_APPROVAL)


@transaction.atomic
def refuse(actor: Viewer, *, exercise_id: UUID, reasons: str) -> None:
    """Refuse it, or take an approval back, for the actor's agency: that ends it.

    Whatever was sent by then is deleted. Raises as ``approve``.
    """
    exercise = locked(exercise_id)
    _answer(actor, exercise, Event.REFUSE, reasons, approves=False)
    move(
        actor,
        exercise,
        Event.REFUSE,
        reasons=reasons,
        then=delete_all,
        action=Action.REFUSED,
    )


def _answer(
    actor: Viewer, exercise: Exercise, event: Event, reasons: str, *, approves: bool
) -> None:
    check(actor, exercise, event)
    if not reasons.strip():
        raise ValueError("Give the reasons.")
    if why := why_not_decide(actor, exercise):
        raise ValueError(why)
    Answer(
        exercise=exercise,
        agency_id=actor.agency_id,
        approves=approves,
        reasons=reasons.strip(),
        by_id=actor.professional_id,
    ).save(force_insert=True)
