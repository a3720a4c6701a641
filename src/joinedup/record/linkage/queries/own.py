"""A researcher's work: their own agency's index, under row-level security."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q

from joinedup.record.linkage.engine.grading import Verdict
from joinedup.record.linkage.engine.identity import Identity
from joinedup.record.linkage.engine.interface import current_matcher
from joinedup.record.linkage.engine.typed import TypedQuery
from joinedup.record.linkage.models import IndexEntry, IndexRelationship
from joinedup.record.linkage.queries.model import matcher
from joinedup.record.linkage.rules.identities import identity_of
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.models import Folder

MOST_COMPARED = 60
"""Entries compared for one search; a question that finds more needs another detail."""


@dataclass(frozen=True)
class Suggestion:
    """An entry that may be the person asked about: how well it agrees, and why, in words."""

    entry: IndexEntry
    score: float
    verdict: Verdict
    reason: str
    words: str


@dataclass(frozen=True)
class RelatedEntry:
    """Somebody whom the agency has as related to an entry: ``kind`` is what they are to them."""

    entry: IndexEntry
    kind: str
    relationship: IndexRelationship
    reverse: bool
    """The entry is the ``kind`` of this person, not this person of the entry."""


def own_folder() -> Folder | None:
    """The viewer's agency's records folder, if it is there and they may read who is in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT linkage_own_folder()")
        found = cursor.fetchone()[0]
    return Folder.objects.get(pk=found) if found else None


def _visible_folder() -> Folder:
    folder = own_folder()
    if folder is None:
        raise NotVisible
    return folder


def own_entries_like(
    viewer: Viewer, identity: Identity | TypedQuery | str, limit: int = 20
) -> list[Suggestion]:
    """Entries of the viewer's own agency that may be this person, the likeliest first.

    A text is read as a typed search ("steffie smth 3/5/2016", a number, a postcode). Empty when
    the viewer may not read their agency's records.
    """
    folder = own_folder()
    if folder is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT linkage_own_candidates(%s, %s)",
            [list(current_matcher().query_keys(identity)), MOST_COMPARED],
        )
        ids = [found for (found,) in cursor.fetchall()]
    # the rows themselves are read as the viewer: the function only says which to read
    rows = IndexEntry.objects.filter(pk__in=ids).defer("keys", "prepared", "fingerprint")
    entries = {entry.pk: entry for entry in rows}
    ranked = matcher().rank(
        identity, [(pk, identity_of(entry)) for pk, entry in entries.items()], most=limit
    )
    record(
        Action.SEARCHED,
        subject_kind="index_entry",
        folder=folder,
        details={"found": len(ranked)},
    )
    return [
        Suggestion(entries[one.id], one.grade.score, one.grade.verdict, one.grade.reason, one.words)
        for one in ranked
    ]


def own_entry(viewer: Viewer, entry_id: UUID) -> IndexEntry:
    """One entry of the viewer's own agency. Raises ``NotVisible``."""
    found = (
        IndexEntry.objects.select_related("folder", "agency")
        .filter(pk=entry_id, agency_id=viewer.agency_id)
        .first()
    )
    if found is None:
        raise NotVisible
    record(Action.OPENED, subject_kind="index_entry", subject_id=found.pk, folder=found.folder)
    return found


def own_record_numbers(viewer: Viewer) -> dict[str, UUID]:
    """The entries of the viewer's own agency by their record numbers, those who left included.

    Empty when the viewer may not read their agency's records.
    """
    folder = own_folder()
    if folder is None:
        return {}
    rows = IndexEntry.objects.filter(agency_id=viewer.agency_id)
    found = dict(rows.values_list("record_id", "pk"))
    record(Action.LISTED, subject_kind="index_entry", folder=folder, details={"found": len(found)})
    return found


def household_of(viewer: Viewer, entry: IndexEntry) -> list[IndexEntry]:
    """The others whom the agency has in the same household, eldest first."""
    if not entry.household_ref:
        return []
    others = (
        IndexEntry.objects.filter(
            agency_id=entry.agency_id, household_ref=entry.household_ref, left_at__isnull=True
        )
        .exclude(pk=entry.pk)
        .order_by("birth_year", "birth_month", "birth_day", "given_names", "pk")[:50]
    )
    found = list(others)
    record(
        Action.LISTED,
        subject_kind="index_household",
        subject_id=entry.pk,
        folder=_visible_folder(),
        details={"found": len(found)},
    )
    return found


def related_entries(viewer: Viewer, entry: IndexEntry) -> list[RelatedEntry]:
    """Those whom the agency has as related to an entry, either way round."""
    links = IndexRelationship.objects.filter(
        Q(record_id=entry.record_id) | Q(related_record_id=entry.record_id),
        agency_id=entry.agency_id,
        left_at__isnull=True,
    ).order_by("kind", "pk")[:200]
    found = list(links)
    numbers = {n for link in found for n in (link.record_id, link.related_record_id)}
    people = {
        person.record_id: person
        for person in IndexEntry.objects.filter(
            agency_id=entry.agency_id, record_id__in=numbers - {entry.record_id}
        )
    }
    record(
        Action.LISTED,
        subject_kind="index_relationships",
        subject_id=entry.pk,
        folder=_visible_folder(),
        details={"found": len(found)},
    )
    related = []
    for link in found:
        reverse = link.related_record_id == entry.record_id
        other = people.get(link.record_id if reverse else link.related_record_id)
        if other is not None:
            related.append(RelatedEntry(other, link.kind, link, reverse))
    return related
