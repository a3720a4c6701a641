"""Whether groups differ over the whole of the time."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from joinedup.insight.evaluation.methods.tables import DataError


@dataclass(frozen=True)
class LogRank:
    """``observed`` and ``expected`` events of each group; a chi-square statistic."""

    observed: np.ndarray
    expected: np.ndarray
    statistic: float
    degrees: int
    p_value: float


def log_rank(
    duration: np.ndarray, event: np.ndarray, group: np.ndarray, strata: np.ndarray
) -> LogRank:
    """Mantel 1966, Peto and Peto 1972, with the hypergeometric variance, summed over strata.

    All of shape (n,); ``group`` and ``strata`` are whole numbers from 0.

    :raises DataError: no time has an event while two groups are followed.
    """
    number = int(group.max()) + 1
    observed, expected = np.zeros(number), np.zeros(number)
    variance = np.zeros((number, number))
    for stratum in np.unique(strata):
        inside = strata == stratum
        o, e, v = _stratum(duration[inside], event[inside], group[inside], number)
        observed, expected, variance = observed + o, expected + e, variance + v
    apart = (observed - expected)[1:]
    spread = variance[1:, 1:]
    degrees = int(np.linalg.matrix_rank(spread)) if spread.any() else 0
    if not degrees:
        raise DataError("no event happened while two groups were followed")
    statistic = float(apart @ np.linalg.pinv(spread) @ apart)
    return LogRank(observed, expected, statistic, degrees, float(stats.chi2.sf(statistic, degrees)))


def _stratum(
    duration: np.ndarray, event: np.ndarray, group: np.ndarray, number: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    times, place = np.unique(duration, return_inverse=True)
    shape = (len(times), number)
    ended, events = np.zeros(shape), np.zeros(shape)
    np.add.at(ended, (place, group), 1)
    np.add.at(events, (place, group), event)
    risk = ended[::-1].cumsum(axis=0)[::-1]
    total, deaths = risk.sum(axis=1), events.sum(axis=1)
    share = risk / total[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(total > 1, deaths * (total - deaths) / (total - 1), 0.0)
    variance = np.diag(scale @ share) - (share * scale[:, None]).T @ share
    return events.sum(axis=0), deaths @ share, variance
