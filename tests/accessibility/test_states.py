"""Pages that look different while an enquiry goes its way: empty, half done, decided, closed."""

import re

import pytest
from playwright.sync_api import Page, expect

from joinedup.insight.evaluation.tests import factories as studies
from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.practice.safeguarding_hub.tests import rooms
from joinedup.practice.think_family.tests import factories as exercises
from tests.accessibility.looking import Findings
from tests.browsing import PHONE, Site
from tests.journeys import area as areas
from tests.journeys.area import Area
from tests.journeys.steps import choose, fill_in_a_worry, press

pytestmark = pytest.mark.browser

ENQUIRIES = "/hub/enquiries"


@pytest.fixture(scope="module")
def area(running_site: Site) -> Area:
    return areas.build()


def _go(found: Findings, page: Page, address: str, called: str = "") -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    assert answer.request.redirected_from is None, f"{address} leads to {page.url}"
    found.look_at(page, called or re.sub("[0-9a-f-]{36}", "…", address), answer)


def _pressed(found: Findings, page: Page, button: str, title: str) -> None:
    press(page, button)
    expect(page).to_have_title(re.compile(title))
    found.look_at(page, title)


def test_where_there_is_nothing_yet(site: Site, area: Area):
    found = Findings()
    for viewer, addresses in (
        (area.hub.referrer, ["/", "/worries/", "/received/"]),
        (area.hub.screener, ["/", "/hub/"]),
        (area.hub.health_researcher, ["/checks/", "/our-records/"]),
        (area.council_lead, ["/"]),
    ):
        page = site.open(viewer)
        for address in addresses:
            _go(found, page, address, f"{address} with nothing in it, {viewer.name}")
    assert not found.wrong, str(found)


def test_reporting_a_worry(site: Site, area: Area):
    found = Findings()
    page = site.open(area.hub.referrer)
    page.goto("/worries/new/")
    press(page, "Add another child")
    press(page, "Add an adult")
    found.look_at(page, "several people in a worry")
    press(page, "Remove Child 2")
    press(page, "Remove Adult 1")
    fill_in_a_worry(page)
    _pressed(found, page, "Continue: check your answers", "Check before you send")
    _pressed(found, page, "Send to the hub", "Sent to the hub")

    page = site.open(size=PHONE)
    page.goto("/tell-us/")
    page.get_by_label("What are you worried about?").fill("I hear crying.")
    choose(page, "Is a child in danger right now?", "Yes")
    page.get_by_label("First names").fill("Aled")
    page.get_by_label("No, I would rather not say").check()
    _pressed(found, page, "Continue: check what you wrote", "Check before you send")
    _pressed(found, page, "Send to the hub", "Thank you")
    assert not found.wrong, str(found)


def test_from_a_worry_to_the_agencies(site: Site, area: Area):
    found = Findings()
    hub = area.hub
    told = hubs.mentioned(postcode="QX4 2AB", address_line="14 Larch Road")
    received = hubs.received(hub, mentioned=[told, hubs.mother()], immediate_danger=True)
    page = site.open(hub.manager)
    _go(found, page, "/hub/")
    _go(found, page, f"{ENQUIRIES}/{received}/")
    _go(found, page, f"{ENQUIRIES}/{received}/identity/")
    page.get_by_role("link", name="Say who this is (Child").click()
    found.look_at(page, "candidates side by side")
    page.get_by_role("radio").first.check()
    page.get_by_label("What makes you sure?").fill("The birth date.")
    _pressed(found, page, "Confirm", "The family of")
    press(page, "Save and go on")
    found.look_at(page, "some are confirmed")

    identified = hubs.identified(hub)
    _go(found, page, f"{ENQUIRIES}/{identified}/screening/", "the first rating")
    screened = hubs.screened(hub)
    for part in ("", "screening/", "gate/", "gate/nobody/"):
        _go(found, page, f"{ENQUIRIES}/{screened}/{part}", f"rated: {part}")
    page.goto(f"{ENQUIRIES}/{screened}/gate/")
    page.get_by_role("group", name="Why are you asking?").get_by_role("radio").first.check()
    choose(page, "Has the family been told that agencies will be asked?", "Yes")
    choose(page, "Does the family agree?", "Yes")
    for agency in ("Brackenshire Police", "Brackenshire NHS Trust"):
        page.get_by_label(f"Ask {agency}").check()
    _pressed(found, page, "Continue: see what the rules say", "What the rules say")
    press(page, "Confirm")
    found.look_at(page, "agencies have been asked")
    page.get_by_role("link", name="Decide about asking").click()
    found.look_at(page, "is an agency to be asked?")
    assert not found.wrong, str(found)


def test_an_agency_answers(site: Site, area: Area):
    found = Findings()
    enquiry = hubs.checking(area.hub)
    check = hubs.check_of(area.hub, enquiry, area.hub.police_desk)
    page = site.open(area.hub.police_researcher)
    _go(found, page, "/checks/")
    _go(found, page, f"/checks/{check}/")
    page.get_by_role("button", name="This is them").first.click()
    page.get_by_role("button", name="Bring this into the room").first.click()
    found.look_at(page, "an answer with an item")
    press(page, "Take this item out")
    for group in page.get_by_role("group", name="Does your agency know").all():
        group.get_by_label("We do not know them").check()
    page.get_by_role("button", name="Check your answer").last.click()
    expect(page).to_have_title(re.compile("Check your answer"))
    found.look_at(page, "an answer to look through")
    press(page, "Send the answer to the hub")
    _go(found, page, f"/checks/{check}/", "an answer that has been given")
    _go(found, page, f"{ENQUIRIES}/{enquiry}/room/", "a room that waits")
    assert not found.wrong, str(found)


def test_from_the_decision_to_the_feedback(site: Site, area: Area):
    found = Findings()
    hub = area.hub
    hubs.an_agreement(hub.council, hub.health_desk.organisation)
    waiting, ready = hubs.checking(hub), rooms.with_items(hub)
    page = site.open(hub.manager)
    _go(found, page, f"{ENQUIRIES}/{waiting}/decision/", "deciding without every answer")
    _go(found, page, f"{ENQUIRIES}/{ready}/room/", "a room with items")
    _go(found, page, f"{ENQUIRIES}/{ready}/decision/", "deciding")
    choose(page, "What is to happen?", "Early help")
    page.get_by_label("Why?", exact=True).fill("They want help.")
    _pressed(found, page, "Record the decision", "Who needs to know?")
    page.get_by_label("Early help north, Brackenshire Council").check()
    press(page, "Continue")
    found.look_at(page, "what a recipient is told")
    press(page, "Read what will be sent")
    found.look_at(page, "what a recipient is told, sent empty")
    page.get_by_label("What do you ask").fill("Please help.")
    page.get_by_role("group", name="About whom is").get_by_role("checkbox").first.check()
    page.get_by_label("need to know?").first.fill("They work with the family.")
    press(page, "Leave out every item that is not decided")
    _pressed(found, page, "Read what will be sent", "Read what will be sent")
    _pressed(found, page, "Send to", "Tell the referrer")
    press(page, "Tell the referrer and close the enquiry")
    found.look_at(page, "closed")
    for part in ("", "room/", "decision/", "dissemination/", "feedback/"):
        _go(found, page, f"{ENQUIRIES}/{ready}/{part}", f"closed: {part}")

    reader = site.open(hub.practitioner)
    _go(found, reader, "/received/")
    reader.locator("main").get_by_role("link").first.click()
    found.look_at(reader, "what the hub told us")
    referrer = site.open(hub.referrer)
    _go(found, referrer, "/worries/", "what I reported")
    referrer.get_by_role("row", name="The hub has answered you").get_by_role("link").click()
    found.look_at(referrer, "a worry that has been answered")
    assert not found.wrong, str(found)


def test_looking_for_somebody_and_in_the_log(site: Site, area: Area):
    found = Findings()
    hubs.identified(area.hub)
    page = site.open(area.hub.screener)
    for words in ("Ffion Wyn", "Nobody Whatever"):
        page.goto("/search/")
        page.locator("main").get_by_role("textbox").first.fill(words)
        press(page, "Search")
        found.look_at(page, f"a search for {words}")
    page.goto("/search/")
    page.locator("main").get_by_role("textbox").first.fill("Ffion Wyn")
    press(page, "Search")
    page.locator("main").get_by_role("link", name="Ffion").first.click()
    found.look_at(page, "a person's record")
    lead = site.open(area.council_lead)
    for query in ("", "?who=Sam", "?who=Nobody", "?since-day=31&since-month=2&since-year=2026"):
        _go(found, lead, f"/audit/{query}")
    assert not found.wrong, str(found)


def test_a_sealed_matching_from_its_proposal_to_its_end(site: Site, area: Area):
    found = Findings()
    team = exercises.a_partnership()
    lead, second = site.open(team.council.lead), site.open(team.second)
    drafted, submitted = exercises.drafted(team), exercises.submitted(team)
    for part in ("", "change/", "submit/", "withdraw/"):
        _go(found, lead, f"/matching/{drafted}/{part}", f"a draft: {part}")
    _go(found, lead, f"/matching/{submitted}/", "waiting for approvals, its proposer")
    for part in ("", "decide/"):
        _go(found, second, f"/matching/{submitted}/{part}", f"waiting for approvals: {part}")
    _pressed(found, second, "Record the decision", "Error: Approve it or refuse it")

    opened = exercises.opened(team)
    sender = site.open(team.police.researcher)
    _go(found, sender, f"/matching/{opened}/extract/", "no extract yet")
    wrong = exercises.extract([exercises.a_row("R1", birth_date="no", needs="poverty; crime")])
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": wrong.getvalue()}
    sender.get_by_label("The file").set_input_files(file)
    press(sender, "Send the file")
    found.look_at(sender, "what was wrong in an extract")
    for part in ("", "decide/"):
        page = site.open(team.police.lead)
        _go(found, page, f"/matching/{opened}/{part}", f"open for extracts: {part}")

    sent, matched = exercises.sent(team), exercises.matched(team)
    _go(found, lead, f"/matching/{sent}/match/", "about to be matched")
    for part in ("", "release/"):
        _go(found, lead, f"/matching/{matched}/{part}", f"matched: {part}")
    released, closed = exercises.released(team), exercises.closed(team)
    manager, board = site.open(team.manager, size=PHONE), site.open(team.board)
    for part in ("", "result/"):
        _go(found, manager, f"/matching/{released}/{part}", f"released: {part}")
    _go(found, sender, f"/matching/{released}/our-records/", "our own records among them")
    _go(found, lead, f"/matching/{released}/close/", "about to be closed")
    for address in ("/matching/", f"/matching/{released}/", f"/matching/{closed}/"):
        _go(found, board, address, f"a board member at {address}")
    assert not found.wrong, str(found)


def test_a_study_from_its_protocol_to_its_report(site: Site, area: Area):
    found = Findings()
    team = studies.a_team(60)
    evaluator, lead = site.open(team.evaluator), site.open(team.lead)
    drafted, submitted = studies.drafted(team), studies.submitted(team)
    for part in ("", "change/", "protocol/", "submit/", "withdraw/"):
        _go(found, evaluator, f"/evaluation/{drafted}/{part}", f"a draft: {part}")
    evaluator.goto(f"/evaluation/{drafted}/protocol/")
    evaluator.get_by_label("Why can the groups be compared").fill("")
    _pressed(found, evaluator, "Save the protocol", "Error: The protocol")
    for part in ("", "decide/"):
        _go(found, lead, f"/evaluation/{submitted}/{part}", f"waiting for approval: {part}")
    _pressed(found, lead, "Record the decision", "Error: Approve it or refuse it")
    approved = studies.approved(team)
    for part in ("", "build/"):
        _go(found, evaluator, f"/evaluation/{approved}/{part}", f"approved: {part}")

    built = studies.built(team, takes_out=True)
    waiting = studies.begun(team, built)
    for part in ("", "data/", "run/", f"runs/{waiting}/", f"runs/{waiting}/stop/"):
        _go(found, evaluator, f"/evaluation/{built}/{part}", f"with its data set: {part}")
    _pressed(found, evaluator, "Stop it", "Run 1")
    done = studies.run(team, built)
    otherwise = studies.run(team, built, why="To see.", method="difference", covariates=())
    board = site.open(team.board, size=PHONE)
    for page in (board, evaluator):
        for part in ("", f"runs/{done}/report/", f"runs/{otherwise}/", f"runs/{otherwise}/report/"):
            _go(found, page, f"/evaluation/{built}/{part}", f"with a report: {part}")
    _go(found, lead, f"/evaluation/{built}/end/", "about to be ended")
    few_team = studies.a_team(12)
    few = studies.built(few_team)
    _go(found, site.open(few_team.colleague), f"/evaluation/{few}/", "too few families")
    ended = studies.ended(team)
    for part in ("", "data/"):
        _go(found, evaluator, f"/evaluation/{ended}/{part}", f"ended: {part}")
    assert not found.wrong, str(found)
