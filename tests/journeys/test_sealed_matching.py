"""From a proposal to the families that one team reads, and to the end of all of it.

    lead -> second person, police, health -> three researchers -> lead -> manager -> lead

Each person has a browser of their own; the researchers' runs no script.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from joinedup.practice.think_family.tests import factories
from tests.browsing import PHONE, Site
from tests.journeys.steps import choose, heading, press

pytestmark = pytest.mark.browser

TITLE = "Families who could use early help"


def test_families_are_found_and_nobody_else_is_named(site: Site):
    team = factories.a_partnership()
    lead = site.open(team.council.lead)
    address = _propose(lead, team)
    press(lead, "Ask for the approvals")
    expect(lead.get_by_role("main")).to_contain_text("Approvals have been asked for")
    for who in (team.police.lead, team.health.lead, team.second):
        page = site.open(who)
        page.goto("/")
        page.get_by_role("main").get_by_role("link", name=re.compile(TITLE)).click()
        page.get_by_role("button", name="Approve it or refuse it").click()
        choose(page, "What does your agency decide?", "Approve it")
        page.get_by_label("Why?").fill("Needed, and no wider than needed.")
        press(page, "Record the decision")
        expect(page.get_by_role("main")).to_contain_text("decision has been recorded")
    for name, rows in factories.a_town().items():
        page = site.open(getattr(team, name).researcher, javascript=False)
        page.goto(f"{address}extract/")
        file = {"name": "people.csv", "mimeType": "text/csv"}
        page.get_by_label("The file").set_input_files(
            {**file, "buffer": factories.extract(rows).getvalue()}
        )
        page.get_by_role("button", name="Send the file").click()
        expect(page.get_by_role("main")).to_contain_text("The file is sealed")
    lead.goto(address)
    lead.get_by_role("button", name="Match the files").click()
    press(lead, "Match the files")
    factories.run(team.council.lead, _id(address))
    lead.goto(address)
    expect(lead.get_by_role("main")).to_contain_text("Families that meet the criteria")
    assert factories.QUALIFYING not in lead.content()
    lead.get_by_role("button", name="Release the result").click()
    lead.get_by_label("Why?").fill("They will be offered help.")
    press(lead, "Release the result")

    manager = site.open(team.manager, size=PHONE)
    manager.goto("/")
    manager.get_by_role("main").get_by_role("link", name=re.compile(TITLE)).click()
    manager.get_by_role("button", name="Read the result").click()
    expect(heading(manager)).to_have_text("Families that meet the criteria")
    said = manager.get_by_role("main").inner_text()
    assert factories.QUALIFYING in said
    assert factories.BELOW not in said

    lead.goto(address)
    lead.get_by_role("link", name="Close it and delete everything").click()
    lead.get_by_label("Why?").fill("Every family has been visited.")
    press(lead, "Delete everything")
    expect(lead.get_by_role("main")).to_contain_text("Deleted: 3 extracts")
    answer = manager.goto(f"{address}result/")
    assert answer is not None
    assert answer.status == 404


def _propose(page: Page, team: factories.Partnership) -> str:
    """Fill in the proposal; the address of the exercise."""
    page.goto("/matching/")
    page.get_by_role("button", name="Propose an exercise").click()
    page.get_by_label("What is it called?").fill(TITLE)
    page.get_by_label("To offer early help").check()
    page.get_by_label("Why is it needed").fill("Each of us sees one need.")
    choose(page, "Have families been told that this happens?", "Yes")
    page.get_by_label("How have they been told?").fill("Our privacy notices.")
    for taking, need in (
        (team.council, "Not getting a good education"),
        (team.police, "Crime or anti-social behaviour"),
        (team.health, "Mental or physical health"),
    ):
        group = page.get_by_role("group", name=f"What does {taking.agency.name} contribute?")
        group.get_by_label(need).check()
    page.get_by_label("How many different needs").fill("3")
    page.get_by_label("How many agencies").fill("2")
    page.get_by_label("Which team of your agency").select_option(label=team.early_help.name)
    choose(page, "Does each agency get back", "No")
    day = timezone.localdate() + timedelta(days=30)
    for part in ("day", "month", "year"):
        page.get_by_label(part.capitalize(), exact=True).fill(str(getattr(day, part)))
    press(page, "Save the proposal")
    expect(page.get_by_role("main")).to_contain_text("The proposal is saved")
    address = page.url
    page.get_by_role("button", name="Ask for the approvals").click()
    return address


def _id(address: str) -> factories.UUID:
    return factories.UUID(address.rstrip("/").rsplit("/", 1)[1])
