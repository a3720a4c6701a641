"""A desk answers the hub's question from its own agency's records."""

import pytest
from tests.html import parse_strictly, words

from joinedup.practice.safeguarding_hub.rules.states import CheckState, Known
from joinedup.practice.safeguarding_hub.tests import factories, kept, rooms
from joinedup.practice.safeguarding_hub.tests.filling_in import sent, text_of, typed_in
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies

pytestmark = pytest.mark.django_db

ITEM = {
    "p0i0__kind": "arrest",
    "p0i0__when-day": "",
    "p0i0__when-month": "2",
    "p0i0__when-year": "2026",
    "p0i0__what": "The father was arrested.",
    "p0i0__impact": "negative",
    "p0i0__action_taken": "Logged.",
    "p0i0__handling": "ask_first",
}


@pytest.fixture
def hub():
    return factories.a_hub()


@pytest.fixture
def police(hub, client):
    client.force_login(hub.account(hub.police_researcher))
    return client


@pytest.fixture
def asked(hub):
    """The police's check, about Ffion (p0) and her mother (p1)."""
    return factories.check_of(hub, factories.checking(hub), hub.police_desk)


def at(check_id):
    return f"/checks/{check_id}/"


def state_of(hub, check_id):
    return kept.only(hub.manager, "AgencyCheck", pk=check_id).state


def test_nothing_to_answer(police):
    assert "not waiting for an answer from your desk" in text_of(police.get("/checks/"))


def test_the_work_list_shows_who_and_by_when(hub, police, asked):
    page = text_of(police.get("/checks/"))
    assert "Ffion Ŵyn, Carys Ŵyn" in page
    assert "Red" in page
    assert "left" in page


def test_everybody_says_the_same_reference_from_the_referrer_to_the_last_desk(hub, client):
    enquiry_id = factories.checking(hub)
    reference = factories.contacts(hub)[0].reference
    police, health = (
        factories.check_of(hub, enquiry_id, desk) for desk in (hub.police_desk, hub.health_desk)
    )
    room, enquiry = f"/hub/enquiries/{enquiry_id}/room/", f"/hub/enquiries/{enquiry_id}/"
    pages = [
        (hub.police_researcher, ["/", "/checks/", at(police), room]),
        (hub.health_researcher, ["/checks/", at(health), room]),
        (hub.screener, ["/hub/?state=checking", enquiry, room]),
        (hub.referrer, ["/"]),
    ]
    for viewer, addresses in pages:
        rooms.come_in(client, hub, viewer)
        for address in addresses:
            assert reference in text_of(client.get(address)), address
    factories.answered(hub, enquiry_id, hub.police_researcher, hub.police_desk)
    rooms.come_in(client, hub, hub.police_researcher)
    assert f"Enquiry {reference} Your desk has answered" in text_of(client.get(at(police)))


def test_the_question_says_who_why_and_on_which_law(police, asked):
    page = text_of(police.get(at(asked)))
    assert "Born 3 May 2016" in page
    assert "Do you know them, and what is relevant?" in page
    assert "Children Act 1989, section 47" in page
    assert "Only which services are involved and offending." in page
    assert "Brackenshire Police was asked about this enquiry." in page
    assert "Nobody in our index looks like Ffion Ŵyn" in page
    assert "Your agency has brought no index in yet" in page


def test_our_own_index_is_suggested_and_its_events_are_brought_in(hub, police, asked):
    entry, (arrest, _) = rooms.own_records(hub.police_researcher, hub.police_desk.organisation)
    page = parse_strictly(police.get(at(asked)))
    assert "Public protection" in words(page)
    assert "It holds 1 person, perhaps not everybody" in words(page)
    page = parse_strictly(sent(police, at(asked), f"record:0:{entry.pk}", page=page))
    assert "The father was arrested." in words(page)
    assert "taken to A&E" not in words(page)
    assert "1 other entry in our records" in words(page)
    typed = typed_in(page)
    assert typed["p0-known"] == ["known"]
    assert typed["p0-involvement"] == ["Public protection, open, since 1 February 2024"]
    assert typed["p0-contact"] == ["Marie Okell, 01632 960301, hv@example.org"]
    assert typed["p0-records_as_of-year"] == ["2026"]
    page = parse_strictly(sent(police, at(asked), f"use:0:{arrest.pk}", page=page))
    typed = typed_in(page)
    assert typed["p0i0-what"] == ["The father was arrested."]
    assert (typed["p0i0-when-day"], typed["p0i0-when-month"]) == ([""], ["2"])
    assert typed["p0i0-reference"] == ["POL-1"]
    again = parse_strictly(sent(police, at(asked), f"use:0:{arrest.pk}", page=page))
    assert "p0i1-what" not in typed_in(again)
    assert "Already among the items below" in words(again)


def test_an_event_that_was_not_asked_about_cannot_be_brought_in(hub, police, asked):
    entry, (_, hospital) = rooms.own_records(hub.police_researcher, hub.police_desk.organisation)
    page = parse_strictly(sent(police, at(asked), f"record:0:{entry.pk}"))
    page = parse_strictly(sent(police, at(asked), f"use:0:{hospital.pk}", page=page))
    assert "p0i0-what" not in typed_in(page)


def test_the_answer_is_looked_through_and_then_sent(hub, police, asked):
    page = parse_strictly(sent(police, at(asked), "add:0"))
    shown = sent(
        police,
        at(asked),
        "check",
        page=page,
        p0__involvement="Known since 2024.",
        p1__known="not_known",
        **{"p0__records_as_of-day": "3", "p0__records_as_of-month": "2"},
        **{"p0__records_as_of-year": "2026"},
        **ITEM,
    )
    page = parse_strictly(shown)
    assert "Check your answer before you send it" in words(page)
    assert "some time in February 2026" in words(page)
    assert "Ask us before sending it" in words(page)
    assert state_of(hub, asked) == CheckState.ASKED
    done = sent(police, at(asked), "send", page=page)
    assert done.headers["Location"] == "/checks/"
    assert state_of(hub, asked) == CheckState.ANSWERED
    brought = kept.only(hub.manager, "Contribution")
    assert (brought.entry.date_accuracy, brought.category) == ("UAA", "offending")
    answers = kept.seen(hub.manager, "CheckAnswer")
    assert {answer.known for answer in answers} == {Known.KNOWN, Known.NOT_KNOWN}
    answered = text_of(police.get(at(asked)))
    assert "Your desk has answered" in answered
    assert "Records as of 3 February 2026" in answered
    assert "Known since 2024." in answered


def test_looking_through_can_be_left_to_change_something(police, asked):
    typed = {"p0__known": "known", "p0__involvement": "Since May", "p1__known": "not_known"}
    page = parse_strictly(sent(police, at(asked), "check", **typed))
    page = parse_strictly(sent(police, at(asked), "change", page=page))
    assert typed_in(page)["p0-involvement"] == ["Since May"]
    assert "There is a problem" not in words(page)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"p0__known": []}, "Say whether you know Ffion Ŵyn"),
        ({"p0__known": "known", "p0__involvement": " "}, "Say how you know them"),
        ({"p0__known": "declined"}, "Say why you decline to answer"),
        ({"p0__known": "not_known"}, "There are items about this person below"),
        ({"p0i0__when-month": "13"}, "The date must be a real date"),
        ({"p0i0__when-year": "2199"}, "The date must be today or in the past"),
        ({"p0i0__when-year": ""}, "The date must include a year"),
        ({"p0i0__what": ""}, "Say what happened"),
        ({"p0i0__what": "x" * 10_001}, "10,000 characters or fewer"),
        ({"p0i0__action_taken": ""}, "Say what was done, or why nothing was."),
        ({"p0i0__handling": []}, "Say whether the hub may send this to others"),
        ({"p0i0__kind": "ae-attendance"}, "You were not asked about health"),
        ({"p0i0__category": "health"}, "Select one of the answers in the list"),
        ({"p0__records_as_of-day": "31", "p0__records_as_of-month": "2"}, "must include a year"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_is_kept(
    hub, police, asked, changes, message
):
    right = {"p0__involvement": "Since May 🙂 ŵ", "p1__known": "not_known", **ITEM}
    page = parse_strictly(sent(police, at(asked), "add:0"))
    page = parse_strictly(sent(police, at(asked), "check", page=page, **{**right, **changes}))
    assert message in words(page)
    assert "There is a problem" in words(page)
    if "p0__involvement" not in changes:
        assert typed_in(page)["p0-involvement"] == ["Since May 🙂 ŵ"]
    assert state_of(hub, asked) == CheckState.ASKED


def test_declining_with_reasons(hub, police, asked):
    page = parse_strictly(
        sent(
            police,
            at(asked),
            "check",
            p0__known="declined",
            p0__reasons="A live operation.",
            p1__known="not_known",
        )
    )
    sent(police, at(asked), "send", page=page)
    declined = kept.only(hub.manager, "CheckAnswer", known=Known.DECLINED)
    assert declined.reasons == "A live operation."


def test_items_are_added_and_taken_out_without_script_and_kept_as_a_draft(police, asked):
    page = parse_strictly(sent(police, at(asked), "add:0", p0__contact="PC Jones"))
    page = parse_strictly(sent(police, at(asked), "add:0", page=page, p0i0__what="The first."))
    page = parse_strictly(sent(police, at(asked), "add:1", page=page, p0i1__what="The second."))
    page = parse_strictly(sent(police, at(asked), "remove:0:0", page=page, p1i0__what="A third."))
    typed = typed_in(page)
    assert "p0i0-what" not in typed
    assert (typed["p0i1-what"], typed["p1i0-what"]) == (["The second."], ["A third."])
    later = parse_strictly(police.get(at(asked)))
    assert "We kept what you had typed" in words(later)
    assert typed_in(later)["p0i1-what"] == ["The second."]
    assert typed_in(later)["p0-contact"] == ["PC Jones"]


def test_a_colleague_has_answered_meanwhile(hub, police, asked):
    page = parse_strictly(sent(police, at(asked), "add:0"))
    page = parse_strictly(
        sent(
            police,
            at(asked),
            "check",
            page=page,
            p0__involvement="Mine.",
            p1__known="not_known",
            **ITEM,
        )
    )
    enquiry_id = kept.only(hub.manager, "AgencyCheck", pk=asked).enquiry_id
    factories.answered(hub, enquiry_id, hub.police_researcher, hub.police_desk)
    late = text_of(sent(police, at(asked), "send", page=page))
    assert "A colleague has already answered this." in late
    assert "What you had typed, which was not sent" in late
    assert "The father was arrested." in late
    assert not kept.seen(hub.manager, "Contribution")


def test_nonsense_from_the_browser_changes_nothing(police, asked):
    for do in ("add:9", "add", "use:0:x", "record:0:x", "remove:0", "burn:0", "add:p"):
        page = parse_strictly(sent(police, at(asked), do))
        assert "p0i0-what" not in typed_in(page)


def test_others_get_the_answer_of_an_address_that_does_not_exist(hub, client, asked):
    nowhere = client.get("/checks/none/")
    other_desk = hub.health_researcher
    new_desk = rooms.colleague(
        agencies.team(hub.police_desk.organisation, "Another", is_hub=True), Role.RESEARCHER
    )
    outsiders = [hub.referrer, hub.screener, hub.manager, hub.practitioner, rooms.officer(hub)]
    for viewer in [other_desk, new_desk, *outsiders]:
        client.force_login(hub.account(viewer))
        for answer in (client.get(at(asked)), client.post(at(asked), {"do": "send"})):
            assert answer.status_code == nowhere.status_code == 404
            assert "Ffion" not in answer.content.decode()
        if viewer in outsiders:
            assert client.get("/checks/").status_code == 404
        elif viewer is new_desk:
            assert "Ffion" not in client.get("/checks/").content.decode()


def test_a_question_that_waits_for_a_person_is_not_shown_to_the_desk(client):
    hub = factories.a_hub(agreement=False)
    waiting = factories.check_of(hub, factories.checking(hub), hub.police_desk)
    assert state_of(hub, waiting) == CheckState.REVIEW
    client.force_login(hub.account(hub.police_researcher))
    assert "Ffion" not in client.get("/checks/").content.decode()
    assert client.get(at(waiting)).status_code == 404
