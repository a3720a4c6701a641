"""What people do on a page, in the words of the page."""

import time
from importlib import import_module

from django.conf import settings
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page

from joinedup.trust.accounts.sign_in import SEEN_AT

WORRY = "Ffion has come to school hungry every day this week. She flinched when I spoke."


def heading(page: Page) -> Locator:
    """The page's h1."""
    return page.get_by_role("heading", level=1)


def press(page: Page, name: str) -> None:
    """A button, by what it says."""
    page.get_by_role("button", name=name).click()


def go_back(page: Page) -> None:
    """The browser's Back button, from a page that has arrived.

    In the instant in which Chromium puts one page in another's place it has no history to tell,
    and says so before it has gone anywhere; a person would press again.
    """
    page.wait_for_load_state()
    try:
        page.go_back()
    except PlaywrightError as error:
        if "Not attached to an active page" not in error.message:
            raise
        page.wait_for_load_state()
        page.go_back()


def choose(place: Page | Locator, question: str, answer: str) -> None:
    """One of a question's answers."""
    place.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def follow(page: Page, name: str) -> None:
    """A link, by what it says; some look like buttons and say that they are."""
    link = page.get_by_role("link", name=name)
    link.or_(page.get_by_role("button", name=name)).first.click()


def fill_in_a_worry(page: Page, worry: str = WORRY) -> None:
    """Everything that a professional's form must have, on that form."""
    child = page.get_by_role("group", name="Child 1", exact=True)
    child.get_by_label("First names").fill("Ffion")
    child.get_by_label("Surname").fill("Ŵyn")
    page.get_by_label("What are you worried about?").fill(worry)
    choose(page, "Is a child in danger right now?", "No")
    choose(page, "Does the family know that you are telling us?", "Yes")
    page.get_by_label("How can we reach you today?").fill("01632 960001")


def let_time_pass(page: Page) -> None:
    """Nothing has happened in this person's session for as long as one may last unused."""
    name = settings.SESSION_COOKIE_NAME
    [key] = [c["value"] for c in page.context.cookies() if c["name"] == name]
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    session[SEEN_AT] = int(time.time()) - settings.IDLE_SECONDS - 1
    session.save()
