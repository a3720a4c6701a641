"""Reading one's own drafts. Row-level security shows nobody else's."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from joinedup.trust.drafts.models import Draft
from joinedup.trust.drafts.rules import KEPT_FOR


@dataclass(frozen=True)
class AsTyped:
    """A form as its writer left it: each field's values, as the browser sent them."""

    fields: dict[str, list[str]]
    saved_at: datetime


def draft_for(form: str) -> AsTyped | None:
    """The asker's draft of this form, if they left one lately. Needs an open session."""
    found = Draft.objects.filter(form=form, saved_at__gt=timezone.now() - KEPT_FOR).first()
    return AsTyped(fields=found.fields, saved_at=found.saved_at) if found else None
