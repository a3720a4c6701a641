"""Going through an agency's file: rows in batches, what is wrong with them, and the tally."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID

from django.db import connection
from django.utils import timezone

from joinedup.base.documents.file_names import safe_file_name
from joinedup.base.documents.long_spreadsheets import LongSpreadsheet, open_csv
from joinedup.base.documents.spreadsheets import Problem, Row
from joinedup.base.foundation.ids import new_id
from joinedup.record.linkage.commands.records import open_agency_records
from joinedup.record.linkage.models import IndexImport
from joinedup.record.linkage.rules.people_file import Fault
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.rules import Category

Progress = Callable[[int], None]
"""Called with the number of rows read so far."""

BATCH = 2_000
MOST_PROBLEMS = 1_000
MOST_LEAVING = 0.2
"""A complete file without this share of the people known is taken for a damaged one."""
FEW = 50


class NotImportedError(ValueError):
    """Nothing was read; the message says why, in words for the one who sent the file."""


@dataclass
class Tally:
    """What an import has met so far."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    left: int = 0
    problems: list[dict[str, str | int | None]] = field(default_factory=list)
    unnamed: bool = False
    """A row could not be read so far as to say whom it is about."""

    def fault(self, line: int | None, fault: Fault) -> None:
        """Keep a problem, up to the most that anybody would go through."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append({"line": line, "column": fault.heading, "message": fault.message})

    def refuse(self, line: int | None, fault: Fault) -> None:
        """Keep a problem for which a row was not taken."""
        self.rejected += 1
        self.fault(line, fault)


@dataclass
class Import:
    """One reading of one file, from its opening to its record."""

    actor: Viewer
    agency: UUID
    folder: Folder
    file_kind: str
    file_name: str
    complete: bool
    sheet: LongSpreadsheet
    started_at: datetime
    progress: Progress | None
    tally: Tally = field(default_factory=Tally)

    def batches(self) -> Iterator[list[Row]]:
        """The rows that could be read. Unreadable ones go to the tally."""
        batch: list[Row] = []
        for found in self.sheet.records:
            if isinstance(found, Problem):
                self.tally.rows += found.line is not None
                self.tally.unnamed = True
                self.tally.refuse(found.line, Fault(found.heading or "", found.message))
                continue
            self.tally.rows += 1
            batch.append(found)
            if len(batch) >= BATCH:
                yield batch
                self._report()
                batch = []
        if batch:
            yield batch
        self._report()

    def _report(self) -> None:
        if self.progress:
            self.progress(self.tally.rows)

    def may_close(self, leaving: int, known: int) -> bool:
        """Whether those whom a complete file does not name can be taken to have left."""
        why = ""
        if self.tally.unnamed:
            why = "Some rows could not be read, so nobody was taken to have left."
        elif leaving > FEW and leaving > known * MOST_LEAVING:
            why = (
                f"The file leaves out {leaving:,} of {known:,} that we had, so it may not be"
                " complete. Nobody was taken to have left."
            )
        if why:
            self.tally.fault(None, Fault("", why))
        return not why


def begin(
    actor: Viewer,
    *,
    agency: UUID,
    file: BinaryIO,
    file_name: str,
    file_kind: str,
    columns: tuple[Sequence[str], Sequence[str]],
    complete: bool,
    progress: Progress | None,
    max_bytes: int | None,
) -> Import:
    """Open the file and the agency's records; one import of an agency at a time.

    Raises ``NotImportedError`` for a file that cannot be read, ``NotVisible`` for another agency.
    """
    if actor.agency_id != agency:
        raise NotVisible
    limits = {} if max_bytes is None else {"max_bytes": max_bytes}
    sheet = open_csv(file, required=columns[0], optional=columns[1], **limits)
    if isinstance(sheet, Problem):
        raise NotImportedError(sheet.message)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"linkage {agency}"])
        # what is quick for an empty index is not for the one that this import leaves behind
        cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    return Import(
        actor=actor,
        agency=agency,
        folder=open_agency_records(actor, agency=agency),
        file_kind=file_kind,
        file_name=safe_file_name(file_name),
        complete=complete,
        sheet=sheet,
        started_at=timezone.now(),
        progress=progress,
    )


def finish(
    done: Import, *, known: int, newest: date | None = None, oldest: date | None = None
) -> IndexImport:
    """Record what the import did, in the agency's own folder and in the log."""
    tally = done.tally
    row = IndexImport(
        id=new_id(),
        folder=done.folder,
        category=Category.INVOLVEMENT,
        agency_id=done.agency,
        file_kind=done.file_kind,
        file_name=done.file_name,
        statement=done.sheet.statement,
        complete=done.complete,
        imported_by_id=done.actor.professional_id,
        started_at=done.started_at,
        known=known,
        rows=tally.rows,
        added=tally.added,
        changed=tally.changed,
        unchanged=tally.unchanged,
        rejected=tally.rejected,
        left=tally.left,
        problems=tally.problems,
        newest_update=newest,
        oldest_update=oldest,
    )
    row.save(force_insert=True)
    record(
        Action.IMPORTED,
        subject_kind="agency_index",
        subject_id=row.pk,
        folder=done.folder,
        details={
            "file_kind": done.file_kind,
            "complete": done.complete,
            "rows": tally.rows,
            "added": tally.added,
            "changed": tally.changed,
            "rejected": tally.rejected,
            "left": tally.left,
        },
    )
    return row
