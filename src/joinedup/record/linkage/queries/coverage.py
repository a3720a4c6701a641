"""How far "not known" can be relied on: what each agency has brought in, and when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from joinedup.record.linkage.models import IndexImport
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer


@dataclass(frozen=True)
class Coverage:
    """What an agency's index held after its last import. Without one, ``imported_at`` is None."""

    agency_id: UUID
    agency_name: str
    imported_at: datetime | None
    known: int
    newest_update: date | None
    oldest_update: date | None
    complete: bool


def coverage(viewer: Viewer, agencies: Collection[UUID] | None = None) -> list[Coverage]:
    """The coverage of these agencies, or of all, by name. Not personal, so open to everybody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT agency, name, imported_at, known, newest, oldest, complete"
            " FROM linkage_coverage(%s::uuid[])",
            [None if agencies is None else list(agencies)],
        )
        return [Coverage(*row) for row in cursor.fetchall()]


def imports(viewer: Viewer) -> QuerySet[IndexImport]:
    """The imports of the viewer's own agency that they may see, newest first."""
    record(Action.LISTED, subject_kind="index_import")
    return (
        IndexImport.objects.filter(agency_id=viewer.agency_id)
        .select_related("imported_by")
        .defer("problems")
        .order_by("-created_at", "-pk")
    )


def open_import(viewer: Viewer, import_id: UUID) -> IndexImport:
    """One import of the viewer's own agency. Raises ``NotVisible``."""
    found = (
        IndexImport.objects.select_related("imported_by", "folder")
        .filter(pk=import_id, agency_id=viewer.agency_id)
        .first()
    )
    if found is None:
        raise NotVisible
    record(Action.OPENED, subject_kind="index_import", subject_id=found.pk, folder=found.folder)
    return found
