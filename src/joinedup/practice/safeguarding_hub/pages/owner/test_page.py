"""A desk is asked whether what it brought may be sent, and says yes or no beside the item."""

import pytest
from tests.html import parse_strictly, words

from joinedup.practice.safeguarding_hub import commands
from joinedup.practice.safeguarding_hub.rules.outcomes import HowMuch
from joinedup.practice.safeguarding_hub.tests import factories, kept, rooms
from joinedup.practice.safeguarding_hub.tests.filling_in import sent, text_of, typed_in
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db
WHY = "They visit the home. 🙂"


@pytest.fixture
def hub():
    return factories.a_hub()


@pytest.fixture
def enquiry_id(hub):
    return rooms.decided(hub)


@pytest.fixture
def question(hub, enquiry_id, client):
    """The manager types what would be sent, and asks; the desk is signed in."""
    client.force_login(hub.account(hub.manager))
    at = f"/hub/enquiries/{enquiry_id}/dissemination/"
    page = parse_strictly(sent(client, at, "choose", whom__recipients=[str(hub.early_help.pk)]))
    part = f"t{hub.early_help.pk.hex}i{rooms.contributions(hub, enquiry_id)[0].pk.hex}"
    page = parse_strictly(sent(client, at, f"ask:0:{part}", page=page))
    assert "Say how much they get of" in words(page)
    typed = {f"{part}-how_much": "not", f"{part}-reasons": WHY}
    page = parse_strictly(sent(client, at, f"ask:0:{part}", page=page, **typed))
    assert "Say how much would be sent, then ask them." in words(page)
    typed[f"{part}-how_much"] = "in_full"
    sent(client, at, f"ask:0:{part}", page=page, **typed)
    page = parse_strictly(client.get(at))
    assert "Brackenshire Police has been asked. What you typed is kept." in words(page)
    assert "Brackenshire Police has not answered yet." in words(page)
    assert typed_in(page)[f"{part}-how_much"] == ["in_full"]
    assert "Their desk has agreed here" not in words(page)
    again = text_of(sent(client, at, f"ask:0:{part}", page=page))
    assert "They have been asked this already, and have not answered." in again
    rooms.come_in(client, hub, hub.police_researcher)
    return kept.only(hub.manager, "OwnerQuestion")


def address(question):
    return f"/checks/owner/{question.pk}/"


def test_the_desk_finds_it_in_its_work_list_and_beside_its_answer(
    hub, enquiry_id, client, question
):
    listed = client.get("/checks/")
    assert "Waiting for your word" in text_of(listed)
    assert address(question) in listed.content.decode()
    check = factories.check_of(hub, enquiry_id, hub.police_desk)
    assert "Early help north, Brackenshire Council Waiting for your word" in text_of(
        client.get(f"/checks/{check}/")
    )
    page = text_of(client.get(address(question)))
    for said in ("May the hub send this?", WHY, rooms.ARREST, "In full", "Mona Manager"):
        assert said in page
    assert address(question) in client.get("/").content.decode()
    rooms.come_in(client, hub, hub.health_researcher)
    assert address(question) not in client.get("/").content.decode()
    assert address(question) not in client.get("/checks/").content.decode()


@pytest.mark.parametrize(("agrees", "word"), [("yes", "agrees"), ("no", "refuses")])
def test_its_word_is_shown_beside_the_item(hub, enquiry_id, client, question, agrees, word):
    sent(client, address(question), agrees=agrees, reasons="Our reasons ŵ.")
    check = factories.check_of(hub, enquiry_id, hub.police_desk)
    said = {"yes": "You agreed", "no": "You refused"}[agrees]
    assert said in text_of(client.get(f"/checks/{check}/"))
    assert "not waiting for your word" in text_of(client.get("/checks/"))
    assert f"Your desk has said {agrees}" in text_of(client.get(address(question)))
    rooms.come_in(client, hub, hub.manager)
    page = text_of(client.get(f"/hub/enquiries/{enquiry_id}/dissemination/"))
    assert f"Brackenshire Police {word} (Pat Police," in page
    assert "Our reasons ŵ." in page
    assert ("Their desk has agreed here" in page) is (agrees == "yes")


def test_an_answer_without_reasons_keeps_what_was_said(client, question):
    page = sent(client, address(question), agrees="no", reasons=" ")
    assert "Give the reasons for your answer" in text_of(page)
    assert typed_in(parse_strictly(page))["agrees"] == ["no"]
    page = sent(client, address(question), reasons="Because.")
    assert "Select whether your agency agrees" in text_of(page)


def test_too_late(hub, enquiry_id, client, question):
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.disseminate(
            hub.manager, enquiry_id=enquiry_id, products=[], told_nobody="All know."
        )
    assert "The hub has sent what it decided to send." in text_of(client.get(address(question)))
    late = client.post(address(question), {"agrees": "yes", "reasons": "Late."})
    assert "Ring the hub." in text_of(late)
    assert "What you wrote Late." in text_of(late)
    assert not kept.seen(hub.manager, "OwnerReply")


def test_nobody_else(hub, client, question):
    others = [hub.health_researcher, hub.manager, hub.practitioner, rooms.officer(hub)]
    for viewer in others:
        rooms.come_in(client, hub, viewer)
        assert client.get(address(question)).status_code == 404
        answer = client.post(address(question), {"agrees": "yes", "reasons": "Ours."})
        assert answer.status_code == 404
    assert not kept.seen(hub.manager, "OwnerReply")


def test_a_summary_is_agreed_to_word_for_word(hub, enquiry_id, client, question):
    police = rooms.contributions(hub, enquiry_id)[0]
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        asked = commands.ask_owner(
            hub.manager,
            enquiry_id=enquiry_id,
            contribution_id=police.pk,
            recipient_id=hub.early_help.pk,
            how_much=HowMuch.SUMMARY,
            summary="Adults have fought.",
            reasons=WHY,
        )
    assert "A summary: Adults have fought." in text_of(client.get(address(asked)))
