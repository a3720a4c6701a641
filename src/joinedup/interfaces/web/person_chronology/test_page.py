"""A person's chronology, as the hub, a desk, a team and others see it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.html import find_all, find_one, parse_strictly, words

from joinedup.practice.safeguarding_hub.commands import confirm_from_index
from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.practice.safeguarding_hub.tests import rooms
from joinedup.record.chronology.tests import factories as chronologies
from joinedup.record.people.commands import merge_people, record_access_need
from joinedup.record.people.tests import factories as people
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Category, Purpose, Relation

pytestmark = pytest.mark.django_db
NOTHING = "Nothing that you may see has been recorded."
VISIT = {
    "kind": "home-visit",
    "when-day": "2",
    "when-month": "3",
    "when-year": "2026",
    "what": "The house was warm.",
    "impact": "positive",
    "action_taken": "Told the school.",
    "reference": "form:1",
}


@pytest.fixture
def hub():
    return hubs.a_hub()


@pytest.fixture
def enquiry_id(hub):
    return rooms.with_items(hub)


def child_of(hub, enquiry_id):
    return hubs.subjects(hub, enquiry_id)[0].person


def seen(hub, viewer, person, query=""):
    client = Client()
    rooms.come_in(client, hub, viewer)
    response = client.get(reverse("person_chronology", args=[person.pk]) + query)
    assert response.status_code == 200
    return parse_strictly(response)


def test_what_agencies_brought_into_an_enquiry_is_in_the_childs_chronology(hub, enquiry_id):
    child = child_of(hub, enquiry_id)
    with session(hub.screener, Purpose.SCREENING):
        record_access_need(hub.screener, person_id=child.pk, what="Easy read")
    reference = hubs.enquiry(hub, enquiry_id).reference
    document = seen(hub, hub.manager, child)
    page = words(document)
    assert words(find_one(document, "h1")) == "Chronology of Ffion Ŵyn"
    for expected in (
        "Born 3 May 2016",
        "Easy read",
        rooms.ARREST,
        rooms.BRUISE,
        "Brackenshire Police",
        f"It stands in enquiry {reference}",
        "2 entries",
        "Why can I see this?",
    ):
        assert expected in page
    link = find_one(document, "a", class_="moj-sub-navigation__link", **{"aria-current": "page"})
    assert link.get("href") == reverse("person_chronology", args=[child.pk])
    assert "1 of 2 entries" in words(seen(hub, hub.manager, child, "?category=health"))
    assert rooms.ARREST not in words(seen(hub, hub.manager, child, "?category=health"))


@pytest.mark.parametrize("name", ["person", "person_history", "whole_person"])
def test_every_tab_of_a_person_leads_to_their_chronology(hub, enquiry_id, name):
    child = child_of(hub, enquiry_id)
    client = Client()
    rooms.come_in(client, hub, hub.screener)
    document = parse_strictly(client.get(reverse(name, args=[child.pk])))
    tabs = find_all(document, "a", class_="moj-sub-navigation__link")
    hrefs = {words(tab): tab.get("href") for tab in tabs}
    assert hrefs["Chronology"] == reverse("person_chronology", args=[child.pk])


def test_it_is_empty_in_plain_words_and_never_for_somebody_with_a_history(hub):
    enquiry_id = hubs.checking(hub)
    child = child_of(hub, enquiry_id)
    assert NOTHING in words(seen(hub, hub.screener, child))
    rooms.knows(hub, enquiry_id, hub.police_researcher, hub.police_desk, [rooms.item()])
    assert NOTHING not in words(seen(hub, hub.screener, child))


def test_who_holds_only_the_persons_name_sees_no_entry_and_cannot_tell(hub, enquiry_id):
    child = child_of(hub, enquiry_id)
    elsewhere = agencies.team()
    reader, client = people.worker(elsewhere)
    people.share(hub.manager, child, elsewhere, [Category.IDENTITY])
    page = words(parse_strictly(client.get(reverse("person_chronology", args=[child.pk]))))
    assert NOTHING in page
    assert "No entries" in page
    assert "Add an entry" not in page
    assert "Brackenshire Police" not in page
    assert chronologies.all_versions(reader) == []
    _, outsider = people.worker(agencies.team())
    assert outsider.get(reverse("person_chronology", args=[child.pk])).status_code == 404


def test_entries_of_a_merged_record_and_about_the_whole_family_are_there_too(hub, enquiry_id):
    child = child_of(hub, enquiry_id)
    again = child_of(hub, hubs.identified(hub))
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        chronologies.entry(
            hub.manager, again.folder, subject_id=again.pk, what="Of the other record."
        )
        of_all = hubs.enquiry(hub, enquiry_id).folder
        chronologies.entry(hub.manager, of_all, subject_id=of_all.pk, what="They all moved.")
        merge_people(
            hub.manager,
            kept_id=child.pk,
            merged_id=again.pk,
            evidence="A test.",
            reasons="A test.",
            is_one_person=True,
        )
    page = words(seen(hub, hub.manager, child))
    assert "Of the other record." in page
    assert "They all moved." in page
    assert "It stands in this person's own record" in page.replace("’", "'")


def test_our_own_index_adds_what_it_holds_for_those_who_may_read_it(hub):
    desk = rooms.colleague(hub.team, Role.RESEARCHER, "Council desk")
    entry, _ = rooms.own_records(desk, hub.council)
    enquiry_id = hubs.received(hub)
    with session(hub.screener, Purpose.SCREENING):
        child = confirm_from_index(
            hub.screener,
            enquiry_id=enquiry_id,
            entry_id=entry.pk,
            relation=Relation.CHILD,
            relation_words="",
            evidence="A test.",
        ).person
    page = words(seen(hub, desk, child))
    assert "The father was arrested." in page
    assert "It stands in an agency’s own records" in page
    other = rooms.colleague(hub.early_help, Role.PRACTITIONER)
    people.share(hub.manager, child, hub.early_help, [Category.IDENTITY])
    assert NOTHING in words(seen(hub, other, child))


def test_the_hub_adds_to_a_persons_record_and_no_agency_sees_it(hub, enquiry_id):
    child = child_of(hub, enquiry_id)
    client = Client()
    rooms.come_in(client, hub, hub.screener)
    address = reverse("person_chronology", args=[child.pk])
    document = parse_strictly(client.get(address))
    add = find_one(document, "a", class_="govuk-button").get("href")
    assert client.post(add, VISIT).headers["Location"] == address
    page = words(parse_strictly(client.get(address)))
    assert "The house was warm." in page
    assert "3 entries" in page
    for desk in (hub.police_researcher, hub.health_researcher):
        assert "The house was warm." not in words(seen(hub, desk, child))
    [added] = [e for e in chronologies.all_versions(hub.screener) if e.kind == "home-visit"]
    assert (added.folder_id, added.subject_id) == (child.folder_id, child.pk)
    assert added.starts_on == date(2026, 3, 2)


def test_an_entry_of_a_persons_record_is_about_nobody_else(hub, enquiry_id):
    child, other = (s.person for s in hubs.subjects(hub, enquiry_id)[:2])
    client = Client()
    rooms.come_in(client, hub, hub.screener)
    address = reverse("person_chronology", args=[child.pk])
    for add in (
        reverse("add_to_chronology", args=[child.pk]),
        reverse("add_chronology_entry", args=[child.folder_id]),
    ):
        sent = VISIT | {"reference": add}
        assert client.post(f"{add}?about={other.pk}", sent).headers["Location"] == address
    added = [e for e in chronologies.all_versions(hub.screener) if e.kind == "home-visit"]
    assert [(e.folder_id, e.subject_id) for e in added] == [(child.folder_id, child.pk)] * 2
    assert "The house was warm." not in words(seen(hub, hub.screener, other))


def test_nobody_adds_to_a_record_that_they_may_only_read_or_not_at_all(hub, enquiry_id):
    child = child_of(hub, enquiry_id)
    before = len(chronologies.all_versions(hub.screener))
    _, outsider = people.worker(agencies.team())
    desk = Client()
    rooms.come_in(desk, hub, hub.police_researcher)
    for client in (outsider, desk):
        add = reverse("add_to_chronology", args=[child.pk])
        assert client.get(add).status_code == 404
        assert client.post(add, VISIT).status_code == 404
    assert len(chronologies.all_versions(hub.screener)) == before


def test_a_desk_is_told_where_its_entries_belong(hub, enquiry_id):
    child = child_of(hub, enquiry_id)
    document = seen(hub, hub.police_researcher, child)
    page = words(document)
    assert "You may read this person's record but not add to it." in page
    room = reverse("room", args=[enquiry_id])
    assert room in {link.get("href") for link in find_all(document, "a")}
    assert not find_all(document, "a", class_="govuk-button")
