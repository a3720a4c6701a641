"""Matching with replacement, every tie used, and its errors (Abadie and Imbens 2006, 2011)."""

from dataclasses import dataclass

import numpy as np

from joinedup.insight.evaluation.methods.comparison.compared import Compared, Question
from joinedup.insight.evaluation.methods.comparison.estimated_score import estimated
from joinedup.insight.evaluation.methods.comparison.nearest import Neighbours, neighbours
from joinedup.insight.evaluation.methods.comparison.propensity import Propensity, standardised
from joinedup.insight.evaluation.methods.comparison.study import Study
from joinedup.insight.evaluation.methods.tables import DataError

ALIKE = 2
"""Families of the same arm, itself among them, that give the outcome's own variance."""


@dataclass(frozen=True)
class _Side:
    """One arm asks, the other gives: rows (a,) and (d,), and who matches whom."""

    askers: np.ndarray
    donors: np.ndarray
    found: Neighbours
    matched: np.ndarray
    """Outcomes (a,) of the matches, corrected for what differences remain if that was asked."""
    expected: np.ndarray
    """What a regression of the donors' outcomes expects for all families, (n,)."""


def with_replacement(
    study: Study,
    question: Question,
    propensity: Propensity,
    score: np.ndarray,
    width: float | None,
) -> Compared:
    """For ATT the treated ask; for ATE both arms do. ``score`` (n,) is what they match on."""
    sides = [_side(study, question, score, width, study.treated)]
    if question.estimand == "ate":
        sides.append(_side(study, question, score, width, ~study.treated))
    effects, kept, used, squares = _effects(study, sides)
    target = kept.astype(np.float64)
    difference = float(effects @ target / target.sum())
    treated_mean = _treated_mean(study, sides, kept)
    influence, kind = _influence(study, question, sides, (effects, target, used, squares), score)
    knows = study.clusters is None and study.strata is None and not question.adjust
    knows &= not question.fixed_weights
    if knows:
        influence = influence * estimated(
            study, propensity, question.estimand, influence, difference
        )
        kind = "Abadie and Imbens (2016), with the propensity's own error"
    return Compared(
        treated_mean,
        treated_mean - difference,
        influence,
        used + target,
        kind,
    ).warn(*_said(study, kept, question))


def _influence(
    study: Study,
    question: Question,
    sides: list[_Side],
    found: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    score: np.ndarray,
) -> tuple[np.ndarray, str]:
    """And of what kind; by clusters it has to be one that can be summed within them."""
    effects, target, used, squares = found
    difference = float(effects @ target / target.sum())
    if study.clusters is not None:
        influence = _linearised(study, sides, target, used, difference)
        return influence / target.sum(), (
            "linearised (Otsu and Rai 2017), the propensity taken as known"
        )
    extra = np.maximum(used**2 + 2 * used * (question.estimand == "ate") - squares, 0.0)
    own = extra * _own_variance(study, score)
    influence = np.sqrt(target * (effects - difference) ** 2 + own)
    return influence / target.sum(), "Abadie and Imbens (2006), the propensity taken as known"


def _side(
    study: Study, question: Question, score: np.ndarray, width: float | None, asking: np.ndarray
) -> _Side:
    askers, donors = np.flatnonzero(asking), np.flatnonzero(~asking)
    strata = None if study.strata is None else (study.strata[askers], study.strata[donors])
    found = neighbours(score[askers], score[donors], strata, count=question.ratio, width=width)
    used = found.used()[0]
    if used.sum() == 0:
        raise DataError(
            "nobody who took part has a match: the caliper or the exact columns are too narrow"
        )
    expected = _expected(study, donors, used)
    matched = found.mean(study.outcome[donors])
    if question.adjust:
        matched = matched + expected[askers] - found.mean(expected[donors])
    return _Side(askers, donors, found, matched, expected)


def _expected(study: Study, donors: np.ndarray, used: np.ndarray) -> np.ndarray:
    """By least squares of the donors that are used, as often as they are."""
    design = standardised(study.covariates.design)
    rows = design[donors]
    inverse = np.linalg.pinv((rows * used[:, None]).T @ rows, hermitian=True)
    return np.asarray(design @ (inverse @ (rows.T @ (used * study.outcome[donors]))))


def _effects(
    study: Study, sides: list[_Side]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Of each family its difference, whether it has one, how often it is used, squared; (n,)."""
    effects, used, squares = (np.zeros(len(study)) for _ in range(3))
    kept = np.zeros(len(study), dtype=bool)
    for side in sides:
        sign = np.where(study.treated[side.askers], 1.0, -1.0)
        has = side.found.matched
        effects[side.askers] = np.where(has, sign * (study.outcome[side.askers] - side.matched), 0)
        kept[side.askers] = has
        used[side.donors], squares[side.donors] = side.found.used()
    return effects, kept, used, squares


def _treated_mean(study: Study, sides: list[_Side], kept: np.ndarray) -> float:
    with_help = np.where(study.treated, study.outcome, 0.0)
    for side in sides[1:]:
        with_help[side.askers] = side.matched
    return float(with_help[kept].mean())


def _own_variance(study: Study, score: np.ndarray) -> np.ndarray:
    """Of the outcome given the score, (n,): among the nearest of the same arm, itself and ties.

    A family alone in its stratum is set beside the nearest of its arm in any.
    """
    variance = np.zeros(len(study))
    for arm in (study.treated, ~study.treated):
        outcome, own = study.outcome[arm], score[arm]
        anywhere = neighbours(own, own, None, count=ALIKE, width=None)
        variance[arm] = anywhere.covariance(outcome, outcome)
        if study.strata is not None:
            strata = study.strata[arm]
            near = neighbours(own, own, (strata, strata), count=ALIKE, width=None)
            within = near.covariance(outcome, outcome)
            variance[arm] = np.where(np.isnan(within), variance[arm], within)
    return np.maximum(variance, 0.0)


def _linearised(
    study: Study, sides: list[_Side], target: np.ndarray, used: np.ndarray, difference: float
) -> np.ndarray:
    """Each family's part, (n,), whose sums within clusters have the right variance."""
    own = np.zeros(len(study))
    without = sides[0].expected
    with_help = sides[1].expected if len(sides) > 1 else study.outcome
    own += target * (with_help - without - difference)
    residual = np.where(study.treated, study.outcome - with_help, without - study.outcome)
    times = used + (target if len(sides) > 1 else 0.0)
    return np.asarray(own + times * residual)


def _said(study: Study, kept: np.ndarray, question: Question) -> tuple[str, ...]:
    asking = study.treated if question.estimand == "att" else np.ones(len(study), dtype=bool)
    left = int(np.sum(asking & ~kept))
    if not left:
        return ()
    return (
        (
            f"{left:,} of {int(asking.sum()):,} families have no match and are left out:"
            " the answer is about the others"
        ),
    )
