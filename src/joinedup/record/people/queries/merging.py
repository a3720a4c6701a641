"""Two records side by side, and the decisions that made them one or two."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from joinedup.record.linkage.engine.comparing import Level
from joinedup.record.linkage.engine.explaining import explain_in_full
from joinedup.record.linkage.engine.grading import Grade, Verdict
from joinedup.record.linkage.queries.model import matcher
from joinedup.record.people.models import HouseholdMember, MergeDecision, Person, Relationship
from joinedup.record.people.queries.known import PersonBrief, as_identity, load
from joinedup.record.people.rules import BORN_TOGETHER
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.queries import may_decide, writable
from joinedup.trust.sharing.rules import Category


@dataclass(frozen=True)
class MergeView:
    """A decision that two records are one person, and whether it still stands."""

    id: UUID
    kept: PersonBrief
    merged: PersonBrief
    evidence: str
    reasons: str
    decided_by: str
    decided_at: datetime
    undone_by: str
    undone_at: datetime | None
    undo_reasons: str

    @property
    def stands(self) -> bool:
        """Whether the records are still one."""
        return self.undone_at is None


@dataclass(frozen=True)
class Comparison:
    """Two records, how the engine grades them, and whether they are recorded as siblings."""

    kept: PersonBrief
    merged: PersonBrief
    grade: Grade
    siblings: bool

    @property
    def words(self) -> str:
        """The verdict, its reason and what agrees, as a sentence; it holds no personal data."""
        return explain_in_full(self.grade)

    @property
    def maybe_relatives(self) -> bool:
        """Whether this may be two relatives, so that a person has to say that it is not. A father
        and a son of one name differ in nothing but a birth date, which one record may lack."""
        evidence = self.grade.evidence
        numbered = evidence.identifier.level is Level.EXACT
        undated = not (evidence.birth.compared or numbered)
        relative = self.grade.verdict is Verdict.POSSIBLE_RELATIVE
        return self.siblings or relative or undated


def compare_records(viewer: Viewer, kept_id: UUID, merged_id: UUID) -> Comparison:
    """Both records, graded. Both readings are audited. Raises ``NotVisible``."""
    comparison = graded(kept_id, merged_id)
    for row in Person.objects.filter(pk__in=(kept_id, merged_id)).select_related("folder"):
        record(Action.OPENED, subject_kind="person", subject_id=row.pk, folder=row.folder)
    return comparison


def graded(kept_id: UUID, merged_id: UUID) -> Comparison:
    """The comparison alone, for the command that decides."""
    people = load([kept_id, merged_id])
    if kept_id not in people or merged_id not in people:
        raise NotVisible
    kept, merged = people[kept_id], people[merged_id]
    homes = _homes((kept_id, merged_id))
    grade = matcher().grade(
        as_identity(kept, household=homes.get(kept_id)),
        as_identity(merged, household=homes.get(merged_id)),
    )
    born_together = Relationship.objects.filter(
        Q(person=kept_id, related=merged_id) | Q(person=merged_id, related=kept_id),
        kind__in=[kind.value for kind in BORN_TOGETHER],
    )
    return Comparison(kept=kept, merged=merged, grade=grade, siblings=born_together.exists())


def _homes(ids: Collection[UUID]) -> dict[UUID, str]:
    rows = HouseholdMember.objects.filter(person__in=ids, ends_on__isnull=True)
    return {row.person_id: str(row.household_id) for row in rows.order_by("created_at", "id")}


def may_merge(kept: PersonBrief, merged: PersonBrief) -> bool:
    """Whether the viewer may decide about both records, and change them."""
    return all(
        may_decide(person.folder_id) and Category.IDENTITY in writable(person.folder_id)
        for person in (kept, merged)
    )


def open_merge(viewer: Viewer, merge_id: UUID) -> MergeView:
    """One decision. Raises ``NotVisible`` unless both of its people are visible. Audited."""
    row = MergeDecision.objects.select_related("folder").filter(pk=merge_id).first()
    views = _views([row]) if row else ()
    if row is None or not views:
        raise NotVisible
    record(Action.OPENED, subject_kind="merge_decision", subject_id=row.pk, folder=row.folder)
    return views[0]


def merges_about(records: Collection[UUID]) -> tuple[MergeView, ...]:
    """The decisions about these records, oldest first, where both people may be seen."""
    rows = MergeDecision.objects.filter(Q(kept__in=records) | Q(merged__in=records))
    return _views(rows.select_related("decided_by", "undone_by").order_by("decided_at", "id"))


def _views(rows: Collection[MergeDecision]) -> tuple[MergeView, ...]:
    people = load({pk for row in rows for pk in (row.kept_id, row.merged_id)})
    return tuple(
        MergeView(
            id=row.pk,
            kept=people[row.kept_id],
            merged=people[row.merged_id],
            evidence=row.evidence,
            reasons=row.reasons,
            decided_by=row.decided_by.name,
            decided_at=row.decided_at,
            undone_by=row.undone_by.name if row.undone_by else "",
            undone_at=row.undone_at,
            undo_reasons=row.undo_reasons,
        )
        for row in rows
        if row.kept_id in people and row.merged_id in people
    )
