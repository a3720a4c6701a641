"""The work list: the surest first, relatives apart, and nothing of what one may not see."""

import pytest
from django.urls import reverse
from tests.html import find_all, parse_strictly, words

from joinedup.record.duplicates import queries
from joinedup.record.duplicates.tests import factories as duplicates
from joinedup.record.people import commands
from joinedup.record.people.tests import factories
from joinedup.record.people.tests.factories import worker
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.commands import restrict_to_named_people
from joinedup.trust.sharing.rules import Category, Purpose

pytestmark = pytest.mark.django_db
LIST = "/one-person/"


@pytest.fixture
def team():
    return agencies.team()


@pytest.fixture
def us(team):
    return worker(team, Role.SCREENER)


@pytest.fixture
def people(us, team):
    viewer, _ = us
    given = ("Ffion", "Ffi", "Gwen", "Carys")
    return [factories.person(viewer, team, name) for name in given]


def pair(run, one, other, **more):
    return duplicates.pair(run, (one.pk, one.folder_id), (other.pk, other.folder_id), **more)


def listed(client, query=""):
    page = parse_strictly(client.get(f"{LIST}{query}"))
    return [words(row) for row in find_all(page, "tr")][1:], words(page)


def test_before_anything_was_compared_it_says_so(us):
    _, client = us
    rows, page = listed(client)
    assert rows == []
    assert "have not been compared yet" in page
    assert "No two records that you may see look like one person." in page


def test_the_surest_comes_first_and_is_what_to_do_next(us, people):
    _, client = us
    run = duplicates.run()
    pair(run, people[0], people[2], weight=-1.0)
    pair(run, people[0], people[1], weight=7.0)
    rows, page = listed(client)
    assert ["Ffi " in row for row in rows] == [True, False]
    assert "About 100 to 1 that they are one person" in rows[0]
    assert "About 2 to 1 against it" in rows[1]
    assert "First names are forms of one name".lower() in rows[0].lower()
    assert "Possible duplicates (2)" in page
    link = find_all(parse_strictly(client.get(LIST)), "a", class_="govuk-link")
    first = [a.get("href") for a in link if "surest" in words(a)]
    both = {str(people[0].pk), str(people[1].pk)}
    assert set(first[0].strip("/").split("/")[1:]) == both


def test_twins_are_never_offered_as_duplicates(us, people):
    _, client = us
    twin = "possible twin, sibling or other relative"
    pair(duplicates.run(), people[0], people[2], kind="relative", found=twin, weight=30.0)
    rows, page = listed(client)
    assert rows == []
    assert "Possible relatives (1)" in page
    [row], page = listed(client, "?show=relatives")
    assert "Possible twin, sibling or other relative" in row
    assert "odds" not in row
    assert "to 1" not in row


def test_a_sealed_record_is_not_even_a_count(us, people, team):
    viewer, client = us
    _, other_client = worker(team, Role.SCREENER)
    pair(duplicates.run(), people[0], people[1])
    with session(viewer, Purpose.SCREENING):
        restrict_to_named_people(
            viewer, folder=people[1].folder, named=[], reasons="Threats were made."
        )
    rows, page = listed(other_client)
    assert rows == []
    assert "Possible duplicates (0)" in page
    assert listed(client)[0] != []
    address = reverse("possible_duplicate", args=[people[0].pk, people[1].pk])
    assert other_client.get(address).status_code == 404


def test_an_address_that_one_may_not_know_is_not_told_by_what_agrees(us, people):
    viewer, _ = us
    reading = agencies.team()
    pair(duplicates.run(), people[0], people[1])
    for person in people[:2]:
        factories.share(viewer, person, reading, [Category.IDENTITY])
    _, reader = worker(reading)
    assert listed(reader)[0] == []
    address = reverse("possible_duplicate", args=[people[0].pk, people[1].pk])
    assert "postcode" not in words(parse_strictly(reader.get(address)))
    for person in people[:2]:
        factories.share(viewer, person, reading, [Category.WHEREABOUTS])
    [row], _ = listed(reader)
    assert "Somebody else decides" in row


def test_what_is_decided_leaves_the_list_and_is_in_its_history(us, people):
    viewer, client = us
    run = duplicates.run()
    for one, other in ((0, 1), (0, 2), (0, 3), (1, 2)):
        pair(run, people[one], people[other])
    ids = [person.pk for person in people]
    with session(viewer, Purpose.SCREENING):
        commands.keep_apart(viewer, one_id=ids[0], other_id=ids[1], reasons="Seen together.")
        commands.cannot_tell_yet(
            viewer, one_id=ids[0], other_id=ids[2], missing="A birth certificate.", reasons="June."
        )
        commands.merge_people(
            viewer, kept_id=ids[0], merged_id=ids[3], evidence="A photograph.", reasons="One girl.",
            is_one_person=True,
        )  # fmt: skip
    rows, _ = listed(client)
    assert len(rows) == 1
    [row], _ = listed(client, "?show=open")
    assert "A birth certificate." in row
    rows, page = listed(client, "?show=decided")
    assert len(rows) == 3
    assert "One person" in rows[0]
    assert "Two people" in rows[2]
    assert "Seen together." in page


def test_what_waits_for_a_second_person_is_in_the_list_of_all_but_the_one_who_asked(
    us, people, team
):
    viewer, client = us
    ids = [person.pk for person in people]
    with session(viewer, Purpose.SCREENING):
        decision = commands.keep_apart(
            viewer, one_id=ids[0], other_id=ids[1], reasons="Seen together."
        )
        asked = commands.ask_to_merge_after_all(
            viewer, decision_id=decision.pk, kept_id=ids[0], evidence="A photo.", reasons="One."
        )
    _, second = worker(team, Role.SCREENER)
    assert "person (0)" in listed(client, "?show=waiting")[1]
    [row], page = listed(second, "?show=waiting")
    assert "person (1)" in page
    assert "They are one person after all" in row
    page = parse_strictly(second.get(f"{LIST}?show=waiting"))
    assert find_all(page, "a", href=reverse("overturning", args=[asked.pk]))


def test_a_long_list_comes_in_pages_and_is_not_counted_to_the_end(us, people, monkeypatch):
    _, client = us
    run = duplicates.run()
    for one, other in ((0, 1), (0, 2), (0, 3), (1, 2)):
        pair(run, people[one], people[other])
    monkeypatch.setitem(queries.pairs_to_do.__kwdefaults__, "page_size", 2)
    assert len(listed(client)[0]) == 2
    assert len(listed(client, "?page=2")[0]) == 2
    monkeypatch.setattr(queries, "MOST_COUNTED", 3)
    assert queries.PairsToDo((), 4, 1, 2).more


def test_of_what_is_no_part_of_the_list_the_first_is_shown(us):
    _, client = us
    assert "Possible duplicates" in listed(client, "?show=everything&page=x")[1]
