"""A real browser against a real server, for the journeys and the checks of accessibility.

    def test_something(site: Site):
        page = site.open(hub.screener)     # signed in; `site.open()` is anybody
        page.goto("/worries/new/")

The server and its database live as long as a module, so that what is slow to make is made once.
Each person has a context of their own: nothing of one is in the other's browser. After a test
that failed, what every open page showed is in tests/journeys/output.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from joinedup.practice.safeguarding_hub.tests.factories import PASSWORD
from joinedup.trust.accounts.models import User
from joinedup.trust.sharing.asking import Viewer
from tests.database import CHECKOUT, Emptier, TestDatabase

OUTPUT = CHECKOUT / "tests" / "journeys" / "output"
PICTURES = CHECKOUT / "docs" / "pictures"
DESKTOP, PHONE = (1280, 900), (375, 740)
# For picture files, a page's end is cut off there; nobody scrolls through a README's picture.
TALLEST = 1080

_CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_SLOWEST = 30_000  # milliseconds, for a machine that is busy with other things


@dataclass
class Site:
    """The running site; opens browsers for people and looks after them."""

    url: str
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def open(
        self,
        who: Viewer | User | None = None,
        *,
        javascript: bool = True,
        size: tuple[int, int] = DESKTOP,
        zoom: float = 1,
    ) -> Page:
        """A page in a browser of somebody's own. Zoom makes the room for the page smaller."""
        width, height = size
        context = self.browser.new_context(
            base_url=self.url,
            java_script_enabled=javascript,
            viewport={"width": round(width / zoom), "height": round(height / zoom)},
            device_scale_factor=zoom,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        context.set_default_timeout(_SLOWEST)
        context.set_default_navigation_timeout(_SLOWEST)
        self.contexts.append(context)
        context.on("page", self._watch)
        if who is not None:
            self.give_session(context, who if isinstance(who, User) else account_of(who))
        return context.new_page()

    def give_session(self, context: BrowserContext, who: User) -> None:
        """Sign somebody in without the page that does it; that page has tests of its own."""
        client = Client()
        client.force_login(who, backend=_BACKEND)
        name = settings.SESSION_COOKIE_NAME
        value = client.cookies[name].value
        context.add_cookies([{"name": name, "value": value, "url": self.url}])

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda said: (
                self.problems.append(f"{page.url}: {said.text}")
                if "Content Security Policy" in said.text
                else None
            ),
        )

    def keep_pictures(self, called: str) -> None:
        """What every open page shows, for somebody who wants to know why a test failed."""
        OUTPUT.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^a-z0-9]+", "-", called.lower()).strip("-")
        for number, page in enumerate(p for c in self.contexts for p in c.pages):
            # A page that is on its way, or too long for a picture, must not hide the test's error.
            with suppress(PlaywrightError):
                (OUTPUT / f"{name}-{number}.html").write_text(page.content())
                page.screenshot(path=OUTPUT / f"{name}-{number}.png", full_page=True)

    def close(self) -> None:
        """Everybody goes home."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()


def account_of(viewer: Viewer) -> User:
    """The account of somebody in the scene, made when it is first asked for."""
    found = User.objects.filter(professional_id=viewer.professional_id).first()
    if found is not None:
        return found
    email = f"{viewer.name.lower().replace(' ', '.')}@agency.example"
    return User.objects.create_user(email, PASSWORD, professional_id=viewer.professional_id)


def sign_in(page: Page, who: Viewer) -> None:
    """Sign somebody in as they do it themselves, and wait until they see their work."""
    if "/account/sign-in/" not in page.url:
        page.goto("/account/sign-in/")
    page.get_by_label("E-mail address").fill(account_of(who).email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda address: "/account/sign-in/" not in address)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run. It runs beside an event loop that Django must not mind."""
    found = next((path for path in _CHROMIUM if Path(path).exists()), None)
    assert found, "Chromium is missing: apt-get install --no-install-recommends chromium"
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=found, args=list(_QUIET))
        expect.set_options(timeout=_SLOWEST // 2)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def running_site(
    browser: Browser, django_db_setup: TestDatabase, django_db_blocker: DjangoDbBlocker
) -> Iterator[Site]:
    """The site, its database committed to for a module and then taken back."""
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        emptier = Emptier(django_db_setup.owner)
        stack.callback(emptier.empty)
        server = LiveServer("localhost")
        stack.callback(server.stop)
        yield Site(server.url, browser)


@pytest.fixture
def site(running_site: Site, request: pytest.FixtureRequest) -> Iterator[Site]:
    """The site, for one test: a script error or a blocked script fails it."""
    running_site.problems.clear()
    failed_before = request.session.testsfailed
    yield running_site
    if request.session.testsfailed > failed_before:
        running_site.keep_pictures(request.node.name)
    running_site.close()
    assert running_site.problems == []


def take_picture(page: Page, name: str, *, wanted: bool, tallest: int = TALLEST) -> None:
    """A picture for the README or the guide, when the run was asked for pictures."""
    if not wanted:
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    size = page.viewport_size
    assert size is not None
    height = min(page.evaluate("document.documentElement.scrollHeight"), tallest)
    page.evaluate("document.activeElement && document.activeElement.blur()")
    page.set_viewport_size({"width": size["width"], "height": height})
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=PICTURES / f"{name}.png")
    page.set_viewport_size(size)
