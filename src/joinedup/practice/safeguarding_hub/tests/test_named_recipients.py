"""What is sent to named people of a team: who reads it is asked of the database itself."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from joinedup.practice.safeguarding_hub import commands, queries
from joinedup.practice.safeguarding_hub.models import InformationProduct
from joinedup.practice.safeguarding_hub.rules.outcomes import HowMuch
from joinedup.practice.safeguarding_hub.tests import factories, kept, rooms
from joinedup.trust.agencies.models import Membership, Professional
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.queries import viewer_for, who_may_see
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return factories.a_hub()


@pytest.fixture
def leader(hub):
    return rooms.colleague(hub.early_help, Role.TEAM_MANAGER, "Mair Leader")


@pytest.fixture
def other(hub):
    return rooms.colleague(hub.early_help, Role.PRACTITIONER, "Wyn Other")


def told(hub, *named):
    """Early help, or only these people of it and their manager, is told about Ffion."""
    enquiry_id = rooms.decided(hub)
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        [product] = commands.disseminate(
            hub.manager,
            enquiry_id=enquiry_id,
            products=[
                commands.ProductDraft(
                    recipient_id=hub.early_help.pk,
                    message="Please see the family.",
                    subject_ids=factories.subjects_of(hub, enquiry_id)[:1],
                    sendings=[
                        commands.SendingDraft(item.pk, HowMuch.NOT)
                        for item in rooms.contributions(hub, enquiry_id)
                    ],
                    named_ids=[person.professional_id for person in named],
                )
            ],
        )
    return product


def reads(viewer):
    """Whether the database shows it; the list and the page must say the same."""
    viewer = viewer_for(viewer.professional_id)
    with session(viewer, Purpose.DIRECT_WORK):
        found = list(InformationProduct.objects.all())
        assert [work.id for work in queries.products_received(viewer)] == [p.pk for p in found]
        for product in found:
            assert queries.open_product(viewer, product.pk) == product
        return bool(found)


def test_the_whole_team(hub, leader, other):
    told(hub)
    assert all(reads(one) for one in (hub.practitioner, leader, other))


def test_a_named_person_and_the_manager_and_nobody_else_of_the_team(hub, leader, other):
    product = told(hub, hub.practitioner)
    assert product.content["named"] == ["Wil Worker"]
    assert reads(hub.practitioner)
    assert reads(leader)
    assert not reads(other)
    with session(other, Purpose.DIRECT_WORK), pytest.raises(NotVisible):
        queries.open_product(other, product.pk)
    for outside in (hub.referrer, rooms.officer(hub), hub.police_researcher):
        assert not kept.seen(outside, "InformationProduct")
    later = rooms.colleague(hub.early_help, Role.PRACTITIONER, "New Starter")
    assert not reads(later)


def test_the_hub_reads_it_whoever_is_named(hub):
    product = told(hub, hub.practitioner)
    for viewer in (hub.manager, hub.screener):
        with session(viewer, Purpose.SAFEGUARDING_DUTY):
            assert queries.open_product(viewer, product.pk) == product
            holders = {one.holder for one in who_may_see(product.folder_id)}
    assert holders == {"Wil Worker", "Safeguarding hub"}


def test_whoever_leaves_the_team_leaves_what_they_were_sent_by_name(hub, other):
    told(hub, hub.practitioner, other)
    elsewhere = agencies.team(hub.council, "Leaving care")
    rows = Membership.objects.filter(professional=other.professional_id)
    agencies.change(rows, ends_on=timezone.localdate() - timedelta(days=1))
    agencies.join(other.professional_id, elsewhere, Role.PRACTITIONER)
    assert not kept.seen(viewer_for(other.professional_id), "InformationProduct")
    assert reads(hub.practitioner)


@pytest.mark.parametrize("who", ["outsider", "manager", "gone"])
def test_who_cannot_be_named(hub, leader, other, who):
    agencies.change(Professional.objects.filter(pk=other.professional_id), ends_on=date(2024, 1, 1))
    named = {"outsider": hub.referrer, "manager": leader, "gone": other}[who]
    with pytest.raises(ValueError, match="Choose people who are in Early help north today"):
        told(hub, named)
    assert not kept.seen(hub.manager, "InformationProduct")


def test_a_team_in_which_nobody_works_with_families_cannot_be_told(hub):
    agencies.change(Membership.objects.filter(team=hub.early_help), role=str(Role.REFERRER))
    with pytest.raises(ValueError, match="somebody works with families today"):
        told(hub)
