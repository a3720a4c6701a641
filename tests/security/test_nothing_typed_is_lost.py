"""Every page with room for free text keeps what is typed into it, and takes in what came too late.

Looked at as everybody who may come there, and with enquiries at every stage: a page that asks for
words only when it is its turn is found too.
"""

from collections.abc import Iterator
from uuid import UUID
from xml.etree.ElementTree import Element

import pytest
from django.urls import reverse

from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.practice.safeguarding_hub.tests import rooms
from joinedup.practice.safeguarding_hub.tests.filling_in import fields_of
from joinedup.trust.drafts.rules import TOKEN
from tests.html import find_all, find_one, parse_strictly, words
from tests.security.routes import ANYBODY, ROUTES, Route
from tests.security.scene import Scene, build
from tests.security.walking import signed_in

pytestmark = pytest.mark.django_db

KEEPS_NOTHING = {
    "tell_us": "public: whoever comes next to the same computer must not read it",
}
"""The only pages with room for free text that keep no draft, each with its reason."""

TYPED = "She was alone, and nobody came. ŵ"


def _stages(scene: Scene) -> list[UUID]:
    """An enquiry at every stage at which a page asks for something."""
    hub = scene.hub
    scened: UUID = scene.things["enquiry"]  # type: ignore[assignment]
    made = (hubs.identified, hubs.screened, hubs.ready, rooms.decided, hubs.disseminated)
    return [scened, *(make(hub) for make in made)]


def _addresses(scene: Scene, stages: list[UUID]) -> Iterator[tuple[str, Route, str]]:
    for name, route in ROUTES.items():
        if route.post_only:
            continue
        given = {key: scene.things.get(what, what) for key, what in route.about.items()}
        for enquiry_id in stages if "enquiry_id" in given else [None]:
            about = given | ({"enquiry_id": enquiry_id} if enquiry_id else {})
            yield name, route, reverse(name, kwargs=about)


def _forms_with_room(page: Element) -> list[Element]:
    return [form for form in find_all(page, "form") if find_all(form, "textarea")]


def test_every_page_with_room_for_words_keeps_them():
    scene = build()
    stages = _stages(scene)
    clients = {person: signed_in(account) for person, account in scene.people.items()}
    wrong, kept = [], set()
    for name, route, address in _addresses(scene, stages):
        come = sorted(route.who & set(clients)) if route.who != ANYBODY else ["referrer"]
        for person in come or ["referrer"]:
            answer = clients[person].get(address)
            if answer.status_code != 200 or "html" not in answer["Content-Type"]:
                continue
            for form in _forms_with_room(parse_strictly(answer)):
                if name in KEEPS_NOTHING:
                    continue
                if "data-draft-url" not in form.attrib or TOKEN not in fields_of(form):
                    wrong.append(f"{name}, as {person}")
                elif name not in kept:
                    _keeps(scene, person, address, form)
                    kept.add(name)
    assert wrong == [], "\n".join(["room for words, and no draft:", *wrong])
    # Found by walking, not by a list: but the walk has to come to them at all.
    assert {
        "break_glass",
        "break_glass_review",
        "answer_agreement",
        "owner_question",
        "decision",
        "feedback",
        "dissemination",
        "screening",
        "gate",
        "hub_check",
        "correct_chronology_entry",
    } <= kept, kept


def _keeps(scene: Scene, person: str, address: str, form: Element) -> None:
    """What is typed is there again after a break, and after being sent too late."""
    names = [room.get("name", "") for room in find_all(form, "textarea")]
    account = scene.people[person]
    client = signed_in(account)
    sent = fields_of(form) | {name: [f"{TYPED} draft"] for name in names}
    assert client.post(form.attrib["data-draft-url"], sent).status_code < 300, address
    assert _reads(client.get(address), names) == [f"{TYPED} draft"] * len(names), address
    late = sent | {name: [f"{TYPED} late"] for name in names}
    client.logout()
    assert client.post(address, late)["Location"].startswith(reverse("account_login")), address
    again = signed_in(account).get(address)
    assert _reads(again, names) == [f"{TYPED} late"] * len(names), address


def _reads(answer: object, names: list[str]) -> list[str]:
    page = parse_strictly(answer)  # type: ignore[arg-type]
    return [words(find_one(page, "textarea", name=name)) for name in names]
