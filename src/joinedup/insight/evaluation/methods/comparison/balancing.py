"""Entropy balancing: the weights nearest to equal that make the means the same."""

import numpy as np

from joinedup.insight.evaluation.methods.comparison.arms import (
    Weighted,
    arms_of,
    sampling_of_covariates,
    target_of,
)
from joinedup.insight.evaluation.methods.comparison.compared import Compared, Question
from joinedup.insight.evaluation.methods.comparison.study import Study
from joinedup.insight.evaluation.methods.covariates.columns import is_mark

MOST_STEPS = 200
BALANCED = 1e-9
"""Largest difference of means left, in standard deviations."""

ONE_ROW = 1e-10
"""Variance, in squared standard deviations, that is left when one row has all the weight."""


def entropy_balancing(study: Study, question: Question) -> Compared:
    """Hainmueller (2012), solved by Newton's method on its dual.

    With balanced means, the weighted difference is the same number as a weighted regression with
    every covariate in each arm (Zhao and Percival 2017); its influence knows that the weights were
    estimated, because their part vanishes at balance. Covariates of the target are taken as they
    are, as WeightIt with marginaleffects does; ``population`` counts their sampling in.

    A mark that a covariate is missing, which nobody has whose weights are sought, cannot be
    balanced: it is left out, and stays in the table of what differs.
    """
    target = target_of(study.treated, question.estimand)
    weights, converged = np.ones(len(study)), True
    weighted = [~study.treated] if question.estimand == "att" else [study.treated, ~study.treated]
    columns = _on_all_sides(study, weighted)
    wanted = target @ columns / target.sum()
    for arm in weighted:
        weights[arm], balanced = balancing_weights(columns[arm], wanted)
        converged &= balanced
    arms = arms_of(
        columns if converged else columns[:, :0],
        study.treated,
        study.outcome,
        Weighted(weights),
        target,
        leverage_power=0,
    )
    influence, kind = arms.influence, "robust sandwich, with the weights' own error (M-estimation)"
    if question.population:
        influence = influence + sampling_of_covariates(arms, target)
        kind += ", covariates' sampling counted in"
    return Compared(*arms.means, influence, weights, kind, converged=converged)


def _on_all_sides(study: Study, weighted: list[np.ndarray]) -> np.ndarray:
    """The design (n, k) without marks that an arm has on nobody, or on all."""
    columns = study.covariates.design
    kept = [
        not is_mark(name) or all(np.ptp(column[arm]) > 0 for arm in weighted)
        for name, column in zip(study.covariates.design_names, columns.T, strict=True)
    ]
    return np.asarray(columns[:, np.array(kept, dtype=bool)])


def balancing_weights(columns: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, bool]:
    """Weights (m,) with mean 1 for rows (m, k) so that their means are ``wanted`` (k,).

    The second value is false if no weights can: ``wanted`` lies outside what the rows span.
    """
    spread = columns.std(axis=0)
    apart = (columns - wanted) / np.where(spread > 0, spread, 1.0)
    multipliers = np.zeros(columns.shape[1])
    weights, value = _tilted(apart, multipliers)
    for _ in range(MOST_STEPS):
        gradient = weights @ apart
        if np.abs(gradient).max(initial=0.0) < BALANCED:
            break
        centred = apart - gradient
        hessian = (centred * weights[:, None]).T @ centred
        if np.trace(hessian) < ONE_ROW:
            break
        step = np.linalg.pinv(hessian, hermitian=True) @ gradient
        multipliers, weights, value = _descend(apart, multipliers, step, gradient, value)
    left = np.abs(weights @ apart).max(initial=0.0)
    return weights * len(columns), bool(left < BALANCED * 1e3)


def _descend(
    apart: np.ndarray, multipliers: np.ndarray, step: np.ndarray, gradient: np.ndarray, value: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Halve the step until the dual falls enough (Armijo)."""
    size, slope = 1.0, float(gradient @ step)
    while True:
        tried = multipliers - size * step
        weights, after = _tilted(apart, tried)
        if after <= value - 1e-4 * size * slope or size < 1e-8:
            return tried, weights, after
        size /= 2


def _tilted(apart: np.ndarray, multipliers: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights that sum to one, and the dual: the logarithm of the mean tilt."""
    exponent = apart @ multipliers
    most = float(exponent.max())
    tilt = np.exp(exponent - most)
    total = float(tilt.sum())
    return tilt / total, most + float(np.log(total))
