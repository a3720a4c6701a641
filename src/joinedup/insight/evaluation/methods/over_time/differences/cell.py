"""One comparison within a staggered design: a group's change beside its controls' change."""

from collections.abc import Callable, Mapping

import numpy as np

TRIM = 0.995
"""Controls this likely to be treated are not used, as in DRDID 1.2 (Sant'Anna and Zhao 2020)."""
MOST_LIKELY = 0.999
"""A fitted probability of treatment from here on is no overlap, as in did 2.1."""
TOO_ALIKE = "the controls are too few, or too alike, for the covariates"

CellMethod = Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[float, np.ndarray]]


class NoComparison(ValueError):
    """The controls cannot stand for the group; the message says why."""


def doubly_robust(
    change: np.ndarray, treated: np.ndarray, known: np.ndarray
) -> tuple[float, np.ndarray]:
    """The effect on the treated and its influence function, of shape (n,).

    ``change`` (n,), ``treated`` (n,) of 0 and 1, ``known`` (n, k) with a column of ones first.
    Sant'Anna and Zhao 2020, equation 2.6 (the traditional estimator for panels): a logit model
    of treatment and a linear one of the controls' change, of which one must be right.

    :raises NoComparison: no overlap, or too few controls for the covariates.
    """
    likely, propensity_part = _propensity(treated, known)
    expected, regression_part = _controls(change, treated, known)
    kept = np.where(treated == 1, 1.0, likely < TRIM)
    inside = kept * treated
    outside = kept * likely * (1 - treated) / (1 - likely)
    rest = change - expected
    gain, loss = _mean(rest, inside), _mean(rest, outside)
    treated_part = inside * (rest - gain) - regression_part @ (inside @ known / len(change))
    control_part = (
        outside * (rest - loss)
        + propensity_part @ ((outside * (rest - loss)) @ known / len(change))
        - regression_part @ (outside @ known / len(change))
    )
    return gain - loss, treated_part / inside.mean() - control_part / outside.mean()


def regression(
    change: np.ndarray, treated: np.ndarray, known: np.ndarray
) -> tuple[float, np.ndarray]:
    """The same by the controls' regression alone (Heckman, Ichimura and Todd 1997)."""
    expected, regression_part = _controls(change, treated, known)
    effect = _mean(change - expected, treated)
    part = treated * (change - expected - effect) - regression_part @ (
        treated @ known / len(change)
    )
    return effect, part / treated.mean()


def weighting(
    change: np.ndarray, treated: np.ndarray, known: np.ndarray
) -> tuple[float, np.ndarray]:
    """The same by weights alone, normalised (Abadie 2005)."""
    likely, propensity_part = _propensity(treated, known)
    kept = np.where(treated == 1, 1.0, likely < TRIM)
    inside = kept * treated
    outside = kept * likely * (1 - treated) / (1 - likely)
    gain, loss = _mean(change, inside), _mean(change, outside)
    control_part = outside * (change - loss) + propensity_part @ (
        (outside * (change - loss)) @ known / len(change)
    )
    return gain - loss, inside * (change - gain) / inside.mean() - control_part / outside.mean()


def unconditional(
    change: np.ndarray, treated: np.ndarray, _known: np.ndarray
) -> tuple[float, np.ndarray]:
    """The difference of mean changes."""
    gain, loss = _mean(change, treated), _mean(change, 1 - treated)
    share = treated.mean()
    return gain - loss, treated * (change - gain) / share - (1 - treated) * (change - loss) / (
        1 - share
    )


METHODS: Mapping[str, CellMethod] = {
    "doubly-robust": doubly_robust,
    "regression": regression,
    "weighting": weighting,
    "unconditional": unconditional,
}


def _mean(values: np.ndarray, weights: np.ndarray) -> float:
    total = float(weights.sum())
    if not total > 0:
        raise NoComparison("no control is like the treated")
    return float(values @ weights) / total


def _controls(
    change: np.ndarray, treated: np.ndarray, known: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What the controls' regression expects of all, (n,), and its coefficients' part (n, k)."""
    outside = 1 - treated
    gram = (known * outside[:, None]).T @ known / len(change)
    if np.linalg.cond(gram) > 1e14:
        raise NoComparison(TOO_ALIKE)
    coefficients = np.linalg.solve(gram, known.T @ (outside * change) / len(change))
    expected = known @ coefficients
    part = (outside * (change - expected))[:, None] * known @ np.linalg.inv(gram)
    return expected, part


def _propensity(treated: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fitted by Newton's method: probabilities (n,), and the coefficients' part (n, k)."""
    coefficients = np.zeros(known.shape[1])
    share = treated.mean()
    coefficients[0] = np.log(share / (1 - share))
    for _ in range(50):
        likely = 1 / (1 + np.exp(-np.clip(known @ coefficients, -40, 40)))
        curvature = (known * (likely * (1 - likely))[:, None]).T @ known / len(treated)
        if np.linalg.cond(curvature) > 1e14:
            break
        step = np.linalg.solve(curvature, known.T @ (treated - likely) / len(treated))
        coefficients = coefficients + step
        if np.abs(step).max() < 1e-10:
            break
    likely = 1 / (1 + np.exp(-np.clip(known @ coefficients, -40, 40)))
    if likely.max() >= MOST_LIKELY:
        raise NoComparison("some of the treated have no like among the controls")
    curvature = (known * (likely * (1 - likely))[:, None]).T @ known / len(treated)
    if np.linalg.cond(curvature) > 1e14:
        raise NoComparison(TOO_ALIKE)
    return likely, (treated - likely)[:, None] * known @ np.linalg.inv(curvature)
