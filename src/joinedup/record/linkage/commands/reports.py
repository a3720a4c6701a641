"""Keeping what came of a file of another kind than the index: beside the index's own imports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from joinedup.base.documents.file_names import safe_file_name
from joinedup.base.documents.spreadsheets import Problem
from joinedup.base.foundation.ids import new_id
from joinedup.record.linkage.commands.reading import MOST_PROBLEMS
from joinedup.record.linkage.models import IndexImport
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.rules import Category


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """What a file held and what was done with it. ``known`` is how many are held afterwards."""

    file_kind: str
    file_name: str
    statement: str
    started_at: datetime
    rows: int
    added: int
    changed: int
    unchanged: int
    rejected: int
    known: int
    problems: Sequence[Problem]


def one_import_at_a_time(actor: Viewer) -> None:
    """Wait until no other import of this agency is under way; until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"linkage {actor.agency_id}"])


@transaction.atomic
def keep_report(actor: Viewer, *, folder: Folder, report: FileReport) -> IndexImport:
    """Write down an import of the actor's agency in its own folder, so that its people find it."""
    row = IndexImport(
        id=new_id(),
        folder=folder,
        category=Category.INVOLVEMENT,
        agency_id=actor.agency_id,
        file_kind=report.file_kind,
        file_name=safe_file_name(report.file_name),
        statement=report.statement,
        imported_by_id=actor.professional_id,
        started_at=report.started_at,
        known=report.known,
        rows=report.rows,
        added=report.added,
        changed=report.changed,
        unchanged=report.unchanged,
        rejected=report.rejected,
        problems=[
            {"line": p.line, "column": p.heading or "", "message": p.message}
            for p in report.problems[:MOST_PROBLEMS]
        ],
    )
    row.save(force_insert=True)
    record(
        Action.ADDED,
        subject_kind="index_import",
        subject_id=row.pk,
        folder=folder,
        details={"file_kind": report.file_kind, "rows": report.rows},
    )
    return row
