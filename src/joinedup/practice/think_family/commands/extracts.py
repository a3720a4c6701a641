"""Taking in an agency's extract: read, sealed, and never read again but by the run."""

from typing import BinaryIO
from uuid import UUID

from django.db import connection, transaction

from joinedup.base.documents.spreadsheets import read_csv
from joinedup.base.foundation.ids import new_id
from joinedup.practice.think_family.commands.steps import check, locked, move
from joinedup.practice.think_family.models import Party, Receipt
from joinedup.practice.think_family.rules.extract_file import (
    OPTIONAL,
    REQUIRED,
    ExtractRow,
    Fault,
    read_row,
)
from joinedup.practice.think_family.rules.states import Event
from joinedup.practice.think_family.sealing import seal
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer

MOST_PROBLEMS = 1_000
Problems = list[dict[str, str | int | None]]


class NotTakenError(ValueError):
    """Nothing was taken; the message says why, in words for the one who sent the file."""


@transaction.atomic
def send_extract(
    actor: Viewer, *, exercise_id: UUID, file: BinaryIO, max_bytes: int | None = None
) -> Receipt:
    """Seal the agency's extract, in the place of what it sent before.

    Rows that are wrong are named by line and left out; the rest is taken. Raises
    ``NotTakenError`` for a file of which nothing can be taken, ``NotNow`` when the exercise is not
    open, and ``NotVisible`` for an agency that does not contribute.
    """
    exercise = locked(exercise_id)
    check(actor, exercise, Event.SEND_EXTRACT)
    party = Party.objects.get(exercise=exercise, agency_id=actor.agency_id)
    rows, problems, refused = _read(file, frozenset(party.needs), max_bytes)
    content = seal(rows, exercise_id=exercise.pk, agency_id=actor.agency_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT think_family_seal(%s, %s, %s, %s)", [new_id(), exercise.pk, content, len(rows)]
        )
        if not cursor.fetchone()[0]:
            raise NotVisible
    receipt = Receipt(
        exercise=exercise,
        agency_id=actor.agency_id,
        records=len(rows),
        refused=refused,
        with_needs=sum(bool(row.needs) for row in rows),
        hard_to_link=sum(row.hard_to_link for row in rows),
        problems=problems,
        sent_by_id=actor.professional_id,
    )
    receipt.save(force_insert=True)
    move(actor, exercise, Event.SEND_EXTRACT, action=Action.IMPORTED)
    return receipt


def _read(
    file: BinaryIO, needs: frozenset[str], max_bytes: int | None
) -> tuple[list[ExtractRow], Problems, int]:
    """The rows that are taken, what was wrong, and how many rows were not taken."""
    limits = {} if max_bytes is None else {"max_bytes": max_bytes}
    sheet = read_csv(file, required=REQUIRED, optional=OPTIONAL, **limits)
    if sheet.unusable:
        raise NotTakenError(next(p.message for p in sheet.problems if p.line is None))
    problems: Problems = [
        {"line": p.line, "column": p.heading, "message": p.message} for p in sheet.problems
    ]
    refused = len(problems)
    rows: list[ExtractRow] = []
    lines: dict[str, int] = {}
    for found in sheet.rows:
        row, faults = read_row(found.cells, needs)
        if row is not None and (first := lines.setdefault(row.record_id, found.line)) < found.line:
            said = f"Line {first} has the same record number. This row was not taken."
            row, faults = None, [Fault("record_id", said)]
        problems += [
            {"line": found.line, "column": fault.heading, "message": fault.message}
            for fault in faults
        ]
        if row is None:
            refused += 1
        else:
            rows.append(row)
    if not rows:
        raise NotTakenError("No row of the file could be taken.")
    return rows, problems[:MOST_PROBLEMS], refused
