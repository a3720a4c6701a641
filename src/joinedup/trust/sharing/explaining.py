"""Why somebody may see a record, in the words of the panel that every record page has."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse

from joinedup.base.govuk.wording import capital, say_date, say_datetime, say_until
from joinedup.trust.sharing.models import Decision, Refusal
from joinedup.trust.sharing.queries import Why, why_visible
from joinedup.trust.sharing.rules import Category, Outcome, Purpose
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS
from joinedup.trust.sharing.rules.purposes import GROUNDS


def explanations(*folder_ids: UUID) -> list[dict[str, Any]]:
    """Why the viewer may see these folders, for ``why_can_i_see`` of the page components.

    A page that shows rows of several folders names them all, its own first.
    """
    return in_words(why_visible(*dict.fromkeys(folder_ids)))


_OUTCOMES = {
    Outcome.PERMIT: "The rules permit it",
    Outcome.DENY: "The rules refuse it",
    Outcome.REVIEW: "The rules leave it to a person",
}
DECISION_COLUMNS = ("When, and by whom", "Between", "What, and what for", "Answer", "Because")


def decision_in_words(made: Decision | Refusal) -> list[str]:
    """One answer of the rules, or one refusal, under ``DECISION_COLUMNS``."""
    what = ", ".join(CATEGORY_WORDS[Category(category)] for category in made.categories)
    ground = GROUNDS[Purpose(made.purpose)]
    about = f"{capital(what)}: {ground.words} ({ground.source})"
    rule = f"(rule {made.rule}, version {made.rules_version})"
    if isinstance(made, Refusal):
        return [
            f"{say_datetime(made.decided_at)}, {made.decided_by.name}",
            f"{made.decided_by.organisation.name} and {made.to_organisation.name}",
            about,
            "A person decided not to",
            f"{made.reasons} {rule}",
        ]
    return [
        f"{say_datetime(made.at)}, {made.asked_by.name}",
        f"For {made.asking.name}, from {made.holding.name}",
        about,
        _OUTCOMES[Outcome(made.outcome)],
        f"{made.because} {rule}",
    ]


def in_words(reasons: Iterable[Why]) -> list[dict[str, Any]]:
    """Reasons as the component shows them, with who holds the grant."""
    return [
        {
            "what": reason.what,
            "because": reason.because,
            "holder": reason.holder,
            "decided_by": f"{reason.decided_by}, {say_date(reason.decided_at)}",
            "until": say_until(reason.until) if reason.until else "",
            "legal_basis": reason.legal_basis,
            "record": str(reason.folder_id),
            "who_href": reverse("who_may_see", args=[reason.folder_id]),
        }
        for reason in reasons
    ]
