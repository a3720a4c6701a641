"""The sealed room: what every agency brought, side by side. Nobody outside the hub sees it.

An agency's desk in the hub is in the room while its enquiry is open; the same agency's
operational staff never are (a firewalled hub is the third of the five core elements).
"""

from dataclasses import dataclass
from uuid import UUID

from joinedup.practice.safeguarding_hub.models import Contribution, Dissemination, Enquiry
from joinedup.practice.safeguarding_hub.queries.enquiry import EnquiryView, open_enquiry
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer


@dataclass(frozen=True)
class Room:
    """The enquiry with every contribution, newest happening first, and what was sent to whom."""

    view: EnquiryView
    contributions: tuple[Contribution, ...]
    sent: tuple[Dissemination, ...]

    @property
    def enquiry(self) -> Enquiry:
        """The enquiry whose room it is."""
        return self.view.enquiry


def open_room(viewer: Viewer, enquiry_id: UUID) -> Room:
    """Enter the sealed room of an enquiry. Raises ``NotVisible``."""
    view = open_enquiry(viewer, enquiry_id)
    contributions = tuple(
        Contribution.objects.filter(folder_id=view.enquiry.folder_id)
        .select_related("agency", "entry", "answer__subject", "answer__answered_by")
        .order_by("-entry__starts_on", "id")
    )
    record(
        Action.LISTED,
        subject_kind="contribution",
        folder=view.enquiry.folder,
        details={"contributions": [str(c.pk) for c in contributions]},
    )
    sent = Dissemination.objects.filter(folder_id=view.enquiry.folder_id).select_related(
        "recipient__organisation", "contribution"
    )
    return Room(view=view, contributions=contributions, sent=tuple(sent))
