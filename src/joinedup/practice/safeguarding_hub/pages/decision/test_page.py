"""A manager decides, with reasons, seeing what stands in the room."""

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

TYPED = {"outcome": "assessment", "reasons": "Two injuries within a year."}


@pytest.fixture
def hub():
    return factories.a_hub()


@pytest.fixture
def manager(hub, client):
    client.force_login(hub.account(hub.manager))
    return client


def at(enquiry_id):
    return f"/hub/enquiries/{enquiry_id}/decision/"


def state_of(hub, enquiry_id):
    return kept.only(hub.manager, "Enquiry", pk=enquiry_id).state


def test_the_room_is_shown_beside_the_form(hub, manager):
    page = text_of(manager.get(at(rooms.with_items(hub))))
    assert rooms.ARREST in page
    assert "What is to happen for Ffion Ŵyn and Carys Ŵyn?" in page
    assert "Why do you decide now" not in page


def test_deciding(hub, manager):
    enquiry_id = rooms.with_items(hub)
    done = sent(manager, at(enquiry_id), **TYPED)
    assert done.headers["Location"] == f"/hub/enquiries/{enquiry_id}/dissemination/"
    assert state_of(hub, enquiry_id) == State.DECIDED
    page = text_of(manager.get(at(enquiry_id)))
    assert "Decided: Child and family assessment" in page
    assert "Record the decision" not in page


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("outcome", [], "Choose what is to happen"),
        ("outcome", "prison", "Select one of the answers in the list"),
        ("reasons", " ", "Give the reasons for the decision"),
        ("reasons", "x" * 20_001, "20,000 characters or fewer"),
    ],
)
def test_bad_input_is_kept(hub, manager, name, typed, message):
    enquiry_id = rooms.with_items(hub)
    page = parse_strictly(sent(manager, at(enquiry_id), **{**TYPED, name: typed}))
    assert message in words(page)
    if name == "outcome":
        assert typed_in(page)["reasons"] == [TYPED["reasons"]]
    else:
        assert typed_in(page)["outcome"] == ["assessment"]
    assert state_of(hub, enquiry_id) == State.READY


def test_deciding_without_an_answer_is_warned_of_and_needs_its_own_reason(hub, manager):
    enquiry_id = factories.checking(hub)
    page = parse_strictly(manager.get(at(enquiry_id)))
    assert "Brackenshire NHS Trust and Brackenshire Police have not answered yet" in words(page)
    page = parse_strictly(sent(manager, at(enquiry_id), page=page, **TYPED))
    assert "Say why you decide without every answer" in words(page)
    sent(manager, at(enquiry_id), page=page, **TYPED, without_answers="In danger today.")
    assert kept.only(hub.manager, "EnquiryDecision").without_answers == "In danger today."


def test_deciding_with_nobody_asked_is_warned_of(hub, manager):
    page = text_of(manager.get(at(factories.screened(hub))))
    assert "No agency has been asked." in page


def test_an_answer_that_has_just_come_is_read_first(hub, manager):
    enquiry_id = factories.checking(hub)
    typed = {**TYPED, "without_answers": "In danger today."}
    page = parse_strictly(manager.get(at(enquiry_id)))
    rooms.knows(hub, enquiry_id, hub.police_researcher, hub.police_desk, [rooms.item()])
    page = parse_strictly(sent(manager, at(enquiry_id), page=page, **typed))
    assert "Another answer has come since you opened this page." in words(page)
    assert rooms.ARREST in words(page)
    assert typed_in(page)["reasons"] == [TYPED["reasons"]]
    assert state_of(hub, enquiry_id) == State.CHECKING
    assert sent(manager, at(enquiry_id), page=page).status_code == 302
    assert state_of(hub, enquiry_id) == State.DECIDED


def test_a_colleague_has_decided_meanwhile(hub, manager):
    enquiry_id = rooms.with_items(hub)
    page = parse_strictly(manager.get(at(enquiry_id)))
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.record_decision(
            hub.manager,
            enquiry_id=enquiry_id,
            outcome=Outcome.STRATEGY_DISCUSSION,
            reasons="Hers comes first.",
        )
    late = text_of(sent(manager, at(enquiry_id), page=page, **TYPED))
    assert "Mona Manager has already decided." in late
    assert "Hers comes first." in late
    assert TYPED["reasons"] in late
    assert kept.only(hub.manager, "EnquiryDecision").reasons == "Hers comes first."


def test_what_was_typed_is_there_again(hub, manager):
    enquiry_id = rooms.with_items(hub)
    page = parse_strictly(manager.get(at(enquiry_id)))
    manager.post("/drafts/", {**typed_in(page), "reasons": "Half a thought"})
    assert typed_in(parse_strictly(manager.get(at(enquiry_id))))["reasons"] == ["Half a thought"]


def test_too_early(hub, manager):
    enquiry_id = factories.identified(hub)
    page = text_of(manager.get(at(enquiry_id)))
    assert "You cannot decide now The enquiry is “Ready to screen”." in page
    late = text_of(manager.post(at(enquiry_id), {**TYPED, "without_answers": "Now."}))
    assert "You cannot record decision now" in late
    assert state_of(hub, enquiry_id) == State.IDENTIFIED


def test_others_get_the_answer_of_an_address_that_does_not_exist(hub, client):
    enquiry_id = rooms.with_items(hub)
    for viewer in (hub.screener, hub.police_researcher, hub.practitioner, hub.referrer):
        client.force_login(hub.account(viewer))
        assert client.get(at(enquiry_id)).status_code == 404
        assert client.post(at(enquiry_id), TYPED).status_code == 404
    assert state_of(hub, enquiry_id) == State.READY
