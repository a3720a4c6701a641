"""Matching with replacement, every tie used, and its errors (Abadie and Imbens 2006, 2011)."""

from dataclasses import dataclass

import numpy as np

from joinedup.insight.evaluation.methods.comparison.compared import Compared, Question
from joinedup.insight.evaluation.methods.comparison.nearest import Neighbours, neighbours
from joinedup.insight.evaluation.methods.comparison.propensity import standardised
from joinedup.insight.evaluation.methods.comparison.study import Study
from joinedup.insight.evaluation.methods.tables import DataError

ALIKE = 2
"""Neighbours of the same arm from which the outcome's own variance is taken."""
OTHER_STRATUM = 1e6


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
    study: Study, question: Question, score: np.ndarray, width: float | None
) -> Compared:
    """For ATT the treated ask; for ATE both arms do."""
    sides = [_side(study, question, score, width, study.treated)]
    if question.estimand == "ate":
        sides.append(_side(study, question, score, width, ~study.treated))
    effects, kept, used, squares = _effects(study, sides)
    target = kept.astype(np.float64)
    difference = float(effects @ target / target.sum())
    treated_mean = _treated_mean(study, sides, kept)
    variance = _own_variance(study, score)
    if study.clusters is None:
        extra = used**2 + 2 * used * (question.estimand == "ate") - squares
        influence = np.sqrt(target * (effects - difference) ** 2 + extra * variance)
        kind = "Abadie and Imbens (2006), the propensity taken as known"
    else:
        influence = _linearised(study, sides, target, used, difference)
        kind = "linearised (Otsu and Rai 2017), the propensity taken as known"
    return Compared(
        treated_mean,
        treated_mean - difference,
        influence / target.sum(),
        used + target,
        kind,
    ).warn(*_said(study, kept, question))


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
    """Of the outcome given the score, (n,): from the nearest families of the same arm."""
    variance = np.zeros(len(study))
    strata = np.zeros(len(study)) if study.strata is None else study.strata
    place = score + OTHER_STRATUM * strata
    for arm in (study.treated, ~study.treated):
        rows = np.flatnonzero(arm)
        rows = rows[np.argsort(place[rows], kind="stable")]
        count = min(ALIKE, len(rows) - 1)
        offsets = [step for step in range(-count, count + 1) if step]
        at = np.arange(len(rows))[:, None] + np.array(offsets)[None, :]
        inside = (at >= 0) & (at < len(rows))
        at = np.clip(at, 0, len(rows) - 1)
        away = np.where(inside, np.abs(place[rows][at] - place[rows][:, None]), np.inf)
        nearest = np.take_along_axis(at, np.argsort(away, axis=1, kind="stable")[:, :count], axis=1)
        apart = study.outcome[rows] - study.outcome[rows][nearest].mean(axis=1)
        variance[rows] = count / (count + 1) * apart**2
    return variance


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
