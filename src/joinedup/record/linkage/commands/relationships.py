"""Taking in an agency's file of relationships."""

from collections.abc import Sequence
from typing import Any, BinaryIO
from uuid import UUID

from django.db import connection, transaction

from joinedup.base.documents.spreadsheets import Row
from joinedup.base.foundation.ids import new_id
from joinedup.record.linkage.commands.reading import Import, Progress, begin, finish
from joinedup.record.linkage.models import IndexImport, IndexRelationship
from joinedup.record.linkage.rules.people_file import Fault, RefusedError
from joinedup.record.linkage.rules.relationships_file import (
    OPTIONAL,
    REQUIRED,
    RelationshipRow,
    read_relationship,
)
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.rules import Category

Key = tuple[str, str, str]

_UPSERT = """
    INSERT INTO linkage_indexrelationship AS r
        (id, folder_id, category, created_at, agency_id, record_id, related_record_id, kind,
         since, until, left_at)
    SELECT t.id, %s, %s, now(), %s, t.one, t.other, t.kind, t.since, t.until, NULL
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::date[], %s::date[])
        AS t (id, one, other, kind, since, until)
    ON CONFLICT (agency_id, record_id, related_record_id, kind)
    DO UPDATE SET since = excluded.since, until = excluded.until, left_at = NULL
"""


@transaction.atomic
def import_relationships(
    actor: Viewer,
    *,
    agency: UUID,
    file: BinaryIO,
    file_name: str,
    complete: bool = False,
    progress: Progress | None = None,
    max_bytes: int | None = None,
) -> IndexImport:
    """Bring the agency's relationships up to date from a CSV file; see ``import_people``.

    Both people must be in the agency's index already.
    """
    done = begin(
        actor,
        agency=agency,
        file=file,
        file_name=file_name,
        file_kind="relationships",
        columns=(REQUIRED, OPTIONAL),
        complete=complete,
        progress=progress,
        max_bytes=max_bytes,
    )
    lines: dict[Key, int] = {}
    for batch in done.batches():
        _take(done, batch, lines)
    here = IndexRelationship.objects.filter(agency_id=agency, left_at__isnull=True)
    if complete:
        _close(done, list(lines), here.count())
    return finish(done, known=here.count())


def _take(done: Import, batch: Sequence[Row], lines: dict[Key, int]) -> None:
    tally = done.tally
    read: list[tuple[int, RelationshipRow]] = []
    for row in batch:
        try:
            found, faults = read_relationship(row.cells)
        except RefusedError as refused:
            tally.unnamed = True
            tally.refuse(row.line, refused.fault)
            continue
        first = lines.setdefault(found.key, row.line)
        if first != row.line:
            tally.refuse(row.line, Fault("", f"Line {first} says the same. It was not taken."))
            continue
        for fault in faults:
            tally.fault(row.line, fault)
        read.append((row.line, found))
    _write(done, read)


def _write(done: Import, read: Sequence[tuple[int, RelationshipRow]]) -> None:
    tally = done.tally
    known = _known(done.agency, {n for _, r in read for n in (r.record_id, r.related_record_id)})
    taken: list[RelationshipRow] = []
    for line, row in read:
        unknown = [
            heading
            for heading in ("record_id", "related_record_id")
            if getattr(row, heading) not in known
        ]
        if unknown:
            message = "Nobody in the index has this record number. The row was not taken."
            tally.refuse(line, Fault(unknown[0], message))
        else:
            taken.append(row)
    held = {
        (one, other, kind): (since, until, left is None)
        for one, other, kind, since, until, left in IndexRelationship.objects.filter(
            agency_id=done.agency, record_id__in={r.record_id for r in taken}
        ).values_list("record_id", "related_record_id", "kind", "since", "until", "left_at")
    }
    new = [r for r in taken if held.get(r.key) != (r.since, r.until, True)]
    if new:
        with connection.cursor() as cursor:
            cursor.execute(
                _UPSERT,
                [
                    done.folder.pk,
                    Category.FAMILY.value,
                    done.agency,
                    [new_id() for _ in new],
                    [r.record_id for r in new],
                    [r.related_record_id for r in new],
                    [r.kind for r in new],
                    [r.since for r in new],
                    [r.until for r in new],
                ],
            )
    changed = sum(r.key in held for r in new)
    tally.added += len(new) - changed
    tally.changed += changed
    tally.unchanged += len(taken) - len(new)


def _known(agency: UUID, numbers: set[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_id FROM linkage_indexentry"
            " WHERE agency_id = %s AND record_id = ANY (%s)",
            [agency, sorted(numbers)],
        )
        return {number for (number,) in cursor.fetchall()}


def _close(done: Import, named: list[Key], known: int) -> None:
    gone = (
        "agency_id = %s AND left_at IS NULL AND NOT EXISTS (SELECT FROM"
        " unnest(%s::text[], %s::text[], %s::text[]) AS named (one, other, what)"
        " WHERE (named.one, named.other, named.what) = (record_id, related_record_id, kind))"
    )
    values: list[Any] = [
        done.agency,
        [k[0] for k in named],
        [k[1] for k in named],
        [k[2] for k in named],
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM linkage_indexrelationship WHERE {gone}",  # noqa: S608 - ours
            values,
        )
        leaving = cursor.fetchone()[0]
        if leaving and done.may_close(leaving, known):
            cursor.execute(
                f"UPDATE linkage_indexrelationship SET left_at = now() WHERE {gone}",  # noqa: S608
                values,
            )
            done.tally.left = leaving
