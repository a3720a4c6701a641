"""Telling each recipient only what it needs, step by step, and nothing lost on the way."""

from datetime import date

import pytest
from tests.html import parse_strictly, words

from joinedup.practice.safeguarding_hub import commands
from joinedup.practice.safeguarding_hub.rules.outcomes import Handling
from joinedup.practice.safeguarding_hub.rules.states import State
from joinedup.practice.safeguarding_hub.tests import factories, kept, rooms
from joinedup.practice.safeguarding_hub.tests.filling_in import sent, text_of, typed_in
from joinedup.practice.safeguarding_hub.tests.telling import products, shown_names
from joinedup.trust.agencies.rules import OrganisationKind, Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db


def test_one_recipient_from_choosing_to_sent(hub, telling):
    assert "Who needs to know?" in words(telling.page)
    telling.choose(hub.early_help)
    assert "What is Early help north, Brackenshire Council told?" in words(telling.page)
    assert rooms.ARREST in words(telling.page)
    assert "Ask us before sending it" in words(telling.page)
    telling.press("next:0", **telling.filled(hub.early_help))
    preview = words(telling.page)
    assert "Read what each recipient will read" in preview
    assert rooms.BRUISE in preview
    assert "A professional view, not a fact: It does not fit the story told." in preview
    assert rooms.ARREST not in preview
    assert "Carys" not in preview
    assert not products(hub)
    done = telling.press("send")
    assert done.headers["Location"] == f"/hub/enquiries/{telling.enquiry_id}/feedback/"
    [product] = products(hub)
    assert product.recipient_id == hub.early_help.pk
    assert [p["name"] for p in product.content["people"]] == ["Ffion Ŵyn"]
    assert [i["what"] for i in product.content["items"]] == [rooms.BRUISE]
    decisions = kept.seen(hub.manager, "Dissemination")
    assert {d.how_much for d in decisions} == {"not", "in_full"}
    assert {d.reasons for d in decisions} == {"They begin the assessment."}
    assert telling.state() == State.DISSEMINATED
    assert "Early help north, Brackenshire Council" in text_of(telling.client.get(telling.at))


def test_the_preview_is_word_for_word_what_the_recipient_reads(hub, telling):
    telling.choose(hub.early_help)
    summary = {
        f"{telling.police.pk.hex}.how_much": "summary",
        f"{telling.police.pk.hex}.summary": "Adults have fought while she was at home.",
        f"{telling.police.pk.hex}.owner_answer": "agreed_now",
        f"{telling.police.pk.hex}.owner_words": "Pat Police, by telephone, today",
    }
    telling.press("next:0", **telling.filled(hub.early_help, **summary))
    preview = words(telling.page)
    telling.press("send")
    [product] = products(hub)
    rooms.come_in(telling.client, hub, hub.practitioner)
    read = text_of(telling.client.get(f"/received/{product.pk}/"))
    begins = "Child and family assessment (Children Act 1989, section 17) Please see the family."
    ends = "The family may ask to read this."
    body = preview[preview.index(begins) : preview.index(ends)]
    assert "Adults have fought while she was at home." in body
    assert body in read
    sent_on = kept.only(hub.manager, "Dissemination", contribution=telling.police.pk)
    assert sent_on.owner_words == "Pat Police, by telephone, today"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"message": " "}, "Say what you ask Early help north to do"),
        ({"subjects": []}, "Choose whom Early help north is told about"),
        (
            {"health.how_much": []},
            "Say how much they get of “Went to A&E with an injury, 20 November 2025”",
        ),
        ({"health.how_much": "summary"}, "Write the summary that the recipient will read."),
        ({"why": ""}, "Say why this recipient needs it."),
        ({"subjects": ["mother"]}, "This is about somebody whom the recipient is not told about."),
        ({"police.how_much": "in_full"}, "The agency that owns this must agree first"),
        (
            {"police.how_much": "in_full", "police.owner_answer": "agreed_now"},
            "Say who agreed for the agency, and when.",
        ),
        (
            {"police.how_much": "in_full", "police.owner_answer": "overridden"},
            "Name the legal gateway",
        ),
        (
            {"police.how_much": "in_full", "police.override_gateway": "Because I say so"},
            "Select one of the answers in the list",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_is_kept(hub, telling, changes, message):
    ids = {
        "police": telling.police.pk.hex,
        "health": telling.health.pk.hex,
        "mother": str(telling.mother),
    }
    changes = {
        ".".join(ids.get(part, part) for part in name.split(".")): [
            ids.get(one, one) for one in value
        ]
        if isinstance(value, list)
        else value
        for name, value in changes.items()
    }
    reasons = {f"{telling.health.pk.hex}.reasons": ""}
    telling.choose(hub.early_help)
    typed = telling.filled(hub.early_help, **{"message": "Kept 🙂 ŵ", **reasons, **changes})
    telling.press("next:0", **typed)
    assert message in words(telling.page)
    assert "There is a problem" in words(telling.page)
    typed_now = typed_in(telling.page)
    expected = typed[f"t{hub.early_help.pk.hex}-message"]
    assert typed_now[f"t{hub.early_help.pk.hex}-message"] == [expected]
    telling.press("send")
    assert telling.state() == State.DECIDED


def test_over_the_owners_objection_on_a_named_law(hub, telling):
    telling.choose(hub.early_help)
    override = {
        f"{telling.police.pk.hex}.how_much": "in_full",
        f"{telling.police.pk.hex}.owner_answer": "overridden",
        f"{telling.police.pk.hex}.override_gateway": "Children Act 2004, section 16LA",
    }
    telling.press("next:0", **telling.filled(hub.early_help, **override))
    telling.press("send")
    sent_on = kept.only(hub.manager, "Dissemination", contribution=telling.police.pk)
    assert sent_on.owner_answer == "overridden"
    assert sent_on.override_gateway == "Children Act 2004, section 16LA"


def test_nobody_needs_to_know(hub, telling):
    telling.press("choose")
    assert "Choose who needs to know, or that nobody does" in words(telling.page)
    telling.press("choose", whom__recipients=["nobody"])
    assert "Say why nobody needs to know" in words(telling.page)
    both = ["nobody", str(hub.early_help.pk)]
    telling.press("choose", whom__recipients=both, whom__told_nobody="All know.")
    assert "not both" in words(telling.page)
    telling.press("choose", whom__recipients=["nobody"], whom__told_nobody="All know.")
    assert "Nobody is told" in words(telling.page)
    telling.press("send")
    assert telling.state() == State.DISSEMINATED
    assert kept.only(hub.manager, "EnquiryDecision").told_nobody == "All know."
    assert "Nobody was told: All know." in text_of(telling.client.get(telling.at))


def test_going_back_and_coming_again_loses_nothing(hub, telling):
    telling.choose(hub.early_help)
    telling.press("show:choose", **telling.filled(hub.early_help))
    telling.press("show:0")
    typed_now = typed_in(telling.page)
    assert typed_now[f"t{hub.early_help.pk.hex}-message"] == ["Please see the family."]
    later = parse_strictly(telling.client.get(telling.at))
    assert "We kept what you had typed" in words(later)
    assert typed_in(later)[f"t{hub.early_help.pk.hex}i{telling.health.pk.hex}-how_much"] == [
        "in_full"
    ]


def test_every_undecided_item_can_be_left_out_at_once(hub, telling):
    telling.choose(hub.early_help)
    prefix = f"t{hub.early_help.pk.hex}"
    health = f"{prefix}i{telling.health.pk.hex}-how_much"
    telling.press("rest:0", **{health: "in_full"})
    typed_now = typed_in(telling.page)
    assert typed_now[health] == ["in_full"]
    assert typed_now[f"{prefix}i{telling.police.pk.hex}-how_much"] == ["not"]


def test_twelve_items_for_three_recipients(hub, manager):
    enquiry_id = factories.checking(hub)
    items = [
        rooms.item(starts_on=date(2026, month, 1), what=f"Number {month}.", handling=handling)
        for month, handling in zip(range(1, 7), list(Handling) * 2, strict=True)
    ]
    visits = [rooms.clinic(starts_on=date(2025, m, 1), what=f"Visit {m}.") for m in range(1, 7)]
    rooms.knows(hub, enquiry_id, hub.police_researcher, hub.police_desk, items)
    rooms.knows(hub, enquiry_id, hub.health_researcher, hub.health_desk, visits)
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.record_decision(
            hub.manager, enquiry_id=enquiry_id, outcome="assessment", reasons="Enough."
        )
    school = agencies.team(agencies.organisation("School", OrganisationKind.EDUCATION), "Heads")
    clinic = agencies.team(hub.health_desk.organisation, "Health visitors")
    for team in (school, clinic):
        rooms.colleague(team, Role.PRACTITIONER)
    at = f"/hub/enquiries/{enquiry_id}/dissemination/"
    child = factories.subjects_of(hub, enquiry_id)[0]
    chosen = [str(t.pk) for t in (hub.early_help, school, clinic)]
    page = parse_strictly(sent(manager, at, "choose", whom__recipients=chosen))
    for number in range(3):
        [message] = [n for n in typed_in(page) if n.endswith("-message") and _is_shown(page, n)]
        prefix = message.removesuffix("-message")
        names = [n for n in shown_names(page) if n.endswith("-how_much")]
        assert len(names) == 12
        typed = dict.fromkeys(names, "summary" if number else "not")
        typed |= {n.replace("how_much", "summary"): f"S {number}" for n in names}
        typed |= {n.replace("how_much", "owner_answer"): "agreed_now" for n in names}
        typed |= {n.replace("how_much", "owner_words"): "Pat, today" for n in names}
        typed |= {message: f"Ask {number}", f"{prefix}-subjects": [str(child)]}
        typed |= {f"{prefix}-why": "Their work."}
        page = parse_strictly(sent(manager, at, f"next:{number}", page=page, **typed))
    assert "Send to 3 recipients" in words(page)
    assert sent(manager, at, "send", page=page).status_code == 302
    assert sorted(len(p.content["items"]) for p in products(hub)) == [0, 12, 12]
    assert len(kept.seen(hub.manager, "Dissemination")) == 36


def _is_shown(page, name):
    return name in shown_names(page)


def test_a_colleague_has_sent_meanwhile(hub, telling):
    telling.choose(hub.early_help)
    telling.press("next:0", **telling.filled(hub.early_help))
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.disseminate(
            hub.manager, enquiry_id=telling.enquiry_id, products=[], told_nobody="All know."
        )
    late = text_of(telling.press("send"))
    assert "This has been sent already." in late
    assert "What you had written, which was not sent" in late
    assert "to do? Please see the family." in late
    assert "need to know? They begin the assessment." in late
    assert not products(hub)


def test_too_early(hub, manager):
    enquiry_id = rooms.with_items(hub)
    page = text_of(manager.get(f"/hub/enquiries/{enquiry_id}/dissemination/"))
    assert "You cannot tell anybody now" in page
    assert "Ready for a decision" in page


def test_nonsense_from_the_browser_sends_nothing(hub, telling):
    for do in ("next:7", "show:x", "rest:9", "send", "show", "burn:1"):
        telling.press(do, whom__recipients=["not-a-team"])
    assert telling.state() == State.DECIDED


def test_others_get_the_answer_of_an_address_that_does_not_exist(hub, telling):
    outsiders = (hub.screener, hub.police_researcher, hub.practitioner, hub.referrer)
    for viewer in (*outsiders, rooms.officer(hub)):
        rooms.come_in(telling.client, hub, viewer)
        assert telling.client.get(telling.at).status_code == 404
        assert telling.client.post(telling.at, {"do": "send"}).status_code == 404
    assert telling.state() == State.DECIDED
