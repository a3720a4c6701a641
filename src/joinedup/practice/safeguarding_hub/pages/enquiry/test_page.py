"""The enquiry's page in every state."""

import pytest
from django.urls import reverse
from tests.html import find_all, parse_strictly, words

from joinedup.base.foundation.ids import new_id
from joinedup.practice.safeguarding_hub.queries import enquiry as enquiry_queries
from joinedup.practice.safeguarding_hub.rules.states import State
from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.commands import exclude_for_conflict_of_interest
from joinedup.trust.sharing.queries import open_folder
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db

NEXT = {
    State.RECEIVED: "Say who it is about",
    State.IDENTIFIED: "Rate how urgent it is",
    State.SCREENED: "Decide whom to ask",
    State.CHECKING: "Wait for the agencies that were asked, or decide without them.",
    State.READY: "Record the decision",
    State.DECIDED: "Tell those who need to know",
    State.DISSEMINATED: "Give feedback to the referrer",
    State.CLOSED: "Nothing: it is closed.",
}


@pytest.fixture
def hub():
    return factories.a_hub()


def opened(client, enquiry_id):
    return parse_strictly(client.get(f"/hub/enquiries/{enquiry_id}/"))


@pytest.mark.parametrize("state", list(State))
def test_each_state_says_what_to_do_next_before_anything_else(hub, client, state):
    enquiry_id = getattr(factories, state)(hub)
    client.force_login(hub.account(hub.manager))
    page = opened(client, enquiry_id)
    [box] = find_all(page, "div", class_="ju-next")
    assert NEXT[state] in words(box)
    text = words(page)
    assert text.index("What to do next") < text.index("What the referrer told us")
    assert "here now" in text
    assert "hungry every day" in text
    assert "Why can I see this?" in text


def test_what_was_sent_is_found_from_the_enquiry(hub, client):
    enquiry_id = factories.disseminated(hub)
    client.force_login(hub.account(hub.manager))
    [link] = [a for a in find_all(opened(client, enquiry_id), "a") if "what was sent" in words(a)]
    assert "Early help north" in words(parse_strictly(client.get(link.get("href"))))


def test_a_screener_is_told_that_a_manager_goes_on(hub, client):
    enquiry_id = factories.screened(hub)
    client.force_login(hub.account(hub.screener))
    page = opened(client, enquiry_id)
    [box] = find_all(page, "div", class_="ju-next")
    assert "A hub decision maker goes on: ask agencies." in words(box)
    text = words(page)
    assert "You cannot ask agencies now A hub decision maker does this." in text
    assert "You cannot say who it is about now This has been done." in text
    assert "You cannot tell anybody now It comes when the enquiry is “Decided" in text
    assert "Red – a child may be suffering significant harm" in text
    assert "Hungry, and afraid." in text
    assert "Confirmed by Sam Screener as nobody whom we knew" in text


def test_agencies_and_what_the_family_knows(hub, client):
    enquiry_id = factories.checking(hub)
    client.force_login(hub.account(hub.manager))
    text = words(opened(client, enquiry_id))
    assert "Brackenshire Police" in text
    assert "See what the agencies have said" in text
    assert "Ffion Ŵyn and Carys Ŵyn" in text
    assert "The family has been told." in text


def test_a_worry_without_a_name(hub, client):
    enquiry_id = factories.received(hub, mentioned=[], family_told="")
    client.force_login(hub.account(hub.screener))
    text = words(opened(client, enquiry_id))
    assert "A child whose name is not known" in text
    assert "Nobody was named" in text
    assert "The hub has not recorded whether the family has been told." in text


def test_that_telling_the_family_is_unsafe_is_said_before_what_to_do(hub, client):
    enquiry_id = factories.received(hub, family_told="unsafe", family_told_reasons="He is there.")
    client.force_login(hub.account(hub.manager))
    text = words(opened(client, enquiry_id))
    assert text.index("It is not safe to tell the family") < text.index("What to do next")
    assert text.index("hungry every day") < text.index("How far it has come")
    safe = factories.received(hub, family_told="yes")
    assert "It is not safe to tell" not in words(opened(client, safe))


def test_what_was_written_is_shown_as_it_was_and_never_run(hub, client):
    enquiry_id = factories.received(hub, worry="<script>alert(1)</script> Ŵ 😟\x0b")
    client.force_login(hub.account(hub.screener))
    assert "<script>alert(1)</script> Ŵ 😟" in words(opened(client, enquiry_id))


def test_other_roles_and_other_records(hub, client):
    enquiry_id = factories.checking(hub)
    for other in (hub.referrer, hub.police_researcher, hub.practitioner):
        client.force_login(hub.account(other))
        assert client.get(f"/hub/enquiries/{enquiry_id}/").status_code == 404
    client.force_login(hub.account(hub.screener))
    assert client.get(f"/hub/enquiries/{new_id()}/").status_code == 404
    elsewhere = factories.a_hub()
    client.force_login(hub.account(elsewhere.manager))
    assert client.get(f"/hub/enquiries/{enquiry_id}/").status_code == 404


def linked(page, addresses):
    return [a.get("href") for a in find_all(page, "a") if a.get("href") in addresses]


def test_its_people_lead_to_their_records(hub, client):
    enquiry_id = factories.identified(hub)
    people = [subject.person for subject in factories.subjects(hub, enquiry_id)]
    records = {reverse("person", args=[person.pk]) for person in people}
    client.force_login(hub.account(hub.screener))
    found = linked(opened(client, enquiry_id), records)
    assert len(found) == len(records) == 2
    assert set(found) == records
    for record in records:
        assert client.get(record).status_code == 200


def test_whom_somebody_may_not_see_leads_nowhere(hub, client, monkeypatch):
    enquiry_id = factories.identified(hub)
    records = {
        reverse("person", args=[subject.person_id])
        for subject in factories.subjects(hub, enquiry_id)
    }
    monkeypatch.setattr(enquiry_queries, "people_named", lambda viewer, ids: {})
    client.force_login(hub.account(hub.screener))
    page = opened(client, enquiry_id)
    assert "Somebody whom you may not see" in words(page)
    assert linked(page, records) == []


def test_who_is_kept_out_of_a_persons_record_is_led_to_it_by_nothing(hub, client):
    enquiry_id = factories.identified(hub)
    child = factories.subjects(hub, enquiry_id)[0].person
    with session(hub.manager, Purpose.SCREENING):
        exclude_for_conflict_of_interest(
            hub.manager,
            folder=open_folder(child.folder_id),
            professional_id=hub.screener.professional_id,
            reasons="A relative.",
        )
    client.force_login(hub.account(hub.screener))
    for address in (f"/hub/enquiries/{enquiry_id}/", reverse("person", args=[child.pk])):
        assert client.get(address).status_code == 404
