"""The whole picture of a person says of everything on it why it may be seen."""

import pytest
from django.urls import reverse
from tests.html import find_all, find_one, parse_strictly, words

from joinedup.practice.safeguarding_hub.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return factories.a_hub()


def shown(client, person_id):
    return parse_strictly(client.get(reverse("whole_person", args=[person_id])))


def test_the_enquiries_on_it_are_explained_too(hub, client):
    enquiry_id = factories.checking(hub)
    subject = factories.subjects(hub, enquiry_id)[0]
    folder_id = factories.enquiry(hub, enquiry_id).folder_id
    client.force_login(hub.account(hub.manager))
    page = shown(client, subject.person_id)
    panel = words(find_one(page, "div", class_="ju-why"))
    assert f"Record number: {subject.person.folder_id}" in panel
    assert f"Record number: {folder_id}" in panel


def test_an_enquiry_leads_to_where_its_reader_works_on_it(hub, client):
    enquiry_id = factories.checking(hub)
    reference = factories.enquiry(hub, enquiry_id).reference
    person_id = factories.subjects(hub, enquiry_id)[0].person_id
    for viewer, name in ((hub.manager, "enquiry"), (hub.police_researcher, "room")):
        client.force_login(hub.account(viewer))
        page = shown(client, person_id)
        linked = {words(a): a.get("href") for a in find_all(page, "a")}
        assert linked.get(reference) == reverse(name, args=[enquiry_id])
        assert client.get(linked[reference]).status_code == 200
