"""A phone, a page at twice its size, and a keyboard without a mouse."""

import pytest
from playwright.sync_api import Page, expect

from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.practice.safeguarding_hub.tests import rooms
from tests.browsing import DESKTOP, PHONE, Site
from tests.journeys.steps import WORRY, heading

pytestmark = pytest.mark.browser

LONGEST = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-Featherstonehaugh"


@pytest.fixture(scope="module")
def scene(running_site: Site) -> tuple[hubs.Hub, list[tuple[str, list[str]]]]:
    """Who opens which pages: the main ones, with a name that does not fit."""
    hub = hubs.a_hub()
    long = [hubs.mentioned(family=LONGEST), hubs.mother()]
    new = hubs.received(hub, mentioned=long)
    known = hubs.identified(hub, mentioned=long)
    rated = hubs.screened(hub, mentioned=long)
    asked = hubs.checking(hub, mentioned=long)
    check = hubs.check_of(hub, asked, hub.police_desk)
    room = rooms.with_items(hub)
    decided = rooms.decided(hub)
    enquiries = "/hub/enquiries"
    return hub, [
        ("", ["/tell-us/", "/account/sign-in/", "/accessibility/"]),
        ("referrer", ["/", "/worries/", "/worries/new/"]),
        (
            "screener",
            [
                "/",
                "/hub/",
                "/search/",
                f"{enquiries}/{new}/",
                f"{enquiries}/{new}/identity/",
                f"{enquiries}/{known}/screening/",
            ],
        ),
        (
            "manager",
            [
                f"{enquiries}/{rated}/gate/",
                f"{enquiries}/{room}/room/",
                f"{enquiries}/{room}/decision/",
                f"{enquiries}/{decided}/dissemination/",
            ],
        ),
        ("police_researcher", ["/checks/", f"/checks/{check}/", "/our-records/"]),
    ]


WIDER = """() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.querySelectorAll("body *")]
        .filter((e) => e.getBoundingClientRect().right > room + 1)
        .slice(0, 5)
        .map((e) => e.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize(
    ("size", "zoom"), [(PHONE, 1), (DESKTOP, 2)], ids=["phone", "twice-the-size"]
)
def test_nothing_has_to_be_scrolled_sideways(site: Site, scene, size: tuple[int, int], zoom: float):
    hub, visits = scene
    wrong = {}
    for who, addresses in visits:
        page = site.open(getattr(hub, who) if who else None, size=size, zoom=zoom)
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            if too_wide := page.evaluate(WIDER):
                wrong[address] = too_wide
    assert not wrong, "\n".join(f"{at}: {what}" for at, what in wrong.items())


def _tab_to(page: Page, name: str) -> None:
    """Go on with the Tab key until the field of this name has the focus, and it can be seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name || ''") == name:
            seen = page.evaluate(
                "(() => { const style = getComputedStyle(document.activeElement);"
                " const label = document.activeElement.labels?.[0];"
                " const around = label ? getComputedStyle(label, '::before') : style;"
                " return style.outlineStyle !== 'none' || style.boxShadow !== 'none'"
                " || around.boxShadow !== 'none'; })()"
            )
            assert seen, f"one cannot see that {name} has the focus"
            return
    raise AssertionError(f"{name} cannot be reached by the Tab key")


@pytest.mark.usefixtures("scene")
def test_the_public_form_by_keyboard_alone(site: Site):
    page = site.open()
    page.goto("/tell-us/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()
    _tab_to(page, "worry")
    page.keyboard.type(WORRY)
    _tab_to(page, "immediate_danger")
    page.keyboard.press("ArrowDown")
    _tab_to(page, "child0-given")
    page.keyboard.type("Ffion")
    _tab_to(page, "who_you_are")
    page.keyboard.press("ArrowDown")
    _tab_to(page, "referrer_contact")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Check before you send")
    _tab_to(page, "step")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Thank you: we have it")
