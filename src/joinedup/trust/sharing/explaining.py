"""Why somebody may see a record, in the words of the panel that every record page has."""

from collections.abc import Iterable
from uuid import UUID

from joinedup.base.govuk.wording import say_date, say_datetime
from joinedup.trust.sharing.queries import Why, why_visible


def explanations(folder_id: UUID) -> list[dict[str, str]]:
    """Why the viewer may see this folder, for ``why_can_i_see`` of the page components."""
    return in_words(why_visible(folder_id))


def in_words(reasons: Iterable[Why]) -> list[dict[str, str]]:
    """Reasons as the component shows them, with who holds the grant."""
    return [
        {
            "what": reason.what,
            "because": reason.because,
            "holder": reason.holder,
            "decided_by": f"{reason.decided_by}, {say_date(reason.decided_at)}",
            "until": say_datetime(reason.until) if reason.until else "",
            "legal_basis": reason.legal_basis,
        }
        for reason in reasons
    ]
