"""Why somebody may see a record, in the words of the panel that every record page has."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse

from joinedup.base.govuk.wording import say_date, say_datetime
from joinedup.trust.sharing.queries import Why, why_visible


def explanations(*folder_ids: UUID) -> list[dict[str, Any]]:
    """Why the viewer may see these folders, for ``why_can_i_see`` of the page components.

    A page that shows rows of several folders names them all, its own first.
    """
    return in_words(why_visible(*dict.fromkeys(folder_ids)))


def in_words(reasons: Iterable[Why]) -> list[dict[str, Any]]:
    """Reasons as the component shows them, with who holds the grant."""
    return [
        {
            "what": reason.what,
            "because": reason.because,
            "holder": reason.holder,
            "decided_by": f"{reason.decided_by}, {say_date(reason.decided_at)}",
            "until": say_datetime(reason.until) if reason.until else "",
            "legal_basis": reason.legal_basis,
            "record": str(reason.folder_id),
            "who_href": reverse("who_may_see", args=[reason.folder_id]),
        }
        for reason in reasons
    ]
