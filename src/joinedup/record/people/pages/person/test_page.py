"""The person's page, as different people see it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.html import parse_strictly, words

from joinedup.record.linkage.engine import identity as engine
from joinedup.record.people import commands
from joinedup.record.people.rules import NameUse, RelationshipKind, Sex
from joinedup.record.people.tests import factories
from joinedup.record.people.tests.factories import worker
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Category, Purpose

pytestmark = pytest.mark.django_db

HOME = engine.Address("14 Hidden Row", "Quayford", "QQ1 1AA")


@pytest.fixture
def team():
    return agencies.team(name="Family team")


@pytest.fixture
def us(team):
    return worker(team)


def shown(client, person, name="person"):
    response = client.get(reverse(name, args=[person.pk]))
    assert response.status_code == 200
    return words(parse_strictly(response))


def a_family(viewer, team):
    child = factories.person(viewer, team, address=HOME, nhs_number="9434765919")
    mother = factories.person(viewer, team, "Carys", born=date(1990, 1, 2), sex=Sex.FEMALE)
    with session(viewer, Purpose.DIRECT_WORK):
        commands.relate(
            viewer,
            person_id=child.pk,
            related_id=mother.pk,
            kind=RelationshipKind.MOTHER,
            parental_responsibility=True,
            lives_with=True,
        )
        commands.record_access_need(viewer, person_id=child.pk, what="A hearing loop")
        commands.add_name(
            viewer, person_id=child.pk, use=NameUse.NICKNAME, given="Ffi 🦊", family=""
        )
        commands.form_household(
            viewer,
            controller_id=viewer.agency_id,
            openings=[factories.opening(team, [Category.FAMILY])],
            purpose=Purpose.DIRECT_WORK,
            reasons="They live together.",
            members=[child.pk, mother.pk],
        )
    return child, mother


def test_the_page_shows_the_person_whole(us, team):
    viewer, client = us
    child, mother = a_family(viewer, team)
    page = shown(client, child)
    for expected in (
        "Ffion Ŵyn",
        "Ffi 🦊",
        "A hearing loop",
        "Carys Ŵyn",
        "with parental responsibility, living together",
        "Carys Ŵyn is the mother of Ffion Ŵyn",
        "14 Hidden Row, Quayford, QQ1 1AA",
        "9434765919",
        "Why can I see this?",
        "We work with this family.",
        "Family team",
    ):
        assert expected in page
    assert page.index("A hearing loop") < page.index("14 Hidden Row")
    assert "Ffion Ŵyn" in shown(client, mother)


def test_without_whereabouts_no_address_is_in_the_html(us, team):
    viewer, _ = us
    child, _ = a_family(viewer, team)
    reading = agencies.team()
    factories.share(viewer, child, reading, [Category.IDENTITY, Category.FAMILY])
    _, client = worker(reading)
    for name in ("person", "person_history"):
        page = shown(client, child, name)
        assert "Ffion" in page
        for secret in ("Hidden Row", "Quayford", "QQ1", "Addresses", "Carys"):
            assert secret not in page
    assert "You may read but not change this record." in shown(client, child)


def test_an_interpreter_is_named_first(us, team):
    viewer, client = us
    person = factories.person(viewer, team, language="Polish", needs_interpreter=True)
    page = shown(client, person)
    assert "Needs an interpreter: Polish" in page
    assert page.index("Needs an interpreter: Polish") < page.index("Names")


def test_an_expected_child_has_a_page(us, team):
    viewer, client = us
    child = factories.unborn(viewer, team, timezone.localdate() + timedelta(days=60))
    page = shown(client, child)
    assert "Unborn child" in page
    assert "Record the birth" in page


def test_strangers_other_roles_and_nobody_get_what_the_absent_get(us, team):
    viewer, _ = us
    child, _ = a_family(viewer, team)
    _, stranger = worker(agencies.team())
    _, governor = worker(team, Role.INFORMATION_GOVERNANCE_LEAD)
    for client in (stranger, governor):
        for name in ("person", "person_history", "correct_person", "choose_merge"):
            hidden = client.get(reverse(name, args=[child.pk]))
            absent = client.get(reverse(name, args=[viewer.professional_id]))
            assert (hidden.status_code, absent.status_code) == (404, 404)
    assert Client().get(reverse("person", args=[child.pk])).status_code == 302


def test_the_history_tells_who_changed_what(us, team):
    viewer, client = us
    child, _ = a_family(viewer, team)
    page = shown(client, child, "person_history")
    assert "Access need added" in page
    assert "Need: A hearing loop" in page
    assert viewer.name in page
