"""Pages of an installation in which nobody works in the hub yet, and in which no mail is sent."""

import pytest
from playwright.sync_api import Page, expect

from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.trust.agencies.models import Membership
from joinedup.trust.agencies.tests import factories as agencies
from tests.accessibility.looking import Findings
from tests.browsing import PHONE, Site

pytestmark = pytest.mark.browser

NOT_YET = "The safeguarding hub has not been set up yet"
WORRY = "I hear the little boy next door crying at night and nobody comes."


@pytest.fixture(scope="module")
def hub(running_site: Site) -> hubs.Hub:
    return hubs.a_hub()


def _look(found: Findings, page: Page, called: str) -> None:
    expect(page.get_by_role("heading", name=NOT_YET)).to_be_visible()
    found.look_at(page, called)


def test_what_was_typed_outlasts_a_hub_that_is_not_there(site: Site, hub: hubs.Hub):
    found = Findings()
    page = site.open(size=PHONE)
    page.goto("/tell-us/")
    page.get_by_label("What are you worried about?").fill(WORRY)
    page.get_by_role("group", name="Is a child in danger right now?").get_by_label("No").check()
    page.get_by_role("group", name="Child 1").get_by_label("First names").fill("Aled")
    page.get_by_label("No, I would rather not say").check()
    in_the_hub = Membership.objects.filter(team=hub.team)
    agencies.change(in_the_hub, ends_on=agencies.LONG_AGO)
    page.get_by_role("button", name="Add an adult").click()
    _look(found, page, "the form without a hub")
    page.get_by_role("group", name="Adult 1").get_by_label("Surname").fill("Ŵyn")
    page.get_by_role("button", name="Continue: check what you wrote").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you send")
    _look(found, page, "the check page without a hub")
    page.get_by_role("button", name="Send to the hub").click()
    _look(found, page, "sent without a hub")
    expect(page.get_by_text(WORRY)).to_be_visible()
    other = site.open()
    other.goto("/tell-us/")
    _look(found, other, "nothing typed, without a hub")
    teacher = site.open(hub.referrer)
    teacher.goto("/worries/new/")
    _look(found, teacher, "reporting without a hub")
    agencies.change(in_the_hub, ends_on=None)
    page.get_by_role("button", name="Send to the hub").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you: we have it")
    assert not found.wrong, str(found)


def test_where_no_mail_is_sent(site: Site, settings):
    settings.SENDS_MAIL = False
    found = Findings()
    page = site.open()
    page.goto("/account/sign-in/")
    page.get_by_role("link", name="I have forgotten my password").click()
    expect(page.get_by_text("Ask your system administrator")).to_be_visible()
    found.look_at(page, "no mail is sent")
    assert not found.wrong, str(found)
