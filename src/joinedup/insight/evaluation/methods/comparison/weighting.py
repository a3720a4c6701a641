"""Inverse probability weighting."""

import numpy as np

from joinedup.insight.evaluation.methods.comparison.arms import (
    Arms,
    Weighted,
    arms_of,
    target_of,
)
from joinedup.insight.evaluation.methods.comparison.compared import Compared, Question
from joinedup.insight.evaluation.methods.comparison.propensity import Propensity, propensity_of
from joinedup.insight.evaluation.methods.comparison.study import Study


def ipw(study: Study, question: Question) -> Compared:
    """Weights that sum to one in each arm (Hájek), from a propensity by maximum likelihood.

    The error is the sandwich of the propensity's and the means' estimating equations as one
    (Lunceford and Davidian 2004; as WeightIt's M-estimation): it knows that the propensity was
    estimated. A weight that was trimmed is taken as known.
    """
    propensity = propensity_of(study, question.link)
    weights, slope = _weights(study.treated, propensity, question)
    said = []
    if question.trim is not None:
        weights, slope, cut = _trimmed(study.treated, weights, slope, question)
        said.append(f"{cut:,} weights were cut at the quantile {question.trim:g} of their arm")
    known = question.fixed_weights
    weighted = Weighted(weights, propensity, None if known else slope)
    arms = weighted_arms(study, question, weighted)
    kind = "robust sandwich, " + (
        "weights taken as known" if known else "with the propensity's own error (M-estimation)"
    )
    counts = weights if not question.adjust else arms.counts
    return Compared(*arms.means, arms.influence, counts, kind).warn(*said)


def weighted_arms(study: Study, question: Question, weighted: Weighted) -> Arms:
    """Weighted means, or weighted regressions with ``adjust``, of the families that count: those
    whom matching left out are no part of what is asked either."""
    covariates = study.covariates.design if question.adjust else np.zeros((len(study), 0))
    return arms_of(
        covariates,
        study.treated,
        study.outcome,
        weighted,
        target_of(study.treated, question.estimand) * (weighted.weights > 0),
        leverage_power=0,
    )


def _weights(
    treated: np.ndarray, propensity: Propensity, question: Question
) -> tuple[np.ndarray, np.ndarray]:
    """And their derivatives by the linear predictor, (n,) both."""
    score, slope = propensity.score, propensity.slope
    if question.estimand == "att":
        weights = np.where(treated, 1.0, score / (1 - score))
        return weights, np.where(treated, 0.0, slope / (1 - score) ** 2)
    weights = np.where(treated, 1 / score, 1 / (1 - score))
    slopes = np.where(treated, -slope / score**2, slope / (1 - score) ** 2)
    if question.stabilised:
        share = float(treated.mean())
        scale = np.where(treated, share, 1 - share)
        return weights * scale, slopes * scale
    return weights, slopes


def _trimmed(
    treated: np.ndarray, weights: np.ndarray, slope: np.ndarray, question: Question
) -> tuple[np.ndarray, np.ndarray, int]:
    """Cut at a quantile of the arm (of controls alone for ATT), as WeightIt's ``trim``."""
    trimmed, slopes, cut = weights.copy(), slope.copy(), 0
    for arm in (~treated,) if question.estimand == "att" else (treated, ~treated):
        most = float(np.quantile(weights[arm], question.trim or 1.0))
        above = arm & (weights > most)
        trimmed[above], slopes[above] = most, 0.0
        cut += int(above.sum())
    return trimmed, slopes, cut
