"""Whom to ring, how far to rely on it, and nothing of what an agency holds."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from tests.html import parse_strictly, words

from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.record.linkage.tests.factories import imported
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Consent, Purpose, Told

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return factories.a_hub()


def page_of(hub, client, enquiry_id, viewer=None):
    client.force_login(hub.account(viewer or hub.screener))
    response = client.get(f"/hub/enquiries/{enquiry_id}/who-knows/")
    return response, words(parse_strictly(response))


def health_knows(hub, **row):
    agency = SimpleNamespace(id=hub.health_desk.organisation_id, researcher=hub.health_researcher)
    imported(agency, {"given_names": "Ffion", "family_name": "Ŵyn", "postcode": "QX1 1AA"} | row)


def test_each_agency_asked_with_whom_to_ring_and_how_far_to_rely_on_it(hub, client):
    health_knows(hub)
    response, said = page_of(hub, client, factories.checking(hub))
    assert response.status_code == 200
    assert "Known Health visiting (open), Marie Okell, 01632 960301" in said
    assert "Same surname, first name and birth date" in said
    assert "Its index holds 1 person" in said
    assert "This agency has sent no index yet" in said
    assert "QX1" not in said
    assert "Larch" not in said


def test_the_agency_can_read_that_it_was_asked(hub, client):
    health_knows(hub)
    page_of(hub, client, factories.checking(hub))
    with session(hub.screener, Purpose.SCREENING):
        entries = apps.get_model("audit", "AuditEntry").objects.filter(action="located")
        agencies = {entry.controller_id for entry in entries}
    assert agencies == {hub.health_desk.organisation_id, hub.police_desk.organisation_id}


def test_somebody_else_of_the_agency_is_not_known(hub, client):
    health_knows(hub, given_names="Owain", family_name="Puw", birth_date="1971-01-30")
    _, said = page_of(hub, client, factories.checking(hub))
    assert "Not known" in said
    assert "Okell" not in said


def test_before_the_gate_nobody_is_asked(hub, client):
    health_knows(hub)
    response, said = page_of(hub, client, factories.screened(hub))
    assert response.status_code == 200
    assert "Nobody could be asked about Ffion Ŵyn" in said
    assert "Okell" not in said


def test_an_agency_that_waits_for_a_person_is_not_asked(client):
    hub = factories.a_hub(agreement=False)
    health_knows(hub)
    enquiry_id = factories.checking(hub, told=Told.NO, consent=Consent.NOT_SOUGHT)
    _, said = page_of(hub, client, enquiry_id)
    assert "Not asked about Ffion Ŵyn: Brackenshire" in said
    assert "Okell" not in said


def test_the_enquiry_offers_it_after_the_gate(hub, client):
    client.force_login(hub.account(hub.manager))
    for enquiry_id, offered in ((factories.screened(hub), False), (factories.checking(hub), True)):
        address = f"/hub/enquiries/{enquiry_id}/"
        said = client.get(address).content.decode()
        assert (f'href="{address}who-knows/"' in said) is offered


def test_nobody_outside_the_hub_finds_it(hub, client):
    enquiry_id = factories.checking(hub)
    for viewer in (hub.health_researcher, hub.practitioner, hub.referrer):
        client.force_login(hub.account(viewer))
        assert client.get(f"/hub/enquiries/{enquiry_id}/who-knows/").status_code == 404
