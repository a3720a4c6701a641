"""Opening a folder without a grant in immediate danger, and a second person's look at it."""

from collections.abc import Collection
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import connection, transaction

from joinedup.base.foundation.ids import new_id
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.models import BreakGlass, Folder
from joinedup.trust.sharing.rules import Category

BREAK_GLASS_MINUTES = 60


@transaction.atomic
def break_glass(
    actor: Viewer, *, folder_id: UUID, reasons: str, categories: Collection[Category]
) -> UUID:
    """Open a folder for an hour without a grant, for immediate danger. A second person reviews it.

    Raises ``NotVisible`` when there is no such folder or this actor may not.
    """
    opening = new_id()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sharing_break_glass(%s, %s, %s, %s, %s)",
            [opening, folder_id, reasons, BREAK_GLASS_MINUTES, sorted(categories)],
        )
        if not cursor.fetchone()[0]:
            raise NotVisible
    record(
        Action.BROKE_GLASS,
        subject_kind="break_glass",
        subject_id=opening,
        folder=Folder.objects.get(pk=folder_id),
    )
    return opening


@transaction.atomic
def review_break_glass(
    actor: Viewer, *, opening: BreakGlass, justified: bool, notes: str
) -> BreakGlass:
    """A second person says whether an opening was justified. Raises ``ValueError`` otherwise."""
    if opening.professional_id == actor.professional_id:
        raise ValueError("Somebody else must review an opening of your own.")
    if opening.reviewed_at is not None:
        raise ValueError("This opening has already been reviewed.")
    if not notes.strip():
        raise ValueError("Say what you looked at and why you think so.")
    # Two may be looking at once: the first one counts, and the second is told.
    reviewed = BreakGlass.objects.filter(pk=opening.pk, reviewed_at__isnull=True).update(
        reviewed_by_id=actor.professional_id,
        reviewed_at=TransactionNow(),
        justified=justified,
        review_notes=notes.strip(),
    )
    if not reviewed:
        raise ValueError("This opening has already been reviewed.")
    opening.refresh_from_db()
    record(
        Action.REVIEWED_BREAK_GLASS,
        subject_kind="break_glass",
        subject_id=opening.pk,
        details={"justified": justified},
    )
    return opening
