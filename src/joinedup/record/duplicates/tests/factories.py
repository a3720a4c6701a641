"""Pairs as a run leaves them behind. The application only reads them, so the owner writes."""

import json
from datetime import date
from uuid import UUID

from django.db import connection
from psycopg import ClientCursor

from joinedup.base.foundation.ids import new_id

SHA256 = "f" * 64
STEPS = [
    ["surname", "the same, and few have it", 9.2],
    ["first name", "forms of one name", 5.1],
    ["birth date", "day and month swapped", 6.3],
    ["middle names", "not in both records, so it speaks neither for nor against", None],
    ["postcode", "different", -2.4],
]
SENTENCE = (
    "Same surname; first names are forms of one name; birth date differs by day and month swapped;"
    " postcode is different; no identifier in common."
)


def as_owner(statement: str, *parameters: object) -> None:
    """Write what the application may not, in this test's own transaction."""
    written = ClientCursor(connection.connection).mogrify(statement, parameters)
    with connection.cursor() as cursor:
        cursor.execute("SELECT test_as_owner(%s)", [written])


def run() -> UUID:
    """Everybody was compared just now."""
    connection.ensure_connection()
    run_id = new_id()
    as_owner(
        "INSERT INTO duplicates_run (id, made_at, model_made_on, model_sha256)"
        " VALUES (%s, now(), %s, %s)",
        run_id, date(2026, 11, 1), SHA256,
    )  # fmt: skip
    return run_id


def pair(
    run_id: UUID,
    one: tuple[UUID, UUID],
    other: tuple[UUID, UUID],
    *,
    kind: str = "duplicate",
    found: str = "likely, but their groups are not one",
    weight: float = 4.0,
) -> UUID:
    """Two records, each given by person and folder, that a run found alike."""
    (one_id, folder), (other_id, other_folder) = sorted((one, other))
    pair_id = new_id()
    as_owner(
        "INSERT INTO duplicates_pair (id, folder_id, other_folder_id, category, created_at, one_id,"
        " other_id, kind, found, weight, prior, steps, sentence, run_id)"
        " VALUES (%s, %s, %s, 'identity', now(), %s, %s, %s, %s, %s, -14.2, %s, %s, %s)",
        pair_id, folder, other_folder, one_id, other_id, kind, found, weight,
        json.dumps(STEPS), SENTENCE, run_id,
    )  # fmt: skip
    return pair_id
