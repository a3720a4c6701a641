"""Taking in an agency's file of people."""

import json
from collections.abc import Sequence
from typing import Any, BinaryIO
from uuid import UUID

from django.db import connection, transaction

from joinedup.base.documents.spreadsheets import Row
from joinedup.base.foundation.ids import new_id
from joinedup.record.linkage.commands.behind import WritingBehind
from joinedup.record.linkage.commands.reading import Import, Progress, begin, finish
from joinedup.record.linkage.engine.comparing import prepare
from joinedup.record.linkage.engine.interface import current_matcher
from joinedup.record.linkage.models import IndexImport
from joinedup.record.linkage.rules import compared, comparing
from joinedup.record.linkage.rules.identities import identity_of
from joinedup.record.linkage.rules.people_file import (
    OPTIONAL,
    REQUIRED,
    Fault,
    PersonRow,
    RefusedError,
    fingerprint,
    read_person,
    record_number,
)
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.rules import Category

_MATCHER = current_matcher()
_VERSION = f"{_MATCHER.key_version}/{comparing.VERSION}"

_TYPES = {
    "birth_year": "smallint",
    "birth_month": "smallint",
    "birth_day": "smallint",
    "expected_on": "date",
    "died_on": "date",
    "address_from": "date",
    "involved_from": "date",
    "involved_to": "date",
    "updated_on": "date",
    "needs_interpreter": "boolean",
    "other_names": "jsonb",
}
_COLUMNS = tuple(PersonRow.__slots__)
_FROM_FILE = ", ".join(f"t.{name}" for name in _COLUMNS)
_DECLARED = ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in _COLUMNS)
# One JSON text for a batch: arrays of text would be escaped cell by cell, for longer than it takes
# to store them. COPY is closed to the application, since policies would not hold it.
_UPSERT = (
    "INSERT INTO linkage_indexentry (id, folder_id, category, created_at, agency_id,"  # noqa: S608 - names of our own columns
    f" {', '.join(_COLUMNS)}, fingerprint, keys, prepared, left_at)"
    f" SELECT t.id, %s, %s, now(), %s, {_FROM_FILE}, decode(t.fingerprint, 'hex'),"
    " string_to_array(t.keys, E'\\x1f'), t.prepared, NULL"
    f" FROM jsonb_to_recordset(%s::jsonb) AS t (id uuid, {_DECLARED}, fingerprint text, keys text,"
    " prepared jsonb)"
    " ON CONFLICT (agency_id, record_id) DO UPDATE SET left_at = NULL, "
    + ", ".join(
        f"{name} = excluded.{name}" for name in (*_COLUMNS[1:], "fingerprint", "keys", "prepared")
    )
)


@transaction.atomic
def import_people(
    actor: Viewer,
    *,
    agency: UUID,
    file: BinaryIO,
    file_name: str,
    complete: bool = False,
    progress: Progress | None = None,
    max_bytes: int | None = None,
) -> IndexImport:
    """Bring the agency's index up to date from a CSV file of people. Needs an open session.

    Rows that are wrong are named by line and left out; the rest is taken. The same file again
    changes nothing. With ``complete`` the file holds everybody whom the agency knows: whoever is
    not in it has left. All of it happens or, when it is interrupted, none.

    Raises ``NotImportedError`` when the file cannot be read at all, ``NotVisible`` for the records
    of another agency.
    """
    done = begin(
        actor,
        agency=agency,
        file=file,
        file_name=file_name,
        file_kind="people",
        columns=(REQUIRED, OPTIONAL),
        complete=complete,
        progress=progress,
        max_bytes=max_bytes,
    )
    lines: dict[str, int] = {}
    with WritingBehind(_UPSERT) as writing:
        for batch in done.batches():
            read = _readable(done, batch, lines)
            writing.settle()
            # no two batches name the same record, so what is held can be looked up before the
            # batch in front of this one is written
            new = _renewed(done, read)
            writing.begin()
            if new:
                writing.hand_over(_values(done, new))
    if complete:
        _close(done, list(lines))
    with connection.cursor() as cursor:
        cursor.execute("SELECT known, newest, oldest FROM linkage_own_size()")
        known, newest, oldest = cursor.fetchone()
    return finish(done, known=known, newest=newest, oldest=oldest)


# One look-up for each row. Asked for all at once, a plan made while the index was small goes
# through everything that the agency has, for every batch.
_HELD = (
    "SELECT held.* FROM unnest(%s::text[]) AS wanted (id) CROSS JOIN LATERAL ("
    " SELECT e.record_id, e.fingerprint, e.left_at IS NOT NULL FROM linkage_indexentry e"
    " WHERE e.agency_id = %s AND e.record_id = wanted.id LIMIT 1) AS held"
)

_Read = tuple[PersonRow, bytes]
"""A row and its fingerprint."""


def _readable(done: Import, batch: Sequence[Row], lines: dict[str, int]) -> list[_Read]:
    """The rows that are taken. What is wrong with them or with the others goes to the tally."""
    tally = done.tally
    read: list[_Read] = []
    for row in batch:
        try:
            number = record_number(row.cells)
        except RefusedError as refused:
            tally.unnamed = True
            tally.refuse(row.line, refused.fault)
            continue
        first = lines.setdefault(number, row.line)
        if first != row.line:
            message = f"Line {first} has the same record number. This row was not taken."
            tally.refuse(row.line, Fault("record_id", message))
            continue
        try:
            person, faults = read_person(row.cells)
        except RefusedError as refused:
            tally.refuse(row.line, refused.fault)
            continue
        for fault in faults:
            tally.fault(row.line, fault)
        read.append((person, fingerprint(row.cells, _VERSION)))
    return read


def _renewed(done: Import, read: Sequence[_Read]) -> list[_Read]:
    """Those of the rows that are new to the index or differ from it."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [[person.record_id for person, _ in read], done.agency])
        held = {number: (bytes(print_), left) for number, print_, left in cursor.fetchall()}
    new = [(p, f) for p, f in read if held.get(p.record_id) != (f, False)]
    changed = sum(person.record_id in held for person, _ in new)
    done.tally.added += len(new) - changed
    done.tally.changed += changed
    done.tally.unchanged += len(read) - len(new)
    return new


def _values(done: Import, new: Sequence[_Read]) -> list[Any]:
    rows = json.dumps(
        [_as_json(person, print_) for person, print_ in new],
        ensure_ascii=False,
        separators=(",", ":"),
        default=str,
    )
    return [done.folder.pk, Category.IDENTITY.value, done.agency, rows]


def _as_json(person: PersonRow, print_: bytes) -> dict[str, Any]:
    identity = identity_of(person)
    prepared = prepare(identity)
    values: dict[str, Any] = {name: getattr(person, name) for name in _COLUMNS}
    values["id"] = new_id()
    values["fingerprint"] = print_.hex()
    # sorted, so that the database holds the same value for the same person every time
    values["keys"] = "\x1f".join(sorted(_MATCHER.search_keys(prepared)))
    values["prepared"] = compared.entry_of(identity, prepared)
    return values


def _close(done: Import, named: list[str]) -> None:
    # hashed, whatever the planner thinks of the table's size: a join may go through all of the
    # file's numbers for every row
    gone = "agency_id = %s AND left_at IS NULL AND record_id <> ALL (%s::text[])"
    with connection.cursor() as cursor:
        cursor.execute("SELECT known FROM linkage_own_size()")
        known = cursor.fetchone()[0]
        cursor.execute(
            f"SELECT count(*) FROM linkage_indexentry WHERE {gone}",  # noqa: S608 - the text above
            [done.agency, named],
        )
        leaving = cursor.fetchone()[0]
        if leaving and done.may_close(leaving, known):
            cursor.execute(
                f"UPDATE linkage_indexentry SET left_at = now() WHERE {gone}",  # noqa: S608
                [done.agency, named],
            )
            done.tally.left = leaving
