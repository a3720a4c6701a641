"""What an outcome costs: the difference in cost over the difference in outcomes."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from joinedup.insight.evaluation.methods.results import LEVEL, Estimate, normal_estimate
from joinedup.insight.evaluation.methods.tables import DataError

ROUNDING = 1e-12
"""A share of a square that is nothing but rounding: without errors the limits are the ratio."""


@dataclass(frozen=True)
class Both:
    """A cost and an effect of one family, with their errors and how they go together.

    ``cost`` is in pounds, more with help being above 0; ``effect`` counts good outcomes, or bad
    ones avoided. ``covariance`` is of the two estimates.
    """

    cost: Estimate
    effect: Estimate
    covariance: float = 0.0


@dataclass(frozen=True)
class Ratio:
    """``low`` and ``high`` are Fieller's limits. Where the effect may be nothing they are no
    interval: ``bounded`` is False, and every ratio outside ``low`` to ``high`` (or any at all,
    where they are NaN) agrees with the data."""

    value: float
    low: float
    high: float
    bounded: bool


def ratio(both: Both, level: float = LEVEL) -> Ratio:
    """Cost over effect, with the limits of Fieller 1954.

    They are the ratios R at which cost - R effect is within the error of 0.
    """
    cost, effect = both.cost, both.effect
    if effect.value == 0:
        raise DataError("the effect is 0: there is no cost of an outcome that did not happen")
    reach = float(stats.norm.ppf((1 + level) / 2)) ** 2
    a = effect.value**2 - reach * effect.standard_error**2
    b = cost.value * effect.value - reach * both.covariance
    c = cost.value**2 - reach * cost.standard_error**2
    square = b**2 - a * c
    value = cost.value / effect.value
    if abs(square) < ROUNDING * b**2:
        square = 0.0
    if square < 0 or a == 0:
        return Ratio(value, float("nan"), float("nan"), bounded=False)
    low, high = sorted(((b - square**0.5) / a, (b + square**0.5) / a))
    return Ratio(value, low, high, bounded=a > 0)


def drawn_ratio(
    costs: np.ndarray, outcomes: np.ndarray, treated: np.ndarray, draws: int, seed: int
) -> tuple[float, float]:
    """The middle 95% of ratios over samples of families, drawn within each group; NaN where a
    tenth of the samples or more have the other sign of effect, when it would mislead."""
    random = np.random.default_rng(seed)
    found, effects = [], []
    groups = [np.flatnonzero(treated == arm) for arm in (0, 1)]
    for _ in range(draws):
        rows = [group[random.integers(0, len(group), len(group))] for group in groups]
        effect = outcomes[rows[1]].mean() - outcomes[rows[0]].mean()
        effects.append(effect)
        if effect != 0:
            found.append((costs[rows[1]].mean() - costs[rows[0]].mean()) / effect)
    signs = np.mean(np.array(effects) > 0)
    if min(signs, 1 - signs) >= 0.1 or len(found) < 50:
        return float("nan"), float("nan")
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def both_of(costs: np.ndarray, outcomes: np.ndarray, treated: np.ndarray) -> Both:
    """Differences of means between those treated (1) and not (0), all of shape (n,).

    :raises DataError: a group has fewer than two families, or an outcome never varies.
    """
    groups = [treated == arm for arm in (0, 1)]
    for inside, name in zip(groups, ("without help", "with help"), strict=True):
        if inside.sum() < 2:
            raise DataError(f"there are {inside.sum()} families {name}: two are needed")
    if np.ptp(outcomes) == 0:
        raise DataError("the outcome is the same for all")
    pairs = np.stack([costs, outcomes])
    spread = sum(np.cov(pairs[:, inside]) / inside.sum() for inside in groups)
    cost, effect = (each[groups[1]].mean() - each[groups[0]].mean() for each in pairs)
    kind = "difference of means, unequal variances"
    return Both(
        normal_estimate(float(cost), float(spread[0, 0] ** 0.5), kind),
        normal_estimate(float(effect), float(spread[1, 1] ** 0.5), kind),
        float(spread[0, 1]),
    )


def net_value(both: Both, worth: float) -> Estimate:
    """``worth`` pounds for each outcome, less the cost, for one family (net monetary benefit;
    Stinnett and Mullahy 1998). ``worth`` is taken as certain."""
    value = worth * both.effect.value - both.cost.value
    variance = (
        worth**2 * both.effect.standard_error**2
        + both.cost.standard_error**2
        - 2 * worth * both.covariance
    )
    return normal_estimate(value, max(variance, 0.0) ** 0.5, both.cost.error_kind)


def fewer_is_better(both: Both) -> Both:
    """The same, counting outcomes avoided."""
    effect = both.effect
    turned = Estimate(
        -effect.value, effect.standard_error, -effect.high, -effect.low, effect.error_kind
    )
    return Both(both.cost, turned, -both.covariance)
