"""The list of studies, and who is led to it."""

import pytest
from tests.html import parse_strictly, words

from joinedup.insight.evaluation.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.a_team(0)


def test_each_reads_the_studies_that_they_may(team, client):
    factories.drafted(team, title="Being written")
    factories.submitted(team, title="Handed in")
    for who, drafts, begins in (
        (team.evaluator, True, True),
        (team.colleague, True, True),
        (team.lead, False, False),
        (team.board, False, False),
    ):
        client.force_login(factories.account(who))
        page = words(parse_strictly(client.get("/evaluation/")))
        assert "Handed in" in page
        assert ("Being written" in page) is drafts
        assert ("Begin a study" in page) is begins
    elsewhere = factories.a_team(0)
    client.force_login(factories.account(elsewhere.evaluator))
    assert "There is none yet" in words(parse_strictly(client.get("/evaluation/")))


def test_what_is_over_has_no_day_to_be_deleted_by(client):
    team = factories.a_team(60)
    factories.submitted(team)
    factories.ended(team)
    client.force_login(factories.account(team.board))
    page = words(parse_strictly(client.get("/evaluation/")))
    assert page.count("No data is kept") == 1


def test_the_first_page_and_the_navigation_lead_to_it(team, client):
    study_id = factories.submitted(team)
    for who, waits in ((team.lead, True), (team.evaluator, False), (team.board, False)):
        client.force_login(factories.account(who))
        home = client.get("/").content.decode()
        assert "/evaluation/" in home
        assert (f"/evaluation/{study_id}/" in home) is waits
    client.force_login(factories.account(team.service.keyworker))
    assert "/evaluation/" not in client.get("/").content.decode()
    assert client.get("/evaluation/").status_code == 404
