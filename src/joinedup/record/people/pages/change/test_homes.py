"""Households on a person's page: begun, joined, left, and seen by whoever sees the family."""

from datetime import date

import pytest
from django.urls import reverse
from tests.html import find_all, find_one, parse_strictly, words

from joinedup.record.people import commands
from joinedup.record.people.queries import history_of, open_person
from joinedup.record.people.rules import RelationshipKind
from joinedup.record.people.tests import factories
from joinedup.record.people.tests.factories import stays, worker
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.commands import exclude_for_conflict_of_interest
from joinedup.trust.sharing.rules import Category, Purpose

pytestmark = pytest.mark.django_db
SINCE = {"starts_on-day": "1", "starts_on-month": "2", "starts_on-year": "2024"}


@pytest.fixture
def team():
    return agencies.team()


@pytest.fixture
def us(team):
    return worker(team)


@pytest.fixture
def family(us, team):
    """A child, the mother and the father, who do not live together."""
    viewer, _ = us
    child = factories.person(viewer, team)
    mother = factories.person(viewer, team, "Carys", born=date(1990, 1, 2))
    father = factories.person(viewer, team, "Dewi", born=date(1989, 1, 2))
    with session(viewer, Purpose.DIRECT_WORK):
        for parent, kind in ((mother, RelationshipKind.MOTHER), (father, RelationshipKind.FATHER)):
            commands.relate(viewer, person_id=child.pk, related_id=parent.pk, kind=kind)
    return child, mother, father


def adding(person):
    return reverse("add_to_person", args=[person.pk, "household"])


def new(*people, **more):
    return {
        "home": "new",
        "with_whom": [str(person.pk) for person in people],
        "mainly_here": "yes",
        **SINCE,
        **more,
    }


def view_of(viewer, person):
    with session(viewer, Purpose.DIRECT_WORK):
        return open_person(viewer, person.pk)


def page_of(client, person):
    return parse_strictly(client.get(reverse("person", args=[person.pk])))


def problems(response):
    return words(find_one(parse_strictly(response), "div", class_="govuk-error-summary"))


def test_a_child_lives_in_two_households_one_of_them_part_of_the_time(us, family):
    _, client = us
    child, mother, father = family
    form = parse_strictly(client.get(adding(child)))
    assert words(find_one(form, "h1")) == "Who does Ffion Ŵyn live with?"
    assert find_all(form, "input", name="home") == []
    assert client.post(adding(child), new(mother)).status_code == 302
    assert client.post(adding(child), new(father, mainly_here="no")).status_code == 302
    page = words(page_of(client, child))
    assert "Household 1 of 2" in page
    assert "Household 2 of 2" in page
    assert "part of the time" in page
    assert "since 1 February 2024" in page
    assert "Household 1 of" not in words(page_of(client, mother))


def test_sent_twice_it_is_one_household(us, family):
    viewer, client = us
    child, mother, _ = family
    for _ in range(2):
        assert client.post(adding(child), new(mother)).status_code == 302
    assert len(view_of(viewer, child).households) == 1


def test_whoever_joins_a_household_is_offered_those_of_their_family(us, family):
    viewer, client = us
    child, mother, father = family
    client.post(adding(mother), new(father, who="Dewi Ŵyn"))
    form = parse_strictly(client.get(adding(child)))
    [home, other] = find_all(form, "input", name="home")
    assert other.get("value") == "new"
    assert "The household of Dewi Ŵyn and Carys Ŵyn, since 1 February 2024" in words(form)
    joined = {"home": home.get("value"), "mainly_here": "no"}
    assert client.post(adding(child), joined).status_code == 302
    [household] = view_of(viewer, child).households
    assert {m.person.id for m in household.now} == {child.pk, mother.pk, father.pk}
    # It is offered no more, and a colleague who still has it in front of them is told.
    assert "somebody may have recorded meanwhile" in problems(client.post(adding(child), joined))


def test_somebody_else_is_found_by_name_and_added(us, team, family):
    viewer, client = us
    child, *_ = family
    friend = factories.person(viewer, team, "Mair", "Price")
    looked = client.post(adding(child), new(who="mair price", find="yes"))
    document = parse_strictly(looked)
    assert "There is a problem" not in words(document)
    assert str(friend.pk) in {i.get("value") for i in find_all(document, "input", name="with_whom")}
    assert client.post(adding(child), new(friend, who="mair price")).status_code == 302
    [household] = view_of(viewer, child).households
    assert {m.person.name for m in household.now} == {"Mair Price", "Ffion Ŵyn"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"with_whom": []}, "Select who lives there"),
        ({"mainly_here": ""}, "Select yes or no"),
        ({"home": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}, "is not offered any more"),
        ({"starts_on-month": "13"}, "Since must be a real date"),
    ],
)
def test_bad_input_is_said_and_what_was_chosen_is_kept(us, family, typed, said):
    viewer, client = us
    child, mother, father = family
    client.post(adding(mother), new(father, who="Dewi Ŵyn"))
    response = client.post(adding(child), new(mother) | typed)
    assert said in problems(response)
    year = find_one(parse_strictly(response), "input", name="starts_on-year")
    assert year.get("value") == "2024"
    assert view_of(viewer, child).households == ()


def test_somebody_leaves_and_the_household_is_an_earlier_one(us, family):
    viewer, client = us
    child, mother, _ = family
    client.post(adding(child), new(mother))
    [stay] = [stay for stay in stays(viewer) if stay.person_id == child.pk]
    address = reverse("correct_person_part", args=[child.pk, "household", stay.pk])
    links = {link.get("href") for link in find_all(page_of(client, child), "a")}
    assert address in links
    version = find_one(parse_strictly(client.get(address)), "input", name="version").get("value")
    left = {
        "mainly_here": "yes",
        **SINCE,
        "ends_on-day": "3",
        "ends_on-month": "4",
        "ends_on-year": "2025",
        "version": version,
    }
    early = client.post(address, left | {"ends_on-year": "2023"})
    assert "The end must be the same as or after the start" in problems(early)
    assert client.post(address, left).status_code == 302
    page = words(page_of(client, child))
    assert "Earlier household" in page
    assert "1 February 2024 to 3 April 2025" in page
    assert "Earlier household" not in words(page_of(client, mother))
    with session(viewer, Purpose.DIRECT_WORK):
        said = [f for change in history_of(viewer, child.pk) for f in change.facts]
    assert ("until", "", "3 April 2025") in {(f.label, f.before, f.after) for f in said}
    late = client.post(address, left | {"ends_on-year": "2026"})
    assert "Somebody else changed this while you were writing" in problems(late)
    assert "3 April 2025" in words(parse_strictly(late))


def test_a_household_is_seen_by_whoever_sees_the_family_and_by_nobody_else(us, family):
    viewer, client = us
    child, mother, _ = family
    names, relatives = agencies.team(), agencies.team()
    readers = {team: worker(team) for team in (names, relatives, agencies.team())}
    factories.share(viewer, child, names, [Category.IDENTITY])
    factories.share(viewer, child, relatives, [Category.IDENTITY, Category.FAMILY])
    client.post(adding(child), new(mother))
    seen = {}
    for team, (reader, theirs) in readers.items():
        seen[team] = len(factories.households(reader)), len(stays(reader))
        form = theirs.get(adding(child))
        if team in (names, relatives):
            assert "You may read but not change this record." in words(parse_strictly(form))
            assert theirs.post(adding(child), new(mother)).status_code == 403
        else:
            assert form.status_code == 404
    assert list(seen.values()) == [(0, 0), (1, 2), (0, 0)]
    reader, theirs = readers[relatives]
    page = words(page_of(theirs, child))
    assert "mainly here" in page
    assert "Carys" not in page
    [stay] = [stay for stay in stays(viewer) if stay.person_id == child.pk]
    address = reverse("correct_person_part", args=[child.pk, "household", stay.pk])
    assert theirs.post(address, {"mainly_here": "no"}).status_code == 403


def test_who_is_kept_out_of_one_of_them_is_kept_out_of_the_household(us, team, family):
    viewer, client = us
    child, mother, _ = family
    colleague, _ = worker(team)
    client.post(adding(child), new(mother))
    assert len(stays(colleague)) == 2
    with session(viewer, Purpose.DIRECT_WORK):
        exclude_for_conflict_of_interest(
            viewer,
            folder=mother.folder,
            professional_id=colleague.professional_id,
            reasons="She is his sister.",
        )
    assert stays(colleague) == []
    assert len(stays(viewer)) == 2
