"""Who sees what at each step of the chain, asked of the database itself and not of the pages."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import ProgrammingError, transaction

from joinedup.practice.safeguarding_hub import commands, queries
from joinedup.practice.safeguarding_hub.models import (
    AgencyCheck,
    CheckAnswer,
    Contact,
    Contribution,
    Dissemination,
    Enquiry,
    EnquiryDecision,
    Feedback,
    InformationProduct,
    MentionedPerson,
    Screening,
    StateChange,
    Subject,
)
from joinedup.practice.safeguarding_hub.rules.outcomes import HowMuch, Outcome, OwnerAnswer
from joinedup.practice.safeguarding_hub.rules.ratings import Rating
from joinedup.practice.safeguarding_hub.tests import factories, rooms
from joinedup.record.chronology.commands import correct_entry
from joinedup.record.chronology.models import Entry
from joinedup.record.people.models import Name, Person
from joinedup.record.people.queries import find_people
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.queries import who_may_see
from joinedup.trust.sharing.rules import Category, Consent, Purpose, Relation, Told

pytestmark = pytest.mark.django_db

HUB_ROWS = (
    AgencyCheck, CheckAnswer, Contact, Contribution, Dissemination, Enquiry, EnquiryDecision,
    Feedback, InformationProduct, MentionedPerson, Screening, StateChange, Subject, Entry,
    Person, Name,
)  # fmt: skip


@pytest.fixture
def hub():
    return factories.a_hub()


@contextmanager
def asking(viewer):
    with session(viewer, Purpose.DIRECT_WORK):
        yield


def sees(viewer):
    """The kinds of rows of which this viewer sees any, from every table of the chain."""
    with asking(viewer):
        return {model.__name__ for model in HUB_ROWS if model.objects.exists()}


def versions_seen(viewer):
    """The same of the kept versions of those rows."""
    kept = [m.pgh_event_model for m in HUB_ROWS if hasattr(m, "pgh_event_model")]
    with asking(viewer):
        return {model.__name__ for model in kept if model.objects.exists()}


def outsiders(hub):
    """Everybody who has nothing to do with it: the asked agencies' own staff among them."""
    nurse = rooms.agencies.team(hub.health_desk.organisation, "Ward 4")
    housing = rooms.agencies.organisation("Housing")
    desk = rooms.agencies.team(housing, "Housing desk in the hub", is_hub=True)
    return [
        rooms.officer(hub),
        rooms.colleague(nurse, Role.TEAM_MANAGER, "Nan Nurse"),
        rooms.colleague(desk, Role.RESEARCHER, "Hugh Housing"),
        hub.practitioner,
    ]


def nothing_leaks(hub, people):
    for viewer in people:
        assert sees(viewer) == set(), viewer.name
        assert versions_seen(viewer) == set(), viewer.name
        with asking(viewer):
            assert find_people(viewer, "Ffion Ŵyn 3/5/2016").found == ()


REFERRER = {"Contact", "MentionedPerson"}
NEW = REFERRER | {"Enquiry"}
SCREENED = NEW | {"Subject", "Person", "Name", "StateChange", "Screening"}
DESK = {"Enquiry", "Subject", "StateChange", "AgencyCheck", "Person", "Name"}


def test_from_a_worry_to_the_feedback(hub):
    others = outsiders(hub)
    desks = [hub.police_researcher, hub.health_researcher]
    enquiry_id = factories.received(hub)
    assert sees(hub.referrer) == REFERRER
    assert sees(hub.screener) == sees(hub.manager) == NEW
    nothing_leaks(hub, [*others, *desks])

    with session(hub.screener, Purpose.SCREENING):
        for person in MentionedPerson.objects.all():
            commands.confirm_new_person(
                hub.screener, enquiry_id=enquiry_id, mentioned_id=person.pk, evidence="New."
            )
        commands.confirm_subjects(hub.screener, enquiry_id=enquiry_id)
        commands.screen(
            hub.screener, enquiry_id=enquiry_id, rating=Rating.RED, rationale="Injured."
        )
    assert sees(hub.manager) == SCREENED
    assert sees(hub.referrer) == REFERRER
    nothing_leaks(hub, [*others, *desks])

    child, mother = factories.subjects_of(hub, enquiry_id)
    ask(hub, enquiry_id, hub.police_desk, [child], Category.OFFENDING)
    ask(hub, enquiry_id, hub.health_desk, [child, mother], Category.HEALTH)
    assert sees(hub.police_researcher) == DESK
    assert names_seen(hub.police_researcher) == {"Ffion"}
    assert names_seen(hub.health_researcher) == {"Ffion", "Carys"}
    nothing_leaks(hub, others)

    rooms.knows(hub, enquiry_id, hub.police_researcher, hub.police_desk, [rooms.item()])
    brought = {"CheckAnswer", "Contribution", "Entry"}
    assert sees(hub.health_researcher) == sees(hub.police_researcher) == DESK | brought
    assert sees(hub.referrer) == REFERRER
    nothing_leaks(hub, others)

    with session(hub.health_researcher, Purpose.AGENCY_CHECK):
        with pytest.raises(NotVisible):
            commands.answer_check(
                hub.health_researcher,
                check_id=AgencyCheck.objects.get(team=hub.police_desk).pk,
                answers=[],
            )
        with pytest.raises(NotVisible), transaction.atomic():
            commands.record_decision(
                hub.health_researcher,
                enquiry_id=enquiry_id,
                outcome=Outcome.NO_FURTHER_ACTION,
                reasons="Ours.",
                without_answers="Now.",
            )
    rooms.knows(hub, enquiry_id, hub.health_researcher, hub.health_desk, [rooms.clinic()])

    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.record_decision(
            hub.manager, enquiry_id=enquiry_id, outcome=Outcome.ASSESSMENT, reasons="Both."
        )
    assert sees(hub.police_researcher) == DESK | brought | {"EnquiryDecision"}
    nothing_leaks(hub, others)

    told(hub, enquiry_id, child)
    assert sees(hub.practitioner) == {"InformationProduct"}
    assert versions_seen(hub.practitioner) == set()
    nothing_leaks(hub, others[:-1])
    with asking(hub.practitioner):
        content = str(InformationProduct.objects.get().content)
        assert "fought" in content
        for kept_back in (rooms.ARREST, rooms.BRUISE, "Carys", "hungry"):
            assert kept_back not in content
        [listed] = queries.products_received(hub.practitioner)
        assert listed.about == "Ffion Ŵyn"
        with pytest.raises(NotVisible):
            queries.open_enquiry(hub.practitioner, enquiry_id)
        with pytest.raises(ProgrammingError), transaction.atomic():
            InformationProduct.objects.get().save()

    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.give_feedback(hub.manager, enquiry_id=enquiry_id, message="Thank you.")
    assert sees(hub.referrer) == REFERRER | {"Feedback"}
    nothing_leaks(hub, [*others[:-1], *desks])
    assert sees(hub.practitioner) == {"InformationProduct"}
    assert sees(hub.screener) >= {"Contribution", "EnquiryDecision", "Dissemination", "Feedback"}


def ask(hub, enquiry_id, desk, subjects, *categories):
    with session(hub.manager, Purpose.SCREENING):
        commands.ask_agencies(
            hub.manager,
            enquiry_id=enquiry_id,
            purpose=Purpose.SIGNIFICANT_HARM,
            told=Told.UNSAFE,
            consent=Consent.NOT_SOUGHT,
            told_reasons="It would put the child at risk.",
            asks=[factories.ask(desk, subjects, *categories)],
        )


def names_seen(viewer):
    with asking(viewer):
        return set(Name.objects.values_list("given", flat=True))


def told(hub, enquiry_id, child):
    """Early help gets a summary of the police's item, as they agreed; not health's."""
    police, health = rooms.contributions(hub, enquiry_id)
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.disseminate(
            hub.manager,
            enquiry_id=enquiry_id,
            products=[
                commands.ProductDraft(
                    recipient_id=hub.early_help.pk,
                    message="Please see the family.",
                    subject_ids=[child],
                    sendings=[
                        commands.SendingDraft(
                            police.pk,
                            HowMuch.SUMMARY,
                            summary="Adults have fought at home.",
                            reasons="They visit the home.",
                            owner_answer=OwnerAnswer.AGREED_NOW,
                            owner_words="Pat Police, today",
                        ),
                        commands.SendingDraft(health.pk, HowMuch.NOT),
                    ],
                )
            ],
        )


def test_nothing_is_there_without_a_session(hub):
    rooms.decided(hub)
    assert not any(model.objects.exists() for model in HUB_ROWS)


def test_closing_one_enquiry_leaves_the_room_of_another_about_the_same_child_open(hub):
    first = factories.checking(hub)
    second = factories.received(hub)
    with session(hub.screener, Purpose.SCREENING):
        person_id = Subject.objects.get(enquiry=first, relation=Relation.CHILD).person_id
        commands.confirm_known_person(
            hub.screener,
            enquiry_id=second,
            person_id=person_id,
            relation=Relation.CHILD,
            relation_words="",
            evidence="The same child.",
        )
        commands.confirm_subjects(hub.screener, enquiry_id=second)
        commands.screen(hub.screener, enquiry_id=second, rating=Rating.RED, rationale="Again.")
    ask(hub, second, hub.police_desk, factories.subjects_of(hub, second), Category.OFFENDING)

    close(hub, first)
    with asking(hub.police_researcher):
        assert set(Enquiry.objects.values_list("pk", flat=True)) == {second}
        assert set(Person.objects.values_list("pk", flat=True)) == {person_id}
        assert queries.open_room(hub.police_researcher, second).view.subjects[0].person
        with pytest.raises(NotVisible):
            queries.open_room(hub.police_researcher, first)
    assert sees(hub.health_researcher) == set()

    close(hub, second)
    assert sees(hub.police_researcher) == set()


def close(hub, enquiry_id, by=None):
    by = by or hub.manager
    with session(by, Purpose.SAFEGUARDING_DUTY):
        commands.record_decision(
            by,
            enquiry_id=enquiry_id,
            outcome=Outcome.ADVICE,
            reasons="Enough.",
            without_answers="Nothing more will come.",
        )
        commands.disseminate(by, enquiry_id=enquiry_id, products=[], told_nobody="All know.")
        commands.give_feedback(by, enquiry_id=enquiry_id, message="Thank you.")


def test_the_desks_leave_whichever_manager_closes_it(hub):
    enquiry_id = factories.checking(hub)
    colleague = rooms.colleague(hub.team, Role.DECISION_MAKER, "Max Manager")
    close(hub, enquiry_id, by=colleague)
    assert sees(hub.police_researcher) == sees(hub.health_researcher) == set()
    with session(colleague, Purpose.SAFEGUARDING_DUTY):
        folder = Enquiry.objects.get(pk=enquiry_id).folder_id
        holders = {one.holder for one in who_may_see(folder)}
    assert holders == {"Safeguarding hub", "Tess Teacher"}


def test_an_item_that_its_agency_corrected_is_sent_as_corrected(hub):
    enquiry_id = rooms.with_items(hub)
    police, _ = rooms.contributions(hub, enquiry_id)
    with session(hub.police_researcher, Purpose.AGENCY_CHECK):
        entry = Entry.objects.get(pk=police.entry_id)
        correct_entry(
            hub.police_researcher,
            entry=entry,
            reasons="The wrong house.",
            what="There was no fight.",
            starts_on=date(2026, 3, 5),
        )
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        room = queries.open_room(hub.manager, enquiry_id)
        assert [c.entry.what for c in room.contributions] == ["There was no fight.", rooms.BRUISE]
