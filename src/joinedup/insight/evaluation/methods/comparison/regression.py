"""Regression adjustment: what the covariates predict with and without taking part."""

import numpy as np

from joinedup.insight.evaluation.methods.comparison.arms import (
    Arms,
    Weighted,
    arms_of,
    sampling_of_covariates,
    target_of,
)
from joinedup.insight.evaluation.methods.comparison.compared import Compared, Question
from joinedup.insight.evaluation.methods.comparison.outcome_model import predicted_means, rows_of
from joinedup.insight.evaluation.methods.comparison.propensity import standardised
from joinedup.insight.evaluation.methods.comparison.study import Study


def regression(study: Study, question: Question) -> Compared:
    """g-computation by least squares in each arm, with HC3 errors and the delta method.

    Its weights are those that the regression implies: they balance every mean, and are negative
    where it extrapolates (Chattopadhyay and Zubizarreta 2023). ``logistic`` predicts a yes or no
    by logistic regressions; with ``one_slope`` both groups share all slopes.
    """
    target = target_of(study.treated, question.estimand)
    arms = _arms(study, question, target)
    influence, kind = arms.influence, "robust (HC3) and delta method"
    if question.population:
        influence = influence + sampling_of_covariates(arms, target)
        kind += ", covariates' sampling counted in"
    return Compared(*arms.means, influence, arms.counts, kind)


def _arms(study: Study, question: Question, target: np.ndarray) -> Arms:
    if question.logistic or question.one_slope:
        design = standardised(study.covariates.design)
        rows = rows_of(design, study.treated, one_slope=question.one_slope)
        return predicted_means(
            rows, study.treated, study.outcome, target, logistic=question.logistic
        )
    return arms_of(
        study.covariates.design,
        study.treated,
        study.outcome,
        Weighted(np.ones(len(study))),
        target,
        leverage_power=1,
    )
