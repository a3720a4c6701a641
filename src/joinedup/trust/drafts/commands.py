"""Keeping and throwing away drafts. All but clearing need an open session of the writer.

Drafts are not in the log: nobody but their writer can read them, and they are written every few
seconds. What becomes of them, a contact or a decision, is.
"""

from django.db import connection, transaction
from django.utils import timezone

from joinedup.trust.drafts.models import Draft
from joinedup.trust.drafts.rules import KEPT_FOR, Typed, anything_typed, worth_keeping
from joinedup.trust.sharing.asking import Viewer


@transaction.atomic
def save_draft(viewer: Viewer, *, form: str, fields: Typed) -> None:
    """Keep what the writer has typed into a form so far, in place of what was kept before.

    Raises ``rules.TooLargeError``.
    """
    kept = worth_keeping(fields)
    now = timezone.now()
    Draft.objects.filter(saved_at__lte=now - KEPT_FOR).delete()
    if not anything_typed(kept):
        discard_draft(viewer, form=form)
        return
    Draft.objects.update_or_create(
        writer_id=viewer.professional_id, form=form, defaults={"fields": kept, "saved_at": now}
    )


@transaction.atomic
def clear_expired_drafts() -> int:
    """Throw away everybody's drafts that are older than ``KEPT_FOR``. Returns how many there were.

    Needs no session, and can neither read a draft nor choose one: a function of the database,
    which works as the owner, deletes by age alone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT drafts_clear_expired()")
        return int(cursor.fetchone()[0])


@transaction.atomic
def discard_draft(viewer: Viewer, *, form: str) -> None:
    """Throw a draft away: it became what it was meant to be, or the writer gave it up."""
    Draft.objects.filter(writer_id=viewer.professional_id, form=form).delete()
