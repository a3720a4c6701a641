"""A row stays where it was filed, and a folder is opened now: no SQL changes either."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from joinedup.base.foundation.ids import new_id
from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.record.chronology.models import Entry
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.models import Folder, Protected
from joinedup.trust.sharing.queries import may_decide
from joinedup.trust.sharing.rules import FolderKind, Purpose
from tests.security.scene import build

pytestmark = pytest.mark.django_db

PROTECTED = [model for model in apps.get_models() if issubclass(model, Protected)]
REFILED_BY_CATEGORY = {Entry}
"""A correction may be of another category, and takes the versions before it along."""


def fetched(statement: str, *parameters: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def guarded_columns(table: str) -> set[str]:
    rows = fetched(
        "SELECT a.attname FROM pg_trigger t CROSS JOIN LATERAL unnest(t.tgattr) AS n"
        " JOIN pg_attribute a ON a.attrelid = t.tgrelid AND a.attnum = n"
        " WHERE t.tgrelid = %s::regclass AND t.tgenabled = 'O'"
        " AND t.tgfoid = 'sharing_stays_filed'::regproc",
        table,
    )
    return {str(row[0]) for row in rows}


def test_every_protected_table_keeps_its_rows_where_they_were_filed():
    changed = 0
    for model in PROTECTED:
        table = model._meta.db_table
        if fetched("SELECT has_any_column_privilege(%s, 'UPDATE')", table) == [(False,)]:
            continue
        changed += 1
        wanted = {"folder_id", "category"}
        if model in REFILED_BY_CATEGORY:
            wanted.remove("category")
        assert guarded_columns(table) == wanted, table
    assert changed > 20


def test_sql_of_whoever_may_write_in_both_moves_nothing():
    scene = build()
    tried = set()
    for viewer in (scene.hub.manager, scene.hub.screener, scene.hub.police_researcher):
        tried |= {model for model in PROTECTED if _refuses_to_move(model, viewer)}
    assert len(tried) > 15, "hardly any table was tried"


def _refuses_to_move(model: type[Protected], viewer: Viewer) -> bool:
    """Try every row that this viewer may change. Whether there was any."""
    table = model._meta.db_table
    statements = [f"UPDATE {table} SET folder_id = %s"]
    if model not in REFILED_BY_CATEGORY:
        statements.append(f"UPDATE {table} SET category = %s")
    there = False
    for statement in statements:
        parameter = "elsewhere" if "category" in statement else new_id()
        try:
            with (
                transaction.atomic(),
                session(viewer, Purpose.SCREENING),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement, [parameter])
                assert cursor.rowcount == 0, f"{statement} moved rows"
        except ProgrammingError as refused:
            words = str(refused)
            assert "stays where it was filed" in words or "permission" in words
            there = True
    return there


@pytest.mark.parametrize("day", ["now() + interval '1 year'", "now() - interval '1 second'"])
def test_nobody_opens_a_folder_at_another_time(day):
    hub = hubs.a_hub()
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        session(hub.screener, Purpose.SCREENING),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO sharing_folder (id, kind, controller_id, opened_by_id, opened_at)"
            f" VALUES (%s, 'person', %s, %s, {day})",
            [new_id(), hub.council.pk, hub.screener.professional_id],
        )


@pytest.mark.django_db(transaction=True)
def test_who_opened_a_folder_decides_about_it_in_that_transaction_alone():
    hub = hubs.a_hub()
    folder = Folder(
        kind=FolderKind.PERSON,
        controller=hub.council,
        opened_by_id=hub.screener.professional_id,
    )
    with session(hub.screener, Purpose.SCREENING):
        folder.save(force_insert=True)
        assert may_decide(folder.pk)
    with session(hub.screener, Purpose.SCREENING):
        assert not may_decide(folder.pk)
