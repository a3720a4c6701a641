"""Means that one regression of all families predicts with help and without (g-computation)."""

from dataclasses import dataclass

import numpy as np

from joinedup.insight.evaluation.methods.comparison.arms import FULL_LEVERAGE, Arms
from joinedup.insight.evaluation.methods.comparison.propensity import by_likelihood, inverse_link


@dataclass(frozen=True)
class Rows:
    """A design (n, p) as families were, and the same had all been helped, and had none."""

    seen: np.ndarray
    with_help: np.ndarray
    without: np.ndarray


def rows_of(design: np.ndarray, treated: np.ndarray, *, one_slope: bool) -> Rows:
    """Of ``design`` (n, k) with a constant first: slopes for both groups, or each its own."""
    none, took_part = np.zeros_like(design), treated[:, None].astype(np.float64)
    if one_slope:
        ones = np.ones((len(design), 1))
        return Rows(
            np.hstack([design, took_part]),
            np.hstack([design, ones]),
            np.hstack([design, 0 * ones]),
        )
    return Rows(
        np.hstack([design * took_part, design * (1 - took_part)]),
        np.hstack([design, none]),
        np.hstack([none, design]),
    )


def predicted_means(
    rows: Rows, treated: np.ndarray, outcome: np.ndarray, target: np.ndarray, *, logistic: bool
) -> Arms:
    """Marginalised over ``target`` (n,), with HC3 errors (of working residuals, as sandwich's
    ``vcovHC``) and the delta method. ``counts`` are what the regression implies where it is linear
    (Chattopadhyay and Zubizarreta 2023), and otherwise those of the linear one beside it."""
    weights = np.ones(len(outcome))
    if logistic:
        coefficients = by_likelihood(rows.seen, outcome, "logit")
        expected, weights = inverse_link(rows.seen @ coefficients, "logit")
    else:
        coefficients = _inverse(rows.seen, weights) @ (rows.seen.T @ outcome)
        expected = rows.seen @ coefficients
    means, slopes, predictions = [], [], []
    for asked in (rows.with_help, rows.without):
        predicted, slope = asked @ coefficients, np.ones(len(outcome))
        if logistic:
            predicted, slope = inverse_link(predicted, "logit")
        means.append(float(target @ predicted / target.sum()))
        slopes.append((target * slope) @ asked / target.sum())
        predictions.append(predicted)
    inverse = _inverse(rows.seen, weights)
    pull = rows.seen @ (inverse @ (slopes[0] - slopes[1]))
    own = np.einsum("ij,ij->i", rows.seen @ inverse, rows.seen) * weights
    shrink = np.where(own < FULL_LEVERAGE, 1 - own, np.inf)
    apart = target @ (rows.with_help - rows.without) / target.sum()
    counts = rows.seen @ (_inverse(rows.seen, np.ones(len(outcome))) @ apart)
    return Arms(
        (means[0], means[1]),
        pull * (outcome - expected) / shrink,
        np.where(treated, counts, -counts),
        predictions[0] - predictions[1],
    )


def _inverse(rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.asarray(np.linalg.pinv((rows * weights[:, None]).T @ rows, hermitian=True))
