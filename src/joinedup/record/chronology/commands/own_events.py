"""An agency's own people bring in its events: into its own records, for its own desk alone."""

from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.base.documents.spreadsheets import MAX_BYTES
from joinedup.record.chronology.commands.importing import ImportReport, import_events
from joinedup.record.chronology.models import Entry
from joinedup.record.linkage.commands import (
    FileReport,
    NotImportedError,
    Progress,
    keep_report,
    one_import_at_a_time,
    open_agency_records,
)
from joinedup.record.linkage.models import IndexImport
from joinedup.record.linkage.queries import own_record_numbers
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.queries import writable
from joinedup.trust.sharing.rules.categories import CONTENT


@transaction.atomic
def import_own_events(
    actor: Viewer,
    *,
    agency: UUID,
    file: BinaryIO,
    file_name: str,
    progress: Progress | None = None,
    max_bytes: int = MAX_BYTES,
) -> IndexImport:
    """Take in a file of the agency's events, and keep what was wrong with which row.

    Whom they are about must be in the agency's index already; a governance lead answers for the
    index and not for the events. Raises ``NotVisible`` for anybody but a desk of the agency, and
    ``NotImportedError`` for a file of which nothing could be read.
    """
    if actor.agency_id != agency:
        raise NotVisible
    started_at = timezone.now()
    one_import_at_a_time(actor)
    folder = open_agency_records(actor, agency=agency)
    if not set(CONTENT) <= writable(folder.pk):
        raise NotVisible
    done = import_events(
        actor,
        agency_id=agency,
        folder=folder,
        file=file,
        file_name=file_name,
        subject_ids=own_record_numbers(actor),
        progress=(lambda rows, _: progress(rows)) if progress else None,
        max_bytes=max_bytes,
    )
    _refuse_unreadable(done)
    held = Entry.objects.filter(folder=folder, corrected_by__isnull=True).count()
    return keep_report(
        actor,
        folder=folder,
        report=FileReport(
            file_kind="events",
            file_name=file_name,
            statement=done.statement,
            started_at=started_at,
            rows=done.rows,
            added=done.added,
            changed=done.changed,
            unchanged=done.unchanged,
            rejected=done.rejected,
            known=held,
            problems=done.problems,
        ),
    )


def _refuse_unreadable(done: ImportReport) -> None:
    about_the_file = [problem.message for problem in done.problems if problem.line is None]
    if about_the_file and not done.rows:
        raise NotImportedError(about_the_file[0])
