"""Reporting a worry as a professional."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.html import find_all, parse_strictly, words

from joinedup.practice.safeguarding_hub.pages.contact.whole import MOST_CHILDREN, removed
from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.drafts.commands import save_draft
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db

FORM, CHECK = "/worries/new/", "/worries/new/check/"
TYPED = {
    "submission_key": "0195f0a0-0000-7000-8000-000000000001",
    "children": "1",
    "adults": "1",
    "child0-given": "Ffion",
    "child0-family": "Ŵyn",
    "child0-born-day": "",
    "child0-born-month": "5",
    "child0-born-year": "2016",
    "child0-postcode": "zz99 3wz",
    "child0-nhs_number": "943 476 5919",
    "adult0-given": "Carys",
    "adult0-family": "Ŵyn",
    "adult0-adult_is": "parent_or_carer",
    "adult0-relation_words": "Mother",
    "worry": "She came to school hungry 😟 again.",
    "immediate_danger": "no",
    "family_told": "no",
    "family_told_reasons": "I want to ask you first.",
    "interpreter": "Mother, Polish",
    "access_needs": "Large print",
    "referrer_name": "Tess Teacher",
    "referrer_relation": "Her teacher",
    "referrer_contact": "01632 960001",
}


@pytest.fixture
def hub():
    return factories.a_hub()


@pytest.fixture
def teacher(hub, client):
    client.force_login(hub.account(hub.referrer))
    return client


def shown(response):
    return words(parse_strictly(response))


def test_the_whole_way(hub, teacher):
    assert "ring 999 first" in shown(teacher.get(FORM))
    assert teacher.post(FORM, TYPED).headers["Location"] == CHECK
    page = shown(teacher.get(CHECK))
    for words_ in ("Ffion Ŵyn", "May 2016", "943 476 5919".replace(" ", ""), "hungry 😟 again"):
        assert words_ in page
    assert factories.contacts(hub) == []
    sent = teacher.post(CHECK, {"submission_key": TYPED["submission_key"]})
    [contact] = factories.contacts(hub)
    assert sent.headers["Location"] == reverse("worry_sent", args=[contact.reference])
    assert contact.reference in shown(teacher.get(sent.headers["Location"]))
    assert contact.worry == TYPED["worry"]
    assert contact.access_needs == "Interpreter: Mother, Polish\nLarge print"
    child, adult = factories.people_mentioned(hub)
    assert (child.birth_year, child.birth_month, child.birth_day) == (2016, 5, None)
    assert (child.nhs_number, child.postcode) == ("9434765919", "ZZ99 3WZ")
    assert (adult.relation, adult.relation_words) == ("parent_or_carer", "Mother")
    assert factories.draft_left(hub.referrer, "worry") is None


def test_going_back_loses_nothing(teacher):
    teacher.post(FORM, TYPED)
    form = parse_strictly(teacher.get(FORM))
    [given] = find_all(form, "input", name="child0-given")
    [worry] = find_all(form, "textarea", name="worry")
    [key] = find_all(form, "input", name="submission_key")
    assert given.get("value") == "Ffion"
    assert worry.text.strip() == TYPED["worry"]
    assert key.get("value") == TYPED["submission_key"]


def test_sending_twice_sends_once(hub, teacher):
    teacher.post(FORM, TYPED)
    first = teacher.post(CHECK, {"submission_key": TYPED["submission_key"]})
    again = teacher.post(CHECK, {"submission_key": TYPED["submission_key"]})
    assert again.headers["Location"] == first.headers["Location"]
    assert len(factories.contacts(hub)) == 1


def test_changed_after_it_was_sent_is_told_and_becomes_a_worry_of_its_own(hub, teacher):
    teacher.post(FORM, TYPED)
    teacher.post(CHECK, {"submission_key": TYPED["submission_key"]})
    page = teacher.post(FORM, {**TYPED, "worry": "More than I said"})
    [sent] = factories.contacts(hub)
    assert "You have sent this already" in shown(page)
    assert sent.reference in shown(page)
    [worry] = find_all(parse_strictly(page), "textarea", name="worry")
    assert worry.text.strip() == "More than I said"
    [key] = find_all(parse_strictly(page), "input", name="submission_key")
    teacher.post(FORM, {**TYPED, "worry": "More than I said", "submission_key": key.get("value")})
    teacher.post(CHECK, {"submission_key": key.get("value")})
    assert len(factories.contacts(hub)) == 2


def test_nothing_to_send(teacher):
    assert teacher.get(CHECK).headers["Location"] == FORM
    assert teacher.post(CHECK, {"submission_key": "x"}).headers["Location"] == FORM


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("child0-nhs_number", "943 476 5918", "last digit does not fit"),
        ("child0-nhs_number", "12345", "10 digits; this has 5 digits"),
        ("child0-upn", "A801200005001", "first letter does not fit"),
        ("child0-born-month", "13", "Birth date must be a real date"),
        ("child0-born-year", "2099", "Birth date must be today or in the past"),
        ("child0-given", "x" * 201, "200 characters or fewer"),
        ("child0-postcode", "x" * 11, "10 characters or fewer"),
        ("worry", "", "Answer the question “What are you worried about?”"),
        ("worry", "x" * 100_001, "100,000 characters or fewer"),
        ("immediate_danger", "", "Select yes or no"),
        ("immediate_danger", "perhaps", "Select one of the answers in the list"),
        ("family_told", "", "Select an answer"),
        ("family_told_reasons", " ", "Say why the family does not know"),
        ("referrer_contact", "", "Answer the question “How can we reach you today?”"),
        ("adult0-adult_is", "", "Select an answer"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_kept(hub, teacher, name, typed, message):
    page = parse_strictly(teacher.post(FORM, {**TYPED, name: typed}))
    [summary] = find_all(page, "div", class_="govuk-error-summary")
    assert message in words(summary)
    assert any(message in words(p) for p in find_all(page, "p", class_="govuk-error-message"))
    [given] = find_all(page, "input", name="adult0-given")
    assert given.get("value") == "Carys"
    if len(typed) < 50 and name.startswith("child0"):
        [field] = find_all(page, "input", name=name)
        assert field.get("value") == typed
    assert factories.contacts(hub) == []


def test_an_unborn_child(hub, teacher):
    due = timezone.localdate() + timedelta(days=60)
    unborn = {n: v for n, v in TYPED.items() if not n.startswith("child0-")}
    expected = {
        "child0-expected-day": due.day,
        "child0-expected-month": due.month,
        "child0-expected-year": due.year,
    }
    far = {**expected, "child0-expected-year": due.year + 2}
    assert "within the next 9 months" in shown(teacher.post(FORM, {**unborn, **far}))
    both = {**expected, "child0-born-year": "2020"}
    assert "not both" in shown(teacher.post(FORM, {**unborn, **both}))
    teacher.post(FORM, {**unborn, **expected})
    assert "Child: unborn child" in shown(teacher.get(CHECK))
    teacher.post(CHECK, {"submission_key": TYPED["submission_key"]})
    assert factories.people_mentioned(hub)[0].expected_on == due


def test_nobody_mentioned(teacher):
    nobody = {n: v for n, v in TYPED.items() if not n.startswith(("child0-", "adult0-given"))}
    del nobody["adult0-family"], nobody["adult0-relation_words"]
    page = shown(teacher.post(FORM, nobody))
    assert "Write what you know of this child: a name, an age or where they live" in page
    assert "Write what you know of this adult: a name, an age or where they live; or" in page


def test_another_person_keeps_what_was_typed_up_to_a_maximum(teacher):
    typed = {**TYPED, "add": "children"}
    page = parse_strictly(teacher.post(FORM, typed))
    assert len(find_all(page, "input", name="child1-given")) == 1
    assert find_all(page, "input", name="child0-given")[0].get("value") == "Ffion"
    assert find_all(page, "textarea", name="worry")[0].text.strip() == TYPED["worry"]
    assert not find_all(page, "div", class_="govuk-error-summary")
    full = parse_strictly(teacher.post(FORM, {**typed, "children": str(MOST_CHILDREN)}))
    assert len(find_all(full, "fieldset", id=re.escape("child7"))) == 1
    assert not find_all(full, "fieldset", id="child8")
    assert "Add another child" not in words(full)
    greedy = parse_strictly(teacher.post(FORM, {**typed, "children": "900"}))
    assert not find_all(greedy, "fieldset", id="child8")


def test_removing_a_person_moves_the_others_up(teacher):
    three = {
        **{n: v for n, v in TYPED.items() if not n.startswith("child0-")},
        "children": "3",
        "child0-given": "One",
        "child1-given": "Two",
        "child2-given": "Three",
        "child2-born-year": "2019",
    }
    page = parse_strictly(teacher.post(FORM, {**three, "remove": "child1"}))
    assert find_all(page, "input", name="child0-given")[0].get("value") == "One"
    assert find_all(page, "input", name="child1-given")[0].get("value") == "Three"
    assert find_all(page, "input", name="child1-born-year")[0].get("value") == "2019"
    assert not find_all(page, "input", name="child2-given")


@pytest.mark.parametrize("prefix", ["child9", "child", "adultx", "worry", ""])
def test_removing_nobody_changes_nothing(prefix):
    typed = {"children": ["2"], "child0-given": ["One"], "adults": ["0"]}
    assert removed(typed, prefix) == typed


def test_100_000_characters_are_accepted(hub, teacher):
    long = "Ŵ😟" * 50_000
    teacher.post(FORM, {**TYPED, "worry": long})
    teacher.post(CHECK, {"submission_key": TYPED["submission_key"]})
    [contact] = factories.contacts(hub)
    assert contact.worry == long


def test_danger_says_to_ring_999(teacher):
    teacher.post(FORM, {**TYPED, "immediate_danger": "yes"})
    assert "Ring 999 now if you have not done so" in shown(teacher.get(CHECK))


def test_a_draft_that_has_become_wrong_is_shown_with_its_errors(teacher, hub):
    with session(hub.referrer, Purpose.CONTACT):
        save_draft(hub.referrer, form="worry", fields={"worry": ["only this"]})
    page = parse_strictly(teacher.get(CHECK))
    assert find_all(page, "div", class_="govuk-error-summary")
    assert find_all(page, "textarea", name="worry")[0].text.strip() == "only this"


def test_somebody_elses_confirmation_is_not_there(hub, client):
    reference = factories.reported(hub)
    client.force_login(hub.account(hub.practitioner))
    assert client.get(reverse("worry_sent", args=[reference])).status_code == 404
    assert client.get(FORM).status_code == 200


def test_nobody_reports_as_a_professional_without_signing_in(client):
    assert client.get(FORM).status_code == 302


NOT_YET = "The safeguarding hub has not been set up yet"


def test_without_anybody_in_the_hub_it_says_so_and_keeps_what_was_typed(hub, teacher):
    teacher.post(FORM, TYPED)
    agencies.everybody_leaves(hub.team)
    for page in (teacher.post(CHECK, TYPED), teacher.get(CHECK), teacher.get(FORM)):
        assert page.status_code == 200
        assert NOT_YET in shown(page)
        assert TYPED["worry"] in shown(page)
    assert factories.contacts(hub) == []


def test_without_a_hub_there_is_nothing_to_fill_in(client):
    client.force_login(factories.account_in(agencies.team(), Role.REFERRER))
    page = client.get(FORM)
    assert NOT_YET in shown(page)
    assert not find_all(parse_strictly(page), "textarea")


@pytest.mark.parametrize(
    ("address", "role"), [("/hub/", Role.SCREENER), ("/checks/", Role.RESEARCHER)]
)
def test_the_hubs_pages_say_so_too(client, address, role):
    client.force_login(factories.account_in(agencies.team(), role))
    assert NOT_YET in shown(client.get(address))
