"""No side doors: every way by which a record might leave except by its pages, tried.

The area (walking.py) is really committed, so that the owner of the tables, whom no policy holds,
can look through everything for names and numbers that should not be there.
"""

import gc
import io
import json
import logging
import pickle
import re
import stat
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from uuid import UUID

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.urls import reverse

from joinedup.base.foundation.backup.dump import make_backup
from joinedup.base.foundation.logs import NoPersonalData
from joinedup.base.foundation.tasks import enqueue
from joinedup.interfaces.web.search import page as search_page
from joinedup.practice.safeguarding_hub.models import Contact, Enquiry
from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.record.chronology.commands import correct_entry
from joinedup.record.chronology.models import Entry
from joinedup.record.chronology.tests import factories as chronologies
from joinedup.record.linkage.tests.factories import csv_file
from joinedup.record.people.models import Person
from joinedup.trust.accounts.models import User
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.drafts.commands import save_draft
from joinedup.trust.drafts.models import Draft
from joinedup.trust.sharing.asking import asking, session
from joinedup.trust.sharing.models import KeptVersion
from joinedup.trust.sharing.rules import Category, Purpose
from tests.html import parse_strictly, words
from tests.security.walking import Area, look

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def rows(question: str) -> list[tuple[object, ...]]:
    """What the owner of the tables reads."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def versions_seen(viewer, entry_id) -> set[str]:
    with session(viewer, Purpose.DIRECT_WORK), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT what FROM {Entry.pgh_event_model._meta.db_table} WHERE pgh_obj_id = %s",
            [entry_id],
        )
        return {row[0] for row in cursor.fetchall()}


def test_history_of_a_row_filed_elsewhere_is_closed_with_it(area: Area) -> None:
    us, team = chronologies.viewer()
    them, theirs = chronologies.viewer()
    folder = chronologies.folder(us, team)
    chronologies.share(us, folder, theirs, Category.EDUCATION)
    with session(us, Purpose.DIRECT_WORK):
        entry = chronologies.entry(us, folder, category=Category.EDUCATION)
    assert versions_seen(them, entry.pk) == {entry.what}
    with session(us, Purpose.DIRECT_WORK):
        correct_entry(us, entry=entry, reasons="It is about health.", category=Category.HEALTH)
    assert versions_seen(them, entry.pk) == set()
    assert entry.what in versions_seen(us, entry.pk)
    chronologies.share(us, folder, theirs, Category.HEALTH)
    assert entry.what in versions_seen(them, entry.pk)


def test_no_row_takes_its_history_to_another_folder(area: Area) -> None:
    us, team = chronologies.viewer()
    folder, other = chronologies.folder(us, team), chronologies.folder(us, team)
    with session(us, Purpose.DIRECT_WORK):
        entry = chronologies.entry(us, folder, category=Category.EDUCATION)
    with (
        pytest.raises(ProgrammingError, match="stays where it was filed"),
        session(us, Purpose.DIRECT_WORK),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE chronology_entry SET folder_id = %s WHERE id = %s", [other.pk, entry.pk]
        )


def test_every_table_of_history_asks_for_the_row_as_it_is_now(area: Area) -> None:
    kept = KeptVersion.__subclasses__()
    policies = dict(rows("SELECT tablename, qual FROM pg_policies WHERE cmd = 'SELECT'"))
    assert len(kept) > 10
    for model in kept:
        of = model.pgh_tracked_model._meta.db_table
        assert f"FROM {of} r" in policies[model._meta.db_table], model
        assert "joinedup_excluded" in policies[model._meta.db_table], model


def test_a_draft_belongs_to_its_writer(area: Area) -> None:
    hub = area.scene.hub
    with session(hub.screener, Purpose.OWN_ACCOUNT):
        save_draft(hub.screener, form="screening", fields={"rationale": ["Ffion is hungry"]})
        assert Draft.objects.count() == 1
    for viewer in (hub.manager, hub.police_researcher):
        with session(viewer, Purpose.OWN_ACCOUNT):
            assert Draft.objects.count() == 0
            assert Draft.objects.update(form="mine") == 0
            assert Draft.objects.all().delete()[0] == 0
    assert Draft.objects.count() == 0, "nobody asks"
    assert rows("SELECT form FROM drafts_draft") == [("screening",)]


def test_arguments_of_jobs_are_ids(area: Area) -> None:
    jobs = rows("SELECT args FROM procrastinate_jobs")
    assert jobs
    for (kept,) in jobs:
        arguments = json.loads(str(kept))
        assert all(ID.fullmatch(value) for value in arguments.values()), arguments
    with pytest.raises(TypeError):
        enqueue(look, enquiry_id="Ffion Ŵyn")  # type: ignore[arg-type]


def fails_with_a_name(*_: object) -> None:
    """What PostgreSQL says of a row that is there twice repeats the row."""
    with transaction.atomic():
        User.objects.create_user("ffion.wyn@home.example", "-")
        with pytest.raises(IntegrityError, match=r"ffion\.wyn@home") as twice, transaction.atomic():
            User.objects.create_user("ffion.wyn@home.example", "-")
        raise ValueError("Ffion Ŵyn, NHS number 943 476 5919, cannot be kept") from twice.value


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What the configured handler writes."""
    [handler] = [
        h
        for h in logging.getLogger().handlers
        if any(isinstance(f, NoPersonalData) for f in h.filters)
    ]
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def test_neither_the_log_nor_the_error_page_repeats_what_a_record_holds(
    area: Area, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_page, "find_people", fails_with_a_name)
    answer = area.client("manager").post(reverse("search"), {"about": "Ffion Ŵyn 943 476 5919"})
    assert answer.status_code == 500
    assert area.found_in(answer.content.decode()) == set()
    assert "Traceback" not in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    logging.getLogger("joinedup").error("Row lost: %s", "DETAIL: Failing row (Ffion, Ŵyn)")
    said = logged.getvalue()
    assert "ValueError" in said
    assert "IntegrityError" in said
    assert "fails_with_a_name" in said
    assert "Row lost" in said
    assert area.found_in(said) == set()
    assert not re.search("ffion|943.?476|home.example", said, re.IGNORECASE)


def test_no_page_is_kept_and_no_cache_holds_a_record(area: Area) -> None:
    assert sum(answer.status_code == 200 for _, answer in area.answers) > 60
    assert [n for n, answer in area.answers if answer["Cache-Control"] != "no-store"] == []
    assert list(settings.CACHES) == ["default"]
    store = caches["default"]
    kept = store._cache  # type: ignore[attr-defined] # Django's own, in this process's memory
    for key, value in kept.items():
        assert area.found_in(f"{key} {pickle.loads(value)!r}") == set()  # noqa: S301 - our own


def test_no_mail_names_anybody(area: Area) -> None:
    assert [one for one in area.mails if area.found_in(one)] == []
    assert area.mails == [], "the chain sends no mail at all"


class Written:
    """Files that are opened for writing while it is switched on; hooks cannot be taken away."""

    def __init__(self) -> None:
        self.on = False
        self.files: list[str] = []
        sys.addaudithook(self)

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.on:
            return
        if event == "open" and re.search("[wax+]", str(arguments[1] or "")):
            self.files.append(str(arguments[0]))
        if event.startswith("tempfile."):
            self.files.append(str(arguments[0]))


def test_neither_an_upload_nor_a_document_makes_a_temporary_file(
    area: Area, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    private = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(private))
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    before = private.stat().st_mtime_ns
    file = csv_file({"record_id": "R9"})
    file.name = "people.csv"  # type: ignore[attr-defined]
    file.seek(0, io.SEEK_END)
    file.write(b"\r\n" * 1_500_000)  # beyond what Django keeps in memory unless it is told to
    file.seek(0)
    desk, worker = area.client("police_researcher"), area.client("practitioner")
    written = Written()
    written.on = True
    sent = desk.post(reverse("own_records"), {"kind": "people", "complete": "no", "file": file})
    got = worker.get(reverse("product_document", args=[area.scene.things["product"]]))
    written.on = False
    assert sent.status_code in (200, 302)
    assert got.content.startswith(b"%PDF")
    assert written.files == []
    assert private.stat().st_mtime_ns == before, "something was there and has gone again"
    with tempfile.NamedTemporaryFile():
        assert private.stat().st_mtime_ns != before


def exported(kind: str) -> int:
    rows_of = AuditEntry.objects.using("owner")
    return rows_of.filter(action="exported", subject_kind=kind).count()


def test_what_is_taken_out_is_under_the_viewers_own_grants_and_logged(area: Area) -> None:
    things = area.scene.things
    product = reverse("product_document", args=[things["product"]])
    problems = reverse("own_import_problems", args=[things["import"]])
    export = reverse("export_audit")
    for address, allowed, refused, kind in (
        (product, "practitioner", "referrer", "information_product"),
        (product, "manager", "police_researcher", "information_product"),
        (problems, "police_researcher", "housing_researcher", "index_import"),
        (export, "police_lead", "manager", "audit_entry"),
    ):
        before = exported(kind)
        assert area.client(refused).get(address).status_code == 404
        assert exported(kind) == before
        assert area.client(allowed).get(address).status_code == 200
        assert exported(kind) == before + 1, kind
    mine = area.client("police_lead").get(export).content.decode()
    assert "Pat Police" in mine
    assert "Hana Health" not in mine, "another agency's researcher in another agency's matter"


def test_a_backup_shows_nothing(area: Area, tmp_path) -> None:
    file = tmp_path / "backup"
    make_backup(area.owner.owner, file, b"only for this test")
    content = file.read_bytes()
    assert len(content) > 10_000
    for word in ("Ffion", "Ŵyn", "Carys", "people_name", "PGDMP"):
        assert word.encode() not in content, word
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_connection_carries_nobody_to_its_next_user(
    area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = reverse("person", args=[area.scene.things["person"]])
    manager, outsider = area.client("manager"), area.client("police_practitioner")
    for _ in range(2):
        backend = connection.connection.info.backend_pid
        assert manager.get(person).status_code == 200
        assert (asking(), Person.objects.count()) == (None, 0)
        assert outsider.get(person).status_code == 404
        assert connection.connection.info.backend_pid == backend
    monkeypatch.setattr(search_page, "find_people", fails_with_a_name)
    assert manager.post(reverse("search"), {"about": "Ffion"}).status_code == 500
    assert (asking(), Person.objects.count()) == (None, 0)
    assert outsider.get(person).status_code == 404


def test_threads_that_share_connections_see_what_their_own_viewer_sees(area: Area) -> None:
    hub = area.scene.hub
    viewers = [hub.manager, hub.practitioner, hub.police_researcher, hub.referrer]

    def seen(viewer) -> tuple[int, int, object]:
        try:
            with session(viewer, Purpose.DIRECT_WORK):
                return Contact.objects.count(), Person.objects.count(), asking()
        finally:
            assert asking() is None

    def close(_: object) -> None:
        connection.close()

    alone = [seen(viewer) for viewer in viewers]
    assert len(set(alone)) == len(viewers)
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(seen, viewers * 10)) == alone * 10
        list(pool.map(close, range(12)))
    gc.collect()


def test_who_asks_does_not_outlive_the_transaction(area: Area) -> None:
    with session(area.scene.hub.manager, Purpose.SCREENING):
        assert Contact.objects.exists()
    assert not Contact.objects.exists()
    with pytest.raises(ZeroDivisionError), session(area.scene.hub.manager, Purpose.SCREENING):
        raise ZeroDivisionError
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('joinedup.holders', true)")
        assert not cursor.fetchone()[0]
    assert not Contact.objects.exists()


def test_the_log_names_nobody(area: Area) -> None:
    details = [str(entry[0]) for entry in rows("SELECT details FROM audit_auditentry")]
    assert len(details) > 200
    assert [one for one in details if area.found_in(one)] == []


def test_sign_in_tables_hold_nothing_of_a_case(area: Area) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    kept = [
        str(store.decode(str(row[0]))) for row in rows("SELECT session_data FROM django_session")
    ]
    assert len(kept) > 4
    tried = [str(row) for row in rows("SELECT * FROM axes_accessattempt")]
    assert tried
    assert [one for one in [*kept, *tried] if area.found_in(one)] == []


def test_no_address_names_anybody(area: Area) -> None:
    seen = set()
    for _, answer in area.answers:
        if answer["Content-Type"].startswith("text/html"):
            seen |= set(re.findall(r'(?:href|action|src)="([^"]*)"', answer.content.decode()))
    assert len(seen) > 50
    assert {one: area.found_in(one) for one in seen if area.found_in(one)} == {}


def test_a_referrer_cannot_tell_how_far_the_enquiry_has_come(area: Area) -> None:
    hub = area.scene.hub
    client = area.client("referrer")

    def what_they_see(enquiry_id: UUID) -> list[str]:
        with session(hub.manager, Purpose.SCREENING):
            contact = Enquiry.objects.select_related("contact").get(pk=enquiry_id).contact
        pages = [
            reverse("my_worry", args=[contact.pk]),
            reverse("who_may_see", args=[contact.folder_id]),
        ]
        seen = [words(parse_strictly(client.get(one))) for one in pages]
        record = str(contact.folder_id)
        for own in (contact.reference, record, f"ends in {record[-4:]}"):
            seen = [text.replace(own, "REFERENCE") for text in seen]
        return [re.sub(r"\d{1,2}[:.]\d\d ?[ap]m", "TIME", text) for text in seen]

    first = what_they_see(hubs.received(hub))
    assert "hungry" in first[0]
    assert "Safeguarding hub" in first[1]
    for state in (hubs.screened, hubs.checking, hubs.decided, hubs.disseminated):
        assert what_they_see(state(hub)) == first, state.__name__
    assert what_they_see(hubs.closed(hub))[0] != first[0]
