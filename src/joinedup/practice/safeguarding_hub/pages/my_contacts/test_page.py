"""What a referrer sees of the worries that they reported, and of nobody else's."""

import pytest
from tests.html import parse_strictly, words

from joinedup.practice.safeguarding_hub.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return factories.a_hub()


def test_nothing_yet(hub, client):
    client.force_login(hub.account(hub.referrer))
    page = words(parse_strictly(client.get("/worries/")))
    assert "You have not reported anything yet" in page


def test_one_that_is_in_hand(hub, client):
    factories.screened(hub)
    contact = factories.contacts(hub)[0]
    client.force_login(hub.account(hub.referrer))
    listed = words(parse_strictly(client.get("/worries/")))
    assert contact.reference in listed
    assert "We have it and will look at it" in listed
    page = words(parse_strictly(client.get(f"/worries/{contact.pk}/")))
    assert contact.worry in page
    assert "Carys Ŵyn" in page
    assert "Why can I see this?" in page
    for hidden in ("Hungry, and afraid", "Red:", "Waiting for a manager"):
        assert hidden not in page


def test_one_with_feedback(hub, client):
    factories.closed(hub)
    contact = factories.contacts(hub)[0]
    client.force_login(hub.account(hub.referrer))
    assert "The hub has answered you" in words(parse_strictly(client.get("/worries/")))
    page = words(parse_strictly(client.get(f"/worries/{contact.pk}/")))
    assert "The family will get help" in page


def test_somebody_elses_is_not_there(hub, client):
    factories.reported(hub)
    contact = factories.contacts(hub)[0]
    for other in (hub.practitioner, hub.screener, hub.police_researcher):
        client.force_login(hub.account(other))
        assert client.get(f"/worries/{contact.pk}/").status_code == 404
        assert contact.reference not in client.get("/worries/").content.decode()
