"""The sealed room: everybody in it sees all of it, and nobody else anything."""

import pytest
import time_machine
from django.utils import timezone
from tests.html import find_all, parse_strictly, words

from joinedup.practice.safeguarding_hub import commands
from joinedup.practice.safeguarding_hub.tests import factories, rooms
from joinedup.practice.safeguarding_hub.tests.filling_in import text_of
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return factories.a_hub()


def at(enquiry_id):
    return f"/hub/enquiries/{enquiry_id}/room/"


def enter(client, hub, viewer, enquiry_id, query=""):
    rooms.come_in(client, hub, viewer)
    return client.get(at(enquiry_id) + query)


def test_everybody_in_the_room_sees_what_every_agency_brought(hub, client):
    enquiry_id = rooms.with_items(hub)
    inside = [hub.screener, hub.manager, hub.police_researcher, hub.health_researcher]
    for viewer in inside:
        page = text_of(enter(client, hub, viewer, enquiry_id))
        assert "Nobody outside this room sees this" in page
        assert rooms.ARREST in page
        assert rooms.BRUISE in page
        assert "A professional view, not a fact" in page
        assert "Brought by Pat Police, Brackenshire Police. Ask us before sending it." in page
        assert "May be sent to those who need it" in page
        assert "Ffion Ŵyn: Known" in page
        assert "Carys Ŵyn: Not known" in page
        assert "This agency has sent no index yet" in page
        assert "Brackenshire Police, Police desk in the hub: Pat Police" in page
        assert "Brackenshire Council, Safeguarding hub" in page
        assert "Why can I see this?" in page
    assert "was asked about this enquiry" in page


def test_the_way_back_is_one_that_each_may_go(hub, client):
    enquiry_id = rooms.with_items(hub)
    ways = {}
    for viewer in (hub.manager, hub.police_researcher):
        page = parse_strictly(enter(client, hub, viewer, enquiry_id))
        [back] = find_all(page, "a", class_="govuk-back-link")
        ways[viewer.name] = back.get("href")
        assert client.get(back.get("href")).status_code == 200
    assert ways == {
        hub.manager.name: f"/hub/enquiries/{enquiry_id}/",
        hub.police_researcher.name: "/checks/",
    }


def test_nobody_else_does(hub, client):
    enquiry_id = rooms.with_items(hub)
    other_desk = rooms.colleague(
        agencies.team(agencies.organisation("Housing"), "Housing desk", is_hub=True),
        Role.RESEARCHER,
    )
    outside = [hub.referrer, hub.practitioner, rooms.officer(hub), other_desk]
    # Somebody outside the hub gets no further for being called a researcher or a screener there.
    outside.append(rooms.colleague(hub.early_help, Role.RESEARCHER))
    outside.append(rooms.colleague(hub.early_help, Role.SCREENER))
    for viewer in outside:
        answer = enter(client, hub, viewer, enquiry_id)
        assert answer.status_code == 404
        assert "Ffion" not in answer.content.decode()
        assert rooms.ARREST not in client.get("/received/").content.decode()
    client.logout()
    assert "/sign-in/" in client.get(at(enquiry_id)).headers["Location"]


def test_before_anybody_has_answered(hub, client):
    enquiry_id = factories.checking(hub)
    page = parse_strictly(enter(client, hub, hub.police_researcher, enquiry_id))
    assert "No agency has brought anything into the room yet." in words(page)
    assert "Not answered yet" in words(page)
    [link] = [a for a in find_all(page, "a") if "Answer for" in words(a)]
    assert "Brackenshire Police" in words(link)


def test_an_agency_that_is_late_is_called_late(hub, client):
    enquiry_id = factories.checking(hub)
    with time_machine.travel(timezone.now() + timezone.timedelta(days=2), tick=False):
        page = text_of(enter(client, hub, hub.manager, enquiry_id))
    assert "Late" in page
    assert "hours late" in page or "days late" in page


def test_one_agency_or_one_sort_at_a_time_without_script(hub, client):
    enquiry_id = rooms.with_items(hub)
    page = parse_strictly(enter(client, hub, hub.manager, enquiry_id))
    [link] = [
        a for a in find_all(page, "a") if words(a) == "Brackenshire NHS Trust" and a.get("href")
    ]
    alone = parse_strictly(client.get(link.get("href")))
    assert rooms.BRUISE in words(alone)
    assert rooms.ARREST not in words(alone)
    by_sort = text_of(client.get(at(enquiry_id) + "?category=offending"))
    assert rooms.ARREST in by_sort
    assert rooms.BRUISE not in by_sort
    nothing = text_of(client.get(at(enquiry_id) + "?text=elephant"))
    assert "Nothing to show with these filters." in nothing
    wrong = text_of(client.get(at(enquiry_id) + "?since-month=13&since-year=x"))
    assert "There is a problem" in wrong


def test_the_manager_is_led_on_and_the_desk_is_not(hub, client):
    enquiry_id = rooms.with_items(hub)
    assert "Decide what is to happen" in text_of(enter(client, hub, hub.manager, enquiry_id))
    page = text_of(enter(client, hub, hub.police_researcher, enquiry_id))
    assert "Decide what is to happen" not in page


def test_the_decision_stands_in_the_room_and_the_desks_leave_at_the_end(hub, client):
    enquiry_id = rooms.decided(hub)
    page = text_of(enter(client, hub, hub.police_researcher, enquiry_id))
    assert "Decided: Child and family assessment" in page
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.disseminate(
            hub.manager, enquiry_id=enquiry_id, products=[], told_nobody="All of them know."
        )
        commands.give_feedback(hub.manager, enquiry_id=enquiry_id, message="Thank you.")
    assert enter(client, hub, hub.police_researcher, enquiry_id).status_code == 404
    page = text_of(enter(client, hub, hub.manager, enquiry_id))
    assert "Pat Police" in page
    assert "Police desk in the hub" not in page
