"""A neighbour tells the hub, without signing in, with and without script."""

import re

import pytest
from playwright.sync_api import expect

from joinedup.practice.safeguarding_hub.tests import factories as hubs
from tests.browsing import PHONE, Site

pytestmark = pytest.mark.browser

WORRY = "I hear the little boy next door crying at night and nobody comes."


@pytest.fixture(scope="module")
def hub(running_site: Site) -> hubs.Hub:
    return hubs.a_hub()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_neighbour_tells_the_hub_and_the_hub_reads_it(
    site: Site, hub: hubs.Hub, javascript: bool
):
    page = site.open(javascript=javascript, size=PHONE)
    page.goto("/")
    page.get_by_role("link", name="Worried about a child? Tell us").click()
    page.get_by_label("What are you worried about?").fill(WORRY)
    page.get_by_role("group", name="Is a child in danger right now?").get_by_label("No").check()
    child = page.get_by_role("group", name="Child 1")
    child.get_by_label("First names").fill("Aled")
    child.get_by_label("House and street").fill("16 Larch Road")
    page.get_by_label("No, I would rather not say").check()
    page.get_by_role("button", name="Add an adult").click()
    page.get_by_role("group", name="Adult 1").get_by_label("Surname").fill("Ŵyn")
    page.get_by_role("button", name="Continue: check what you wrote").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you send")
    expect(page.get_by_text(WORRY)).to_be_visible()
    page.get_by_role("button", name="Change what you wrote").click()
    expect(page.get_by_label("What are you worried about?")).to_have_value(WORRY)
    page.get_by_role("button", name="Continue: check what you wrote").click()
    page.get_by_role("button", name="Send to the hub").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you: we have it")
    said = page.locator("main").inner_text()
    found = re.search(r"Your reference is (\S+)", said)
    assert found is not None

    screener = site.open(hub.screener)
    screener.goto("/hub/")
    row = screener.get_by_role("row").filter(has_text=found[1])
    row.get_by_role("link").click()
    expect(screener.get_by_text("From a member of the public")).to_be_visible()
    expect(screener.get_by_text(WORRY)).to_be_visible()
    expect(screener.get_by_text("Aled").first).to_be_visible()
