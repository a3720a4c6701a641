"""How likely each family was to take part, by its covariates."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from joinedup.insight.evaluation.methods.comparison.study import Study
from joinedup.insight.evaluation.methods.tables import DataError

MOST_STEPS = 100
TOLERANCE = 1e-10
EDGE = 1e-12
ROUNDING = 1e-13
"""By which part a deviance may rise because sums are rounded."""


@dataclass(frozen=True)
class Propensity:
    """Of n families and a design of k columns, the first a constant.

    ``score`` (n,) in (0, 1); ``linear`` (n,) its linear predictor; ``slope`` (n,) the derivative of
    the score by it; ``parameter_influence`` (n, k) what each family adds to the parameters (inverse
    observed information times its score), for errors that know that the propensity was estimated;
    ``inverse`` (k, k) is that of the information.
    """

    design: np.ndarray
    score: np.ndarray
    linear: np.ndarray
    slope: np.ndarray
    parameter_influence: np.ndarray
    inverse: np.ndarray
    coefficients: np.ndarray


def propensity_of(study: Study, link: Literal["logit", "probit"] = "logit") -> Propensity:
    """By maximum likelihood (iteratively reweighted least squares; McCullagh and Nelder 1989).

    :raises DataError: the covariates tell exactly who took part (perfect separation).
    """
    design = standardised(study.covariates.design)
    treated = study.treated.astype(np.float64)
    coefficients = by_likelihood(design, treated, link)
    linear = design @ coefficients
    if linear[study.treated].min() > linear[~study.treated].max():
        raise DataError(_separated(study))
    score, slope = inverse_link(linear, link)
    pull = (treated - score) * slope / (score * (1 - score))
    bend = slope if link == "logit" else pull * (pull + linear)
    inverse = np.linalg.pinv((design * bend[:, None]).T @ design, hermitian=True)
    influence = (design * pull[:, None]) @ inverse
    return Propensity(design, score, linear, slope, influence, inverse, coefficients)


def predicted(
    design: np.ndarray, treated: np.ndarray, asked: np.ndarray, link: Literal["logit", "probit"]
) -> np.ndarray:
    """Scores (m,) of the rows ``asked`` (m, k) by a model of ``design`` (n, k)."""
    return inverse_link(asked @ by_likelihood(design, treated.astype(np.float64), link), link)[0]


def standardised(columns: np.ndarray) -> np.ndarray:
    """With a constant first; each column less its mean, over its standard deviation."""
    spread = columns.std(axis=0)
    scaled = (columns - columns.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return np.column_stack([np.ones(len(columns)), scaled])


def by_likelihood(design: np.ndarray, treated: np.ndarray, link: str) -> np.ndarray:
    """Coefficients (k,) of a yes or no (n,) by ``design`` (n, k)."""
    coefficients = np.zeros(design.shape[1])
    share = float(treated.mean())
    coefficients[0] = np.log(share / (1 - share)) if link == "logit" else stats.norm.ppf(share)
    before = _deviance(design @ coefficients, treated, link)
    for _ in range(MOST_STEPS):
        step = _newton_step(design, design @ coefficients, treated, link)
        after, size = np.inf, 1.0
        while size > 1e-4:
            after = _deviance(design @ (coefficients + size * step), treated, link)
            if after <= before + ROUNDING * abs(before):
                break
            size /= 2
        coefficients = coefficients + size * step
        if abs(before - after) < TOLERANCE * (abs(after) + 0.1):
            break
        before = after
    return coefficients


def _newton_step(
    design: np.ndarray, linear: np.ndarray, treated: np.ndarray, link: str
) -> np.ndarray:
    score, slope = inverse_link(linear, link)
    variance = score * (1 - score)
    information = (design * (slope**2 / variance)[:, None]).T @ design
    gradient = design.T @ ((treated - score) * slope / variance)
    return np.asarray(np.linalg.pinv(information, hermitian=True) @ gradient)


def inverse_link(linear: np.ndarray, link: str) -> tuple[np.ndarray, np.ndarray]:
    """Chances (n,) and their derivatives by the linear predictor."""
    if link == "probit":
        score = np.clip(stats.norm.cdf(linear), EDGE, 1 - EDGE)
        return score, np.maximum(stats.norm.pdf(linear), EDGE)
    score = np.clip(1 / (1 + np.exp(-np.clip(linear, -500, 500))), EDGE, 1 - EDGE)
    return score, score * (1 - score)


def _deviance(linear: np.ndarray, treated: np.ndarray, link: str) -> float:
    score, _ = inverse_link(linear, link)
    return float(-2 * np.sum(np.where(treated == 1, np.log(score), np.log1p(-score))))


def _separated(study: Study) -> str:
    for column, name in zip(study.covariates.design.T, study.covariates.design_names, strict=True):
        took_part, others = column[study.treated], column[~study.treated]
        if took_part.min() > others.max() or took_part.max() < others.min():
            return f"perfect separation: {name} alone tells who took part, so nobody is comparable"
    return "perfect separation: the covariates tell who took part, so nobody is comparable"
