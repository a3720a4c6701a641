"""Ending a study: its data set and the key of its pseudonyms are deleted, and that is on record."""

import json
from uuid import UUID

from django.db import connection, transaction

from joinedup.insight.evaluation.commands.steps import Details, check, locked, log, move
from joinedup.insight.evaluation.models import Study
from joinedup.insight.evaluation.rules.states import Event
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer


@transaction.atomic
def end(actor: Viewer, *, study_id: UUID, reasons: str) -> None:
    """The question is answered: delete the data set. Runs and reports stay.

    Raises ``ValueError`` without reasons, ``NotNow`` before there is a data set.
    """
    _end(actor, study_id, Event.END, reasons)


@transaction.atomic
def withdraw(actor: Viewer, *, study_id: UUID, reasons: str) -> None:
    """Give it up before there is a data set. Raises as ``end``."""
    _end(actor, study_id, Event.WITHDRAW, reasons)


def _end(actor: Viewer, study_id: UUID, event: Event, reasons: str) -> None:
    study = locked(study_id)
    check(actor, study, event)
    if not reasons.strip():
        raise ValueError("Give the reasons.")
    move(actor, study, event, reasons=reasons, then=delete_all)


def delete_all(study: Study) -> Details:
    """Delete what a study that is over holds about families. Says how much, and logs it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT evaluation_delete(%s)", [study.pk])
        found: Details = json.loads(cursor.fetchone()[0])
    log(study, Action.DELETED, found)
    return found


@transaction.atomic
def delete_due() -> int:
    """End and empty every study whose last day has passed. Returns how many there were.

    Needs no session, and can neither read nor choose: a function of the database, which works as
    the owner, goes by the day alone, and writes both the step and the log.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM evaluation_delete_due()")
        return int(cursor.fetchone()[0])
