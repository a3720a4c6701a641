"""Whether a hazard ratio stays the same over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from joinedup.insight.evaluation.methods.over_time.survival.curves import kaplan_meier


@dataclass(frozen=True)
class Tested:
    """A score test; NaN where it cannot be made."""

    statistic: float
    degrees: int
    p_value: float


@dataclass(frozen=True)
class Proportionality:
    """For each covariate, and for all together."""

    each: Mapping[str, Tested]
    together: Tested


def proportionality(
    duration: np.ndarray,
    event: np.ndarray,
    strata: np.ndarray,
    matrix: np.ndarray,
    names: Sequence[str],
    beta: np.ndarray,
    *,
    efron: bool = True,
) -> Proportionality:
    """Score tests of x times g(time) beside x, g the share without the event just before.

    Grambsch and Therneau 1994, not by their approximation but with the whole information, as
    ``cox.zph`` of R's survival does since version 3.
    """
    curve = kaplan_meier(duration, event)
    before = np.concatenate([[1.0], curve.share[:-1]])
    score, information = _score(
        duration, event, strata, matrix - matrix.mean(axis=0), beta, curve.times, before,
        efron=efron,
    )  # fmt: skip
    number = len(names)
    return Proportionality(
        {name: _test(score, information, number, [n]) for n, name in enumerate(names)},
        _test(score, information, number, list(range(number))),
    )


def _test(score: np.ndarray, information: np.ndarray, number: int, added: list[int]) -> Tested:
    """``score`` (k,) of the added terms; ``information`` (2k, 2k)."""
    chosen = [*range(number), *(number + n for n in added)]
    part = information[np.ix_(chosen, chosen)]
    if not np.isfinite(part).all() or np.linalg.cond(part) > 1e14:
        return Tested(np.nan, len(added), np.nan)
    inverse = np.linalg.inv(part)[number:, number:]
    statistic = float(score[added] @ inverse @ score[added])
    return Tested(statistic, len(added), float(stats.chi2.sf(statistic, len(added))))


def _score(
    duration: np.ndarray,
    event: np.ndarray,
    strata: np.ndarray,
    matrix: np.ndarray,
    beta: np.ndarray,
    moments: np.ndarray,
    before: np.ndarray,
    *,
    efron: bool,
) -> tuple[np.ndarray, np.ndarray]:
    number = matrix.shape[1]
    when = before[np.searchsorted(moments, duration)]
    when = when - when[event].mean()
    score = np.zeros(number)
    blocks = [np.zeros((number, number)) for _ in range(3)]
    for stratum in np.unique(strata):
        inside = strata == stratum
        part, squares = _stratum(
            duration[inside], event[inside], matrix[inside], beta, when[inside], efron=efron
        )
        score += part
        blocks = [old + new for old, new in zip(blocks, squares, strict=True)]
    plain, once, twice = blocks
    return score, np.block([[plain, once], [once, twice]])


def _stratum(
    duration: np.ndarray,
    event: np.ndarray,
    matrix: np.ndarray,
    beta: np.ndarray,
    when: np.ndarray,
    *,
    efron: bool,
) -> tuple[np.ndarray, list[np.ndarray]]:
    """The score of x g(time), and the sums of the risk sets' variance times 1, g and g squared.

    From the last time to the first, adding each to the risk set.
    """
    number = matrix.shape[1]
    order = np.argsort(-duration, kind="stable")
    duration, event, matrix, when = duration[order], event[order], matrix[order], when[order]
    weights = np.exp(np.clip(matrix @ beta, -500, 500))
    edges = np.flatnonzero(np.append(True, np.diff(duration) != 0))
    total, first, second = 0.0, np.zeros(number), np.zeros((number, number))
    score = np.zeros(number)
    squares = [np.zeros((number, number)) for _ in range(3)]
    for start, stop in zip(edges, np.append(edges[1:], len(duration)), strict=True):
        x, w, died = matrix[start:stop], weights[start:stop], event[start:stop]
        total, first = total + w.sum(), first + w @ x
        second = second + (x * w[:, None]).T @ x
        if not died.any():
            continue
        g, dead, own = when[start], x[died], w[died]
        steps = np.arange(len(own)) / len(own) if efron else np.zeros(len(own))
        mean, variance = _tied(total, first, second, dead, own, steps)
        score += g * (dead.sum(axis=0) - mean)
        for power, square in enumerate(squares):
            square += g**power * variance
    return score, squares


def _tied(
    total: float,
    first: np.ndarray,
    second: np.ndarray,
    dead: np.ndarray,
    own: np.ndarray,
    steps: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Sums over the tied events of the risk set's mean and variance; ``steps`` are the shares of
    the tied that have left it: none after Breslow."""
    size = total - steps * own.sum()
    means = (first - steps[:, None] * (own @ dead)) / size[:, None]
    tied = (dead * own[:, None]).T @ dead
    squares = (1 / size).sum() * second - (steps / size).sum() * tied
    return means.sum(axis=0), squares - means.T @ means
