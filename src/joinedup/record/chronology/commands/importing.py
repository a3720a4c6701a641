"""Reading an agency's file of events: row by row, as often as it comes, nothing twice.

One row is one entry, known by the agency's own number for it. A row that has changed since the
last file becomes a correction; one that people have corrected here since, and that is as it was
in the last file, is left alone. Rows that are not in the file stay: a file may be a part.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.base.documents.file_names import safe_file_name
from joinedup.base.documents.spreadsheets import MAX_BYTES, Problem, Row, read_csv
from joinedup.record.chronology.models import Entry
from joinedup.record.chronology.queries import current_by_reference, versions_by_reference
from joinedup.record.chronology.rules import Impact, problems_of
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.queries import writable
from joinedup.trust.sharing.rules import Category

REQUIRED = ("event_id", "record_id", "kind", "type", "starts_on", "category", "what")
OPTIONAL = ("ends_on", "date_accuracy", "impact", "action_taken")
COMPARED = (
    "subject_id",
    "type",
    "kind",
    "category",
    "starts_on",
    "ends_on",
    "date_accuracy",
    "what",
    "impact",
    "action_taken",
)
BATCH = 1_000
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST_REFERENCE = 80

Values = dict[str, Any]


@dataclass(frozen=True)
class ImportReport:
    """What came of a file. ``problems`` says for each row turned away what is wrong with it."""

    rows: int
    added: int
    changed: int
    unchanged: int
    problems: tuple[Problem, ...]
    statement: str

    @property
    def rejected(self) -> int:
        """How many rows were turned away."""
        return len({problem.line for problem in self.problems if problem.line is not None})


@dataclass
class _Import:
    """One reading of one file."""

    agency_id: UUID
    folder: Folder
    file_name: str
    subject_ids: Mapping[str, UUID]
    today: date
    may_write: frozenset[Category]
    problems: list[Problem] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def import_events(
    actor: Viewer,
    *,
    agency_id: UUID,
    folder: Folder,
    file: BinaryIO | bytes,
    file_name: str,
    subject_ids: Mapping[str, UUID],
    progress: Callable[[int, int], None] | None = None,
    max_bytes: int = MAX_BYTES,
) -> ImportReport:
    """Take in a CSV file of events (headings: ``REQUIRED``, ``OPTIONAL``; dates ISO 8601).

    ``subject_ids`` leads from the agency's record numbers to whom the entries are about;
    ``progress`` is told (rows done, rows in all) after each batch. Good rows are kept though
    others are turned away; bringing the same file again changes nothing.
    """
    sheet = read_csv(file, required=REQUIRED, optional=OPTIONAL, max_bytes=max_bytes)
    reading = _Import(
        agency_id=agency_id,
        folder=folder,
        file_name=safe_file_name(file_name),
        subject_ids=subject_ids,
        today=timezone.localdate(),
        may_write=writable(folder.pk),
    )
    done = 0
    for batch in _batches(_readable(reading, sheet.rows)):
        _take(reading, batch)
        done += len(batch)
        if progress is not None:
            progress(done, len(sheet.rows))
    report = ImportReport(
        rows=len(sheet.rows) + len({p.line for p in sheet.problems if p.line is not None}),
        added=reading.added,
        changed=reading.changed,
        unchanged=reading.unchanged,
        problems=(*sheet.problems, *sorted(reading.problems, key=lambda p: p.line or 0)),
        statement=sheet.statement,
    )
    _log(reading, report)
    return report


def _batches(rows: Iterator[Values]) -> Iterator[list[Values]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _readable(reading: _Import, rows: Sequence[Row]) -> Iterator[Values]:
    """The rows that can be taken; what is wrong with the others goes to the problems."""
    first_seen: dict[str, int] = {}
    for row in rows:
        values, problems = _values(reading, row)
        reference = row.cells["event_id"]
        if reference in first_seen and not problems:
            twice = f"This event_id is already on line {first_seen[reference]}."
            problems = [Problem(twice, row.line, "event_id")]
        first_seen.setdefault(reference, row.line)
        if problems:
            reading.problems += problems
        else:
            yield values


def _values(reading: _Import, row: Row) -> tuple[Values, list[Problem]]:
    cells = row.cells
    values: Values = {
        "source_reference": cells["event_id"],
        "subject_id": reading.subject_ids.get(cells["record_id"]),
        "kind": cells["kind"],
        "type": cells["type"],
        "category": cells["category"],
        "starts_on": _day(cells["starts_on"]),
        "ends_on": _day(cells.get("ends_on", "")),
        "date_accuracy": cells.get("date_accuracy") or "AAA",
        "what": cells["what"],
        "judgement": "",
        "impact": cells.get("impact") or Impact.NEUTRAL,
        "action_taken": cells.get("action_taken", ""),
        "why_no_action": "",
    }
    wrong = _wrong_in_file(reading, cells, values)
    for name, message in problems_of(values, today=reading.today, by_hand=False).items():
        wrong.setdefault(name, message)
    return values, [Problem(message, row.line, name) for name, message in wrong.items()]


def _wrong_in_file(reading: _Import, cells: Mapping[str, str], values: Values) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not 0 < len(cells["event_id"]) <= _LONGEST_REFERENCE:
        wrong["event_id"] = f"An event_id of 1 to {_LONGEST_REFERENCE} characters is needed."
    if values["subject_id"] is None:
        wrong["record_id"] = "This record_id is not in the agency's index."
    for name in ("starts_on", "ends_on"):
        if cells.get(name) and values[name] is None:
            wrong[name] = "This is not a real date. Write dates as 2026-03-31."
    if values["category"] not in {str(category) for category in Category}:
        wrong["category"] = "This category is not known."
    elif values["category"] not in reading.may_write:
        wrong["category"] = "This import may not add to this category."
    return wrong


def _day(text: str) -> date | None:
    if not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _take(reading: _Import, batch: Sequence[Values]) -> None:
    references = [values["source_reference"] for values in batch]
    source = {"folder_id": reading.folder.pk, "agency_id": reading.agency_id}
    held = current_by_reference(references, **source)
    differing = [
        values["source_reference"]
        for values in batch
        if values["source_reference"] in held
        and not _same(held[values["source_reference"]], values)
    ]
    versions = versions_by_reference(differing, **source) if differing else {}
    new: list[Entry] = []
    replaced: list[Entry] = []
    for values in batch:
        reference = values["source_reference"]
        if reference not in held:
            reading.added += 1
        elif reference not in versions or _as_in_last_file(versions[reference], values):
            reading.unchanged += 1
            continue
        else:
            reading.changed += 1
        entry = _entry(reading, values)
        new.append(entry)
        replaced += _replace(reading, versions.get(reference, []), entry)
    # First the old: one reference stands once among the entries in force.
    Entry.objects.bulk_update(
        replaced, ["corrected_by", "correction_reasons", "category"], batch_size=BATCH
    )
    Entry.objects.bulk_create(new, batch_size=BATCH)


def _as_in_last_file(versions: Sequence[Entry], values: Values) -> bool:
    from_files = [version for version in versions if version.recorded_by_id is None]
    return bool(from_files) and _same(from_files[-1], values)


def _same(entry: Entry, values: Values) -> bool:
    return all(getattr(entry, name) == values[name] for name in COMPARED)


def _entry(reading: _Import, values: Values) -> Entry:
    # Nobody here wrote it: who brought the file is in the log and in the kept versions.
    return Entry(folder=reading.folder, source_agency_id=reading.agency_id, **values)


def _replace(reading: _Import, versions: Sequence[Entry], new: Entry) -> list[Entry]:
    """Point the version in force at the new one; all of them move to its category."""
    for version in versions:
        version.category = new.category
        if version.corrected_by_id is None:
            version.corrected_by = new
            version.correction_reasons = (
                f"The agency's own record has changed ({reading.file_name})."
            )
    return list(versions)


def _log(reading: _Import, report: ImportReport) -> None:
    record(
        Action.IMPORTED,
        subject_kind="chronology_entries",
        folder=reading.folder,
        details={
            "agency": str(reading.agency_id),
            "rows": report.rows,
            "added": report.added,
            "changed": report.changed,
            "unchanged": report.unchanged,
            "rejected": report.rejected,
        },
    )
