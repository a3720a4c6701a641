"""Whoever meets a person meets what they need to take part, on every page about an enquiry."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.html import find_all, parse_strictly, words

from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.practice.safeguarding_hub.tests import rooms
from joinedup.record.people.commands import correct_person, record_access_need, relate
from joinedup.record.people.rules import RelationshipKind, Sex
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db
NEEDS = "Needs an interpreter: Polish; Easy read"


@pytest.fixture
def hub():
    return hubs.a_hub()


def a_mother_who_needs_an_interpreter(hub, enquiry_id):
    """Returns the child and the mother."""
    child, mother = (subject.person for subject in hubs.subjects(hub, enquiry_id))
    with session(hub.screener, Purpose.SCREENING):
        correct_person(
            hub.screener,
            person_id=mother.pk,
            sex=Sex.FEMALE,
            birth=None,
            expected_on=None,
            died_on=None,
            language="Polish",
            needs_interpreter=True,
        )
        record_access_need(hub.screener, person_id=mother.pk, what="Easy read")
    return child, mother


def shown(hub, name, *args, viewer=None):
    client = Client()
    rooms.come_in(client, hub, viewer or hub.manager)
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return parse_strictly(response)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("screening", hubs.identified),
        ("gate", hubs.screened),
        ("ask_nobody", hubs.screened),
        ("who_knows", hubs.checking),
        ("room", hubs.checking),
        ("decision", hubs.ready),
        ("dissemination", hubs.decided),
        ("feedback", hubs.disseminated),
    ],
)
def test_a_page_about_an_enquiry_says_who_needs_what(hub, name, made):
    enquiry_id = made(hub)
    assert find_all(shown(hub, name, enquiry_id), "div", class_="ju-needs") == []
    a_mother_who_needs_an_interpreter(hub, enquiry_id)
    [needs] = find_all(shown(hub, name, enquiry_id), "div", class_="ju-needs")
    assert words(needs) == f"To be able to take part Carys Ŵyn: {NEEDS}"


def test_a_desk_in_the_room_reads_it_too(hub):
    enquiry_id = hubs.checking(hub)
    a_mother_who_needs_an_interpreter(hub, enquiry_id)
    assert NEEDS in words(shown(hub, "room", enquiry_id, viewer=hub.police_researcher))


def test_a_comparison_and_a_relative_say_it_beside_the_name(hub):
    enquiry_id = hubs.identified(hub)
    child, mother = a_mother_who_needs_an_interpreter(hub, enquiry_id)
    with session(hub.screener, Purpose.SCREENING):
        relate(
            hub.screener,
            person_id=child.pk,
            related_id=mother.pk,
            kind=RelationshipKind.MOTHER,
        )
    assert NEEDS in words(shown(hub, "person", child.pk))
    assert NEEDS in words(shown(hub, "whole_person", child.pk))
    assert NEEDS in words(shown(hub, "merge_people", child.pk, mother.pk))


def test_who_answers_the_referrer_reads_what_was_said_of_access_needs(hub):
    enquiry_id = hubs.disseminated(hub, access_needs="I am deaf: please write.")
    assert "I am deaf: please write." in words(shown(hub, "feedback", enquiry_id))
    other = hubs.disseminated(hub)
    assert "Nothing was said" in words(shown(hub, "feedback", other))
