"""Change of each risk, of domains and of families: one entry point."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from joinedup.insight.evaluation.methods.change.drawing import Progress, drawn_totals, nothing
from joinedup.insight.evaluation.methods.change.families import Families
from joinedup.insight.evaluation.methods.change.pairs import (
    McNemar,
    Pairs,
    mcnemar,
    pairs_of,
    reduction,
    relative,
    wilson,
)
from joinedup.insight.evaluation.methods.results import LEVEL, Estimate
from joinedup.insight.evaluation.methods.tables import DataError

ALL = "all in the file"
ALL_RISKS = "all risks"
UNCHANGED = "not known later counts as unchanged"
BASES = ("accepted", "engaged", "left", "followed_up")
"""Stages that change is told of, the widest first."""


@dataclass(frozen=True)
class Share:
    """Families with the risk at a moment, of those of whom it is known, with Wilson's interval."""

    moment: str
    had: int
    known: int
    unknown: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """NaN of nobody."""
        return self.had / self.known if self.known else float("nan")


@dataclass(frozen=True)
class Change:
    """Of one risk from the start to a later moment, among families of ``base``.

    ``carried`` says that families of whom the later moment is not known count as unchanged, unless
    it is known of nobody: then there is no change to tell of, and ``pairs`` are none.
    ``worst`` and ``best`` are the relative reduction if all of them had the risk later, or none.
    """

    risk: str
    moment: str
    base: str
    carried: bool
    pairs: Pairs
    unknown: int
    absolute: Estimate
    relative: Estimate
    test: McNemar
    worst: float
    best: float


@dataclass(frozen=True)
class Average:
    """Of a domain: the mean of its risks' relative reductions, each counting the same; and the
    relative reduction of its risks' mean share, in which common risks count for more."""

    domain: str
    risks: tuple[str, ...]
    mean_of_reductions: Estimate
    reduction_of_mean: Estimate


@dataclass(frozen=True)
class Moved:
    """Families by whether they had fewer risks later, as many, or more; of whom nothing is known at
    one of the moments are unknown."""

    improved: int
    same: int
    worse: int
    unknown: int


@dataclass(frozen=True)
class Changes:
    """``stages`` counts families at each; ``shares`` are of the widest base.

    ``changes`` are ordered by moment, then base, then risk; ``averages`` and ``moved`` are of the
    widest base at each later moment.
    """

    families: int
    stages: Mapping[str, int]
    base: str
    shares: Mapping[str, tuple[Share, ...]]
    changes: tuple[Change, ...]
    averages: Mapping[str, tuple[Average, ...]]
    moved: Mapping[str, Moved]
    moments: tuple[str, ...]
    draws: int
    seed: int
    warnings: tuple[str, ...]


def changes_of(
    families: Families, *, draws: int = 1000, seed: int = 1, progress: Progress = nothing
) -> Changes:
    """From the start to each later moment; intention-to-treat (all accepted) first.

    :raises DataError: nobody was accepted, or of nobody a start is known.
    """
    bases = _bases(families)
    widest = next(iter(bases))
    if not bases[widest].any():
        raise DataError("no family was accepted")
    inside = families.rows(bases[widest])
    if np.isnan(inside.values[:, :, 0]).all():
        raise DataError("of no family is any risk known at the start")
    found: list[Change] = []
    averages: dict[str, tuple[Average, ...]] = {}
    moved: dict[str, Moved] = {}
    plan = [(m, b, c) for m in range(1, len(families.moments)) for b, c in _ways(bases)]
    for step, (moment, base, carried) in enumerate(plan):
        some = families.rows(bases[base])
        made = _Comparison(some, moment, base, carried=carried)
        totals = made.drawn(draws, seed, _part_of(progress, step, len(plan)))
        found += made.changes(totals)
        if base == widest and carried:
            averages[families.moments[moment]] = made.averages(totals)
            moved[families.moments[moment]] = _moved(some, moment)
    return Changes(
        len(families),
        {stage: int(reached.sum()) for stage, reached in families.stages.items()},
        widest,
        {risk: _shares(inside, place) for place, risk in enumerate(families.risks)},
        tuple(found),
        averages,
        moved,
        families.moments,
        draws,
        seed,
        families.warnings,
    )


def _bases(families: Families) -> dict[str, np.ndarray]:
    """The widest first: all accepted, or all in the file where it does not say."""
    told = {stage: families.stages[stage] for stage in BASES if stage in families.stages}
    if "accepted" not in told:
        return {ALL: np.ones(len(families), dtype=bool), **told}
    return told


def _ways(bases: Mapping[str, np.ndarray]) -> list[tuple[str, bool]]:
    """Each base with those known at both moments, the widest also with nobody left out."""
    widest = next(iter(bases))
    return [(widest, True), *((base, False) for base, reached in bases.items() if reached.any())]


def _part_of(progress: Progress, step: int, steps: int) -> Progress:
    return lambda done, of: progress(step * of + done, steps * of)


def _shares(families: Families, place: int) -> tuple[Share, ...]:
    made = []
    for at, moment in enumerate(families.moments):
        values = families.values[:, place, at]
        known = int((~np.isnan(values)).sum())
        had = int(np.nansum(values))
        made.append(Share(moment, had, known, len(values) - known, *wilson(had, known)))
    return tuple(made)


def _moved(families: Families, moment: int) -> Moved:
    """By number of risks, of those risks known at both moments."""
    first, later = families.values[:, :, 0], families.values[:, :, moment]
    known = ~(np.isnan(first) | np.isnan(later))
    step = np.where(known, later - first, 0).sum(axis=1)
    some = known.any(axis=1)
    return Moved(
        int((some & (step < 0)).sum()), int((some & (step == 0)).sum()),
        int((some & (step > 0)).sum()), int((~some).sum()),
    )  # fmt: skip


_Totals = tuple[np.ndarray, np.ndarray, np.ndarray]


class _Comparison:
    """The start and one later moment, of the families of one base."""

    def __init__(self, families: Families, moment: int, base: str, *, carried: bool) -> None:
        self.families, self.base, self.carried = families, base, carried
        self.moment = families.moments[moment]
        self.first = families.values[:, :, 0]
        self.seen = families.values[:, :, moment]
        unknown = np.isnan(self.seen)
        kept = unknown & ~unknown.all(axis=0) if carried else np.zeros_like(unknown)
        self.later = np.where(kept, self.first, self.seen)

    def drawn(self, draws: int, seed: int, progress: Progress) -> _Totals:
        """Totals of each draw, shape (draws, risks)."""
        return drawn_totals(self.first, self.later, draws, seed, progress)

    def changes(self, totals: _Totals) -> list[Change]:
        """Of each risk."""
        reductions = _relative(totals[0], totals[1])
        return [self._change(place, reductions) for place in range(len(self.families.risks))]

    def _change(self, place: int, reductions: np.ndarray) -> Change:
        first, seen = self.first[:, place], self.seen[:, place]
        pairs = pairs_of(first, self.later[:, place])
        lost = ~np.isnan(first) & np.isnan(seen)
        had = float(np.nansum(first))
        still = float(np.nansum(seen[~np.isnan(first)]))
        base = had or float("nan")
        return Change(
            self.families.risks[place],
            self.moment,
            self.base,
            self.carried,
            pairs,
            int(lost.sum()),
            reduction(pairs),
            _estimate(relative(pairs), reductions[:, place]),
            mcnemar(pairs),
            (had - still - float(lost.sum())) / base,
            (had - still) / base,
        )

    def averages(self, totals: _Totals) -> tuple[Average, ...]:
        """Of all risks, then of each domain."""
        parts = {ALL_RISKS: range(len(self.families.risks)), **self.families.domains}
        return tuple(self._average(name, list(places), totals) for name, places in parts.items())

    def _average(self, name: str, places: list[int], totals: _Totals) -> Average:
        first, later, known = self._seen_totals(places)
        had, has, of = (total[:, places] for total in totals)
        return Average(
            name,
            tuple(self.families.risks[place] for place in places),
            _estimate(_mean(_relative(first, later)), _mean(_relative(had, has))),
            _estimate(_of_means(first, later, known), _of_means(had, has, of)),
        )

    def _seen_totals(self, places: list[int]) -> _Totals:
        known = ~(np.isnan(self.first) | np.isnan(self.later))[:, places]
        return (
            np.where(known, self.first[:, places], 0).sum(axis=0),
            np.where(known, self.later[:, places], 0).sum(axis=0),
            known.sum(axis=0),
        )


def _relative(first: np.ndarray, later: np.ndarray) -> np.ndarray:
    """NaN where nobody had it first."""
    return np.where(first > 0, (first - later) / np.where(first > 0, first, 1), np.nan)


def _mean(values: np.ndarray) -> np.ndarray:
    """Over risks (the last axis) that somebody had first."""
    known = ~np.isnan(values)
    number = known.sum(axis=-1)
    total = np.where(known, values, 0).sum(axis=-1)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def _of_means(first: np.ndarray, later: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The relative reduction of the mean share over risks."""
    of = np.maximum(known, 1)
    before, after = (first / of).sum(axis=-1), (later / of).sum(axis=-1)
    return _relative(np.asarray(before), np.asarray(after))


def _estimate(value: float | np.ndarray, draws: np.ndarray) -> Estimate:
    """With the percentile interval of the draws in which it can be reckoned."""
    usable = draws[~np.isnan(draws)]
    kind = f"bootstrap of families, {len(draws):,} draws"
    if len(usable) < 0.95 * len(draws) or len(usable) < 50:
        nothing_sure = float("nan")
        return Estimate(float(value), nothing_sure, nothing_sure, nothing_sure, kind)
    low, high = np.quantile(usable, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(value), float(usable.std(ddof=1)), float(low), float(high), kind)
