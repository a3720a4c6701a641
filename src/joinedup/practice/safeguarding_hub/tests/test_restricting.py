"""Closing a person's record to named people closes what the hub holds about that person too."""

import pytest
from tests.html import parse_strictly, words

from joinedup.practice.safeguarding_hub import commands
from joinedup.practice.safeguarding_hub.models import AgencyCheck, Contact, Enquiry, Subject
from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.commands import (
    Holder,
    Opening,
    lift_restriction,
    restrict_to_named_people,
    share_with,
)
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.queries import deciders_elsewhere, is_restricted, viewer_for
from joinedup.trust.sharing.rules import Category, Purpose, Relation

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return factories.a_hub()


@pytest.fixture
def colleague(hub):
    return viewer_for(agencies.professional((hub.team, Role.SCREENER), name="Nosy Colleague").pk)


def sees(viewer, model, **where):
    with session(viewer, Purpose.SCREENING):
        return model.objects.filter(**where).exists()


def child(hub, enquiry_id):
    with session(hub.manager, Purpose.SCREENING):
        rows = Subject.objects.filter(enquiry=enquiry_id, relation="child")
        return rows.select_related("person__folder").get().person.folder


def restrict(hub, folder):
    with session(hub.manager, Purpose.SCREENING):
        restrict_to_named_people(
            hub.manager,
            folder=folder,
            named=[hub.screener.professional_id],
            reasons="A colleague's family.",
        )


def test_the_enquiry_is_closed_to_the_rest_of_the_hub_and_goes_on(hub, colleague):
    enquiry_id = factories.screened(hub)
    assert sees(colleague, Enquiry, pk=enquiry_id)
    restrict(hub, child(hub, enquiry_id))
    assert not sees(colleague, Enquiry, pk=enquiry_id)
    assert sees(hub.screener, Enquiry, pk=enquiry_id)
    with session(hub.manager, Purpose.SCREENING):
        assert is_restricted(Enquiry.objects.get(pk=enquiry_id).folder_id)
        commands.ask_nobody(hub.manager, enquiry_id=enquiry_id, reasons="The school can help.")


def test_who_was_asked_and_who_reported_keep_just_that(hub, colleague):
    enquiry_id = factories.checking(hub)
    with session(hub.manager, Purpose.SCREENING):
        contact = Enquiry.objects.get(pk=enquiry_id).contact_id
    restrict(hub, child(hub, enquiry_id))
    check = factories.check_of(hub, enquiry_id, hub.police_desk)
    assert sees(hub.police_researcher, AgencyCheck, pk=check)
    assert sees(hub.referrer, Contact, pk=contact)
    assert not sees(colleague, AgencyCheck, pk=check)


def test_other_enquiries_are_as_they_were(hub, colleague):
    other = factories.screened(hub)
    restrict(hub, child(hub, factories.screened(hub)))
    assert sees(colleague, Enquiry, pk=other)


def test_an_enquiry_that_turns_out_to_be_about_them_is_closed_as_well(hub, colleague):
    folder = child(hub, factories.screened(hub))
    restrict(hub, folder)
    later = factories.received(hub)
    with session(hub.screener, Purpose.SCREENING):
        enquiry = Enquiry.objects.get(pk=later)
        person = Subject.objects.filter(person__folder=folder).first().person_id
        mentioned = enquiry.contact.mentioned.order_by("position").first()
        commands.confirm_known_person(
            hub.screener,
            enquiry_id=later,
            person_id=person,
            relation=Relation.CHILD,
            relation_words="",
            mentioned_id=mentioned.pk,
            evidence="The same girl.",
        )
    assert not sees(colleague, Enquiry, pk=later)
    assert sees(hub.manager, Enquiry, pk=later)


def test_the_page_says_what_is_closed_and_what_is_not(hub, client):
    folder = child(hub, factories.screened(hub))
    client.force_login(hub.account(hub.manager))
    text = words(parse_strictly(client.get(f"/sharing/{folder.pk}/restrict/")))
    assert "This also closes 1 enquiry about this person." in text
    assert "does not close" not in text
    nurses = agencies.team(name="Health visitors south")
    with session(hub.manager, Purpose.SCREENING):
        share_with(
            hub.manager,
            folder=folder,
            purpose=Purpose.SCREENING,
            rule="agreed",
            reasons="They look after it.",
            openings=[Opening(Holder(team_id=nurses.pk), [Category.IDENTITY], may_decide=True)],
        )
    nurse = viewer_for(agencies.professional((nurses, Role.PRACTITIONER)).pk)
    client.force_login(hub.account(nurse))
    text = words(parse_strictly(client.get(f"/sharing/{folder.pk}/restrict/")))
    assert "It does not close 1 further record about this person." in text
    assert "Ask who can: Safeguarding hub." in text
    stranger = viewer_for(agencies.professional((agencies.team(), Role.PRACTITIONER)).pk)
    with session(stranger, Purpose.DIRECT_WORK):
        assert deciders_elsewhere(folder.pk) == []


def test_lifting_the_restriction_of_the_enquiry(hub):
    enquiry_id = factories.screened(hub)
    restrict(hub, child(hub, enquiry_id))
    with session(hub.manager, Purpose.SCREENING):
        folder = Folder.objects.get(pk=Enquiry.objects.get(pk=enquiry_id).folder_id)
        lift_restriction(hub.manager, folder=folder, reasons="They moved.")
        assert not is_restricted(folder.pk)
