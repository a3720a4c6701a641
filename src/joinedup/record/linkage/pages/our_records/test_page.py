"""An agency's own people bring its index up to date; nobody else finds the page."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from tests.html import parse_strictly, words

from joinedup.record.linkage.pages.our_records import page as our_page
from joinedup.record.linkage.tests.factories import account, an_agency, csv_file, imported

pytestmark = pytest.mark.django_db


@pytest.fixture
def health():
    return an_agency()


def signed_in(viewer):
    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(account(viewer), backend=backend)
    return client


def send(client, content, name="people.csv", **answers):
    file = io.BytesIO(content)
    file.name = name
    return client.post(
        reverse("own_records"),
        {"kind": "people", "complete": "no", "file": file} | answers,
        follow=True,
    )


def said(response):
    assert response.status_code == 200
    return words(parse_strictly(response))


def test_an_empty_index_says_that_not_known_means_nothing(health):
    page = said(signed_in(health.researcher).get(reverse("own_records")))
    assert "means nothing" in page
    assert "No file has been sent yet" in page


def test_sending_a_file_shows_what_came_in_and_what_was_wrong(health):
    client = signed_in(health.researcher)
    page = said(send(client, csv_file({}, {"record_id": "R2", "sex": "?"}).getvalue()))
    assert "2 new" in page
    assert "line 3" in page
    assert "Write 1 or male" in page
    again = said(client.get(reverse("own_records")))
    assert "1 November 2026" in again


def test_the_list_of_problems_can_be_taken_away(health):
    done = imported(health, {"record_id": "=cmd()", "nhs_number": "123"}, {"record_id": ""})
    client = signed_in(health.lead)
    response = client.get(reverse("own_import_problems", args=[done.pk]))
    text = response.content.decode("utf-8-sig")
    assert text.splitlines()[0] == '"Line","Column","What is wrong"'
    assert len(text.splitlines()) == 3
    assert "=cmd" not in text
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04rest", "workbook"),
        ("record_id\n".encode("utf-16"), "UTF-16"),
        (b"a,b\n1,2\n", "Missing"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_beside_the_field(health, content, message):
    response = send(signed_in(health.researcher), content)
    assert message in said(response)
    assert "There is a problem" in said(response)


def test_nothing_chosen_is_asked_for(health):
    response = signed_in(health.researcher).post(reverse("own_records"), {})
    page = said(response)
    assert "Choose the file to send" in page
    assert "Select what is in the file" in page


def test_a_file_too_large_for_a_page_says_where_to_take_it(health, monkeypatch):
    monkeypatch.setattr(our_page.FileForm.base_fields["file"], "most_bytes", 100)
    assert "system administrator" in said(send(signed_in(health.researcher), b"x" * 200))


def test_a_hostile_file_name_is_made_harmless(health):
    client = signed_in(health.researcher)
    page = said(send(client, csv_file({}).getvalue(), name="../../<b>=x</b>.csv"))
    assert "<b>" not in page
    assert ".." not in page


def test_relationships_go_the_same_way(health):
    imported(health, {}, {"record_id": "R2"})
    content = b"record_id,related_record_id,relationship\nR1,R2,sibling\n"
    page = said(send(signed_in(health.researcher), content, kind="relationships"))
    assert "1 new" in page


def test_nobody_else_finds_it(health):
    done = imported(health, {})
    police = an_agency("Police")
    addresses = [
        reverse("own_import", args=[done.pk]),
        reverse("own_import_problems", args=[done.pk]),
    ]
    for viewer in (police.researcher, police.lead, health.worker):
        client = signed_in(viewer)
        assert [client.get(address).status_code for address in addresses] == [404, 404]
    stranger = signed_in(police.worker)
    assert stranger.get(reverse("own_records")).status_code == 404
    assert Client().get(reverse("own_records")).status_code == 302
