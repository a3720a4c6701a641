"""From a question to the report that a board reads, and to the end of the data.

    evaluator -> lead -> evaluator -> board member -> lead -> evaluator

Each person has a browser of their own; the evaluator's runs no script.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from joinedup.insight.evaluation import jobs
from joinedup.insight.evaluation.tests import factories
from tests.browsing import PHONE, Site
from tests.journeys.steps import choose, follow, heading, press

pytestmark = pytest.mark.browser

TITLE = "Does help keep children at school?"


def test_a_question_is_answered_and_no_family_is_seen(site: Site):
    team = factories.a_team(60)
    evaluator = site.open(team.evaluator, javascript=False)
    address = _ask(evaluator)
    _write_the_protocol(evaluator)
    follow(evaluator, "Ask for approval")
    press(evaluator, "Ask for approval")
    expect(evaluator.get_by_role("main")).to_contain_text("Approval has been asked for")

    lead = site.open(team.lead)
    lead.goto("/")
    lead.get_by_role("main").get_by_role("link", name=re.compile(re.escape(TITLE))).click()
    follow(lead, "Approve it or refuse it")
    expect(lead.get_by_role("main")).to_contain_text("Places went by the day of referral.")
    choose(lead, "What do you decide?", "Approve it")
    lead.get_by_label("Why?").fill("Needed, and no more than needed.")
    press(lead, "Record the decision")

    evaluator.goto("/")
    evaluator.get_by_role("main").get_by_role("link", name=re.compile(re.escape(TITLE))).click()
    follow(evaluator, "Build the data set")
    press(evaluator, "Build the data set")
    person = team.evaluator.professional_id
    factories.do(jobs.build, study_id=_ids(address)[0], professional_id=person)
    evaluator.goto(f"{address}data/")
    expect(heading(evaluator)).to_have_text("What is in the data set")
    evaluator.goto(address)
    follow(evaluator, "Run a method")
    press(evaluator, "Run it")
    expect(evaluator.get_by_role("main")).to_contain_text("It has not begun yet.")
    factories.do(jobs.carry_out, run_id=_ids(evaluator.url)[1], professional_id=person)
    follow(evaluator, "Look again")
    expect(evaluator.get_by_role("main")).to_contain_text("Finished")
    for page in (evaluator, lead):
        page.goto(address)
        assert factories.REFERENCE not in page.content()

    board = site.open(team.board, size=PHONE)
    board.goto("/evaluation/")
    board.get_by_role("link", name=re.compile(re.escape(TITLE))).click()
    board.get_by_role("link", name="Run 1").click()
    expect(heading(board)).to_have_text("What run 1 found")
    expect(board.get_by_role("main")).to_contain_text("as it was written down beforehand")
    with board.expect_download() as download:
        follow(board, "Report (PDF)")
    assert download.value.suggested_filename.endswith("run 1.pdf")

    lead.goto(address)
    follow(lead, "End it and delete the data set")
    lead.get_by_label("Why?").fill("The board has decided.")
    press(lead, "Delete the data set")
    expect(lead.get_by_role("main")).to_contain_text("Deleted:")
    evaluator.goto(address)
    expect(evaluator.get_by_role("main")).to_contain_text("Ended, and the data set deleted")
    evaluator.get_by_role("link", name="Run 1").click()
    expect(heading(evaluator)).to_have_text("What run 1 found")


def _ask(page: Page) -> str:
    """Fill in the study; its address."""
    page.goto("/evaluation/")
    follow(page, "Begin a study")
    page.get_by_label("What is it called?").fill(TITLE)
    page.get_by_label("What do you want to find out?").fill("Do fewer have trouble at the end?")
    page.get_by_label("Why is it needed").fill("We decide in spring.")
    choose(page, "What is it?", "Checking a service that the agency itself runs")
    background = page.get_by_role("group", name="What do you need to know about each family")
    background.get_by_label("One parent alone").check()
    risks = page.get_by_role("group", name="Which risks?")
    for risk in ("Truancy, exclusion or bad behaviour at school", "Poor physical health"):
        risks.get_by_label(risk).check()
    for moment in ("At the start", "At the end"):
        page.get_by_role("group", name="At which moments?").get_by_label(moment).check()
    page.get_by_role("group", name="Do you need to take the rows out").get_by_label("No").check()
    day = timezone.localdate() + timedelta(days=30)
    for part in ("day", "month", "year"):
        page.get_by_label(part.capitalize(), exact=True).fill(str(getattr(day, part)))
    press(page, "Save the study")
    expect(page.get_by_role("main")).to_contain_text("The study is saved")
    return page.url


def _write_the_protocol(page: Page) -> None:
    school = "Truancy, exclusion or bad behaviour at school"
    follow(page, "Write the protocol")
    page.get_by_label("What is compared?").select_option(label=f"{school} at the end")
    choose(page, "By which method?", "Regression adjustment")
    choose(page, "What is estimated?", "What it did for the families that took part")
    allowed = page.get_by_role("group", name="What is allowed for?")
    for name in ("One parent alone", f"{school} at the start"):
        allowed.get_by_label(name).check()
    page.get_by_label("What can help not have changed?").select_option(
        label="Poor physical health at the end"
    )
    page.get_by_label("Why can the groups be compared").fill("Places went by the day of referral.")
    press(page, "Save the protocol")
    expect(page.get_by_role("main")).to_contain_text("The protocol is saved")


def _ids(address: str) -> list[factories.UUID]:
    """The ids in an address, of the study first."""
    return [factories.UUID(found) for found in re.findall(r"[0-9a-f-]{36}", address)]
