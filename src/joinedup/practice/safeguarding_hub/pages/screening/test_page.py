"""Rating a worry."""

import pytest
from tests.html import find_all, parse_strictly, words

from joinedup.base.foundation.ids import new_id
from joinedup.practice.safeguarding_hub.rules.states import State
from joinedup.practice.safeguarding_hub.tests import factories

pytestmark = pytest.mark.django_db

TYPED = {"seen_rating": "", "rating": "amber", "rationale": "Hungry, and it goes on."}


@pytest.fixture
def hub():
    return factories.a_hub()


@pytest.fixture
def screener(hub, client):
    client.force_login(hub.account(hub.screener))
    return client


def address(enquiry_id):
    return f"/hub/enquiries/{enquiry_id}/screening/"


def test_the_first_rating(hub, screener):
    enquiry_id = factories.identified(hub, immediate_danger=True)
    page = words(parse_strictly(screener.get(address(enquiry_id))))
    assert "Red: a child may be suffering significant harm" in page
    assert "Agencies answer within 2 hours" in page
    assert "in danger now" in page
    assert "hungry every day" in page
    sent = screener.post(address(enquiry_id), TYPED)
    assert sent.headers["Location"] == f"/hub/enquiries/{enquiry_id}/"
    rated = factories.enquiry(hub, enquiry_id)
    assert (rated.state, rated.rating) == (State.SCREENED, "amber")


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("rating", "", "Select an answer: how urgent is it?"),
        ("rating", "purple", "Select one of the answers in the list"),
        ("rationale", "  ", "Answer the question “Why this rating?”"),
        ("rationale", "x" * 20_001, "20,000 characters or fewer"),
    ],
)
def test_bad_input_is_kept(hub, screener, name, typed, message):
    enquiry_id = factories.identified(hub)
    page = parse_strictly(screener.post(address(enquiry_id), {**TYPED, name: typed}))
    assert message in words(page)
    if name == "rating":
        assert find_all(page, "textarea")[0].text.strip() == TYPED["rationale"]
    assert factories.enquiry(hub, enquiry_id).state == State.IDENTIFIED


def test_a_colleague_was_quicker_and_nothing_is_lost(hub, screener):
    enquiry_id = factories.screened(hub)
    page = parse_strictly(screener.post(address(enquiry_id), TYPED))
    text = words(page)
    assert "A colleague has rated it since you opened this page" in text
    assert "Sam Screener rated it red" in text
    assert "Hungry, and afraid" in text
    assert find_all(page, "textarea")[0].text.strip() == TYPED["rationale"]
    [seen] = find_all(page, "input", name="seen_rating")
    assert seen.get("value") == "red"
    screener.post(address(enquiry_id), {**TYPED, "seen_rating": "red"})
    assert factories.ratings_of(hub, enquiry_id) == ["red", "amber"]


@pytest.mark.parametrize("state", ["received", "decided", "closed"])
def test_not_now(hub, screener, state):
    enquiry_id = getattr(factories, state)(hub)
    there = screener.get(address(enquiry_id), follow=True)
    assert "You cannot screen now" in words(parse_strictly(there))
    screener.post(address(enquiry_id), TYPED)
    assert factories.enquiry(hub, enquiry_id).state == state


def test_other_roles_and_other_records(hub, client):
    enquiry_id = factories.identified(hub)
    for other in (hub.referrer, hub.police_researcher, hub.practitioner):
        client.force_login(hub.account(other))
        assert client.get(address(enquiry_id)).status_code == 404
    client.force_login(hub.account(hub.screener))
    assert client.get(address(new_id())).status_code == 404
    elsewhere = factories.a_hub()
    client.force_login(hub.account(elsewhere.screener))
    assert client.get(address(enquiry_id)).status_code == 404
