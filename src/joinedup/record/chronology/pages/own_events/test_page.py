"""An agency's desk brings in its events; nobody else finds the page, nor what came of the file."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from tests.html import parse_strictly, words

from joinedup.record.chronology.commands import import_own_events
from joinedup.record.chronology.pages.own_events import page as events_page
from joinedup.record.chronology.queries import chronology_of
from joinedup.record.linkage.commands import NotImportedError
from joinedup.record.linkage.queries import coverage, imports, own_folder
from joinedup.record.linkage.tests.factories import account, an_agency, imported
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db
HEADINGS = "event_id,record_id,kind,type,starts_on,category,what,impact"
VISIT = "E1,R1,ae-attendance,life_event,2024-03-01,health,Cut hand; wound closed.,negative"
NOBODY = "E2,=cmd(),ae-attendance,life_event,2024-03-01,health,=HYPERLINK(1),negative"
NO_DAY = "E3,R1,ae-attendance,life_event,31/02/2024,health,A fall.,negative"
AT = "/our-records/events/"


@pytest.fixture
def health():
    agency = an_agency()
    imported(agency, {})
    return agency


def a_file(*rows, headings=HEADINGS):
    return "\r\n".join([headings, *rows]).encode()


def signed_in(viewer):
    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(account(viewer), backend=backend)
    return client


def send(client, content, name="events.csv"):
    file = io.BytesIO(content)
    file.name = name
    return client.post(AT, {"file": file}, follow=True)


def said(response):
    assert response.status_code == 200
    return words(parse_strictly(response))


def held(viewer):
    with session(viewer, Purpose.OWN_RECORDS):
        folder = own_folder()
        return list(chronology_of(viewer, folders=[folder.pk]).entries) if folder else []


def files_read(agency):
    with session(agency.researcher, Purpose.OWN_RECORDS):
        return [done for done in imports(agency.researcher) if done.file_kind == "events"]


def test_good_rows_are_taken_and_each_bad_one_is_named(health):
    client = signed_in(health.researcher)
    page = said(send(client, a_file(VISIT, NOBODY, NO_DAY)))
    assert "1 new, 0 changed, 0 as before, 2 rows not taken" in page
    assert "line 3 record_id This record_id is not in the agency's index." in page
    assert "line 4 starts_on This is not a real date." in page
    [entry] = held(health.researcher)
    assert entry.what == "Cut hand; wound closed."
    assert entry.source_reference == "E1"
    listed = said(client.get(reverse("own_records")))
    assert "Events" in listed
    assert "send a file of events" in listed


def test_the_list_of_what_was_wrong_holds_no_cell_of_the_file_and_no_formula(health):
    client = signed_in(health.researcher)
    send(client, a_file(VISIT, NOBODY), name="=cmd.csv")
    [done] = files_read(health)
    taken = client.get(reverse("own_import_problems", args=[done.pk])).content.decode("utf-8-sig")
    assert "record_id" in taken
    assert "cmd" not in taken
    assert "HYPERLINK" not in taken
    assert not any(cell.startswith(("=", "+", "@")) for cell in taken.replace('"', "").split(","))


def test_the_same_file_again_changes_nothing_and_a_changed_row_is_a_correction(health):
    client = signed_in(health.researcher)
    send(client, a_file(VISIT))
    assert "0 new, 0 changed, 1 as before, every row taken" in said(send(client, a_file(VISIT)))
    changed = a_file(VISIT.replace("Cut hand", "Cut arm"))
    assert "0 new, 1 changed, 0 as before, every row taken" in said(send(client, changed))
    [entry] = held(health.researcher)
    assert entry.what == "Cut arm; wound closed."


def test_how_old_the_index_is_does_not_change_with_a_file_of_events(health):
    with session(health.researcher, Purpose.OWN_RECORDS):
        before = coverage(health.researcher, [health.id])
    send(signed_in(health.researcher), a_file(VISIT))
    with session(health.researcher, Purpose.OWN_RECORDS):
        assert coverage(health.researcher, [health.id]) == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04 and so on", "This is a workbook"),
        (a_file("E1", headings="event_id"), "starts_on"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_the_field(health, content, message):
    page = said(send(signed_in(health.researcher), content))
    assert "There is a problem" in page
    assert message in page
    assert not held(health.researcher)
    assert not files_read(health)


def test_a_file_that_is_too_large_here(health, monkeypatch):
    monkeypatch.setattr(events_page.EventsForm.base_fields["file"], "most_bytes", 20)
    page = said(send(signed_in(health.researcher), a_file(VISIT)))
    assert "Ask your system administrator to read it in" in page


def test_no_file(health):
    page = said(signed_in(health.researcher).post(AT, {}))
    assert "Choose the file to send" in page


def test_an_index_that_is_empty_says_to_send_the_people_first():
    page = said(signed_in(an_agency().researcher).get(AT))
    assert "Send a file of people first" in page


def test_neither_a_lead_nor_a_worker_nor_another_agency(health):
    other = an_agency("Housing")
    for viewer in (health.lead, health.worker):
        client = signed_in(viewer)
        assert client.get(AT).status_code == 404
        assert send(client, a_file(VISIT)).status_code == 404
    for viewer in (health.lead, other.researcher):
        with session(viewer, Purpose.OWN_RECORDS), pytest.raises(NotVisible):
            import_own_events(
                viewer, agency=health.id, file=io.BytesIO(a_file(VISIT)), file_name="e.csv"
            )
    send(signed_in(health.researcher), a_file(VISIT))
    for viewer in (health.lead, health.worker, other.researcher):
        assert not held(viewer)
    with session(health.researcher, Purpose.OWN_RECORDS), pytest.raises(NotImportedError):
        import_own_events(
            health.researcher, agency=health.id, file=io.BytesIO(b"?"), file_name="e.csv"
        )
