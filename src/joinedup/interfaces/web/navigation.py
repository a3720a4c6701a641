"""Where a person can go: the places that their roles open, and no others."""

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from joinedup.base.govuk.frame import NavigationItem
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import Viewer

HUB = (Role.SCREENER, Role.DECISION_MAKER)
FINDERS = (*HUB, Role.RESEARCHER, Role.PRACTITIONER, Role.TEAM_MANAGER)
MERGERS = (*HUB, Role.PRACTITIONER, Role.TEAM_MANAGER)
BREAKERS = (*HUB, Role.PRACTITIONER, Role.TEAM_MANAGER)

MATCHERS = (
    Role.INFORMATION_GOVERNANCE_LEAD,
    Role.RESEARCHER,
    Role.TEAM_MANAGER,
    Role.BOARD_MEMBER,
)

EVALUATORS = (Role.EVALUATOR, Role.INFORMATION_GOVERNANCE_LEAD, Role.BOARD_MEMBER)

PLACES: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("Your work", "home", ()),
    ("The hub", "hub_work", HUB),
    ("Questions to answer", "hub_checks", (Role.RESEARCHER,)),
    ("Find a person", "search", FINDERS),
    ("Is this one person?", "possible_duplicates", MERGERS),
    ("Report a worry", "report_worry", ()),
    ("Sent to us", "products_received", ()),
    ("Our records", "own_records", (Role.RESEARCHER, Role.INFORMATION_GOVERNANCE_LEAD)),
    ("Who saw what", "audit", (Role.INFORMATION_GOVERNANCE_LEAD,)),
    ("Break the glass", "break_glass", BREAKERS),
    ("Break-glass reviews", "break_glass_reviews", (Role.INFORMATION_GOVERNANCE_LEAD,)),
    ("Sealed matching", "exercises", MATCHERS),
    ("Evaluation", "studies", EVALUATORS),
    ("Agreements", "agreements", ()),
)


class NavigationMiddleware:
    """Gives the frame of the page its places and the name of the person's role."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Asked when the page is drawn: only then is it known who is asking.
        request.navigation = SimpleLazyObject(lambda: places(request))  # type: ignore[attr-defined]
        request.role_name = SimpleLazyObject(lambda: role_name(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def places(request: HttpRequest) -> Sequence[NavigationItem]:
    """The places of the person who is asking; none for somebody who is not signed in."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return ()
    found = []
    for text, name, roles in PLACES:
        if not roles or viewer.has(*roles):
            href = reverse(name)
            here = request.path == href or (href != "/" and request.path.startswith(href))
            found.append(NavigationItem(text, href, current=here))
    return found


def role_name(request: HttpRequest) -> str:
    """Job title and agency, as the header shows them."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    return ", ".join(filter(None, (viewer.job_title, viewer.agency_name))) if viewer else ""
