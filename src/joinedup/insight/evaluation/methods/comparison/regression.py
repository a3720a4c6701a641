"""Regression adjustment: what the covariates predict with and without taking part."""

import numpy as np

from joinedup.insight.evaluation.methods.comparison.arms import (
    Weighted,
    arms_of,
    sampling_of_covariates,
    target_of,
)
from joinedup.insight.evaluation.methods.comparison.compared import Compared, Question
from joinedup.insight.evaluation.methods.comparison.study import Study


def regression(study: Study, question: Question) -> Compared:
    """g-computation by least squares in each arm, with HC3 errors and the delta method.

    Its weights are those that the regression implies: they balance every mean, and are negative
    where it extrapolates (Chattopadhyay and Zubizarreta 2023).
    """
    ones = np.ones(len(study))
    target = target_of(study.treated, question.estimand)
    arms = arms_of(
        study.covariates.design,
        study.treated,
        study.outcome,
        Weighted(ones),
        target,
        leverage_power=1,
    )
    influence, kind = arms.influence, "robust (HC3) and delta method"
    if question.population:
        influence = influence + sampling_of_covariates(arms, target)
        kind += ", covariates' sampling counted in"
    return Compared(*arms.means, influence, arms.counts, kind)
