"""The session ends in the middle of a long form: what was typed is there after signing in."""

import pytest
from playwright.sync_api import Page, expect

from joinedup.practice.safeguarding_hub.tests import factories as hubs
from tests.browsing import Site, sign_in
from tests.journeys.steps import WORRY, fill_in_a_worry, go_back, heading, let_time_pass, press

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def hub(running_site: Site) -> hubs.Hub:
    return hubs.a_hub()


def the_worry_is_there(page: Page, worry: str = WORRY) -> None:
    expect(heading(page)).to_have_text("Report a worry about a child")
    expect(page.get_by_label("What are you worried about?")).to_have_value(worry)
    expect(page.get_by_text("We kept what you had typed")).to_be_visible()


def test_without_script_what_was_sent_too_late_is_kept(site: Site, hub: hubs.Hub):
    page = site.open(javascript=False)
    sign_in(page, hub.referrer)
    page.goto("/worries/new/")
    fill_in_a_worry(page)
    let_time_pass(page)
    press(page, "Continue: check your answers")
    expect(heading(page)).to_have_text("Sign in")
    expect(page.get_by_text("Sign in and you will find it")).to_be_visible()
    sign_in(page, hub.referrer)
    the_worry_is_there(page)
    press(page, "Continue: check your answers")
    expect(heading(page)).to_have_text("Check before you send")


def test_somebody_else_at_that_computer_does_not_see_it(site: Site, hub: hubs.Hub):
    secret = "Only Tess may read this until she sends it."
    page = site.open(javascript=False)
    sign_in(page, hub.referrer)
    page.goto("/worries/new/")
    fill_in_a_worry(page, secret)
    let_time_pass(page)
    press(page, "Continue: check your answers")
    sign_in(page, hub.practitioner)
    expect(heading(page)).to_have_text("Report a worry about a child")
    assert secret not in page.content()
    expect(page.get_by_label("What are you worried about?")).to_have_value("")
    press(page, "Sign out")
    expect(heading(page)).not_to_have_text("Report a worry about a child")
    go_back(page)
    assert secret not in page.content()
    page.goto("/account/sign-in/?next=/worries/new/")
    sign_in(page, hub.referrer)
    the_worry_is_there(page, secret)


def test_with_script_the_page_warns_keeps_the_draft_and_asks_to_sign_in(
    site: Site, hub: hubs.Hub, settings
):
    settings.IDLE_SECONDS = 20  # the form is filled in well within this on a busy machine too
    page = site.open()
    sign_in(page, hub.screener)
    page.goto("/worries/new/")
    fill_in_a_worry(page)
    dialog = page.get_by_role("dialog", name="You are about to be signed out")
    expect(dialog).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    expect(heading(page)).to_have_text("Sign in", timeout=60_000)
    assert WORRY not in page.content()
    settings.IDLE_SECONDS = 1200
    sign_in(page, hub.screener)
    the_worry_is_there(page)


def test_whoever_says_so_stays_signed_in(site: Site, hub: hubs.Hub, settings):
    settings.IDLE_SECONDS = 30
    page = site.open(hub.manager)
    page.clock.install()
    page.goto("/worries/new/")
    page.clock.run_for(20_000)
    dialog = page.get_by_role("dialog", name="You are about to be signed out")
    expect(dialog).to_be_visible()
    press(page, "Stay signed in")
    expect(dialog).to_be_hidden()
    page.clock.run_for(10_000)
    expect(dialog).to_be_hidden()
    expect(heading(page)).to_have_text("Report a worry about a child")
