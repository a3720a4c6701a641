"""The share that nothing had happened to yet, after each length of time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from joinedup.insight.evaluation.methods.results import LEVEL, Estimate, normal_estimate

SCALES = ("log-log", "log", "plain")
"""On which intervals of a share are made: log-log (Kalbfleisch and Prentice 1980); R's default
is log."""


@dataclass(frozen=True)
class Curve:
    """Kaplan and Meier's, at each of ``times`` (m,) that something or somebody ended.

    ``at_risk`` are those still followed just before, ``events`` what happened then;
    ``hazard_variance`` is Greenwood's sum. ``low`` and ``high`` are 95% intervals, NaN once
    nobody is left.
    """

    name: str
    n: int
    times: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray
    hazard_variance: np.ndarray

    def at(self, time: float) -> float:
        """The share that is left after ``time``."""
        before = int(np.searchsorted(self.times, time, side="right"))
        return float(self.share[before - 1]) if before else 1.0


def kaplan_meier(
    duration: np.ndarray, event: np.ndarray, *, name: str = "all", scale: str = "log-log"
) -> Curve:
    """Kaplan and Meier 1958, with Greenwood's variance (1926)."""
    times, at_risk, events = counted(duration, event)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.cumprod(1 - events / at_risk)
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        low, high = _interval(share, greenwood, scale)
    return Curve(
        name, len(duration), times, at_risk, events, share, low, high, np.nan_to_num(greenwood)
    )


def counted(duration: np.ndarray, event: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each time (m,), how many were followed until then (m,), how many events (m,)."""
    times, place = np.unique(duration, return_inverse=True)
    ended = np.bincount(place, minlength=len(times))
    events = np.bincount(place, event.astype(np.float64), minlength=len(times))
    return times, (ended[::-1].cumsum()[::-1]).astype(np.float64), events


def _interval(
    share: np.ndarray, greenwood: np.ndarray, scale: str
) -> tuple[np.ndarray, np.ndarray]:
    reach = stats.norm.ppf((1 + LEVEL) / 2) * np.sqrt(greenwood)
    if scale == "plain":
        ends = share - reach * share, share + reach * share
    elif scale == "log":
        ends = share * np.exp(-reach), share * np.exp(reach)
    else:
        wide = reach / np.log(share)
        ends = share ** np.exp(-wide), share ** np.exp(wide)
    none_yet = share == 1
    low, high = np.clip(np.minimum(*ends), 0, 1), np.clip(np.maximum(*ends), 0, 1)
    return np.where(none_yet, 1.0, low), np.where(none_yet, 1.0, high)


@dataclass(frozen=True)
class Median:
    """Infinite where half was never reached."""

    value: float
    low: float
    high: float


def median(curve: Curve) -> Median:
    """With the interval of Brookmeyer and Crowley 1982."""
    return Median(
        _half(curve.times, curve.share),
        _half(curve.times, curve.low),
        _half(curve.times, curve.high),
    )


def _half(times: np.ndarray, share: np.ndarray) -> float:
    """Where it falls to one half; the middle of a stretch that is exactly there."""
    exact = np.abs(share - 0.5) < 1e-9
    reached = np.flatnonzero((share < 0.5) & ~exact)
    first = int(reached[0]) if reached.size else None
    if exact.any():
        start = float(times[np.flatnonzero(exact)[0]])
        return start if first is None else (start + float(times[first])) / 2
    return float("inf") if first is None else float(times[first])


def restricted_mean(curve: Curve, horizon: float) -> Estimate:
    """The mean time without the event within ``horizon`` (Royston and Parmar 2013): the area
    under the curve. Error of Klein and Moeschberger 2003, equation 4.5.2."""
    before = curve.times < horizon
    starts = np.concatenate([[0.0], curve.times[before]])
    widths = np.diff(np.append(starts, horizon))
    areas = widths * np.concatenate([[1.0], curve.share[before]])
    beyond = areas[::-1].cumsum()[::-1][1:]
    risk, events = curve.at_risk[before], curve.events[before]
    left = np.where(risk > events, risk - events, np.inf)
    variance = float((beyond**2 * events / (risk * left)).sum())
    return normal_estimate(float(areas.sum()), variance**0.5, "Greenwood")


def difference(first: Estimate, second: Estimate) -> Estimate:
    """Second less first, of independent groups."""
    error = float(np.hypot(first.standard_error, second.standard_error))
    return normal_estimate(second.value - first.value, error, first.error_kind)


def horizon_of(curves: Sequence[Curve]) -> float:
    """The longest time at which every group is still followed."""
    return min(float(curve.times[-1]) for curve in curves)
