"""The work list of records that may be one person's, and its pages, in every state."""

import pytest
from django.urls import reverse

from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.record.duplicates.tests import factories as duplicates
from joinedup.record.people import commands
from joinedup.record.people.models import Person
from joinedup.record.people.tests import factories
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose
from tests.accessibility.looking import Findings
from tests.browsing import DESKTOP, PHONE, Site

pytestmark = pytest.mark.browser
PARTS = ("duplicates", "relatives", "open", "waiting", "decided")
WHY = {"evidence": "A test.", "reasons": "A test."}


@pytest.fixture(scope="module")
def hub(running_site: Site) -> hubs.Hub:
    return hubs.a_hub()


def _look(found: Findings, site: Site, viewer, addresses: dict[str, str]) -> None:
    for size in (DESKTOP, PHONE):
        page = site.open(viewer, size=size)
        for called, address in addresses.items():
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            found.look_at(page, f"{called}, {size[0]} wide", answer)


def _lists() -> dict[str, str]:
    return {f"the list: {part}": f"{reverse('possible_duplicates')}?show={part}" for part in PARTS}


def test_every_part_of_the_list_with_nothing_in_it(site: Site, hub: hubs.Hub):
    found = Findings()
    _look(found, site, hub.screener, _lists())
    assert not found.wrong, str(found)


def test_every_state_of_a_pair(site: Site, hub: hubs.Hub):
    found = Findings()
    screener = hub.screener
    given = ("Ffion", "Ffi", "Gwen", "Carys", "Carys", "Nia")
    people = [factories.person(screener, hub.team, name) for name in given]
    _pairs(people)
    ids = [person.pk for person in people]
    with session(screener, Purpose.SCREENING):
        merge = commands.merge_people(screener, kept_id=ids[3], merged_id=ids[4], **WHY)
        commands.cannot_tell_yet(
            screener, one_id=ids[0], other_id=ids[5], missing="A test.", reasons="A test."
        )
        apart = commands.keep_apart(screener, one_id=ids[1], other_id=ids[2], reasons="A test.")
        asked = commands.ask_to_merge_after_all(
            screener, decision_id=apart.pk, kept_id=ids[1], **WHY
        )
        apart_too = commands.ask_to_separate(screener, merge_id=merge.pk, reasons="A test.")
    pages = {
        "a possible duplicate": reverse("possible_duplicate", args=[ids[0], ids[1]]),
        "possible relatives": reverse("possible_duplicate", args=[ids[0], ids[2]]),
        "cannot be told yet": reverse("possible_duplicate", args=[ids[0], ids[5]]),
        "two people, to be overturned": reverse("possible_duplicate", args=[ids[1], ids[2]]),
        "one person now": reverse("possible_duplicate", args=[ids[3], ids[4]]),
        "merging what was decided to be two": reverse("merge_people", args=[ids[1], ids[2]]),
        "a merge that waits": reverse("unmerge_people", args=[merge.pk]),
        "a request of one's own": reverse("overturning", args=[asked.pk]),
        "a person with decisions": reverse("person", args=[ids[1]]),
    }
    _look(found, site, screener, _lists() | pages)
    second = {
        "a request to answer": reverse("overturning", args=[asked.pk]),
        "a request to separate": reverse("overturning", args=[apart_too.pk]),
    }
    _look(found, site, hub.manager, _lists() | second)
    with session(hub.manager, Purpose.SCREENING):
        commands.answer_overturning(
            hub.manager, overturning_id=asked.pk, agree=False, reasons="A test."
        )
    _look(found, site, screener, {"an answer": second["a request to answer"]})
    assert not found.wrong, str(found)


def _pairs(people: list[Person]) -> None:
    run = duplicates.run()
    kinds = {
        (0, 1): "duplicate",
        (0, 2): "relative",
        (1, 2): "duplicate",
        (3, 4): "duplicate",
        (0, 5): "duplicate",
    }
    for (one, other), kind in kinds.items():
        both = [(people[n].pk, people[n].folder_id) for n in (one, other)]
        word = "possible twin, sibling or other relative" if kind == "relative" else "uncertain"
        duplicates.pair(run, *both, kind=kind, found=word)
