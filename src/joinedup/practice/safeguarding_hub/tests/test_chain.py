"""One contact through every state, by the commands, as the people whose work each step is."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from joinedup.base.foundation.ids import new_id
from joinedup.practice.safeguarding_hub import commands, queries
from joinedup.practice.safeguarding_hub.models import Contact, Enquiry
from joinedup.practice.safeguarding_hub.rules.states import State
from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.models import Decision
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return factories.a_hub()


@pytest.mark.parametrize("state", list(State))
def test_an_enquiry_reaches_each_state(hub, state):
    enquiry_id = getattr(factories, state)(hub)
    with session(hub.manager, Purpose.SCREENING):
        assert Enquiry.objects.get(pk=enquiry_id).state == state


def test_the_referrer_reads_what_they_wrote_and_a_colleague_does_not(hub):
    reference = factories.reported(hub)
    with session(hub.referrer, Purpose.CONTACT):
        [mine] = queries.my_contacts(hub.referrer)
        contact, people, feedback = queries.open_contact_of_mine(hub.referrer, mine.id)
        assert (contact.reference, len(people), feedback) == (reference, 2, None)
        assert not Enquiry.objects.exists()
    with session(hub.practitioner, Purpose.CONTACT):
        assert queries.my_contacts(hub.practitioner) == []
        assert not Contact.objects.exists()


def test_sent_twice_is_sent_once(hub):
    key = new_id()
    first = factories.reported(hub, submission_key=key)
    assert factories.reported(hub, submission_key=key, worry="Other words") == first
    with session(hub.screener, Purpose.SCREENING):
        assert Contact.objects.count() == 1


def test_sent_twice_by_the_public_is_sent_once_and_read_by_nobody(hub):
    draft = factories.worry()
    first = commands.report_worry_publicly(draft=draft)
    assert commands.report_worry_publicly(draft=draft) == first
    with session(hub.screener, Purpose.SCREENING):
        assert Contact.objects.get().from_public
    with session(queries_door(), Purpose.CONTACT):
        assert not Contact.objects.exists()


def queries_door():
    from joinedup.trust.agencies.queries import front_door
    from joinedup.trust.sharing.queries import viewer_for

    return viewer_for(front_door().pk)


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_is_sent_once(committed_database):
    hub = factories.a_hub()
    draft = factories.worry()

    def send(_):
        try:
            return commands.report_worry_publicly(draft=draft)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        references = set(pool.map(send, range(4)))
    assert len(references) == 1
    with session(hub.screener, Purpose.SCREENING):
        assert Contact.objects.count() == 1


def test_each_decision_to_ask_says_whom_it_is_about(hub):
    enquiry_id = factories.checking(hub)
    folders = {subject.person.folder_id for subject in factories.subjects(hub, enquiry_id)}
    assert len(folders) == 2
    for check in factories.checks(hub, enquiry_id):
        with session(hub.manager, Purpose.SCREENING):
            decided = Decision.objects.filter(pk__in=check.decisions)
            assert {decision.about_id for decision in decided} == folders
