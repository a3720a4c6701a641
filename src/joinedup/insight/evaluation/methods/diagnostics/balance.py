"""How alike both arms are in each covariate, before and after."""

from dataclasses import dataclass

import numpy as np

from joinedup.insight.evaluation.methods.comparison.compared import weighted_mean
from joinedup.insight.evaluation.methods.comparison.study import Study

CHANCE = "the chance of taking part"


@dataclass(frozen=True)
class Balanced:
    """One covariate or category; NaN where a figure has no meaning.

    Standardised differences are over the treated's standard deviation (ATT) or the root of both
    arms' mean variance (ATE), before any weighting, sqrt(p(1 - p)) for yes or no; variance ratios
    treated over control, for numbers only (Austin 2009; conventions of cobalt, Greifer).
    """

    name: str
    yes_or_no: bool
    mean_treated_before: float
    mean_control_before: float
    mean_treated_after: float
    mean_control_after: float
    smd_before: float
    smd_after: float
    variance_ratio_before: float
    variance_ratio_after: float


def balance_of(study: Study, weights: np.ndarray, estimand: str) -> tuple[Balanced, ...]:
    """Of every column that is shown, with ``weights`` (n,) after."""
    columns = study.covariates
    return tuple(
        _balanced(study.treated, values, weights, estimand, name)
        for values, name in zip(columns.shown.T, columns.shown_names, strict=True)
    )


def balance_of_chance(
    treated: np.ndarray, score: np.ndarray, weights: np.ndarray, estimand: str
) -> Balanced:
    """Of the propensity (n,), MatchIt's and cobalt's "distance": it sees many small differences
    that go the same way (Rubin 2001)."""
    return _balanced(treated, score, weights, estimand, CHANCE)


def _balanced(
    treated: np.ndarray, values: np.ndarray, weights: np.ndarray, estimand: str, name: str
) -> Balanced:
    yes_or_no = bool(np.isin(values, (0.0, 1.0)).all())
    one, other = values[treated], values[~treated]
    variances = _variance(one, yes_or_no), _variance(other, yes_or_no)
    unit = variances[0] if estimand == "att" else (variances[0] + variances[1]) / 2
    spread = float(np.sqrt(unit if unit > 0 else _variance(values, yes_or_no)))
    before = float(one.mean()), float(other.mean())
    after = weighted_mean(one, weights[treated]), weighted_mean(other, weights[~treated])
    weighted = (
        _weighted_variance(one, weights[treated]),
        _weighted_variance(other, weights[~treated]),
    )
    return Balanced(
        name,
        yes_or_no,
        *before,
        *after,
        _over(before[0] - before[1], spread),
        _over(after[0] - after[1], spread),
        float("nan") if yes_or_no else _ratio(*variances),
        float("nan") if yes_or_no else _ratio(*weighted),
    )


def _variance(values: np.ndarray, yes_or_no: bool) -> float:  # noqa: FBT001
    if yes_or_no:
        share = float(values.mean())
        return share * (1 - share)
    return float(values.var(ddof=1)) if len(values) > 1 else 0.0


def _weighted_variance(values: np.ndarray, weights: np.ndarray) -> float:
    """For weights of reliability; NaN where some are negative."""
    total, squares = float(weights.sum()), float(weights @ weights)
    if (weights < 0).any() or total**2 <= squares:
        return float("nan")
    apart = (values - weighted_mean(values, weights)) ** 2
    return float(weights @ apart) * total / (total**2 - squares)


def _over(difference: float, spread: float) -> float:
    return difference / spread if spread > 0 else 0.0


def _ratio(one: float, other: float) -> float:
    return one / other if one > 0 and other > 0 else float("nan")
