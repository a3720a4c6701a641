"""What is wrong with a page for somebody who does not see it, or does not use a mouse.

axe finds what a machine can find of WCAG 2.2 AA. Beside it: markup that a strict browser takes,
one h1, a title of the page's own, and links of the same words that go to the same place. Nothing
is excepted.
"""

from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from tests.html import BrokenHtmlError, parse_strictly

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_LINKS = """() => {
    const said = (element) => {
        const labelled = element.getAttribute("aria-label");
        return (labelled || element.textContent).replace(/\\s+/g, " ").trim().toLowerCase();
    };
    const found = {};
    for (const link of document.querySelectorAll("a[href]")) {
        (found[said(link)] ||= new Set()).add(link.href.replace(/#$/, ""));
    }
    return Object.entries(found).filter(([_, to]) => to.size > 1).map(([words]) => words);
}"""

_axe = Axe()


@dataclass
class Findings:
    """What was found on every page, and which page has which title."""

    wrong: dict[str, list[str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    looked_at: int = 0

    def look_at(self, page: Page, called: str, response: Response | None = None) -> None:
        """Look at what a page shows now. ``response`` is what the server sent, if it is at hand."""
        self.looked_at += 1
        page.wait_for_load_state()  # what is on its way is not the whole page
        problems = [*_by_axe(page), *_by_markup(page, response)]
        problems += [f"links “{words}” go to several places" for words in page.evaluate(_LINKS)]
        if problems:
            self.wrong[called] = problems

    def __str__(self) -> str:
        return "\n".join(f"{page}: {what}" for page, found in self.wrong.items() for what in found)

    def title_is_its_own(self, page: Page, called: str) -> None:
        """No other page has this title: it is what somebody hears first of it."""
        other = self.titles.setdefault(page.title(), called)
        if other != called:
            problem = f"has the title of {other}: {page.title()}"
            self.wrong.setdefault(called, []).append(problem)


def _by_axe(page: Page) -> list[str]:
    options = {
        "runOnly": {"type": "tag", "values": TAGS},
        "resultTypes": ["violations"],
    }
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:160]}"
        for violation in _axe.run(page, options=options).response["violations"]
        for node in violation["nodes"]
    ]


def _by_markup(page: Page, response: Response | None) -> list[str]:
    """As the server sent it, or else as it stands in the browser."""
    try:
        parse_strictly(response.text() if response else page.content())
    except BrokenHtmlError as broken:
        return str(broken).splitlines()
    return []
