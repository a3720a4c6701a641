"""Every read of pairs. A pair is there only for whoever may see both of its records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from joinedup.record.duplicates.models import Pair, Run
from joinedup.record.duplicates.rules import PairKind
from joinedup.record.people.models import PairDecision
from joinedup.record.people.queries import (
    ApartView,
    Comparison,
    MergeView,
    OverturningView,
    PersonBrief,
    compare_records,
    decided_about,
    merges_about,
    overturnings_about,
    people_named,
)
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.queries import workable

A_PAGE = 25
MOST_COUNTED = 500


@dataclass(frozen=True)
class LastRun:
    """When everybody was compared last, and with which model."""

    made_at: datetime
    model_made_on: date
    model_sha256: str


@dataclass(frozen=True)
class Step:
    """What one comparison added, in bits; ``None`` where it was missing."""

    title: str
    found: str
    bits: float | None


@dataclass(frozen=True)
class Why:
    """What the run found: the kind, its word for it, and what adds up to the weight."""

    kind: PairKind
    found: str
    weight: float
    prior: float
    steps: tuple[Step, ...]
    sentence: str
    run: LastRun


@dataclass(frozen=True)
class PairLine:
    """A pair in the work list. ``may``: the viewer may decide about both."""

    one: PersonBrief
    other: PersonBrief
    why: Why
    may: bool


@dataclass(frozen=True)
class PairsToDo:
    """One page of the list; ``total`` is counted no further than ``MOST_COUNTED``."""

    pairs: tuple[PairLine, ...]
    total: int
    page: int
    pages: int

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > MOST_COUNTED


@dataclass(frozen=True)
class PairView:
    """Both records side by side, why they look alike, and everything that was decided of them."""

    comparison: Comparison
    why: Why | None
    decided: tuple[ApartView, ...]
    merges: tuple[MergeView, ...]
    overturnings: tuple[OverturningView, ...]
    may: bool

    @property
    def stands(self) -> ApartView | None:
        """The decision that stands, if any."""
        return next((decision for decision in self.decided if decision.stands), None)

    @property
    def merged(self) -> MergeView | None:
        """The merge that stands, if any."""
        return next((merge for merge in self.merges if merge.stands), None)


def last_run() -> LastRun | None:
    """When everybody was compared last; ``None`` when that has not been yet."""
    run = Run.objects.order_by("-made_at").first()
    return _run(run) if run else None


def _run(run: Run) -> LastRun:
    return LastRun(run.made_at, run.model_made_on, run.model_sha256)


def how_many(kind: PairKind) -> int:
    """How many undecided pairs of a kind the viewer may see, counted to one past the most."""
    return _to_do(kind)[: MOST_COUNTED + 1].count()


def pairs_to_do(
    viewer: Viewer, kind: PairKind, *, total: int, page: int = 1, page_size: int = A_PAGE
) -> PairsToDo:
    """Undecided pairs, the surest first; ``total`` is ``how_many``. Recorded as a list of their
    people."""
    pages = max(1, -(-min(total, MOST_COUNTED) // page_size))
    page = min(max(1, page), pages)
    rows = list(
        _to_do(kind)
        .select_related("run")
        .order_by("-weight", "id")[(page - 1) * page_size : page * page_size]
    )
    return PairsToDo(_lines(viewer, rows), total, page, pages)


def _to_do(kind: PairKind) -> QuerySet[Pair]:
    standing = PairDecision.objects.filter(
        one=OuterRef("one"), other=OuterRef("other"), ended_at__isnull=True
    )
    return Pair.objects.filter(
        ~Exists(standing),
        kind=kind.value,
        one__merged_into__isnull=True,
        other__merged_into__isnull=True,
    )


def _lines(viewer: Viewer, rows: Sequence[Pair]) -> tuple[PairLine, ...]:
    people = people_named(viewer, {pk for row in rows for pk in (row.one_id, row.other_id)})
    may = workable(folder for row in rows for folder in (row.folder_id, row.other_folder_id))
    return tuple(
        PairLine(
            people[row.one_id],
            people[row.other_id],
            _why(row),
            {row.folder_id, row.other_folder_id} <= may,
        )
        for row in rows
    )


def _why(row: Pair) -> Why:
    return Why(
        PairKind(row.kind),
        row.found,
        row.weight,
        row.prior,
        tuple(Step(title, found, bits) for title, found, bits in row.steps),
        row.sentence,
        _run(row.run),
    )


def open_pair(viewer: Viewer, one_id: UUID, other_id: UUID) -> PairView:
    """Two records, whether or not a run has found them alike. Both readings are audited.

    Raises ``NotVisible`` unless both may be seen.
    """
    comparison = compare_records(viewer, one_id, other_id)
    one, other = sorted((one_id, other_id))
    row = Pair.objects.select_related("run").filter(one=one, other=other).first()
    both = {one_id, other_id}
    folders = {comparison.kept.folder_id, comparison.merged.folder_id}
    merges = merges_about(both)
    return PairView(
        comparison=comparison,
        why=_why(row) if row else None,
        decided=decided_about(both),
        merges=tuple(m for m in merges if {m.kept.id, m.merged.id} == both),
        overturnings=overturnings_about(both),
        may=workable(folders) == folders,
    )
