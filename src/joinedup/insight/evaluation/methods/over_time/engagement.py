"""Whether longer help goes with fewer events, without counting time that nobody could have missed.

A family has to be without the event for help to last: comparing long help with short by its whole
length makes even useless help look good (immortal time; Suissa 2008). Two ways that do not:
comparing at each event those who had had more help by then, and starting the clock at a landmark.
Neither makes staying a matter of chance: who stays is chosen by families and workers.
"""

from dataclasses import dataclass, replace

import numpy as np

from joinedup.insight.evaluation.methods.covariates.design import Design
from joinedup.insight.evaluation.methods.over_time.survival.hazards import hazards
from joinedup.insight.evaluation.methods.over_time.survival.times import Times
from joinedup.insight.evaluation.methods.results import Estimate
from joinedup.insight.evaluation.methods.tables import DataError

DOSE = "help so far"
MOST_PARTS = 12
FEW = 5
"""Events on one side of a landmark below which it is left out."""


@dataclass(frozen=True)
class Landmark:
    """Of families still followed and without the event at ``at``: the log hazard ratio, from then
    on, of those still helped to those who had left."""

    at: float
    helped: int
    gone: int
    estimate: Estimate


@dataclass(frozen=True)
class Engagement:
    """``so_far`` is the log hazard ratio of one more unit of time helped so far (time-varying);
    ``whole`` that of the whole length taken as known from the start, which is the trap."""

    so_far: Estimate
    whole: Estimate
    landmarks: tuple[Landmark, ...]
    n: int
    events: int
    parts: int
    warnings: tuple[str, ...]


def engagement(times: Times, length: np.ndarray) -> Engagement:
    """``times`` with any covariates; ``length`` (n,) of help from the start of follow-up.

    Time is cut into parts at quantiles of events and of lengths; within each, families that are
    still followed are compared by the help they had had when it began. As a risk set never mixes
    parts, that is Cox's likelihood with a covariate that changes at the cuts.

    :raises DataError: lengths below 0, all the same, or too few events.
    """
    if (length < 0).any():
        raise DataError("a length of help is below 0")
    length = np.minimum(length, times.duration)
    if np.ptp(length) == 0:
        raise DataError("all families were helped for the same length of time")
    events = int(times.event.sum())
    if events < 2 * FEW:
        raise DataError(f"there are {events} events: {2 * FEW} are needed")
    cuts = _cuts(times, length)
    return Engagement(
        _so_far(times, length, cuts),
        _ratio(times, length),
        _landmarks(times, length),
        len(length),
        events,
        len(cuts),
        times.warnings,
    )


def _cuts(times: Times, length: np.ndarray) -> np.ndarray:
    """Where parts begin, from 0 on."""
    happened = times.duration[times.event]
    parts = int(np.clip(len(happened) // 8, 2, MOST_PARTS))
    shares = np.linspace(0, 1, parts + 1)[1:-1]
    inner = np.concatenate([np.quantile(happened, shares), np.quantile(length, shares)])
    inner = np.unique(inner[(inner > 0) & (inner < happened.max())])
    return np.concatenate([[0.0], inner])


def _so_far(times: Times, length: np.ndarray, cuts: np.ndarray) -> Estimate:
    ends = np.append(cuts[1:], np.inf)
    parts = []
    for number, (start, stop) in enumerate(zip(cuts, ends, strict=True)):
        inside = np.flatnonzero(times.duration > start)
        last = times.duration[inside] <= stop
        parts.append(
            (
                inside,
                np.minimum(times.duration[inside], stop),
                np.where(last, times.cause[inside], 0),
                np.minimum(length[inside], start),
                times.strata[inside] * len(cuts) + number,
            )
        )
    rows, until, cause, dose, strata = (np.concatenate(each) for each in zip(*parts, strict=True))
    if np.ptp(dose) == 0:
        raise DataError("no event happened after anybody's help had ended: there is no comparison")
    return _fitted(times, rows, until, cause, dose, strata)


def _ratio(times: Times, length: np.ndarray) -> Estimate:
    everyone = np.arange(len(length))
    return _fitted(times, everyone, times.duration, times.cause, length, times.strata)


def _fitted(
    times: Times,
    rows: np.ndarray,
    until: np.ndarray,
    cause: np.ndarray,
    dose: np.ndarray,
    strata: np.ndarray,
) -> Estimate:
    known = Design(np.column_stack([dose, times.known.matrix[rows]]), (DOSE, *times.known.names))
    changed = replace(
        times,
        duration=until,
        cause=cause,
        group=times.group[rows],
        strata=np.unique(strata, return_inverse=True)[1],
        known=known,
    )
    return hazards(changed, test=False).coefficients[DOSE]


def _landmarks(times: Times, length: np.ndarray) -> tuple[Landmark, ...]:
    """At the quarters of length (Anderson, Cain and Gelber 1983)."""
    made = []
    for at in np.unique(np.quantile(length[length > 0], [0.25, 0.5, 0.75])):
        rows = np.flatnonzero(times.duration > at)
        helped = (length[rows] > at).astype(np.float64)
        event = times.event[rows]
        fewest = min(event[helped == 1].sum(), event[helped == 0].sum())
        if fewest < FEW:
            continue
        estimate = _fitted(
            times, rows, times.duration[rows] - at, times.cause[rows], helped, times.strata[rows]
        )
        made.append(Landmark(float(at), int(helped.sum()), int((1 - helped).sum()), estimate))
    return tuple(made)
