"""Averages of the effects on groups at times, and how sure each is (Callaway and Sant'Anna 2021,
section 3), from the influence functions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from joinedup.insight.evaluation.methods.over_time.differences.group_time import GroupTimes
from joinedup.insight.evaluation.methods.results import LEVEL, Estimate, normal_estimate

_BLOCK = 16_000_000


@dataclass(frozen=True)
class Effect:
    """Of a group, a time, or a length of exposure (``at``).

    ``low`` and ``high`` are its part of a band that covers all effects of its kind at once.
    """

    at: float
    estimate: Estimate
    low: float
    high: float


@dataclass(frozen=True)
class Aggregate:
    """``overall`` averages ``effects``; ``critical`` is the value that the band was made with."""

    kind: str
    overall: Estimate
    effects: tuple[Effect, ...]
    critical: float


@dataclass(frozen=True)
class PreTrend:
    """A Wald test that all effects before the beginning are 0; NaN where it cannot be made."""

    statistic: float
    degrees: int
    p_value: float


@dataclass(frozen=True)
class Errors:
    """How errors are got: by clusters, and by ``draws`` of a multiplier bootstrap for bands."""

    clusters: np.ndarray
    kind: str
    draws: int
    seed: int

    def of(self, influence: np.ndarray) -> np.ndarray:
        """Standard errors of columns of influence functions of shape (u, c)."""
        sums = self._sums(influence)
        return np.asarray(np.sqrt((sums**2).sum(axis=0)) / len(influence))

    def covariance(self, influence: np.ndarray) -> np.ndarray:
        """Of the same, of shape (c, c)."""
        sums = self._sums(influence)
        return np.asarray(sums.T @ sums) / len(influence) ** 2

    def critical(self, influence: np.ndarray) -> float:
        """The value a band needs to cover all at once; never below that of one interval.

        Multipliers of Mammen 1993, scaled by the interquartile range.
        """
        one = float(stats.norm.ppf((1 + LEVEL) / 2))
        spread = influence[:, self.of(influence) > 1e-9]
        if spread.shape[1] < 2 or not self.draws:
            return one
        sums = self._sums(spread) / len(influence)
        drawn = self._drawn(sums)
        low, high = np.quantile(drawn, [0.25, 0.75], axis=0, method="inverted_cdf")
        scale = (high - low) / (stats.norm.ppf(0.75) - stats.norm.ppf(0.25))
        with np.errstate(divide="ignore", invalid="ignore"):
            largest = np.nanmax(np.abs(drawn) / scale, axis=1)
        found = float(np.quantile(largest, LEVEL, method="inverted_cdf"))
        return max(one, found) if np.isfinite(found) else one

    def _sums(self, influence: np.ndarray) -> np.ndarray:
        number = int(self.clusters.max()) + 1
        if number == len(influence):
            return influence
        sums = np.zeros((number, influence.shape[1]))
        np.add.at(sums, self.clusters, influence)
        return sums

    def _drawn(self, sums: np.ndarray) -> np.ndarray:
        """Of shape (draws, c)."""
        random = np.random.default_rng(self.seed)
        golden = np.sqrt(5)
        few, many = (1 - golden) / 2, (1 + golden) / 2
        block = max(1, _BLOCK // len(sums))
        made = []
        for start in range(0, self.draws, block):
            size = (min(block, self.draws - start), len(sums))
            weights = np.where(random.random(size) < (1 + golden) / (2 * golden), few, many)
            made.append(weights @ sums)
        return np.concatenate(made)


def all_cells(found: GroupTimes, errors: Errors) -> tuple[Effect, ...]:
    """Each group at each time, with a band over all; NaN where there is no effect."""
    usable = found.usable
    reach = errors.critical(found.influence[:, usable]) if usable.any() else np.nan
    sure = errors.of(found.influence)
    return tuple(
        _effect(float(time), float(effect), float(error), reach, errors.kind)
        for time, effect, error in zip(found.times, found.effects, sure, strict=True)
    )


def aggregates(found: GroupTimes, errors: Errors) -> Mapping[str, Aggregate]:
    """By the four rules of the paper; empty where no group has an effect after it began."""
    if not (found.after & found.usable).any():
        return {}
    return {kind: rule(found, errors) for kind, rule in _RULES.items()}


def pre_trend(found: GroupTimes, errors: Errors) -> PreTrend:
    """Of the effects before the groups began."""
    before = ~found.after & found.usable & ~found.reference
    before &= found.times + found.design.anticipation < found.groups
    number = int(before.sum())
    covariance = errors.covariance(found.influence[:, before])
    if not number or np.linalg.cond(covariance) > 1 / np.finfo(float).eps:
        return PreTrend(np.nan, number, np.nan)
    effects = found.effects[before]
    statistic = float(effects @ np.linalg.solve(covariance, effects))
    return PreTrend(statistic, number, float(stats.chi2.sf(statistic, number)))


def _simple(found: GroupTimes, errors: Errors) -> Aggregate:
    effect, influence = _weighted(found, found.after & found.usable)
    return Aggregate("simple", _estimate(effect, influence, errors), (), np.nan)


def _dynamic(found: GroupTimes, errors: Errors) -> Aggregate:
    """By length of exposure: an event study. Its overall effect averages lengths from 0 on."""
    exposure = found.times - found.groups
    return _averaged("dynamic", found, errors, exposure, found.usable, lambda at: at >= 0)


def _calendar(found: GroupTimes, errors: Errors) -> Aggregate:
    usable = found.after & found.usable
    return _averaged("calendar", found, errors, found.times, usable, lambda _: True)


def _group(found: GroupTimes, errors: Errors) -> Aggregate:
    """By group; its overall effect weights groups by their size."""
    usable = found.after & found.usable
    groups = np.unique(found.groups[usable])
    parts = [usable & (found.groups == group) for group in groups]
    effects = np.array([found.effects[part].mean() for part in parts])
    influence = np.column_stack([found.influence[:, part].mean(axis=1) for part in parts])
    overall = _weights_known_by_size(found, groups, effects, influence)
    return _aggregate("group", groups, effects, influence, overall, errors)


def _averaged(
    kind: str,
    found: GroupTimes,
    errors: Errors,
    by: np.ndarray,
    usable: np.ndarray,
    counts: Callable[[float], bool],
) -> Aggregate:
    """Weighted by the groups' sizes within each value of ``by``, then plainly over values."""
    values = np.unique(by[usable])
    made = [_weighted(found, usable & (by == value)) for value in values]
    effects = np.array([effect for effect, _ in made])
    influence = np.column_stack([part for _, part in made])
    chosen = np.array([counts(value) for value in values])
    overall = (float(effects[chosen].mean()), influence[:, chosen].mean(axis=1))
    return _aggregate(kind, values, effects, influence, overall, errors)


def _weighted(found: GroupTimes, chosen: np.ndarray) -> tuple[float, np.ndarray]:
    return _weights_known_by_size(
        found, found.groups[chosen], found.effects[chosen], found.influence[:, chosen]
    )


def _weights_known_by_size(
    found: GroupTimes, groups: np.ndarray, effects: np.ndarray, influence: np.ndarray
) -> tuple[float, np.ndarray]:
    """An average by group size with its influence function, of shape (u,).

    The sizes are estimates themselves: their part is added (the paper's section 4.2).
    """
    belongs = found.panel.first_treated[:, None] == groups
    sizes = belongs.mean(axis=0)
    weights = sizes / sizes.sum()
    centred = belongs - sizes
    of_sizes = (centred - weights * centred.sum(axis=1, keepdims=True)) / sizes.sum()
    return float(effects @ weights), influence @ weights + of_sizes @ effects


def _aggregate(
    kind: str,
    at: np.ndarray,
    effects: np.ndarray,
    influence: np.ndarray,
    overall: tuple[float, np.ndarray],
    errors: Errors,
) -> Aggregate:
    reach, sure = errors.critical(influence), errors.of(influence)
    return Aggregate(
        kind,
        _estimate(*overall, errors),
        tuple(
            _effect(float(a), float(effect), float(error), reach, errors.kind)
            for a, effect, error in zip(at, effects, sure, strict=True)
        ),
        reach,
    )


def _estimate(effect: float, influence: np.ndarray, errors: Errors) -> Estimate:
    return normal_estimate(effect, float(errors.of(influence[:, None])[0]), errors.kind)


def _effect(at: float, effect: float, error: float, reach: float, kind: str) -> Effect:
    estimate = normal_estimate(effect, error, kind)
    return Effect(at, estimate, effect - reach * error, effect + reach * error)


_Rule = Callable[[GroupTimes, Errors], Aggregate]
_RULES: Mapping[str, _Rule] = {
    "simple": _simple,
    "dynamic": _dynamic,
    "group": _group,
    "calendar": _calendar,
}
KINDS: Sequence[str] = tuple(_RULES)
