"""The list of exercises: tested with the record that it leads to (``pages/exercise``)."""

import pytest
from tests.html import parse_strictly, words

from joinedup.practice.think_family.tests import factories

pytestmark = pytest.mark.django_db


def test_only_who_leads_information_governance_is_offered_to_propose(client):
    team = factories.a_partnership()
    for who, may in ((team.council.lead, True), (team.board, False), (team.manager, False)):
        client.force_login(factories.account(who))
        page = words(parse_strictly(client.get("/matching/")))
        assert ("Propose an exercise" in page) is may


def test_what_is_over_has_no_day_to_be_deleted_by(client):
    team = factories.a_partnership()
    factories.submitted(team)
    client.force_login(factories.account(team.board))
    assert "Nothing is kept" not in words(parse_strictly(client.get("/matching/")))
    factories.closed(team)
    page = words(parse_strictly(client.get("/matching/")))
    assert page.count("Nothing is kept") == 1
