"""Decisions about two records, and requests to overturn them, where both people may be seen."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet

from joinedup.record.people.models import MergeDecision, Overturning, PairDecision
from joinedup.record.people.queries.known import PersonBrief, load, people_named
from joinedup.record.people.rules import PairAnswer
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer


@dataclass(frozen=True)
class ApartView:
    """That two records are two people, or that it cannot be told yet."""

    id: UUID
    one_id: UUID
    other_id: UUID
    answer: PairAnswer
    reasons: str
    missing: str
    decided_by: str
    decided_at: datetime
    ended_at: datetime | None

    @property
    def stands(self) -> bool:
        """Whether no other decision has taken its place."""
        return self.ended_at is None

    @property
    def binds(self) -> bool:
        """Whether it keeps the records from being merged."""
        return self.stands and self.answer is PairAnswer.TWO_PEOPLE


@dataclass(frozen=True)
class ApartFrom:
    """A decision that stands, as one record's page shows it; and what asks to overturn it."""

    decision: ApartView
    other: PersonBrief
    waiting_id: UUID | None


@dataclass(frozen=True)
class OverturningView:
    """A request to take a decision back. ``to_merge``: that two are one after all; else that a
    merged record is another person after all."""

    id: UUID
    one: PersonBrief
    other: PersonBrief
    to_merge: bool
    merge_id: UUID | None
    decided: str
    decided_by: str
    decided_at: datetime
    evidence: str
    reasons: str
    asked_by: str
    asked_by_id: UUID
    asked_at: datetime
    agreed: bool | None
    answered_by: str
    answered_at: datetime | None
    answer_reasons: str

    @property
    def waits(self) -> bool:
        """Whether a second person has still to answer."""
        return self.agreed is None


def kept_apart(one_id: UUID, other_id: UUID) -> bool:
    """Whether a decision keeps two records, or records merged with them, from being one person.

    For whoever may decide about both; records that they may not see count too.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_kept_apart(%s, %s)", [one_id, other_id])
        return bool(cursor.fetchone()[0])


def decided_about(records: Collection[UUID]) -> tuple[ApartView, ...]:
    """The decisions about two of these records, the newest first."""
    rows = PairDecision.objects.filter(one__in=records, other__in=records)
    return tuple(map(_apart, rows.select_related("decided_by").order_by("-decided_at", "-id")))


def apart_from(records: Collection[UUID]) -> tuple[ApartFrom, ...]:
    """Whom a person's records were decided not to be, or perhaps to be; the newest first."""
    rows = PairDecision.objects.filter(Q(one__in=records) | Q(other__in=records))
    rows = rows.filter(ended_at__isnull=True).select_related("decided_by")
    rows = rows.prefetch_related(
        Prefetch("overturnings", Overturning.objects.filter(answered_by__isnull=True))
    )
    found = list(rows.order_by("-decided_at", "-id"))
    others = load({row.other_id if row.one_id in records else row.one_id for row in found})
    return tuple(
        ApartFrom(_apart(row), others[other], next((o.pk for o in row.overturnings.all()), None))
        for row in found
        if (other := row.other_id if row.one_id in records else row.one_id) in others
    )


def _apart(row: PairDecision) -> ApartView:
    return ApartView(
        id=row.pk,
        one_id=row.one_id,
        other_id=row.other_id,
        answer=PairAnswer(row.answer),
        reasons=row.reasons,
        missing=row.missing,
        decided_by=row.decided_by.name,
        decided_at=row.decided_at,
        ended_at=row.ended_at,
    )


def overturnings_about(records: Collection[UUID]) -> tuple[OverturningView, ...]:
    """What was asked about decisions on two of these records, the newest first."""
    rows = _with_decisions().filter(
        Q(merge__kept__in=records, merge__merged__in=records)
        | Q(apart__one__in=records, apart__other__in=records)
    )
    return _overturnings(rows)


def overturnings_to_answer(viewer: Viewer, *, most: int) -> tuple[OverturningView, ...]:
    """What waits for a second person, the longest first; not what the viewer asked. Audited."""
    rows = _with_decisions().filter(answered_by__isnull=True)
    rows = rows.exclude(asked_by_id=viewer.professional_id).order_by("asked_at", "id")[:most]
    found = _overturnings(rows)
    seen = sorted({str(person.id) for one in found for person in (one.one, one.other)})
    if seen:
        record(Action.LISTED, subject_kind="person", details={"people": seen})
    return found


def open_overturning(viewer: Viewer, overturning_id: UUID) -> OverturningView:
    """One request. Raises ``NotVisible`` unless both of its people are visible. Audited."""
    rows = list(_with_decisions().filter(pk=overturning_id))
    views = _overturnings(rows)
    if not views:
        raise NotVisible
    for folder in (rows[0].folder, rows[0].other_folder):
        record(Action.OPENED, subject_kind="overturning", subject_id=overturning_id, folder=folder)
    return views[0]


def _with_decisions() -> QuerySet[Overturning]:
    return Overturning.objects.select_related(
        "folder",
        "other_folder",
        "asked_by",
        "answered_by",
        "merge__decided_by",
        "apart__decided_by",
    ).order_by("-asked_at", "-id")


def _overturnings(rows: Iterable[Overturning]) -> tuple[OverturningView, ...]:
    rows = list(rows)
    people = load({pk for row in rows for pk in _pair(row)})
    return tuple(
        _overturning(row, people)
        for row in rows
        if all(person_id in people for person_id in _pair(row))
    )


def _pair(row: Overturning) -> tuple[UUID, UUID]:
    if row.merge is not None:
        return row.merge.kept_id, row.merge.merged_id
    if row.apart is None:
        raise ValueError("a request to overturn nothing")
    if row.kept_id == row.apart.other_id:
        return row.apart.other_id, row.apart.one_id
    return row.apart.one_id, row.apart.other_id


def _overturning(row: Overturning, people: dict[UUID, PersonBrief]) -> OverturningView:
    one, other = _pair(row)
    decision = row.merge or row.apart
    if decision is None:
        raise ValueError("a request to overturn nothing")
    return OverturningView(
        id=row.pk,
        one=people[one],
        other=people[other],
        to_merge=row.apart is not None,
        merge_id=row.merge_id,
        decided=decision.reasons,
        decided_by=decision.decided_by.name,
        decided_at=decision.decided_at,
        evidence=row.evidence,
        reasons=row.reasons,
        asked_by=row.asked_by.name,
        asked_by_id=row.asked_by_id,
        asked_at=row.asked_at,
        agreed=row.agreed,
        answered_by=row.answered_by.name if row.answered_by else "",
        answered_at=row.answered_at,
        answer_reasons=row.answer_reasons,
    )


@dataclass(frozen=True)
class Decided:
    """One decision about two records in a list: ``answer`` is ``None`` where they were merged."""

    at: datetime
    by: str
    one: PersonBrief
    other: PersonBrief
    answer: PairAnswer | None
    reasons: str
    missing: str
    stands: bool
    merge_id: UUID | None


def recent_decisions(viewer: Viewer, *, most: int) -> tuple[Decided, ...]:
    """The newest decisions about two records both of which the viewer may see. Audited."""
    apart = PairDecision.objects.select_related("decided_by").order_by("-decided_at", "-id")[:most]
    merges = MergeDecision.objects.select_related("decided_by").order_by("-decided_at", "-id")
    rows: list[PairDecision | MergeDecision] = [*apart, *merges[:most]]
    people = _seen(viewer, [_both(row) for row in rows])
    found = [
        _decided(row, people[one], people[other])
        for row in rows
        for one, other in [_both(row)]
        if one in people and other in people
    ]
    return tuple(sorted(found, key=lambda decided: decided.at, reverse=True)[:most])


def open_questions(viewer: Viewer, *, most: int) -> tuple[Decided, ...]:
    """Pairs of which it cannot be told yet, the longest first. Audited."""
    rows = PairDecision.objects.filter(answer=PairAnswer.CANNOT_TELL.value, ended_at__isnull=True)
    rows = rows.filter(one__merged_into__isnull=True, other__merged_into__isnull=True)
    found = list(rows.select_related("decided_by").order_by("decided_at", "id")[:most])
    people = _seen(viewer, [_both(row) for row in found])
    return tuple(_decided(row, people[row.one_id], people[row.other_id]) for row in found)


def _seen(viewer: Viewer, pairs: Iterable[tuple[UUID, UUID]]) -> dict[UUID, PersonBrief]:
    return people_named(viewer, {person_id for pair in pairs for person_id in pair})


def _both(row: PairDecision | MergeDecision) -> tuple[UUID, UUID]:
    if isinstance(row, MergeDecision):
        return row.kept_id, row.merged_id
    return row.one_id, row.other_id


def _decided(row: PairDecision | MergeDecision, one: PersonBrief, other: PersonBrief) -> Decided:
    merge = isinstance(row, MergeDecision)
    return Decided(
        at=row.decided_at,
        by=row.decided_by.name,
        one=one,
        other=other,
        answer=None if isinstance(row, MergeDecision) else PairAnswer(row.answer),
        reasons=row.reasons,
        missing="" if isinstance(row, MergeDecision) else row.missing,
        stands=(row.undone_at if isinstance(row, MergeDecision) else row.ended_at) is None,
        merge_id=row.pk if merge else None,
    )
