"""The referrer hears what came of it, and nothing that was found out."""

import pytest
from tests.html import parse_strictly, words

from joinedup.practice.safeguarding_hub import commands
from joinedup.practice.safeguarding_hub.rules.outcomes import Outcome
from joinedup.practice.safeguarding_hub.rules.states import State
from joinedup.practice.safeguarding_hub.tests import factories, kept, rooms
from joinedup.practice.safeguarding_hub.tests.filling_in import sent, text_of, typed_in
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return factories.a_hub()


@pytest.fixture
def manager(hub, client):
    client.force_login(hub.account(hub.manager))
    return client


def at(enquiry_id):
    return f"/hub/enquiries/{enquiry_id}/feedback/"


def state_of(hub, enquiry_id):
    return kept.only(hub.manager, "Enquiry", pk=enquiry_id).state


def sent_on(hub, enquiry_id):
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.disseminate(
            hub.manager, enquiry_id=enquiry_id, products=[], told_nobody="All know."
        )
    return enquiry_id


@pytest.mark.parametrize(
    ("outcome", "begins"),
    [
        (Outcome.EARLY_HELP, "The family will be offered early help."),
        (Outcome.NO_FURTHER_ACTION, "The hub will take no further action at this time."),
    ],
)
def test_the_words_are_begun_from_the_outcome(hub, manager, outcome, begins):
    page = parse_strictly(manager.get(at(factories.disseminated(hub, outcome=outcome))))
    [message] = typed_in(page)["message"]
    assert begins in message
    assert "What a referrer may know" in words(page)


def test_the_referrer_reads_it_and_the_enquiry_is_closed(hub, manager):
    enquiry_id = sent_on(hub, rooms.decided(hub))
    sent(manager, at(enquiry_id), message="Thank you, Tess.")
    assert state_of(hub, enquiry_id) == State.CLOSED
    page = text_of(manager.get(at(enquiry_id)))
    assert "Enquiry closed" in page
    assert "Thank you, Tess." in page
    assert "Brackenshire NHS Trust and Brackenshire Police" in page
    assert "Nobody. All know." in page
    rooms.come_in(manager, hub, hub.referrer)
    mine = kept.only(hub.referrer, "Contact").pk
    page = text_of(manager.get(f"/worries/{mine}/"))
    assert "Thank you, Tess." in page
    for found_out in (rooms.ARREST, rooms.BRUISE, "Police", "assessment"):
        assert found_out not in page


def test_a_member_of_the_public_is_reached_another_way(hub, manager):
    commands.report_worry_publicly(
        draft=factories.worry(referrer_name="Nan", referrer_contact="01632 960444")
    )
    contact = kept.only(hub.screener, "Contact")
    with session(hub.screener, Purpose.SCREENING):
        enquiry_id = contact.enquiry.pk
        for person in contact.mentioned.all():
            commands.confirm_new_person(
                hub.screener, enquiry_id=enquiry_id, mentioned_id=person.pk, evidence="Nobody."
            )
        commands.confirm_subjects(hub.screener, enquiry_id=enquiry_id)
        commands.screen(hub.screener, enquiry_id=enquiry_id, rating="green", rationale="Hungry.")
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.ask_nobody(hub.manager, enquiry_id=enquiry_id, reasons="A talk is enough.")
        commands.record_decision(
            hub.manager, enquiry_id=enquiry_id, outcome=Outcome.ADVICE, reasons="Advice."
        )
    page = text_of(manager.get(at(sent_on(hub, enquiry_id))))
    assert "They are not a professional and cannot read this here." in page
    assert "01632 960444" in page


@pytest.mark.parametrize(
    ("typed", "message"),
    [(" ", "Write what the referrer is told"), ("x" * 5_001, "5,000 characters or fewer")],
)
def test_bad_input_is_kept(hub, manager, typed, message):
    enquiry_id = factories.disseminated(hub)
    page = parse_strictly(sent(manager, at(enquiry_id), message=typed))
    assert message in words(page)
    assert typed_in(page)["message"][0].strip() == typed.strip()
    assert state_of(hub, enquiry_id) == State.DISSEMINATED


def test_a_colleague_has_told_them_meanwhile(hub, manager):
    enquiry_id = factories.disseminated(hub)
    page = parse_strictly(manager.get(at(enquiry_id)))
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.give_feedback(hub.manager, enquiry_id=enquiry_id, message="Hers.")
    for typed in ("Mine.", " "):
        late = text_of(sent(manager, at(enquiry_id), page=page, message=typed))
        assert "Mona Manager has already told the referrer. Yours was not sent." in late
        assert "Hers." in late
        assert typed.strip() in late
    assert kept.only(hub.manager, "Feedback").message == "Hers."


def test_too_early(hub, manager):
    enquiry_id = rooms.decided(hub)
    assert "You cannot tell the referrer now" in text_of(manager.get(at(enquiry_id)))
    late = text_of(manager.post(at(enquiry_id), {"message": "Thank you."}))
    assert "You cannot give feedback now" in late
    assert state_of(hub, enquiry_id) == State.DECIDED


def test_others_get_the_answer_of_an_address_that_does_not_exist(hub, client):
    enquiry_id = factories.disseminated(hub)
    for viewer in (hub.screener, hub.police_researcher, hub.practitioner, hub.referrer):
        rooms.come_in(client, hub, viewer)
        assert client.get(at(enquiry_id)).status_code == 404
        assert client.post(at(enquiry_id), {"message": "Hello"}).status_code == 404
