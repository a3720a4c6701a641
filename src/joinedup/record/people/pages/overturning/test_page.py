"""A decision is overturned by two: who asked cannot agree, whoever agrees says why."""

import pytest
from django.urls import reverse
from tests.html import find_all, parse_strictly, words

from joinedup.record.people import commands
from joinedup.record.people.queries import open_person
from joinedup.record.people.tests import factories
from joinedup.record.people.tests.factories import worker
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Category, Purpose

pytestmark = pytest.mark.django_db
WHY = {"evidence": "One photograph.", "reasons": "It is one girl."}


@pytest.fixture
def team():
    return agencies.team()


@pytest.fixture
def us(team):
    return worker(team)


@pytest.fixture
def people(us, team):
    viewer, _ = us
    return [factories.person(viewer, team, "Ffion") for _ in range(2)]


@pytest.fixture
def pair(us, people):
    viewer, _ = us
    one, other = (person.pk for person in people)
    with session(viewer, Purpose.DIRECT_WORK):
        commands.keep_apart(viewer, one_id=one, other_id=other, reasons="Seen side by side.")
    return one, other


def merged(viewer, pair):
    with session(viewer, Purpose.DIRECT_WORK):
        return sum(len(open_person(viewer, person_id).merged_records) for person_id in pair)


def test_the_page_of_merging_says_that_they_were_decided_to_be_two_and_asks(us, team, pair):
    viewer, client = us
    merging = reverse("merge_people", args=pair)
    page = words(parse_strictly(client.get(merging)))
    assert "Seen side by side." in page
    assert "Ask a second person to agree" in page
    wrong = client.post(merging, WHY | {"evidence": " "})
    assert "It is one girl." in words(parse_strictly(wrong))
    asked = client.post(merging, WHY)
    assert merged(viewer, pair) == 0
    page = parse_strictly(client.get(asked.url))
    assert "You asked this yourself" in words(page)
    assert find_all(page, "textarea") == []
    assert client.post(asked.url, {"agree": "yes", "reasons": "Me too."}).status_code == 200
    assert merged(viewer, pair) == 0
    assert "waits for a second person" in words(parse_strictly(client.get(merging)))


def test_a_second_person_agrees_with_reasons_that_are_kept_on_an_error(us, team, pair):
    viewer, client = us
    asked = client.post(reverse("merge_people", args=pair), WHY).url
    _, second = worker(team)
    assert "One photograph." in words(parse_strictly(second.get(asked)))
    page = words(parse_strictly(second.post(asked, {"reasons": "I looked at both."})))
    assert "Select yes or no" in page
    assert "I looked at both." in page
    assert merged(viewer, pair) == 0
    done = second.post(asked, {"agree": "yes", "reasons": "I looked at both."})
    assert done.url == reverse("person", args=[pair[0]])
    assert merged(viewer, pair) == 1
    page = words(parse_strictly(second.get(asked)))
    assert "agreed" in page
    assert "I looked at both." in page


def test_who_does_not_agree_leaves_it_as_it_was(us, team, pair):
    viewer, client = us
    asked = client.post(reverse("merge_people", args=pair), WHY).url
    _, second = worker(team)
    second.post(asked, {"agree": "no", "reasons": "The eyes differ."})
    assert merged(viewer, pair) == 0
    assert "did not agree" in words(parse_strictly(client.get(asked)))


def test_who_may_only_read_cannot_answer_and_who_sees_one_side_finds_nothing(
    us, team, people, pair
):
    viewer, client = us
    asked = client.post(reverse("merge_people", args=pair), WHY).url
    reading, half = agencies.team(), agencies.team()
    for person in people:
        factories.share(viewer, person, reading, [Category.IDENTITY])
    factories.share(viewer, people[0], half, [Category.IDENTITY])
    _, reader = worker(reading)
    page = parse_strictly(reader.get(asked))
    assert "You cannot answer now" in words(page)
    assert find_all(page, "textarea") == []
    _, outsider = worker(half)
    assert outsider.get(asked).status_code == 404
