"""The words for "Why can I see this?", which every page of a record shows."""

from uuid import UUID

from joinedup.base.govuk.wording import say_datetime
from joinedup.trust.sharing.queries import why_visible


def why(folder_id: UUID) -> list[dict[str, str]]:
    """For ``why_can_i_see``: each of the viewer's grants for a folder, grouped by decision."""
    return [
        {
            "what": reason.what,
            "because": reason.because,
            "decided_by": f"{reason.decided_by}, {say_datetime(reason.decided_at)}",
            "until": say_datetime(reason.until) if reason.until else "",
            "legal_basis": reason.legal_basis,
        }
        for reason in why_visible(folder_id)
    ]
