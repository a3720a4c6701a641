"""Whether there are families on both sides who could as well have been on the other."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from joinedup.insight.evaluation.methods.comparison.study import Study

SCARCE = 0.05
"""A propensity so near to 0 or 1 leaves hardly anybody to compare with ..."""
RATIO = 19.0
"""... if it also is this many times the odds, or as little of them, that all families have."""
FAR = 0.5
"""Standard deviations from the nearest of the other arm that are far in one covariate."""
BARS = 20


@dataclass(frozen=True)
class Overlap:
    """Of the families that the estimand is about.

    ``outside`` is the share whose propensity lies beyond every one in the other arm (Dehejia and
    Wahba 1999); ``scarce`` the share with hardly anybody alike in the other arm (in the spirit of
    Crump et al. 2009); ``apart`` the share that is far from everybody in the other arm in the
    covariate ``apart_in``, in which that is most (a propensity sees no hole between two sides of a
    covariate); ``concordance`` how often the model tells a treated family from a control.
    ``bars_treated`` and ``bars_control`` are shares in 20 equal steps of the propensity.
    """

    outside: float
    scarce: float
    apart: float
    apart_in: str
    concordance: float
    range_treated: tuple[float, float]
    range_control: tuple[float, float]
    bars_treated: tuple[float, ...]
    bars_control: tuple[float, ...]


def overlap_of(study: Study, score: np.ndarray, estimand: str) -> Overlap:
    """By propensities (n,)."""
    treated = study.treated
    one, other = score[treated], score[~treated]
    beyond_other = (one < other.min()) | (one > other.max())
    odds = score / (1 - score) * (len(other) / len(one))
    no_control = (score > 1 - SCARCE) & (odds > RATIO)
    no_treated = (score < SCARCE) & (odds < 1 / RATIO)
    if estimand == "att":
        outside, scarce = float(beyond_other.mean()), float(no_control[treated].mean())
    else:
        beyond_one = (other < one.min()) | (other > one.max())
        outside = float((beyond_other.sum() + beyond_one.sum()) / len(study))
        scarce = float((no_control | no_treated).mean())
    asked = treated if estimand == "att" else np.ones(len(study), dtype=bool)
    apart, apart_in = _apart(study, asked)
    ranks = stats.rankdata(score)[treated].sum()
    concordance = (ranks - len(one) * (len(one) + 1) / 2) / (len(one) * len(other))
    return Overlap(
        outside,
        scarce,
        apart,
        apart_in,
        float(concordance),
        (float(one.min()), float(one.max())),
        (float(other.min()), float(other.max())),
        _bars(one),
        _bars(other),
    )


def _apart(study: Study, asked: np.ndarray) -> tuple[float, str]:
    worst, name = 0.0, ""
    for column, called in zip(study.covariates.shown.T, study.covariates.shown_names, strict=True):
        spread = float(column.std())
        if np.isin(column, (0.0, 1.0)).all() or not spread > 0:
            continue
        far = _away(column, study.treated) > FAR * spread
        share = float(far[asked].mean())
        if share > worst:
            worst, name = share, called
    return worst, name


def _away(column: np.ndarray, treated: np.ndarray) -> np.ndarray:
    """How far the nearest of the other arm is, (n,)."""
    away = np.zeros(len(column))
    for arm in (treated, ~treated):
        others = np.concatenate([[-np.inf], np.unique(column[~arm]), [np.inf]])
        place = np.searchsorted(others, column[arm])
        away[arm] = np.minimum(others[place] - column[arm], column[arm] - others[place - 1])
    return away


def _bars(score: np.ndarray) -> tuple[float, ...]:
    counts = np.histogram(score, bins=BARS, range=(0.0, 1.0))[0]
    return tuple((counts / counts.sum()).tolist())
