"""Two people work on the same enquiry: the second is told, and what they typed is still there."""

import pytest
from playwright.sync_api import expect

from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.practice.safeguarding_hub.tests import rooms
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
