"""Kept out of a person's record is kept out of every enquiry about them, before and after."""

import pytest

from joinedup.practice.safeguarding_hub import commands
from joinedup.practice.safeguarding_hub.models import (
    AgencyCheck,
    Contact,
    Enquiry,
    InformationProduct,
    MentionedPerson,
    Subject,
)
from joinedup.practice.safeguarding_hub.rules.states import CheckState
from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.record.people.models import Person
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.commands import exclude_for_conflict_of_interest, lift_exclusion
from joinedup.trust.sharing.models import Exclusion
from joinedup.trust.sharing.queries import exclusions_of, viewer_for
from joinedup.trust.sharing.rules import Category, Consent, Purpose, Relation, Told

pytestmark = pytest.mark.django_db

TABLES = (Contact, Enquiry, MentionedPerson, Subject, Person, AgencyCheck, InformationProduct)


@pytest.fixture
def hub():
    return factories.a_hub()


def in_team(team, role):
    return viewer_for(agencies.professional((team, role)).pk)


def sees(viewer):
    with session(viewer, Purpose.DIRECT_WORK):
        return {model.__name__ for model in TABLES if model.objects.exists()}


def keep_out(hub, person, viewer):
    with session(hub.manager, Purpose.DIRECT_WORK):
        return exclude_for_conflict_of_interest(
            hub.manager,
            folder=person.folder,
            professional_id=viewer.professional_id,
            reasons="The child is a niece.",
        )


def child_of(hub, enquiry_id):
    with session(hub.manager, Purpose.SCREENING):
        subject = Subject.objects.select_related("person__folder").get(
            enquiry=enquiry_id, relation=Relation.CHILD
        )
        return subject.person


def test_an_exclusion_covers_enquiries_and_products_that_are_there(hub):
    enquiry_id = factories.disseminated(hub)
    aunt = in_team(hub.team, Role.SCREENER)
    uncle = in_team(hub.early_help, Role.PRACTITIONER)
    assert "Contact" in sees(aunt)
    assert sees(uncle) == {"InformationProduct"}
    child = child_of(hub, enquiry_id)
    for relative in (aunt, uncle):
        keep_out(hub, child, relative)
    assert sees(aunt) == {"Person"}  # her sister's record, without anything of the worry
    assert sees(uncle) == set()
    assert "Contact" in sees(hub.screener)


def test_an_exclusion_covers_the_enquiry_that_comes_later(hub):
    child = child_of(hub, factories.identified(hub))
    aunt = in_team(hub.team, Role.SCREENER)
    exclusion = keep_out(hub, child, aunt)
    later = factories.received(hub)
    with session(hub.screener, Purpose.SCREENING):
        commands.confirm_known_person(
            hub.screener,
            enquiry_id=later,
            person_id=child.pk,
            relation=Relation.CHILD,
            relation_words="",
            evidence="The same name and birth date.",
        )
    assert sees(aunt) == {"Person"}
    with session(hub.manager, Purpose.DIRECT_WORK):
        folder = Enquiry.objects.get(pk=later).folder_id
        assert [e.professional_id for e in exclusions_of(folder)] == [aunt.professional_id]
        lift_exclusion(hub.manager, exclusion_id=exclusion.pk, reasons="It was another family.")
    assert "Contact" in sees(aunt)


def test_who_is_kept_out_finds_nothing_about_it_and_cannot_let_themselves_in(hub):
    child = child_of(hub, factories.identified(hub))
    exclusion = keep_out(hub, child, hub.screener)
    with session(hub.screener, Purpose.DIRECT_WORK):
        assert not Exclusion.objects.exists()
        assert Exclusion.objects.filter(pk=exclusion.pk).update(lift_reasons="None of mine.") == 0


def asked_police(hub, enquiry_id):
    with session(hub.manager, Purpose.SCREENING):
        commands.ask_agencies(
            hub.manager,
            enquiry_id=enquiry_id,
            purpose=Purpose.SIGNIFICANT_HARM,
            told=Told.YES,
            consent=Consent.GIVEN,
            told_reasons="",
            asks=[
                factories.ask(
                    hub.police_desk,
                    factories.subjects_of(hub, enquiry_id),
                    Category.INVOLVEMENT,
                )
            ],
        )
        return AgencyCheck.objects.get(enquiry=enquiry_id)


def test_a_desk_where_everybody_is_related_is_not_asked(hub):
    enquiry_id = factories.screened(hub)
    keep_out(hub, child_of(hub, enquiry_id), hub.police_researcher)
    check = asked_police(hub, enquiry_id)
    assert check.state == CheckState.DENIED
    assert sees(hub.police_researcher) == set()


def test_a_desk_where_one_is_related_is_asked_and_that_one_sees_nothing(hub):
    enquiry_id = factories.screened(hub)
    colleague = in_team(hub.police_desk, Role.RESEARCHER)
    keep_out(hub, child_of(hub, enquiry_id), hub.police_researcher)
    assert asked_police(hub, enquiry_id).state == CheckState.ASKED
    assert sees(hub.police_researcher) == {"Person"}  # the mother, whom the desk was asked about
    assert "AgencyCheck" in sees(colleague)
