"""Telling the hub without signing in."""

import pytest
from django.core.cache import cache
from django.test import Client
from tests.html import find_all, find_one, parse_strictly, words

from joinedup.practice.safeguarding_hub.pages.tell_us.page import MOST_AN_HOUR
from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.trust.agencies.tests import factories as agencies

pytestmark = pytest.mark.django_db

PAGE = "/tell-us/"
TYPED = {
    "submission_key": "0195f0a0-0000-7000-8000-000000000002",
    "children": "1",
    "adults": "0",
    "child0-given": "Little boy",
    "child0-address_line": "12 Hill Lane",
    "worry": "I hear him cry at night <b>alone</b>.",
    "immediate_danger": "no",
    "who_you_are": "anonymous",
    "referrer_name": "A. Neighbour",
    "referrer_relation": "Neighbour",
    "referrer_contact": "01632 960002",
}


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def hub():
    return factories.a_hub()


def shown(response):
    return words(parse_strictly(response))


@pytest.mark.parametrize("address", ["/", "/account/sign-in/", "/nowhere/", "/privacy/"])
def test_a_neighbour_finds_the_form_from_wherever_they_come(client, address):
    page = parse_strictly(client.get(address, follow=True))
    header, main = find_one(page, "header"), find_one(page, "main")
    assert PAGE in [link.get("href") for link in find_all(header, "a")]
    led = PAGE in [link.get("href") for link in find_all(main, "a")]
    assert led == (address != "/privacy/")


def test_the_form_leads_nobody_away_from_what_they_have_typed(hub, client):
    for response in (client.get(PAGE), client.post(PAGE, TYPED)):
        header = find_one(parse_strictly(response), "header")
        assert PAGE not in [link.get("href") for link in find_all(header, "a")]


def test_the_whole_way_and_anonymous_means_it(hub, client):
    assert "ring 999" in shown(client.get(PAGE))
    check = client.post(PAGE, TYPED)
    assert "cry at night <b>alone</b>" in shown(check)
    assert factories.contacts(hub) == []
    sent = client.post(PAGE, {**TYPED, "step": "send"})
    [contact] = factories.contacts(hub)
    assert contact.from_public
    assert (contact.referrer_name, contact.referrer_contact) == ("", "")
    page = shown(client.get(sent.headers["Location"]))
    assert contact.reference in page
    assert "cry at night" not in page


def test_named(hub, client):
    client.post(PAGE, {**TYPED, "who_you_are": "named", "step": "send"})
    [contact] = factories.contacts(hub)
    assert (contact.referrer_name, contact.referrer_contact) == ("A. Neighbour", "01632 960002")


def test_sending_twice_sends_once(hub, client):
    first = client.post(PAGE, {**TYPED, "step": "send"})
    again = client.post(PAGE, {**TYPED, "step": "send"})
    assert len(factories.contacts(hub)) == 1
    [contact] = factories.contacts(hub)
    for sent in (first, again):
        assert contact.reference in shown(client.get(sent.headers["Location"]))


def test_going_back_keeps_everything(client):
    page = parse_strictly(client.post(PAGE, {**TYPED, "step": "change"}))
    assert find_all(page, "textarea", name="worry")[0].text.strip() == TYPED["worry"]
    assert find_all(page, "input", name="child0-given")[0].get("value") == "Little boy"
    assert not find_all(page, "div", class_="govuk-error-summary")


def test_the_check_page_carries_what_was_typed(client):
    page = parse_strictly(client.post(PAGE, TYPED))
    carried = {i.get("name"): i.get("value") for i in find_all(page, "input", type="hidden")}
    assert {n: carried[n] for n in TYPED} == TYPED


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("worry", "  ", "Answer the question “What are you worried about?”"),
        ("who_you_are", "", "Select an answer"),
        ("child0-born-year", "1066", "Birth date must be on or after 1 January 1890"),
        ("submission_key", "not a key", "There is a problem"),
    ],
)
def test_bad_input_is_told_and_kept(hub, client, name, typed, message):
    page = client.post(PAGE, {**TYPED, name: typed, "step": "send"})
    assert message in shown(page)
    assert find_all(parse_strictly(page), "input", name="child0-given")[0].get("value")
    assert factories.contacts(hub) == []


def test_named_without_a_way_to_be_reached(client):
    page = client.post(PAGE, {**TYPED, "who_you_are": "named", "referrer_contact": ""})
    assert "Say how we can reach you" in shown(page)


def test_too_many_from_one_address_lose_nothing(hub, client):
    for number in range(MOST_AN_HOUR):
        key = f"0195f0a0-0000-7000-8000-{number:012d}"
        assert (
            client.post(PAGE, {**TYPED, "submission_key": key, "step": "send"}).status_code == 302
        )
    refused = client.post(PAGE, {**TYPED, "step": "send"})
    assert refused.status_code == 429
    assert "This has not been sent yet" in shown(refused)
    assert "cry at night" in shown(refused)
    assert len(factories.contacts(hub)) == MOST_AN_HOUR
    elsewhere = client.post(PAGE, {**TYPED, "step": "send"}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


def test_the_cache_holds_no_address(hub, client):
    client.post(PAGE, {**TYPED, "step": "send"}, REMOTE_ADDR="192.0.2.7")
    kept = cache._cache
    assert kept
    assert not any("192.0.2.7" in f"{key} {value}" for key, value in kept.items())


def test_a_form_from_another_site_is_refused(hub):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(PAGE, {**TYPED, "step": "send"}).status_code == 403
    assert factories.contacts(hub) == []


def test_a_made_up_confirmation_leads_to_the_form(client):
    assert client.get("/tell-us/sent/C-1234-5678/").headers["Location"] == PAGE


def test_no_record_can_be_read_back(hub, client):
    client.post(PAGE, {**TYPED, "step": "send"})
    [contact] = factories.contacts(hub)
    assert client.get(f"/worries/{contact.pk}/").status_code == 302
    client.force_login(hub.account(hub.referrer))
    assert client.get(f"/worries/{contact.pk}/").status_code == 404


NOT_YET = "The safeguarding hub has not been set up yet"


@pytest.mark.parametrize("there", ["nothing", "nobody in the hub"])
def test_without_a_hub_it_says_whom_to_ring_and_keeps_what_was_typed(client, there):
    if there == "nobody in the hub":
        council = agencies.organisation()
        agencies.team(council, is_hub=True)
        agencies.change(type(council).objects.all(), contact="01632 960100, day and night")
    page = client.get(PAGE)
    assert NOT_YET in shown(page)
    assert "ring 999" in shown(page)
    number = "ring the council: 01632 960100, day and night."
    assert (number in shown(page)) == (there != "nothing")
    assert ("on the council’s website" in shown(page)) == (there == "nothing")
    assert not find_all(parse_strictly(page), "textarea")
    for step in ({}, {"step": "send"}):
        answered = client.post(PAGE, TYPED | step)
        assert answered.status_code == 200
        assert NOT_YET in shown(answered)
        carried = find_all(parse_strictly(answered), "input", name="worry")
        assert carried[0].get("value") == TYPED["worry"]
    again = parse_strictly(client.post(PAGE, TYPED | {"step": "change"}))
    assert find_all(again, "textarea", name="worry")[0].text.strip() == TYPED["worry"]


def test_with_a_hub_nothing_of_that_is_said(hub, client):
    assert NOT_YET not in shown(client.get(PAGE))
    assert NOT_YET not in shown(client.post(PAGE, TYPED))
