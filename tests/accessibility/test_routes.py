"""Every address of the site in a browser, from the same table as the doors are tried by.

A new address is in that table, or a test beside it fails; so it is looked at here. Each page is
looked at as one of the people who are let in, and, where it has a form, again after that form was
sent with nothing in it.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Response

from tests.accessibility.looking import Findings
from tests.browsing import Site
from tests.security.routes import ANYBODY, PUBLIC, ROUTES
from tests.security.scene import Scene, build
from tests.security.walking import address

pytestmark = pytest.mark.browser

FILES = {
    "product_document",
    "download_agreement",
    "export_audit",
    "own_import_problems",
    "study_rows",
    "study_report_file",
    "study_protocol_file",
}
"""These answer with a file, which the page's own test reads."""

ELSEWHERE = {
    "told_us": "needs the signed address that a sender gets: test_states",
    "check_worry": "needs something to be sent: test_states",
    "gate_check": "needs something to be asked: test_states",
    "dissemination": "needs a decision: test_states",
    "ask_nobody": "needs an enquiry of which nobody has been asked: test_states",
    "feedback": "needs somebody to have been told: test_states",
    **dict.fromkeys(
        (
            "change_exercise",
            "submit_exercise",
            "answer_exercise",
            "send_extract",
            "run_exercise",
            "release_exercise",
            "withdraw_exercise",
        ),
        "needs a sealed matching that stands elsewhere: test_states",
    ),
    **dict.fromkeys(
        (
            "change_study",
            "study_protocol",
            "submit_study",
            "build_study",
            "withdraw_study",
            "stop_run",
        ),
        "needs a study that stands elsewhere: test_states",
    ),
    "identity_family": "needs somebody confirmed from our index: test_states",
}
"""Whatever sends the browser elsewhere in this scene, and where it is looked at instead."""

_EMPTY = """() => {
    const forms = [...document.querySelectorAll("main form[method=post]")];
    const form = forms.find((f) => f.querySelector("input:not([type=hidden]), textarea, select"));
    if (!form) return false;
    form.noValidate = true;
    for (const field of form.querySelectorAll("input, textarea, select")) {
        if (["radio", "checkbox"].includes(field.type)) field.checked = false;
        else if (!["hidden", "submit"].includes(field.type)) field.value = "";
    }
    const buttons = [...form.querySelectorAll("button:not([type=button])")];
    const last = buttons.filter((b) => b.getClientRects().length).pop();
    last.id = "the-last-button";
    return true;
}"""


@dataclass
class Visitor:
    """One page for each person, opened when they first go somewhere."""

    site: Site
    scene: Scene
    pages: dict[str, Page]

    def go(self, name: str) -> tuple[Page, Response]:
        """Somebody who is let in goes to an address."""
        route = ROUTES[name]
        everybodys = {PUBLIC: "", ANYBODY: "referrer"}
        who = everybodys[route.who] if route.who in everybodys else min(route.who)
        if who not in self.pages:
            self.pages[who] = self.site.open(self.scene.people[who] if who else None)
        answer = self.pages[who].goto(address(self.scene, name, route))
        assert answer is not None
        return self.pages[who], answer


def _pages() -> list[str]:
    """Whatever somebody is let in to read; in this scene nobody is let in to some."""
    return [
        name
        for name, route in ROUTES.items()
        if route.who and not route.post_only and name not in FILES
    ]


@pytest.fixture(scope="module")
def scene(running_site: Site) -> Scene:
    return build()


def test_every_page_and_every_form_sent_empty(site: Site, scene: Scene):
    found = Findings()
    visitor = Visitor(site, scene, {})
    for name in _pages():
        page, answer = visitor.go(name)
        if answer.status != 200 or answer.request.redirected_from is not None:
            if name not in ELSEWHERE:
                found.wrong[name] = [f"leads to {page.url}, {answer.status}: see ELSEWHERE"]
            continue
        found.look_at(page, name, answer)
        found.title_is_its_own(page, name)
    # Afterwards, because a form may do something even when nothing is in it.
    for name in _pages():
        page, answer = visitor.go(name)
        stays = answer.status == 200 and answer.request.redirected_from is None
        if stays and page.evaluate(_EMPTY):
            with page.expect_navigation():
                page.locator("#the-last-button").click()
            found.look_at(page, f"{name}, sent empty")
    assert not found.wrong, str(found)
    assert found.looked_at > len(ROUTES)
