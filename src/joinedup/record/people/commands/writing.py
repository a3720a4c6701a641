"""What every write does: find the row or the person, hold it, and note what was done."""

from typing import TypeVar
from uuid import UUID

from joinedup.record.people.models import Person, PersonRow
from joinedup.record.people.queries.changes import version_of
from joinedup.record.people.rules import ChangedMeanwhileError, MayNotChangeError, Part
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible
from joinedup.trust.sharing.queries import writable
from joinedup.trust.sharing.rules import Category

R = TypeVar("R", bound=PersonRow)


def person_to_change(person_id: UUID, category: Category) -> Person:
    """The person, where the viewer may add rows of this category.

    Raises ``NotVisible``, or ``MayNotChangeError`` when they may only read.
    """
    person = Person.objects.select_related("folder").filter(pk=person_id).first()
    if person is None:
        raise NotVisible
    if category not in writable(person.folder_id):
        raise MayNotChangeError
    return person


def row_to_change(model: type[R], part: Part, row_id: UUID, seen: int | None) -> R:
    """The row, held until the transaction ends.

    ``seen`` is the token of the version that the writer had in front of them. Raises
    ``NotVisible``, ``MayNotChangeError`` or ``ChangedMeanwhileError``.
    """
    rows = model._default_manager.select_related("folder")  # noqa: SLF001 - Django's public name
    row = rows.select_for_update(of=("self",)).filter(pk=row_id).first()
    if row is None:
        if rows.filter(pk=row_id).exists():
            raise MayNotChangeError
        raise NotVisible
    if seen is not None and version_of(part, row_id).token != seen:
        raise ChangedMeanwhileError
    return row


def note(action: Action, row: PersonRow) -> None:
    """Write the audit entry of one row. Never what is in it."""
    kind = str(row._meta.verbose_name).replace(" ", "_")
    record(action, subject_kind=kind, subject_id=row.pk, folder=row.folder)
