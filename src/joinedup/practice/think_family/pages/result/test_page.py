"""What came out, for those who are entitled to it."""

import pytest
from tests.html import parse_strictly, words

from joinedup.practice.think_family.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.a_partnership()


def test_the_team_reads_its_families_and_why(team, client):
    exercise_id = factories.released(team)
    client.force_login(factories.account(team.manager))
    page = words(parse_strictly(client.get(f"/matching/{exercise_id}/result/")))
    assert "1 family. Only your team can read this." in page
    assert "Rhiannon Hollowbrook 11 February 1988" in page
    assert "900 Long Lane, QY1 9ZZ" in page
    assert "Crime or anti-social behaviour Known to Brackenshire Police" in page
    assert "The families have not been asked" in page
    assert factories.BELOW not in page
    assert "Because They will be offered help." in page


def test_an_agency_reads_its_own_numbers(team, client):
    exercise_id = factories.released(team)
    client.force_login(factories.account(team.police.researcher))
    page = words(parse_strictly(client.get(f"/matching/{exercise_id}/our-records/")))
    assert "P-H0" in page
    assert "H-H0" not in page
    assert factories.QUALIFYING not in page


def test_nobody_else_reads_either(team, client):
    exercise_id = factories.released(team)
    elsewhere = factories.a_partnership(agreement=False)
    for who in (
        team.council.lead, team.second, team.board, team.police.researcher, team.police.lead,
        elsewhere.manager, elsewhere.council.lead,
    ):  # fmt: skip
        client.force_login(factories.account(who))
        assert client.get(f"/matching/{exercise_id}/result/").status_code == 404, who.name
    for who in (team.manager, team.council.lead, elsewhere.police.researcher):
        client.force_login(factories.account(who))
        assert client.get(f"/matching/{exercise_id}/our-records/").status_code == 404, who.name


def test_there_is_nothing_before_the_release_or_after_the_end(team, client):
    matched, closed = factories.matched(team), factories.closed(team)
    client.force_login(factories.account(team.manager))
    for exercise_id in (matched, closed):
        assert client.get(f"/matching/{exercise_id}/result/").status_code == 404


def test_a_hidden_address_is_said_to_be_hidden(team, client):
    rows = factories.a_town()
    rows["police"] = [
        {**row, "hide_address": "yes"} if row["record_id"] == "P-H0" else row
        for row in rows["police"]
    ]
    exercise_id = factories.released(team, rows)
    client.force_login(factories.account(team.manager))
    page = words(parse_strictly(client.get(f"/matching/{exercise_id}/result/")))
    assert "an agency keeps it safe" in page
    assert "Long Lane" not in page
