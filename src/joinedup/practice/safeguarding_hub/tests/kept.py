"""What the hub's tables hold, as somebody sees it. The tests of pages touch no table themselves."""

from typing import Any
from uuid import UUID

from django.apps import apps

from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.rules import Purpose


def seen(viewer: Viewer, kind: str, **where: object) -> list[Any]:
    """The rows of one kind ("Contribution") that a viewer sees, with what they point at.

    One step only: following every key to its end joins so many guarded tables that PostgreSQL
    loses itself in it.
    """
    model = apps.get_model("safeguarding_hub", kind)
    keys = [f.name for f in model._meta.fields if f.is_relation and not f.null]
    with session(viewer, Purpose.SAFEGUARDING_DUTY):
        return list(model._default_manager.filter(**where).select_related(*keys))


def only(viewer: Viewer, kind: str, **where: object) -> Any:
    """The one row of which there is one."""
    [row] = seen(viewer, kind, **where)
    return row


def logged(viewer: Viewer, action: str, subject_id: UUID) -> list[AuditEntry]:
    """What the log says that was done to something, for somebody who governs it."""
    with session(viewer, Purpose.INFORMATION_GOVERNANCE):
        return list(AuditEntry.objects.filter(action=action, subject_id=subject_id))
