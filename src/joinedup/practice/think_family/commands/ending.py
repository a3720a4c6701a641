"""Ending an exercise: everything about people that it holds is deleted, and that is on record."""

import json
from uuid import UUID

from django.db import connection, transaction

from joinedup.practice.think_family.commands.steps import Details, check, locked, log, move
from joinedup.practice.think_family.models import Exercise
from joinedup.practice.think_family.rules.states import Event
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.commands import stop_sharing
from joinedup.trust.sharing.queries import may_decide, open_folder


@transaction.atomic
def close(actor: Viewer, *, exercise_id: UUID, reasons: str) -> None:
    """The result has been taken up: delete it, and all that it was made from.

    Raises ``ValueError`` without reasons, ``NotNow`` before it was released.
    """
    _end(actor, exercise_id, Event.CLOSE, reasons)


@transaction.atomic
def withdraw(actor: Viewer, *, exercise_id: UUID, reasons: str) -> None:
    """Give it up before anything was released, and delete what was sent. Raises as ``close``."""
    _end(actor, exercise_id, Event.WITHDRAW, reasons)


def _end(actor: Viewer, exercise_id: UUID, event: Event, reasons: str) -> None:
    exercise = locked(exercise_id)
    check(actor, exercise, event)
    if not reasons.strip():
        raise ValueError("Give the reasons.")
    if exercise.result_folder_id and may_decide(exercise.result_folder_id):
        folder = open_folder(exercise.result_folder_id)
        stop_sharing(actor, folder=folder, reasons="The exercise has ended.")
    move(actor, exercise, event, reasons=reasons, then=delete_all)


def delete_all(exercise: Exercise) -> Details:
    """Delete what an exercise that has ended holds about people. Says how much, and logs it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT think_family_delete(%s)", [exercise.pk])
        found: Details = json.loads(cursor.fetchone()[0])
    log(exercise, Action.DELETED, found)
    return found


@transaction.atomic
def delete_due() -> int:
    """Close and empty every exercise whose last day has passed. Returns how many there were.

    Needs no session, and can neither read nor choose: a function of the database, which works as
    the owner, goes by the day alone, and writes both the step and the log.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM think_family_delete_due()")
        return int(cursor.fetchone()[0])
