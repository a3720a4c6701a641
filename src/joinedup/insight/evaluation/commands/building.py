"""Building a study's data set: taken out of the record by the database, made anonymous, kept."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from joinedup.base.documents.spreadsheets import write_csv
from joinedup.insight.evaluation.commands.steps import check, locked, move
from joinedup.insight.evaluation.models import Study
from joinedup.insight.evaluation.rules.anonymity import (
    Anonymised,
    NotAnonymousError,
    anonymise,
)
from joinedup.insight.evaluation.rules.contents import contents_of
from joinedup.insight.evaluation.rules.states import Event, State
from joinedup.insight.evaluation.rules.variables import FAMILY, TOOK_PART, VARIABLES
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer


@transaction.atomic
def start_build(actor: Viewer, *, study_id: UUID) -> None:
    """Have the data set built. Raises ``NotNow`` in the wrong state."""
    study = locked(study_id)
    check(actor, study, Event.START_BUILD)
    study.built_by_id = actor.professional_id
    move(actor, study, Event.START_BUILD)


@transaction.atomic
def build(actor: Viewer, *, study_id: UUID) -> None:
    """Take the families out of the record, make them anonymous, and keep what may leave.

    All of it or nothing. Does nothing for a data set that is there, or that somebody else has
    started to build, so that it can be done twice. Needs a session for the purpose of evaluation.
    """
    study = locked(study_id)
    if study.state != State.BUILDING or study.built_by_id != actor.professional_id:
        return
    rows = _families(study)
    ladders = {
        name: VARIABLES[name].ladder for name in study.variables if VARIABLES[name].identifying
    }
    try:
        made = anonymise(rows, ladders, group=TOOK_PART, k=study.k)
    except NotAnonymousError as few:
        move(actor, study, Event.BUILD_REFUSED, reasons=str(few))
        return
    content = _csv(study, made)
    with connection.cursor() as cursor:
        cursor.execute("SELECT evaluation_keep(%s, %s, %s)", [study.pk, content, len(made.rows)])
    study.data = contents_of(made, study.variables, VARIABLES)
    study.data_sha256 = hashlib.sha256(content).hexdigest()
    move(
        actor,
        study,
        Event.FINISH_BUILD,
        details={"families": len(made.rows), "data_sha256": study.data_sha256},
        action=Action.DECIDED,
    )


def _families(study: Study) -> list[dict[str, str]]:
    """One row each, with every variable that was asked for; empty where it is not known."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT family, took_part, has FROM evaluation_build(%s)", [study.pk])
        found = cursor.fetchall()
    return [
        {FAMILY: family, TOOK_PART: took_part, **_values(study.variables, has)}
        for family, took_part, has in found
    ]


def _values(names: Sequence[str], has: str | Mapping[str, Any]) -> dict[str, str]:
    known = json.loads(has) if isinstance(has, str) else has
    return {name: str(known.get(name, "")) for name in names}


def _csv(study: Study, made: Anonymised) -> bytes:
    columns = [FAMILY, TOOK_PART, *(name for name in study.variables if name not in made.gone)]
    return write_csv([columns, *([row[name] for name in columns] for row in made.rows)])
