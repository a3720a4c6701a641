"""Which teams, who of them, and where the family lives: nothing goes unless it was chosen."""

import pytest
from tests.html import words

from joinedup.practice.safeguarding_hub.rules.states import State
from joinedup.practice.safeguarding_hub.tests import kept, rooms
from joinedup.practice.safeguarding_hub.tests.filling_in import text_of, typed_in
from joinedup.practice.safeguarding_hub.tests.telling import printed, products, shown_names
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.commands import exclude_for_conflict_of_interest
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db


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
    assert f"t{hub.early_help.pk.hex}-named" not in shown_names(telling.page)


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
    assert only in printed(paper)
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
        text = printed(paper)
        assert "ZZ99 3WZ (Home)" in text
        assert "as the referrer gave it" in text


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
