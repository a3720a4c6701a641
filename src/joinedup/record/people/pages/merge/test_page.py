"""Merging in pages: compare, decide with reasons, and take it back."""

import pytest
from django.urls import reverse
from tests.html import find_all, parse_strictly, words

from joinedup.record.people.pages.person.test_page import shown
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


def view_of(viewer, person):
    with session(viewer, Purpose.DIRECT_WORK):
        return open_person(viewer, person.pk)


def merged_into(viewer, person):
    return {each.id for each in view_of(viewer, person).merged_records}


def test_from_finding_the_other_record_to_one_page_and_back(us, team):
    viewer, client = us
    kept = factories.person(viewer, team)
    other = factories.person(viewer, team, "Ffi")
    choose = reverse("choose_merge", args=[kept.pk])
    parse_strictly(client.get(choose))
    looked = client.post(choose, {"find": "yes", "who": "ffi ŵyn"})
    parse_strictly(looked)
    assert str(other.pk) in looked.content.decode()
    chosen = client.post(choose, {"who": "ffi ŵyn", "related_id": str(other.pk)})
    assert chosen.url == reverse("merge_people", args=[kept.pk, other.pk])
    page = words(parse_strictly(client.get(chosen.url)))
    assert "Same surname and birth date" in page
    assert client.post(chosen.url, WHY).status_code == 302
    assert merged_into(viewer, kept) == {other.pk}
    assert "Ffi Ŵyn" in shown(client, kept)
    assert "This record was merged" in shown(client, other)
    [decision] = view_of(viewer, kept).merges
    back = reverse("unmerge_people", args=[decision.id])
    assert "One photograph." in words(parse_strictly(client.get(back)))
    assert "Answer the question" in words(parse_strictly(client.post(back, {"reasons": " "})))
    asked = client.post(back, {"reasons": "They are cousins."})
    assert merged_into(viewer, kept) == {other.pk}
    assert "waits for a second person" in words(parse_strictly(client.get(back)))
    _, second = worker(team)
    answer = {"agree": "yes", "reasons": "Two birth certificates."}
    assert second.post(asked.url, answer).status_code == 302
    assert merged_into(viewer, kept) == set()
    page = words(parse_strictly(client.get(back)))
    assert "They are cousins." in page
    assert "Two birth certificates." in page
    assert "Merged, then separated again" in shown(client, kept)


def test_twins_need_a_person_s_word(us, team):
    viewer, client = us
    one = factories.person(viewer, team, "Ffion")
    twin = factories.person(viewer, team, "Gwen")
    address = reverse("merge_people", args=[one.pk, twin.pk])
    assert "two people of one family" in words(parse_strictly(client.get(address)))
    response = client.post(address, WHY)
    assert "There is a problem" in words(parse_strictly(response))
    assert "One photograph." in response.content.decode()
    assert merged_into(viewer, one) == set()
    assert client.post(address, WHY | {"is_one_person": "on"}).status_code == 302
    assert merged_into(viewer, one) == {twin.pk}


def test_who_may_only_read_is_told_and_nothing_is_merged(us, team):
    viewer, _ = us
    one = factories.person(viewer, team, "Ffion")
    other = factories.person(viewer, team, "Ffion")
    reading = agencies.team()
    for person in (one, other):
        factories.share(viewer, person, reading, [Category.IDENTITY])
    _, client = worker(reading)
    address = reverse("merge_people", args=[one.pk, other.pk])
    page = parse_strictly(client.get(address))
    assert "You cannot merge these records now" in words(page)
    assert find_all(page, "textarea") == []
    response = client.post(address, WHY)
    assert "be able to decide about both records" in words(parse_strictly(response))
    assert merged_into(viewer, one) == set()


def test_a_record_that_one_may_not_see_cannot_be_compared(us, team):
    viewer, client = us
    ours = factories.person(viewer, team)
    other = agencies.team()
    them, _ = worker(other)
    hidden = factories.person(them, other)
    for pair in ([ours.pk, hidden.pk], [ours.pk, viewer.professional_id]):
        assert client.get(reverse("merge_people", args=pair)).status_code == 404
