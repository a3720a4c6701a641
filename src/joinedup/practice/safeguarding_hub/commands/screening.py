"""Rating a worry, with the rationale that always goes with it."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.base.foundation.working_time import due
from joinedup.practice.safeguarding_hub.commands.steps import Changed, locked, move
from joinedup.practice.safeguarding_hub.models import Screening
from joinedup.practice.safeguarding_hub.rules.ratings import RATINGS, Rating
from joinedup.practice.safeguarding_hub.rules.states import Event
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer


@transaction.atomic
def screen(
    actor: Viewer,
    *,
    enquiry_id: UUID,
    rating: Rating,
    rationale: str,
    seen_rating: str | None = None,
) -> None:
    """Give a rating, or change it. ``seen_rating`` is what the form showed when it was opened.

    Raises ``Changed`` when a colleague has rated it since, ``ValueError`` without a rationale.
    """
    if not rationale.strip():
        raise ValueError("Say why you give this rating.")
    enquiry = locked(enquiry_id)
    if seen_rating is not None and seen_rating != enquiry.rating:
        raise Changed(
            f"A colleague has rated it “{enquiry.rating}” since you opened this page."
            " What you wrote is below; look at theirs and save again if yours should stand."
        )
    screening = Screening(
        folder=enquiry.folder,
        enquiry=enquiry,
        rating=rating,
        rationale=rationale,
        by_id=actor.professional_id,
    )
    screening.save(force_insert=True)
    # The clock of a decision runs from when the worry reached the hub, not from the rating.
    started = enquiry.contact.received_at or timezone.now()
    enquiry.rating = rating
    enquiry.decision_due_at = due(started, RATINGS[rating].clocks.decision)
    record(
        Action.DECIDED,
        subject_kind="screening",
        subject_id=screening.pk,
        folder=enquiry.folder,
        details={"rating": rating},
    )
    move(actor, enquiry, Event.SCREEN)
