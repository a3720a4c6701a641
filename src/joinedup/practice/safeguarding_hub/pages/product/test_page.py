"""What a team has been told: read by it alone, word for word, and taken away as a document."""

import io

import pytest
from pypdf import PdfReader
from tests.html import parse_strictly, words

from joinedup.practice.safeguarding_hub import commands
from joinedup.practice.safeguarding_hub.rules.outcomes import HowMuch
from joinedup.practice.safeguarding_hub.tests import factories, kept, rooms
from joinedup.practice.safeguarding_hub.tests.filling_in import text_of
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db
ODD = "Please ring first: Zoë’s number is 🙂 #let x = 1; <b>not bold</b> \\ $"


@pytest.fixture
def hub():
    return factories.a_hub()


@pytest.fixture
def told(hub):
    """Early help has been told about Ffion: health's item in full, the police's not."""
    enquiry_id = rooms.decided(hub)
    child = factories.subjects_of(hub, enquiry_id)[0]
    police, health = rooms.contributions(hub, enquiry_id)
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        [product] = commands.disseminate(
            hub.manager,
            enquiry_id=enquiry_id,
            products=[
                commands.ProductDraft(
                    recipient_id=hub.early_help.pk,
                    message=ODD,
                    subject_ids=[child],
                    sendings=[
                        commands.SendingDraft(police.pk, HowMuch.NOT),
                        commands.SendingDraft(health.pk, HowMuch.IN_FULL, reasons="To help."),
                    ],
                )
            ],
        )
    return product


def test_a_team_that_has_been_told_nothing(hub, client):
    rooms.come_in(client, hub, hub.practitioner)
    assert "The hub has sent you and your team nothing." in text_of(client.get("/received/"))


def test_the_recipient_reads_it(hub, client, told):
    rooms.come_in(client, hub, hub.practitioner)
    assert "Ffion Ŵyn" in text_of(client.get("/received/"))
    page = text_of(client.get(f"/received/{told.pk}/"))
    assert ODD in page
    assert rooms.BRUISE in page
    assert "Born 3 May 2016" in page
    assert "Early help north needs this" in page
    for kept_back in (rooms.ARREST, "Carys", "Police", "hungry"):
        assert kept_back not in page


@pytest.mark.parametrize("size", ["standard", "large", "giant"])
def test_as_a_document(hub, client, told, size):
    rooms.come_in(client, hub, hub.practitioner)
    answer = client.get(f"/received/{told.pk}/document.pdf?size={size}")
    assert answer.headers["Content-Type"] == "application/pdf"
    name = answer.headers["Content-Disposition"]
    assert name == f'attachment; filename="Hub {told.reference} {size}.pdf"'
    assert "Ffion" not in name
    reader = PdfReader(io.BytesIO(answer.content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "Ffion" in text
    assert "bruise" in text
    assert "upstairs" not in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_taking_a_copy_is_written_to_the_log_without_a_name(hub, client, told):
    rooms.come_in(client, hub, hub.practitioner)
    client.get(f"/received/{told.pk}/document.pdf?size=large")
    lead = rooms.colleague(hub.team, Role.INFORMATION_GOVERNANCE_LEAD, "Ida Lead")
    [entry] = kept.logged(lead, "exported", told.pk)
    assert entry.details == {"format": "pdf", "print_size": "large"}


def test_an_unknown_size_is_no_address(hub, client, told):
    rooms.come_in(client, hub, hub.practitioner)
    assert client.get(f"/received/{told.pk}/document.pdf?size=tiny").status_code == 404


def test_nobody_but_the_recipient_and_the_hub(hub, client, told):
    rooms.come_in(client, hub, hub.manager)
    assert client.get(f"/received/{told.pk}/").status_code == 200
    outside = [hub.referrer, hub.police_researcher, hub.health_researcher, rooms.officer(hub)]
    for viewer in outside:
        rooms.come_in(client, hub, viewer)
        for address in (f"/received/{told.pk}/", f"/received/{told.pk}/document.pdf"):
            answer = client.get(address)
            assert answer.status_code == 404
            assert b"Ffion" not in answer.content
        assert "Ffion" not in words(parse_strictly(client.get("/received/")))
        assert not kept.seen(viewer, "InformationProduct")
