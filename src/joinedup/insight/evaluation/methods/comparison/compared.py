"""What is asked, and what every method of comparison answers."""

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from joinedup.insight.evaluation.methods.comparison.study import Study
from joinedup.insight.evaluation.methods.results import Estimate, normal_estimate

Estimand = Literal["att", "ate"]
FEW_CLUSTERS = 40


@dataclass(frozen=True)
class Question:
    """A method, an estimand, and what only some methods know.

    ``caliper`` is in standard deviations of the propensity score (all families together), or of
    its logit with ``on_logit``; ``trim`` is the quantile above which weights are cut;
    ``adjust`` adds regression after weighting or matching (after matching with replacement: the
    bias correction of Abadie and Imbens 2011); ``folds`` > 1 is cross-fitting; ``population``
    counts the covariates' own sampling into errors of regression and entropy balancing;
    ``logistic`` is for regressions of a yes or no, ``one_slope`` for one regression of both groups;
    ``fixed_weights`` takes weights, or the scores that families are matched on, as known.
    """

    method: str
    estimand: Estimand = "att"
    link: Literal["logit", "probit"] = "logit"
    replace: bool = False
    ratio: int = 1
    caliper: float | None = None
    on_logit: bool = False
    trim: float | None = None
    stabilised: bool = False
    adjust: bool = False
    folds: int = 1
    population: bool = False
    fixed_weights: bool = False
    logistic: bool = False
    one_slope: bool = False
    seed: int = 0
    level: float = 0.95


@dataclass(frozen=True)
class Compared:
    """The means of both arms under the estimand, for n families.

    ``influence`` of shape (n,): the sampling variance of the difference is the sum of its squares,
    summed within clusters first where there are any. ``weights`` of shape (n,) is what each family
    counts, 0 for those not used, or negative where a regression extrapolates. ``sets`` are codes
    of matched sets of shape (n,), -1 outside any. ``pairs`` of shape (p, 2) holds rows of treated
    and control of 1:1 matching.
    """

    treated_mean: float
    control_mean: float
    influence: np.ndarray
    weights: np.ndarray
    error_kind: str
    sets: np.ndarray | None = None
    pairs: np.ndarray | None = None
    warnings: tuple[str, ...] = ()
    converged: bool = True
    degrees: float = math.inf
    """Of freedom, where families one by one have a t distribution."""

    @property
    def difference(self) -> float:
        """Treated less control."""
        return self.treated_mean - self.control_mean

    def warn(self, *said: str) -> "Compared":
        """The same, with more to say."""
        return replace(self, warnings=(*self.warnings, *said))


def estimate_of(study: Study, compared: Compared, level: float = 0.95) -> Estimate:
    """With clusters of the study, or else matched sets, or else families one by one.

    Families in both clusters and matched sets: two-way (Cameron, Gelbach and Miller 2011). Sums of
    clusters are scaled by G / (G - 1).
    """
    kind, degrees = compared.error_kind, compared.degrees
    variance = _variance(compared.influence, compared.sets)
    if study.clusters is not None:
        kind, degrees = f"{kind}, clustered by {study.columns.cluster}", math.inf
        of_clusters = _variance(compared.influence, study.clusters)
        if compared.sets is None:
            variance = of_clusters
        else:
            both = compared.sets.astype(np.int64) * (study.clusters.max() + 1) + study.clusters
            both = np.where(compared.sets < 0, -1, both)
            both_ways = variance + of_clusters - _variance(compared.influence, both)
            variance = both_ways if both_ways > 0 else max(variance, of_clusters)
    return normal_estimate(compared.difference, float(np.sqrt(variance)), kind, level, degrees)


def _variance(influence: np.ndarray, groups: np.ndarray | None) -> float:
    if groups is None:
        return float(influence @ influence)
    inside = groups >= 0
    codes = np.unique(groups[inside], return_inverse=True)[1]
    sums = np.bincount(codes, weights=influence[inside])
    count = len(sums)
    return float(sums @ sums) * count / max(count - 1, 1)


def effective_size(weights: np.ndarray) -> float:
    """Kish's: as many families as would tell as much if all counted the same (Kish 1965)."""
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def weighted_mean(values: np.ndarray, weights: np.ndarray) -> float:
    """Of shape (n,) both."""
    return float(values @ weights / weights.sum())
