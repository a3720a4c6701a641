"""One pair: what agrees, what differs, in words; and every decision with its reasons."""

import pytest
from django.urls import reverse
from tests.html import find_all, parse_strictly, words

from joinedup.record.duplicates.tests import factories as duplicates
from joinedup.record.people import commands
from joinedup.record.people.queries import decided_about, open_person
from joinedup.record.people.rules import PairAnswer
from joinedup.record.people.tests import factories
from joinedup.record.people.tests.factories import worker
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Category, Purpose

pytestmark = pytest.mark.django_db
WHY = {"shows": "One photograph in both files.", "reasons": "It is one girl."}


@pytest.fixture
def team():
    return agencies.team()


@pytest.fixture
def us(team):
    return worker(team)


def two(us, team, other="Ffi", **more):
    """Two records that a run found alike, and where their page is."""
    viewer, _ = us
    people = [factories.person(viewer, team, given) for given in ("Ffion", other)]
    duplicates.pair(duplicates.run(), *((p.pk, p.folder_id) for p in people), **more)
    return people, reverse("possible_duplicate", args=[person.pk for person in people])


def view_of(us, person):
    viewer, _ = us
    with session(viewer, Purpose.DIRECT_WORK):
        return open_person(viewer, person.pk)


def decisions(us, people):
    viewer, _ = us
    with session(viewer, Purpose.DIRECT_WORK):
        return [d.answer for d in decided_about({person.pk for person in people})]


def test_both_sides_the_sentence_the_picture_and_its_table(us, team):
    _, client = us
    _, address = two(us, team)
    page = parse_strictly(client.get(address))
    said = words(page)
    assert "birth date differs by day and month swapped" in said
    rows = [[words(c) for c in row if c.tag in {"th", "td"}] for row in find_all(page, "tr")]
    assert ["Name", "Ffion Ŵyn", "Ffi Ŵyn", "Different"] in rows
    assert any(row[0] == "Born" and row[-1] == "The same" for row in rows)
    assert ["Recorded sex", "not known", "not known", "Not known"] in rows
    assert ["Postcode", "different", "−2.4", "+4.0"] in rows
    assert ["Middle names", "not in both records, so it speaks neither for nor against",
            "nothing", "+6.4"] in rows  # fmt: skip
    assert find_all(page, "svg", role="img")
    assert "with the model of 1 November 2026" in said


def test_one_person_merges_with_evidence_and_leaves_the_list(us, team):
    _, client = us
    people, address = two(us, team)
    done = client.post(address, WHY | {"answer": "one_person"})
    assert done.url == reverse("possible_duplicates")
    assert [p.id for p in view_of(us, people[0]).merged_records] == [people[1].pk]
    page = words(parse_strictly(client.get(address)))
    assert "These records are one now" in page
    assert "One person: merged" in page
    assert find_all(parse_strictly(client.get(address)), "textarea") == []


def test_the_other_record_can_be_the_one_that_is_kept(us, team):
    _, client = us
    people, _ = two(us, team)
    swapped = reverse("possible_duplicate", args=[people[1].pk, people[0].pk])
    assert client.post(swapped, WHY | {"answer": "one_person"}).status_code == 302
    assert [p.id for p in view_of(us, people[1]).merged_records] == [people[0].pk]


def test_two_people_are_kept_apart_and_only_two_can_overturn_it(us, team):
    _, client = us
    people, address = two(us, team)
    assert client.post(address, WHY | {"answer": "two_people"}).status_code == 302
    assert decisions(us, people) == [PairAnswer.TWO_PEOPLE]
    page = parse_strictly(client.get(address))
    assert "These were decided to be two people." in words(page)
    assert find_all(page, "textarea") == []
    merging = reverse("merge_people", args=[person.pk for person in people])
    assert find_all(page, "a", href=merging)
    asked = client.post(merging, {"evidence": "A.", "reasons": "B."}).url
    assert find_all(parse_strictly(client.get(address)), "a", href=asked)


def test_what_is_missing_is_written_down_and_the_pair_stays_to_be_decided(us, team):
    _, client = us
    people, address = two(us, team)
    client.post(address, {"answer": "cannot_tell", "shows": "The register.", "reasons": "June."})
    assert decisions(us, people) == [PairAnswer.CANNOT_TELL]
    page = parse_strictly(client.get(address))
    assert "The register." in words(page)
    assert find_all(page, "textarea")
    client.post(address, WHY | {"answer": "two_people"})
    assert decisions(us, people) == [PairAnswer.TWO_PEOPLE, PairAnswer.CANNOT_TELL]


@pytest.mark.parametrize("lacking", ["answer", "shows", "reasons"])
def test_what_was_typed_is_kept_when_something_lacks(us, team, lacking):
    _, client = us
    people, address = two(us, team)
    given = WHY | {"answer": "two_people"}
    page = parse_strictly(client.post(address, given | {lacking: ""}))
    assert "There is a problem" in words(page)
    for name in {"shows", "reasons"} - {lacking}:
        assert WHY[name] in words(page)
    assert decisions(us, people) == []


def test_twins_are_never_offered_as_duplicates(us, team):
    _, client = us
    twin = "possible twin, sibling or other relative"
    people, address = two(us, team, "Gwen", kind="relative", found=twin, weight=20.0)
    page = parse_strictly(client.get(address))
    assert "Are these two people of one family?" in words(page)
    relatives = reverse("possible_duplicates") + "?show=relatives"
    assert find_all(page, "a", class_="govuk-back-link", href=relatives)
    assert "to 1 that they are one person" not in words(page)
    assert "which is kept" not in words(page)
    assert not find_all(page, "input", value="one_person")
    refused = client.post(address, WHY | {"answer": "one_person"})
    assert "There is a problem" in words(parse_strictly(refused))
    assert view_of(us, people[0]).merged_records == ()


def test_records_that_look_like_twins_to_the_grades_are_not_offered_either(us, team):
    _, client = us
    _, address = two(us, team, "Gwen")
    assert not find_all(parse_strictly(client.get(address)), "input", value="one_person")


def test_what_two_of_a_family_are_to_each_other_is_recorded_with_the_decision(us, team):
    _, client = us
    twin = "possible twin, sibling or other relative"
    people, address = two(us, team, "Gwen", kind="relative", found=twin)
    client.post(address, WHY | {"answer": "relatives", "kind": "twin"})
    [tie] = view_of(us, people[0]).ties
    assert (tie.other.id, tie.words) == (people[1].pk, "twin")
    assert decisions(us, people) == [PairAnswer.TWO_PEOPLE]


def test_who_may_only_read_is_told_and_decides_nothing(us, team):
    viewer, _ = us
    people, address = two(us, team)
    reading = agencies.team()
    for person in people:
        factories.share(viewer, person, reading, [Category.IDENTITY, Category.WHEREABOUTS])
    _, client = worker(reading)
    page = parse_strictly(client.get(address))
    assert "You cannot decide about these records now" in words(page)
    assert client.post(address, WHY | {"answer": "two_people"}).status_code == 200
    assert decisions(us, people) == []


def test_who_sees_one_side_finds_nothing(us, team):
    viewer, _ = us
    people, address = two(us, team)
    half = agencies.team()
    factories.share(viewer, people[0], half, [Category.IDENTITY, Category.WHEREABOUTS])
    _, client = worker(half)
    assert client.get(address).status_code == 404


def test_somebody_else_decided_meanwhile(us, team):
    viewer, client = us
    people, address = two(us, team)
    with session(viewer, Purpose.DIRECT_WORK):
        third = factories.person(viewer, team, "Ffion")
        commands.merge_people(
            viewer, kept_id=third.pk, merged_id=people[1].pk, evidence="A.", reasons="B."
        )
    page = words(parse_strictly(client.post(address, WHY | {"answer": "one_person"})))
    assert "has been merged into another already" in page
    assert WHY["reasons"] in page
