"""Reading the log. Which of it, the database decides: own actions, or what one's agency governs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.audit.recording import record
from joinedup.trust.audit.rules import Action

PAGE = 50
COUNTED_UP_TO = 10_000


@dataclass(frozen=True)
class Wanted:
    """What is asked of the log; what is None or empty does not narrow it.

    ``folder_id`` asks who saw this record, ``actors`` what these people did. ``since`` counts,
    ``until`` does not.
    """

    folder_id: UUID | None = None
    actors: Collection[UUID] | None = None
    actions: Collection[Action] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Found:
    """A page of the log, newest first. ``total`` stops counting at ``COUNTED_UP_TO``."""

    entries: list[AuditEntry]
    total: int
    page: int
    pages: int


def log_of(wanted: Wanted, *, page: int = 1) -> Found:
    """What was read and written, as far as the viewer may know. Looking is logged, too."""
    rows = _rows(wanted)
    total = rows.order_by()[:COUNTED_UP_TO].count()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    entries = list(rows[(page - 1) * PAGE : page * PAGE])
    _log(Action.LISTED, wanted, found=total)
    return Found(entries, total, page, pages)


def export_log(wanted: Wanted, *, most: int) -> list[AuditEntry]:
    """The newest ``most`` entries, to be taken out of the system."""
    entries = list(_rows(wanted)[:most])
    _log(Action.EXPORTED, wanted, found=len(entries))
    return entries


def _rows(wanted: Wanted) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.order_by("-at", "id")
    if wanted.folder_id is not None:
        rows = rows.filter(folder_id=wanted.folder_id)
    if wanted.actors is not None:
        rows = rows.filter(actor_id__in=wanted.actors)
    if wanted.actions:
        rows = rows.filter(action__in=wanted.actions)
    if wanted.since is not None:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(at__lt=wanted.until)
    return rows


def _log(action: Action, wanted: Wanted, *, found: int) -> None:
    record(
        action,
        subject_kind="audit_entry",
        details={
            "about": str(wanted.folder_id) if wanted.folder_id else None,
            "actors": sorted(str(actor) for actor in wanted.actors or ()),
            "found": found,
        },
    )
