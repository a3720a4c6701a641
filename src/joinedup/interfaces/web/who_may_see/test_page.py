"""Who may see a record: the way back to it, for those who may open it. More: test_letting_in."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.html import find_all, parse_strictly, words

from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.practice.safeguarding_hub.tests import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return hubs.a_hub()


def ways_back(hub, viewer, folder_id):
    """The links called Back of the page, each of which opens."""
    client = Client()
    rooms.come_in(client, hub, viewer)
    answer = client.get(reverse("who_may_see", args=[folder_id]))
    assert answer.status_code == 200
    found = [
        link.get("href")
        for link in find_all(parse_strictly(answer), "a", class_="govuk-back-link")
        if words(link) == "Back"
    ]
    for address in found:
        assert client.get(address).status_code == 200
    return found


def test_it_leads_back_to_a_persons_record_and_to_an_enquiry(hub):
    enquiry_id = rooms.with_items(hub)
    enquiry = hubs.enquiry(hub, enquiry_id)
    child = hubs.subjects(hub, enquiry_id)[0].person
    to_child, to_enquiry = (
        reverse("person", args=[child.pk]),
        reverse("enquiry", args=[enquiry_id]),
    )
    for viewer in (hub.manager, hub.screener):
        assert ways_back(hub, viewer, child.folder_id) == [to_child]
        assert ways_back(hub, viewer, enquiry.folder_id) == [to_enquiry]
    assert ways_back(hub, hub.police_researcher, child.folder_id) == [to_child]


def test_it_leads_a_desk_to_the_room_and_not_to_the_enquiry_which_is_not_theirs(hub):
    enquiry_id = rooms.with_items(hub)
    enquiry = hubs.enquiry(hub, enquiry_id)
    to_room = reverse("room", args=[enquiry_id])
    assert ways_back(hub, hub.police_researcher, enquiry.folder_id) == [to_room]


def test_it_leads_a_referrer_back_to_their_work(hub):
    hubs.received(hub)
    [contact] = hubs.contacts(hub)
    assert ways_back(hub, hub.referrer, contact.folder_id) == [reverse("home")]
