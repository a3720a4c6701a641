"""What somebody sees first: what waits for them, and where the rest of it is."""

import pytest
from tests.html import find_all, parse_strictly, words

from joinedup.interfaces.web.home import page as home
from joinedup.practice.safeguarding_hub.rules.ratings import Rating
from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.trust.agencies.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return factories.a_hub()


def seen(client, account):
    client.force_login(account)
    return parse_strictly(client.get("/"))


def test_each_sees_what_waits_for_them(hub, client):
    factories.received(hub, mentioned=[factories.mentioned(given="New", family="Test")])
    factories.screened(
        hub, mentioned=[factories.mentioned(given="Rated", family="Test")], rating=Rating.RED
    )
    manager = words(seen(client, hub.account(hub.manager)))
    assert "Rated Test" in manager
    assert "New Test" in manager
    screener = words(seen(client, hub.account(hub.screener)))
    assert "New Test" in screener
    assert "Rated Test" not in screener
    practitioner = words(seen(client, hub.account(hub.practitioner)))
    assert "Test" not in practitioner.replace("Your work", "")
    assert "You have not reported a worry." in practitioner


def test_a_list_that_is_longer_than_the_page_says_so_and_leads_to_all(hub, client, monkeypatch):
    monkeypatch.setattr(home, "_MOST", 1)
    for _ in range(2):
        factories.received(hub)
    page = seen(client, hub.account(hub.screener))
    [rest] = find_all(page, "a", href="/hub/?state=received&state=identified")
    assert words(rest) == "See all 2 enquiries to screen"
    assert not find_all(page, "a", href="/hub/?state=screened")


@pytest.mark.parametrize(
    ("role", "said", "links"),
    [
        (Role.BOARD_MEMBER, "in numbers and without a name", 1),
        (Role.EVALUATOR, "You ask what became of families", 1),
        (Role.SYSTEM_ADMINISTRATOR, "done at the command line", 0),
        (Role.PRACTITIONER, "", 0),
    ],
)
def test_whoever_opens_no_record_is_told_what_there_is_instead(hub, client, role, said, links):
    page = seen(client, factories.account_in(hub.team, role))
    assert ("Your role opens no record of a family." in words(page)) == bool(said)
    assert said in words(page)
    inside = [one for one in find_all(page, "a", href="/evaluation/") if "stud" in words(one)]
    assert len(inside) == links
