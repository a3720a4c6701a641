"""The hub's work list."""

import pytest
from tests.html import find_all, parse_strictly, words

from joinedup.practice.safeguarding_hub import queries
from joinedup.practice.safeguarding_hub.rules.ratings import Rating
from joinedup.practice.safeguarding_hub.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return factories.a_hub()


def listed(client, query=""):
    page = parse_strictly(client.get(f"/hub/{query}"))
    return [words(row) for row in find_all(page, "tr")][1:], words(page)


def child(name):
    return [factories.mentioned(given=name, family="Test")]


def test_empty(hub, client):
    client.force_login(hub.account(hub.screener))
    rows, page = listed(client)
    assert rows == []
    assert "There is nothing to do here" in page
    assert "No enquiries" in page


def test_a_screener_sees_what_is_to_screen_danger_first(hub, client):
    factories.received(hub, mentioned=child("First"))
    factories.received(hub, mentioned=child("Danger"), immediate_danger=True)
    factories.received(hub, mentioned=[])
    factories.screened(hub, mentioned=child("Screened"))
    client.force_login(hub.account(hub.screener))
    rows, _ = listed(client)
    assert [row.split()[0] for row in rows] == ["Danger", "First", "Name"]
    assert "In danger now" in rows[0]
    assert "left" in rows[1]
    assert "Not rated yet" in rows[1]
    assert "Received: who is it about?" in rows[1]
    assert "Name not known" in rows[2]


def test_a_manager_sees_all_the_soonest_due_first(hub, client):
    factories.screened(hub, mentioned=child("Green"), rating=Rating.GREEN)
    factories.screened(hub, mentioned=child("Blue"), rating=Rating.BLUE)
    factories.checking(hub, mentioned=child("Red"))
    factories.closed(hub, mentioned=child("Closed"))
    client.force_login(hub.account(hub.manager))
    rows, _ = listed(client)
    assert [row.split()[0] for row in rows] == ["Red", "Green", "Blue"]
    assert "Waiting for 2 agencies" in rows[0]
    assert "Waiting for a manager" in rows[1]
    assert "Blue" in rows[2].split("ago")[0]


def test_the_clock_of_a_decision_stops_when_it_is_made(hub, client):
    factories.screened(hub, mentioned=child("Rated"))
    factories.decided(hub, mentioned=child("Decided"))
    factories.disseminated(hub, mentioned=child("Told"))
    client.force_login(hub.account(hub.manager))
    rows, _ = listed(client)
    clocks = {row.split()[0]: "No deadline" in row for row in rows}
    assert clocks == {"Rated": False, "Decided": True, "Told": True}


def test_filters_and_taking_them_away(hub, client):
    factories.screened(hub, mentioned=child("Green"), rating=Rating.GREEN)
    factories.screened(hub, mentioned=child("Red"), rating=Rating.RED)
    factories.closed(hub, mentioned=child("Closed"))
    client.force_login(hub.account(hub.screener))
    rows, _ = listed(client, "?state=screened&rating=red")
    assert [row.split()[0] for row in rows] == ["Red"]
    rows, _ = listed(client, "?state=closed")
    assert [row.split()[0] for row in rows] == ["Closed"]
    rows, page = listed(client, "?state=screened&danger=yes")
    assert rows == []
    assert "Nothing fits what you chose" in page
    assert find_all(
        parse_strictly(client.get("/hub/?state=screened&danger=yes")), "a", href="?danger=yes"
    )


def test_a_long_list_comes_in_pages_and_says_how_long_it_is(hub, client, monkeypatch):
    for name in ("First", "Second", "Third"):
        factories.screened(hub, mentioned=child(name), rating=Rating.GREEN)
    client.force_login(hub.account(hub.manager))
    defaults = queries.enquiries_to_do.__kwdefaults__
    monkeypatch.setitem(defaults, "page_size", 2)
    first, page = listed(client, "?state=screened")
    assert len(first) == 2
    assert "3 enquiries" in page
    second, _ = listed(client, "?state=screened&page=2")
    assert len(second) == 1
    assert not set(first) & set(second)
    assert listed(client, "?state=screened&page=99")[0] == second
    assert find_all(
        parse_strictly(client.get("/hub/?state=screened")), "a", href="?state=screened&page=2"
    )


def test_a_filter_that_does_not_exist_is_as_none(hub, client):
    factories.received(hub)
    client.force_login(hub.account(hub.screener))
    assert len(listed(client, "?state=nonsense&rating=%00")[0]) == 1


def test_nobody_else(hub, client):
    factories.received(hub)
    for other in (hub.referrer, hub.police_researcher, hub.practitioner):
        client.force_login(hub.account(other))
        assert client.get("/hub/").status_code == 404
