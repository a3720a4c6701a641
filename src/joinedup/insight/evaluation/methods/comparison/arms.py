"""The mean of each arm by weighted least squares, and how sure: what most methods end in."""

from dataclasses import dataclass

import numpy as np

from joinedup.insight.evaluation.methods.comparison.propensity import Propensity, standardised

FULL_LEVERAGE = 1 - 1e-8


@dataclass(frozen=True)
class Weighted:
    """``weights`` (n,); ``slope`` (n,), their derivative by the propensity's linear predictor.

    ``slope`` is ``None`` where weights are taken as known.
    """

    weights: np.ndarray
    propensity: Propensity | None = None
    slope: np.ndarray | None = None


@dataclass(frozen=True)
class Arms:
    """``means`` of the treated and the control arm; ``influence`` (n,) of their difference;
    ``counts`` (n,): the means are sums of outcomes times these; ``effects`` (n,) is the difference
    that the regressions predict for each family."""

    means: tuple[float, float]
    influence: np.ndarray
    counts: np.ndarray
    effects: np.ndarray


def arms_of(
    covariates: np.ndarray,
    treated: np.ndarray,
    outcome: np.ndarray,
    weighted: Weighted,
    target: np.ndarray,
    *,
    leverage_power: float,
) -> Arms:
    """A regression in each arm on ``covariates`` (n, k, may be 0), marginalised over ``target``.

    ``target`` (n,) weighs the families that the estimand is about: g-computation (Robins 1986) with
    every covariate's slope its own in each arm (Lin 2013), errors by the delta method, covariates
    of the target taken as they are. ``leverage_power`` 0, 0.5 and 1 are HC0, HC2 and HC3 (MacKinnon
    and White 1985). Weights that came from a propensity carry its error: both are solved as one set
    of estimating equations (M-estimation; Stefanski and Boos 2002).
    """
    design = standardised(covariates)
    asked = target @ design / target.sum()
    influence, counts = np.zeros(len(outcome)), np.zeros(len(outcome))
    means, predictions = [], []
    for arm, sign in ((treated, 1.0), (~treated, -1.0)):
        rows, weights = design[arm], weighted.weights[arm]
        inverse = np.linalg.pinv((rows * weights[:, None]).T @ rows, hermitian=True)
        coefficients = inverse @ (rows.T @ (weights * outcome[arm]))
        residuals = outcome[arm] - rows @ coefficients
        reach = rows @ (inverse @ asked)
        own = _leverage(rows, inverse, weights) if leverage_power else np.zeros(len(rows))
        shrink = np.where(own < FULL_LEVERAGE, 1 - own, np.inf) ** leverage_power
        influence[arm] += sign * reach * weights * residuals / shrink
        counts[arm] = reach * weights
        means.append(float(asked @ coefficients))
        predictions.append(design @ coefficients)
        if weighted.slope is not None and weighted.propensity is not None:
            pull = (reach * residuals * weighted.slope[arm]) @ weighted.propensity.design[arm]
            influence += sign * (weighted.propensity.parameter_influence @ pull)
    return Arms((means[0], means[1]), influence, counts, predictions[0] - predictions[1])


def _leverage(rows: np.ndarray, inverse: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.asarray(np.einsum("ij,ij->i", rows @ inverse, rows) * weights)


def sampling_of_covariates(arms: Arms, target: np.ndarray) -> np.ndarray:
    """What the target's own sampling adds to the influence (n,), when effects differ."""
    difference = arms.means[0] - arms.means[1]
    return np.asarray(target * (arms.effects - difference) / target.sum())


def target_of(treated: np.ndarray, estimand: str) -> np.ndarray:
    """1 for the families that the estimand is about, (n,)."""
    return treated.astype(np.float64) if estimand == "att" else np.ones(len(treated))
