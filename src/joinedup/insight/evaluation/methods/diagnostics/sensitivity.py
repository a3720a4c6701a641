"""How strong something unmeasured would have to be to explain an effect away."""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from joinedup.insight.evaluation.methods.comparison.compared import Compared
from joinedup.insight.evaluation.methods.comparison.study import Study
from joinedup.insight.evaluation.methods.results import Estimate

STANDARDISED = 0.91
"""log risk ratio for one standard deviation (VanderWeele 2017; Hasselblad and Hedges 1995)."""
MOST_GAMMA = 1000.0
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Sensitivity:
    """``e_value`` and ``e_value_interval``: how strongly, as a risk ratio, something unmeasured
    would have to go with both treatment and outcome to explain the estimate, or its interval, away
    (VanderWeele and Ding 2017; 1 where the interval holds no effect). ``gamma``: by how much the
    odds of two matched families would have to differ (Rosenbaum 2002, one-sided 0.05), ``None``
    without pairs. NaN where a ratio has no meaning."""

    risk_ratio: float
    e_value: float
    e_value_interval: float
    gamma: float | None


def sensitivity_of(study: Study, compared: Compared, estimate: Estimate) -> Sensitivity:
    """Yes or no: by the ratio of shares; numbers: by standard deviations within arms.

    The interval of a ratio takes the control share as known, which is rough for rare outcomes.
    """
    ratio, low, high = _ratios(study, compared, estimate)
    nearest = low if ratio > 1 else high
    crossed = not (low > 1 or high < 1)
    gamma = None
    if compared.pairs is not None:
        treated, control = compared.pairs.T
        gamma = rosenbaum_gamma(study.outcome[treated] - study.outcome[control])
    return Sensitivity(ratio, e_value(ratio), 1.0 if crossed else e_value(nearest), gamma)


def _ratios(study: Study, compared: Compared, estimate: Estimate) -> tuple[float, float, float]:
    if study.is_share:
        base = compared.control_mean
        if not 0 < base < 1 or not compared.treated_mean > 0:
            return float("nan"), float("nan"), float("nan")
        bounds = [max(base + limit, 0.0) / base for limit in (estimate.low, estimate.high)]
        return compared.treated_mean / base, bounds[0], bounds[1]
    one, other = study.outcome[study.treated], study.outcome[~study.treated]
    squares = one.var() * len(one) + other.var() * len(other)
    spread = float(np.sqrt(squares / max(len(study) - 2, 1)))
    if spread == 0:
        return float("nan"), float("nan"), float("nan")
    scaled = np.array([estimate.value, estimate.low, estimate.high]) / spread
    ratio, low, high = np.exp(np.clip(STANDARDISED * scaled, -500, 500)).tolist()
    return ratio, low, high


def e_value(ratio: float) -> float:
    """Of a risk ratio, on either side of 1; infinite for 0."""
    if np.isnan(ratio):
        return float("nan")
    if ratio <= 0:
        return float("inf")
    away = max(ratio, 1 / ratio)
    return float(away + np.sqrt(away * (away - 1)))


def rosenbaum_gamma(differences: np.ndarray) -> float:
    """The largest gamma at which Wilcoxon's signed ranks of pairs (p,) still tell, 1 if never.

    Yes-or-no outcomes make all ranks the same, which is McNemar's test.
    """
    apart = differences[differences != 0]
    if not apart.size:
        return 1.0
    ranks = stats.rankdata(np.abs(apart))
    larger = float(max(ranks[apart > 0].sum(), ranks[apart < 0].sum()))
    total, squares = float(ranks.sum()), float(ranks @ ranks)

    def beyond(gamma: float) -> float:
        share = gamma / (1 + gamma)
        deviate = (larger - share * total) / np.sqrt(share * (1 - share) * squares)
        return float(stats.norm.sf(deviate)) - SIGNIFICANT

    if beyond(1.0) > 0:
        return 1.0
    if beyond(MOST_GAMMA) < 0:
        return MOST_GAMMA
    return float(optimize.brentq(beyond, 1.0, MOST_GAMMA))
