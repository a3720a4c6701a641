"""Adding an entry of a chronology, and correcting one."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from joinedup.record.chronology.models import Entry
from joinedup.record.chronology.queries import earlier_versions
from joinedup.record.chronology.rules import EntryType, Impact, problems_of
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.queries import writable
from joinedup.trust.sharing.rules import Category

STATED = (
    "category",
    "subject_id",
    "source_agency_id",
    "source_reference",
    "type",
    "kind",
    "starts_on",
    "ends_on",
    "date_accuracy",
    "what",
    "judgement",
    "impact",
    "action_taken",
    "why_no_action",
)
"""The fields of an entry that its writer states."""


class IncompleteEntryError(ValueError):
    """What is wrong with an entry. ``problems`` holds a message for each field concerned."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


class AlreadyRecordedError(ValueError):
    """The same form was sent twice: this agency's reference is already in the folder."""

    def __init__(self) -> None:
        super().__init__("This entry has already been added.")


class AlreadyCorrectedError(ValueError):
    """Somebody else has corrected this entry in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody has corrected this entry since you opened it. Read their version first."
        )


@transaction.atomic
def record_entry(
    actor: Viewer,
    *,
    folder: Folder,
    category: Category,
    subject_id: UUID,
    source_agency_id: UUID,
    type: EntryType,  # noqa: A002 - the standard's own name for it
    kind: str,
    starts_on: date,
    what: str,
    ends_on: date | None = None,
    date_accuracy: str = "AAA",
    judgement: str = "",
    impact: Impact = Impact.NEUTRAL,
    action_taken: str = "",
    why_no_action: str = "",
    source_reference: str = "",
) -> Entry:
    """Add one entry. ``subject_id`` is a person, or the folder when it is about all of them.

    Raises ``IncompleteEntryError``, and ``AlreadyRecordedError`` for a ``source_reference`` that
    the folder already has from this agency.
    """
    entry = Entry(
        folder=folder,
        category=category,
        subject_id=subject_id,
        source_agency_id=source_agency_id,
        source_reference=source_reference,
        type=type,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        date_accuracy=date_accuracy,
        what=what.strip(),
        judgement=judgement.strip(),
        impact=impact,
        action_taken=action_taken.strip(),
        why_no_action=why_no_action.strip(),
        recorded_by_id=actor.professional_id,
    )
    _refuse_incomplete(entry)
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        if "chronology_source_once" in str(error):
            raise AlreadyRecordedError from error
        raise
    _log(Action.ADDED, entry)
    return entry


@transaction.atomic
def correct_entry(actor: Viewer, *, entry: Entry, reasons: str, **changes: object) -> Entry:
    """Put a new version in the place of an entry. The old one stays readable as corrected.

    A change of category takes the old version along: what was filed where the wrong people could
    read it must not stay there. What an agency brought stays its own: only that agency corrects
    it, whoever else may write in the folder. Raises ``NotVisible`` for another agency's entry,
    ``IncompleteEntryError`` and ``AlreadyCorrectedError``.
    """
    if entry.source_agency_id != actor.agency_id:
        raise NotVisible
    unknown = sorted(set(changes) - set(STATED))
    if unknown:
        raise TypeError(f"An entry has no {', '.join(unknown)} to correct.")
    stated = {name: getattr(entry, name) for name in STATED} | changes
    if stated == {name: getattr(entry, name) for name in STATED}:
        raise IncompleteEntryError({"what": "Nothing has been changed."})
    if not reasons.strip():
        raise IncompleteEntryError({"reasons": "Say what was wrong, and how you know."})
    new = Entry(folder=entry.folder, recorded_by_id=actor.professional_id, **stated)
    _refuse_incomplete(new)
    # The old version first: one reference stands once among the entries in force.
    replaced = Entry.objects.filter(pk=entry.pk, corrected_by__isnull=True).update(
        corrected_by_id=new.pk, correction_reasons=reasons.strip(), category=new.category
    )
    if not replaced:
        raise AlreadyCorrectedError
    earlier = [version.pk for version in earlier_versions(entry)]
    Entry.objects.filter(pk__in=earlier).update(category=new.category)
    new.save(force_insert=True)
    _log(Action.CHANGED, new, corrects=str(entry.pk))
    return new


def _refuse_incomplete(entry: Entry) -> None:
    values = {name: getattr(entry, name) for name in STATED}
    problems = problems_of(values, today=timezone.localdate())
    if "category" not in problems and entry.category not in writable(entry.folder_id):
        problems["category"] = "You may not add to this category of this record."
    if problems:
        raise IncompleteEntryError(problems)


def _log(action: Action, entry: Entry, **details: str) -> None:
    record(
        action,
        subject_kind="chronology_entry",
        subject_id=entry.pk,
        folder=entry.folder,
        details={"kind": entry.kind, "category": entry.category, **details},
    )
