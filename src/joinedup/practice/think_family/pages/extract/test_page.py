"""Sending an extract."""

import pytest
from tests.html import parse_strictly, words

from joinedup.practice.think_family.pages.extract.page import ExtractForm
from joinedup.practice.think_family.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.a_partnership()


def named(rows):
    file = factories.extract(rows)
    file.name = "people.csv"
    return {"file": file}


def test_a_file_is_sealed_and_what_was_wrong_in_it_is_said(team, client):
    exercise_id = factories.opened(team)
    client.force_login(factories.account(team.police.researcher))
    address = f"/matching/{exercise_id}/extract/"
    page = words(parse_strictly(client.get(address)))
    assert "crime: crime or anti-social behaviour" in page
    assert "education" not in page.partition("In the column")[2].partition("Write yes")[0]
    rows = [
        factories.a_row("R1", needs="crime"),
        factories.a_row("R2", birth_date="2014-05", needs="education"),
        factories.a_row("", given_names="Nobody"),
    ]
    said = words(parse_strictly(client.post(address, named(rows), follow=True)))
    assert "The file is sealed: 2 records taken, 1 row not taken." in said
    assert "1 record has neither a whole birth date nor an NHS number or UPN" in said
    assert "A need that your agency does not contribute" in said
    for trace in ("Ffion", "Ŵyn", "Nobody", "2014-05"):
        assert trace not in said
    assert "2 records taken (1 of them with a need)" in said
    without = words(
        parse_strictly(client.post(address, named([factories.a_row("R1", needs="")]), follow=True))
    )
    assert "1 record taken (none of them with a need)" in without
    assert "of at most 10 MB." in without
    client.post(address, named(rows))
    # A colleague reads the same; another agency nothing of it.
    client.force_login(factories.account(team.police.lead))
    assert "2 records taken" in words(parse_strictly(client.get(address)))
    client.force_login(factories.account(team.health.researcher))
    assert "records taken" not in words(parse_strictly(client.get(address)))
    base = f"/matching/{exercise_id}/"
    assert "Our own extract" not in words(parse_strictly(client.get(base)))


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "Choose the file to send"), (b"", "The file is empty"), (b"a\n1\n", "Missing:")],
)
def test_a_file_that_cannot_be_taken(team, client, content, message):
    exercise_id = factories.opened(team)
    client.force_login(factories.account(team.police.researcher))
    sent = {}
    if content is not None:
        file = factories.BytesIO(content)
        file.name = "people.csv"
        sent = {"file": file}
    page = words(parse_strictly(client.post(f"/matching/{exercise_id}/extract/", sent)))
    assert message in page


def test_too_large_a_file(team, client, monkeypatch):
    monkeypatch.setattr(ExtractForm.base_fields["file"], "most_bytes", 10)
    exercise_id = factories.opened(team)
    client.force_login(factories.account(team.police.researcher))
    address = f"/matching/{exercise_id}/extract/"
    page = words(parse_strictly(client.post(address, named([factories.a_row("R1")]))))
    assert "Ask your system administrator" in page


def test_no_file_is_taken_before_or_after(team, client):
    exercise_id = factories.submitted(team)
    client.force_login(factories.account(team.police.researcher))
    there = client.get(f"/matching/{exercise_id}/extract/", follow=True)
    assert there.redirect_chain[-1][0] == f"/matching/{exercise_id}/"


def test_whoever_contributes_nothing_does_not_come_here(team, client):
    exercise_id = factories.opened(team)
    stranger = factories.a_partnership(agreement=False)
    for who in (stranger.police.researcher, team.manager, team.board):
        client.force_login(factories.account(who))
        assert client.get(f"/matching/{exercise_id}/extract/").status_code == 404
