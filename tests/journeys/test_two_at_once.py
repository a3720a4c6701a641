"""Two people work on the same enquiry: the second is told, and what they typed is still there."""

import pytest
from playwright.sync_api import Page, expect

from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.practice.safeguarding_hub.tests import rooms
from joinedup.record.chronology.tests import factories as chronologies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.queries import open_folder
from joinedup.trust.sharing.rules import Category, Purpose
from tests.browsing import Site
from tests.journeys.steps import heading, press

pytestmark = pytest.mark.browser

MINE = "I have spoken to the school, and I think that it can wait until Monday. 🌧"


@pytest.fixture(scope="module")
def hub(running_site: Site) -> hubs.Hub:
    return hubs.a_hub()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_two_people_rate_the_same_enquiry(site: Site, hub: hubs.Hub, javascript: bool):
    address = f"/hub/enquiries/{hubs.identified(hub)}/screening/"
    first, second = site.open(hub.screener), site.open(hub.manager, javascript=javascript)
    for page in (first, second):
        page.goto(address)
    first.get_by_role("radio").first.check()
    first.get_by_label("Why this rating?").fill("She is afraid to go home.")
    press(first, "Save the rating")
    expect(first.get_by_text("Rating recorded")).to_be_visible()

    second.get_by_role("radio").nth(2).check()
    second.get_by_label("Why this rating?").fill(MINE)
    press(second, "Save the rating")
    expect(
        second.get_by_text("A colleague has rated it since you opened this page")
    ).to_be_visible()
    expect(second.get_by_text("She is afraid to go home.").first).to_be_visible()
    expect(second.get_by_label("Why this rating?")).to_have_value(MINE)
    expect(second.get_by_role("radio").nth(2)).to_be_checked()
    press(second, "Save the rating")
    expect(second.get_by_text("Rating recorded")).to_be_visible()
    expect(second.get_by_text("She is afraid to go home.")).to_be_visible()
    expect(second.get_by_text(MINE)).to_be_visible()


def test_two_people_decide_the_same_enquiry(site: Site, hub: hubs.Hub):
    address = f"/hub/enquiries/{hubs.ready(hub)}/decision/"
    other = rooms.colleague(hub.team, rooms.Role.DECISION_MAKER, "Max Manager")
    first, second = site.open(hub.manager), site.open(other)
    for page in (first, second):
        page.goto(address)
        page.get_by_role("radio").nth(2).check()
    first.get_by_label("Why?", exact=True).fill("They want help.")
    press(first, "Record the decision")
    expect(first.get_by_text("The decision is recorded.")).to_be_visible()
    second.get_by_label("Why?", exact=True).fill(MINE)
    press(second, "Record the decision")
    expect(second.get_by_role("alert")).to_contain_text("Mona Manager has already decided")
    expect(second.get_by_text(MINE)).to_be_visible()
    expect(heading(second)).to_contain_text("What is to happen")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_two_people_correct_the_same_entry(site: Site, hub: hubs.Hub, javascript: bool):
    folder_id = hubs.enquiry(hub, hubs.checking(hub)).folder_id
    with session(hub.police_researcher, Purpose.AGENCY_CHECK):
        folder = open_folder(folder_id)
        entry = chronologies.entry(hub.police_researcher, folder, category=Category.OFFENDING)
    other = rooms.colleague(hub.police_desk, rooms.Role.RESEARCHER, f"Max {javascript}")
    first = site.open(hub.police_researcher)
    second = site.open(other, javascript=javascript)
    for page in (first, second):
        page.goto(f"/chronology/entries/{entry.pk}/correct/")
    first.get_by_label("Why does it need correcting?").fill("I counted.")
    first.get_by_label("What happened?").fill("Late on twelve mornings.")
    press(first, "Save")
    expect(first.get_by_text("The entry has been corrected.")).to_be_visible()

    second.get_by_label("Why does it need correcting?").fill("The register says so.")
    second.get_by_label("What happened?").fill(MINE)
    press(second, "Save")
    expect(second.get_by_text("Somebody has corrected this entry since you")).to_be_visible()
    expect(second.get_by_text("Late on twelve mornings.")).to_be_visible()
    expect(second.get_by_label("What happened?")).to_have_value(MINE)
    press(second, "Save")
    expect(second.get_by_text("The entry has been corrected.")).to_be_visible()
    expect(second.get_by_text(MINE)).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_two_people_tell_the_same_recipients(site: Site, hub: hubs.Hub, javascript: bool):
    address = f"/hub/enquiries/{rooms.decided(hub)}/dissemination/"
    other = rooms.colleague(hub.team, rooms.Role.DECISION_MAKER, f"Mia {javascript}")
    first, second = site.open(hub.manager), site.open(other, javascript=javascript)
    for page, asked in ((first, "Please see the family."), (second, MINE)):
        page.goto(address)
        _prepare(page, asked)
    press(first, "Send to 1 recipient")
    expect(first.get_by_text("Each recipient has been told.")).to_be_visible()

    press(second, "Send to 1 recipient")
    expect(second.get_by_role("alert")).to_contain_text("This has been sent already.")
    expect(second.get_by_role("link", name="Early help north")).to_be_visible()
    expect(second.get_by_text(MINE)).to_be_visible()
    expect(second.get_by_text("They begin the assessment.")).to_be_visible()


def _prepare(page: Page, asked: str) -> None:
    page.get_by_label("Early help north, Brackenshire Council").check()
    press(page, "Continue")
    page.get_by_label("What do you ask").fill(asked)
    page.get_by_role("group", name="About whom is").get_by_label("Ffion Ŵyn").check()
    page.get_by_label("need to know?", exact=False).first.fill("They begin the assessment.")
    press(page, "Leave out every item that is not decided")
    press(page, "Read what will be sent")
