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
