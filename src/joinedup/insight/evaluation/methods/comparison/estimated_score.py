"""What it changes that families were matched on a propensity that was itself estimated."""

import numpy as np

from joinedup.insight.evaluation.methods.comparison.nearest import Neighbours, neighbours
from joinedup.insight.evaluation.methods.comparison.propensity import Propensity, standardised
from joinedup.insight.evaluation.methods.comparison.study import Study

ALIKE = 2
"""Families of an arm, nearest in score, from which local means and covariances are taken."""


def estimated(
    study: Study, propensity: Propensity, estimand: str, influence: np.ndarray, difference: float
) -> float:
    """By what to multiply an ``influence`` (n,) that takes the propensity as known."""
    known = float(influence @ influence)
    changed = known + change_of_variance(study, propensity, estimand, difference)
    return float(np.sqrt(max(changed, known / 100) / known)) if known > 0 else 1.0


def change_of_variance(
    study: Study, propensity: Propensity, estimand: str, difference: float
) -> float:
    """To be added to the variance of Abadie and Imbens (2006); see theirs of 2016.

    For all families it can only lower it. For those who took part it can do either: the derivative
    of the effect by the propensity's parameters takes outcomes that regressions in each arm expect,
    where the paper matches a second time, on all covariates.
    """
    score, slope = propensity.score, propensity.slope
    near = [
        neighbours(score, score[arm], None, count=ALIKE, width=None)
        for arm in (study.treated, ~study.treated)
    ]
    outcomes = study.outcome[study.treated], study.outcome[~study.treated]
    with_help, without = (
        _together(propensity.design[arm], outcome, found)
        for arm, outcome, found in zip((study.treated, ~study.treated), outcomes, near, strict=True)
    )
    if estimand == "ate":
        parts = with_help / score[:, None] + without / (1 - score)[:, None]
        pull = slope @ parts / len(study)
        return -float(pull @ propensity.inverse @ pull)
    local = near[0].mean(outcomes[0]) - near[1].mean(outcomes[1])
    parts = with_help + without * (score / (1 - score))[:, None]
    pull = slope @ parts + (slope * (local - difference)) @ propensity.design
    turn = (slope * (_effects(study) - difference)) @ propensity.design
    change = turn @ propensity.inverse @ turn - pull @ propensity.inverse @ pull
    return float(change) / study.n_treated**2


def _together(design: np.ndarray, outcome: np.ndarray, near: Neighbours) -> np.ndarray:
    """The covariance of each column (d, k) and the outcome among near families, (n, k)."""
    columns = [near.covariance(column, outcome) for column in design.T]
    return np.asarray(np.nan_to_num(np.column_stack(columns)))


def _effects(study: Study) -> np.ndarray:
    """What regressions in each arm expect of help, (n,)."""
    design = standardised(study.covariates.design)
    expected = []
    for arm in (study.treated, ~study.treated):
        rows = design[arm]
        inverse = np.linalg.pinv(rows.T @ rows, hermitian=True)
        expected.append(design @ (inverse @ (rows.T @ study.outcome[arm])))
    return np.asarray(expected[0] - expected[1])
