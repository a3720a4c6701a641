"""Nobody has to type an address: every page is linked from one that leads there.

And every page of a record says why it may be seen, gives the record's number, and leads to who
else may see it.
"""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import pytest
from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse

from joinedup.insight.evaluation.tests import factories as studies
from joinedup.practice.safeguarding_hub.models import MentionedPerson
from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.record.chronology.commands import correct_entry
from joinedup.record.chronology.tests import factories as chronologies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Category, Purpose
from tests.html import find_all, parse_strictly, words
from tests.security.routes import ANYBODY, PUBLIC, ROUTES
from tests.security.scene import Scene, an_exercise, build
from tests.security.walking import signed_in

pytestmark = pytest.mark.django_db

SHOW_NO_PANEL: dict[str, str] = {
    "agreement": "an agreement is about nobody, and public",
    "answer_agreement": "an agreement is about nobody, and public",
    "download_agreement": "a file",
    "break_glass_review": "about who opened a record, for whoever may not see the record",
    "own_import_problems": "a file: its page has the panel",
    "product_document": "a document: its page has the panel",
    **dict.fromkeys(
        (
            "exercise",
            "change_exercise",
            "answer_exercise",
            "send_extract",
            "submit_exercise",
            "run_exercise",
            "release_exercise",
            "close_exercise",
            "withdraw_exercise",
        ),
        "a sealed matching is about nobody: its result has pages of its own",
    ),
    **dict.fromkeys(
        (
            "study",
            "change_study",
            "study_protocol",
            "study_protocol_file",
            "submit_study",
            "answer_study",
            "build_study",
            "end_study",
            "withdraw_study",
            "study_data",
            "study_rows",
            "begin_run",
            "study_run",
            "stop_run",
            "study_report",
            "study_report_file",
        ),
        "a study is about nobody: no family is in it by name or number",
    ),
    "told_us": "says thanks, and nothing of what was told",
    "worry_sent": "says thanks, and nothing of what was told",
}
"""Pages whose address names something, and which show nothing of a record."""

COME_TO_OTHERWISE: dict[str, str] = {
    "tell_us": "for the public, from the partnership's own site",
    "told_us": "follows the form before it",
    "check_worry": "follows the form before it",
    "worry_sent": "follows the form before it",
    "gate_check": "follows the form before it",
    "merge_people": "follows the search for the other record",
    "review_ask": "for an ask that the rules left to a person: tested beside the page",
}
"""Pages that no link leads to here, and how people come to them."""

TOLD_ONLY_AS_A_TEAM = {("screener", "product"), ("council_researcher", "product")}
"""They hold what was sent as their hub does. Only who sent it, or was sent it, is led to it."""

_PANELLED = {name for name, route in ROUTES.items() if route.about} - set(SHOW_NO_PANEL)


def test_pages_say_why_they_may_be_seen_and_each_is_linked_from_another():
    scene = build()
    addresses = [*_addresses(scene), *_at_other_stages(scene)]
    wrong = []
    for person in scene.people:
        client = signed_in(scene.people[person])
        links: dict[str, set[str]] = {}
        for name, address in addresses:
            if ROUTES[name].who not in (PUBLIC, ANYBODY) and person not in ROUTES[name].who:
                continue
            page = _opened(client.get(address))
            links[name] = links.get(name, set()) | _links(page)
            if name in _PANELLED and page is not None:
                wrong += [f"{person} at {name}: {lack}" for lack in _lacks(name, page)]
        if "search" in links:
            links["search"] |= _links(_opened(client.post("/search/", {"about": "Ffion Ŵyn"})))
        wrong += [f"{person} is led to no {name}" for name in _not_led_to(person, links)]
    assert wrong == [], "\n".join(sorted(set(wrong)))


def _addresses(scene: Scene) -> Iterator[tuple[str, str]]:
    for name, route in ROUTES.items():
        if not route.post_only:
            things = {k: scene.things.get(what, what) for k, what in route.about.items()}
            yield name, reverse(name, kwargs=things)


def _at_other_stages(scene: Scene) -> Iterator[tuple[str, str]]:
    """Pages as they are before and after the scene: what they link to depends on it."""
    received, screened = hubs.received(scene.hub), hubs.screened(scene.hub)
    decided, sent = hubs.decided(scene.hub), hubs.disseminated(scene.hub)
    with session(scene.hub.screener, Purpose.SCREENING):
        mentioned = MentionedPerson.objects.filter(contact__enquiry=received).first()
    for enquiry_id in (received, screened, decided, sent):
        yield "enquiry", reverse("enquiry", args=[enquiry_id])
    yield "identity", reverse("identity", args=[received])
    yield "identify", reverse("identify", args=[received, mentioned.pk])
    yield "gate", reverse("gate", args=[screened])
    yield "dissemination", reverse("dissemination", args=[sent])
    yield "person", reverse("person", args=[scene.things["other_person"]])
    for folder in ("restricted_folder", "excluded_folder"):
        yield "who_may_see", reverse("who_may_see", args=[scene.things[folder]])
    with session(scene.hub.police_researcher, Purpose.AGENCY_CHECK):
        folder = Folder.objects.get(pk=scene.things["enquiry_folder"])
        entry = chronologies.entry(scene.hub.police_researcher, folder, category=Category.OFFENDING)
        correct_entry(
            scene.hub.police_researcher, entry=entry, reasons="A test.", what="A test, corrected."
        )
    yield "chronology", reverse("chronology", args=[folder.pk])
    viewers = {name: viewer_for(user.professional_id) for name, user in scene.people.items()}
    for stage in ("drafted", "submitted", "opened", "sent", "matched"):
        yield "exercise", reverse("exercise", args=[an_exercise(viewers, stage)])
    team = studies.a_team(
        0, scene.hub.council, evaluator=viewers["evaluator"], lead=viewers["council_lead"]
    )
    for take in (studies.drafted, studies.submitted, studies.approved):
        yield "study", reverse("study", args=[take(team)])
    study_id = scene.things["study"]
    waiting = studies.begun(team, study_id, why="A test.")
    yield "study_run", reverse("study_run", args=[study_id, waiting])


def _opened(answer: HttpResponse) -> Element | None:
    """A page as its reader has it; none for a file, for a way elsewhere, or for nothing."""
    is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    return parse_strictly(answer) if is_page else None


def _lacks(name: str, page: Element) -> Iterator[str]:
    panels = find_all(page, "div", class_="ju-why")
    said = " ".join(words(panel) for panel in panels)
    if "Why can I see this?" not in said or "Because" not in said:
        yield "does not say why"
    if "Record number: " not in said:
        yield "gives no record number"
    if name != "who_may_see" and not any("who_may_see" in _links(panel) for panel in panels):
        yield "does not lead to who may see it"


def _links(page: Element | None) -> set[str]:
    """The names of our pages that a page leads to."""
    found = set()
    for link in find_all(page, "a") if page is not None else ():
        address = urlsplit(urljoin("/", link.get("href") or ""))
        try:
            found |= {resolve(address.path).view_name} if not address.netloc else set()
        except Resolver404:
            continue
    return found


def _not_led_to(person: str, links: dict[str, set[str]]) -> set[str]:
    """Pages that somebody does not come to from their first one, link by link."""
    found: set[str] = set()
    new = {"home"}
    while new:
        found |= new
        new = {to for name in new for to in links.get(name, ())} - found
    missed = set(links) - found - set(COME_TO_OTHERWISE)
    return {
        name
        for name in missed
        if (person, name.removesuffix("_document")) not in TOLD_ONLY_AS_A_TEAM
    }
