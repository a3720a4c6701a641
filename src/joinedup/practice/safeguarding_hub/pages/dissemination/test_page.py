"""Telling each recipient only what it needs, step by step, and nothing lost on the way."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.html import parse_strictly, words

from joinedup.practice.safeguarding_hub import commands
from joinedup.practice.safeguarding_hub.rules.outcomes import Handling
from joinedup.practice.safeguarding_hub.rules.states import State
from joinedup.practice.safeguarding_hub.tests import factories, kept, rooms
from joinedup.practice.safeguarding_hub.tests.filling_in import sent, text_of, typed_in
from joinedup.trust.agencies.rules import OrganisationKind, Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.commands import exclude_for_conflict_of_interest
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return factories.a_hub()


@pytest.fixture
def manager(hub, client):
    client.force_login(hub.account(hub.manager))
    return client


class Telling:
    """A manager going through the steps for an enquiry with two items."""

    def __init__(self, hub, client):
        self.hub, self.client = hub, client
        self.enquiry_id = rooms.decided(hub)
        self.at = f"/hub/enquiries/{self.enquiry_id}/dissemination/"
        self.child, self.mother = factories.subjects_of(hub, self.enquiry_id)
        self.police, self.health = rooms.contributions(hub, self.enquiry_id)
        self.page = parse_strictly(client.get(self.at))

    def press(self, do, **changes):
        answer = sent(self.client, self.at, do, page=self.page, **changes)
        if answer.status_code == 200:
            self.page = parse_strictly(answer)
        return answer

    def choose(self, *teams):
        return self.press("choose", whom__recipients=[str(t.pk) for t in teams])

    def filled(self, team, **changes):
        """What a manager types for a recipient: the police's item left out, health's in full."""
        prefix = f"t{team.pk.hex}"
        typed = {
            "message": "Please see the family.",
            "subjects": [str(self.child)],
            "why": "They begin the assessment.",
            f"{self.police.pk.hex}.how_much": "not",
            f"{self.health.pk.hex}.how_much": "in_full",
        } | changes
        return {self.name(prefix, name): value for name, value in typed.items()}

    @staticmethod
    def name(prefix, name):
        item, dot, part = name.rpartition(".")
        return f"{prefix}i{item}-{part}" if dot else f"{prefix}-{name}"

    def state(self):
        return kept.only(self.hub.manager, "Enquiry", pk=self.enquiry_id).state


@pytest.fixture
def telling(hub, manager):
    return Telling(hub, manager)


def products(hub):
    return kept.seen(hub.manager, "InformationProduct")


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


def test_a_team_says_how_many_are_in_it_and_one_without_anybody_is_not_offered(hub, telling):
    rooms.colleague(hub.early_help, Role.PRACTITIONER, "Wyn Other")
    empty = agencies.team(hub.council, "Early help south")
    answering = agencies.team(hub.council, "Telephones")
    rooms.colleague(answering, Role.REFERRER)
    offered = text_of(telling.client.get(telling.at))
    assert "Early help north, Brackenshire Council 2 people" in offered
    assert "Early help south" not in offered
    assert "Telephones" not in offered
    telling.choose(empty)
    assert "Who needs to know?" in words(telling.page)


def test_a_team_of_one_has_nobody_to_choose_from(hub, telling):
    telling.choose(hub.early_help)
    assert f"t{hub.early_help.pk.hex}-named" not in _shown_names(telling.page)


def test_to_one_person_of_a_team_by_name(hub, telling):
    colleague = rooms.colleague(hub.early_help, Role.PRACTITIONER, "Wyn Other")
    leader = rooms.colleague(hub.early_help, Role.TEAM_MANAGER, "Mair Leader")
    rooms.colleague(hub.early_help, Role.REFERRER, "Rhys Referrer")
    telling.choose(hub.early_help)
    asked = words(telling.page)
    assert "Who in Early help north reads it?" in asked
    assert "all 4 people in the team can read it" in asked
    assert "they and the team's manager (Mair Leader) can" in asked
    named = f"t{hub.early_help.pk.hex}-named"
    strangers = [str(hub.referrer.professional_id), str(leader.professional_id)]
    for stranger in strangers:
        typed = telling.filled(hub.early_help, named=[stranger])
        telling.press("next:0", **typed)
        assert "There is a problem" in words(telling.page)
    typed = telling.filled(hub.early_help, named=[str(hub.practitioner.professional_id)])
    telling.press("next:0", **typed)
    readers = "Who can read it: Wil Worker and Mair Leader, who manages the team"
    assert readers in words(telling.page)
    assert typed_in(telling.page)[named] == [str(hub.practitioner.professional_id)]
    telling.press("send")
    [product] = products(hub)
    told = "Wil Worker, Early help north, Brackenshire Council"
    assert told in text_of(telling.client.get(telling.at))
    only = "Only for Wil Worker and Mair Leader, who manages the team, for the work described here."
    rooms.come_in(telling.client, hub, leader)
    assert only in text_of(telling.client.get(f"/received/{product.pk}/"))
    paper = telling.client.get(f"/received/{product.pk}/document.pdf").content
    assert only in _printed(paper)
    for viewer, status in ((hub.practitioner, 200), (leader, 200), (colleague, 404)):
        rooms.come_in(telling.client, hub, viewer)
        assert telling.client.get(f"/received/{product.pk}/").status_code == status
        assert ("Ffion" in text_of(telling.client.get("/received/"))) == (status == 200)
        assert ("Ffion" in text_of(telling.client.get("/"))) == (status == 200)


def test_whoever_is_kept_out_cannot_be_named(hub, telling):
    kept_out = rooms.colleague(hub.early_help, Role.PRACTITIONER, "Wyn Other")
    rooms.colleague(hub.early_help, Role.PRACTITIONER, "Third Worker")
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        subject = kept.only(hub.manager, "Subject", pk=telling.child)
        exclude_for_conflict_of_interest(
            hub.manager,
            folder=subject.person.folder,
            professional_id=kept_out.professional_id,
            reasons="Her niece.",
        )
    telling.choose(hub.early_help)
    assert "all 2 people in the team can read it" in words(telling.page)
    assert "Wyn Other" not in words(telling.page)


def test_an_address_is_sent_only_when_it_was_ticked(hub, telling):
    telling.choose(hub.early_help)
    asked = words(telling.page)
    assert "Send their address?" in asked
    assert "Ffion Ŵyn: ZZ99 3WZ (Home)" in asked
    assert "by Sam Screener, as the referrer gave it." in asked
    assert "Take care: Not recorded as living here, and perhaps not to learn of it: Carys" in asked
    name = f"t{hub.early_help.pk.hex}-addresses"
    assert name not in typed_in(telling.page)
    telling.press("next:0", **telling.filled(hub.early_help))
    assert "ZZ99" not in words(telling.page)
    telling.press("show:0")
    [key] = [f.get("value") for f in telling.page.iter("input") if f.get("name") == name]
    telling.press("next:0", **{name: [key]})
    preview = words(telling.page)
    assert "Address: ZZ99 3WZ (Home). Recorded on" in preview
    telling.press("send")
    [product] = products(hub)
    rooms.come_in(telling.client, hub, hub.practitioner)
    read = text_of(telling.client.get(f"/received/{product.pk}/"))
    begins, ends = "Address: ZZ99", "as the referrer gave it."
    assert preview[preview.index(begins) : preview.index(ends)] in read
    for size in ("standard", "large", "giant"):
        paper = telling.client.get(f"/received/{product.pk}/document.pdf?size={size}").content
        printed = _printed(paper)
        assert "ZZ99 3WZ (Home)" in printed
        assert "as the referrer gave it" in printed


@pytest.mark.parametrize(
    ("key", "subjects", "message"),
    [
        ("made-up", ["child"], "An address has been changed since you opened the page."),
        ("real", ["mother"], "Early help north is not told about Ffion Ŵyn."),
    ],
)
def test_an_address_that_cannot_be_sent_is_said_beside_it(hub, telling, key, subjects, message):
    telling.choose(hub.early_help)
    name = f"t{hub.early_help.pk.hex}-addresses"
    [real] = [f.get("value") for f in telling.page.iter("input") if f.get("name") == name]
    about = {"child": str(telling.child), "mother": str(telling.mother)}
    typed = telling.filled(
        hub.early_help,
        subjects=[about[one] for one in subjects],
        addresses=[real if key == "real" else key],
        **{f"{telling.health.pk.hex}.how_much": "not"},
    )
    telling.press("next:0", **typed)
    assert message in words(telling.page)
    telling.press("send", **typed)
    assert telling.state() == State.DECIDED


def test_an_agency_is_not_asked_about_its_own(hub, telling):
    response = agencies.team(hub.police_desk.organisation, "Response north")
    rooms.colleague(response, Role.PRACTITIONER)
    telling.choose(response)
    assert "Brackenshire Police brought this itself." in words(telling.page)
    assert "who owns this, agree?" not in words(telling.page)
    own = {f"{telling.police.pk.hex}.how_much": "in_full"}
    telling.press("next:0", **telling.filled(response, **own))
    assert "Read what each recipient will read" in words(telling.page)


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
        names = [n for n in _shown_names(page) if n.endswith("-how_much")]
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


def _shown_names(page):
    return {
        field.get("name")
        for field in page.iter()
        if field.tag in ("input", "textarea") and field.get("type") != "hidden"
    }


def _is_shown(page, name):
    return name in _shown_names(page)


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


def _printed(paper):
    pages = PdfReader(BytesIO(paper)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
