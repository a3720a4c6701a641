"""Doubly robust: right if either the propensity or the regression is."""

import numpy as np

from joinedup.insight.evaluation.methods.comparison.compared import Compared, Question
from joinedup.insight.evaluation.methods.comparison.nearest import SAME
from joinedup.insight.evaluation.methods.comparison.propensity import (
    by_likelihood,
    inverse_link,
    predicted,
    propensity_of,
    standardised,
)
from joinedup.insight.evaluation.methods.comparison.study import Study
from joinedup.insight.evaluation.methods.tables import DataError


def aipw(study: Study, question: Question) -> Compared:
    """Augmented inverse probability weighting (Robins, Rotnitzky and Zhao 1994; ATT: Hahn 1998).

    Regressions by least squares (or logistic) in each arm; the error is that of the efficient
    influence function. With ``folds`` each family is predicted by models that did not see it
    (Chernozhukov et al. 2018), families in folds drawn by ``seed``.
    """
    design = standardised(study.covariates.design)
    whole = propensity_of(study, question.link).score
    score, regressions = (
        whole,
        _regressions(study, question, design, np.ones(len(study), dtype=bool)),
    )
    if question.folds > 1:
        score, regressions = _cross_fitted(study, design, question, whole)
    treated, outcome = study.treated.astype(np.float64), study.outcome
    with_help, without = regressions
    if question.estimand == "att":
        odds = score / (1 - score)
        share = treated.mean()
        first = treated * outcome / share
        second = (treated * without + (1 - treated) * odds * (outcome - without)) / share
        counted, weights = treated / share, np.where(study.treated, 1.0, odds)
    else:
        first = with_help + treated / score * (outcome - with_help)
        second = without + (1 - treated) / (1 - score) * (outcome - without)
        counted = np.ones(len(study))
        weights = np.where(study.treated, 1 / score, 1 / (1 - score))
    means = float(first.mean()), float(second.mean())
    influence = (first - second - counted * (means[0] - means[1])) / len(study)
    kind = "efficient influence function" + (
        f", cross-fitted in {question.folds} folds" if question.folds > 1 else ""
    )
    return Compared(*means, influence, weights, kind)


def _regressions(
    study: Study, question: Question, design: np.ndarray, fitted: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Predictions (n,) for all by regressions on the rows ``fitted``: with help and without."""
    predictions = []
    for arm in (study.treated & fitted, ~study.treated & fitted):
        rows = design[arm]
        if question.logistic:
            predictions.append(_chances(rows, study.outcome[arm], design))
            continue
        inverse = np.linalg.pinv(rows.T @ rows, hermitian=True)
        predictions.append(design @ (inverse @ (rows.T @ study.outcome[arm])))
    return predictions[0], predictions[1]


def _chances(rows: np.ndarray, outcome: np.ndarray, design: np.ndarray) -> np.ndarray:
    """Of a yes or no; what is the same for the whole arm is expected of all."""
    if np.ptp(outcome) == 0:
        return np.full(len(design), outcome[0])
    return inverse_link(design @ by_likelihood(rows, outcome, "logit"), "logit")[0]


def _cross_fitted(
    study: Study, design: np.ndarray, question: Question, whole: np.ndarray
) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    folds = _folds(study, question, whole)
    score, with_help, without = (np.zeros(len(study)) for _ in range(3))
    for fold in range(question.folds):
        held, fitted = folds == fold, folds != fold
        if min(np.sum(study.treated & fitted), np.sum(~study.treated & fitted)) < 2:
            raise DataError(f"{question.folds} folds are too many for so few families")
        score[held] = predicted(design[fitted], study.treated[fitted], design[held], question.link)
        by_help, by_none = _regressions(study, question, design, fitted)
        with_help[held], without[held] = by_help[held], by_none[held]
    return score, (with_help, without)


def _folds(study: Study, question: Question, score: np.ndarray) -> np.ndarray:
    """Codes (n,), whole clusters in one fold, else alike in both arms.

    Lots are drawn for families in order of ``score`` (n,) and outcome, clusters in that of their
    means, so that a file whose rows stand otherwise is cut in the same way.
    """
    draw = np.random.default_rng(question.seed)
    if study.clusters is not None:
        count = int(study.clusters.max()) + 1
        if count < question.folds:
            raise DataError(f"there are fewer clusters than {question.folds} folds")
        sizes = np.bincount(study.clusters)
        means = [np.bincount(study.clusters, part) / sizes for part in (study.outcome, score)]
        of_clusters = np.zeros(count, dtype=np.int64)
        of_clusters[np.lexsort(np.round(means, SAME))] = draw.permutation(count) % question.folds
        return np.asarray(of_clusters[study.clusters])
    folds = np.zeros(len(study), dtype=np.int64)
    order = np.lexsort((study.outcome, np.round(score, SAME)))
    for arm in (study.treated, ~study.treated):
        rows = order[arm[order]]
        folds[rows] = draw.permutation(len(rows)) % question.folds
    return folds
