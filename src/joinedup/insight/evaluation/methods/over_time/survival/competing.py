"""Where something else can end it first: a family moves away before it could be re-referred."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from joinedup.insight.evaluation.methods.over_time.survival.curves import counted
from joinedup.insight.evaluation.methods.results import LEVEL


@dataclass(frozen=True)
class Incidence:
    """The share that the cause had ended by each of ``times`` (m,), with 95% intervals."""

    name: str
    cause: int
    n: int
    times: np.ndarray
    share: np.ndarray
    standard_error: np.ndarray
    low: np.ndarray
    high: np.ndarray


def cumulative_incidence(
    duration: np.ndarray, cause: np.ndarray, of: int, *, name: str = "all"
) -> Incidence:
    """Aalen and Johansen 1978, with the delta-method variance of Marubini and Valsecchi 1995
    (equation 10.12) and log-log intervals. ``cause`` (n,) is 0 where nothing had ended it."""
    times, risk, ended = counted(duration, cause > 0)
    events = counted(duration, cause == of)[2]
    still = np.cumprod(1 - ended / risk)
    before = np.concatenate([[1.0], still[:-1]])
    share = np.cumsum(before * events / risk)
    error = np.sqrt(np.maximum(_variance(share, before, risk, ended, events), 0))
    low, high = _interval(share, error)
    return Incidence(name, of, len(duration), times, share, error, low, high)


def _variance(
    share: np.ndarray, before: np.ndarray, risk: np.ndarray, ended: np.ndarray, events: np.ndarray
) -> np.ndarray:
    """Of shape (m,). Terms in F(t) - F(s) are expanded, so that one pass is enough."""
    left = np.where(risk > ended, risk - ended, np.inf)
    greenwood = ended / (risk * left)
    own = before**2 * (risk - events) * events / risk**3
    cross = before * events / risk**2
    first = (
        share**2 * greenwood.cumsum()
        - 2 * share * (share * greenwood).cumsum()
        + (share**2 * greenwood).cumsum()
    )
    return np.asarray(
        first + own.cumsum() - 2 * (share * cross.cumsum() - (share * cross).cumsum())
    )


def _interval(share: np.ndarray, error: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    reach = stats.norm.ppf((1 + LEVEL) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        wide = reach * error / ((1 - share) * np.log1p(-share))
        low, high = 1 - (1 - share) ** np.exp(wide), 1 - (1 - share) ** np.exp(-wide)
    known = (share > 0) & (share < 1)
    return np.where(known, low, share), np.where(known, high, share)
