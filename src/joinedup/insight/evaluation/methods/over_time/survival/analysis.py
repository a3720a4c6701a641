"""All that is asked of who was followed for how long: one entry point."""

from dataclasses import dataclass

import numpy as np

from joinedup.insight.evaluation.methods.over_time.survival.competing import (
    Incidence,
    cumulative_incidence,
)
from joinedup.insight.evaluation.methods.over_time.survival.curves import (
    Curve,
    Median,
    difference,
    horizon_of,
    kaplan_meier,
    median,
    restricted_mean,
)
from joinedup.insight.evaluation.methods.over_time.survival.hazards import (
    Hazards,
    Ties,
    hazards,
)
from joinedup.insight.evaluation.methods.over_time.survival.log_rank import LogRank, log_rank
from joinedup.insight.evaluation.methods.over_time.survival.times import Times
from joinedup.insight.evaluation.methods.results import Estimate
from joinedup.insight.evaluation.methods.tables import DataError


@dataclass(frozen=True)
class Group:
    """Of one group; ``mean`` is the mean time without the event within the horizon."""

    curve: Curve
    events: int
    median: Median
    mean: Estimate
    incidence: tuple[Incidence, ...]


@dataclass(frozen=True)
class Survival:
    """``apart`` is the second group's mean less the first's, where there are two."""

    times: Times
    groups: tuple[Group, ...]
    horizon: float
    apart: Estimate | None
    log_rank: LogRank | None
    hazards: Hazards | None


def survival(
    times: Times,
    *,
    horizon: float | None = None,
    scale: str = "log-log",
    ties: Ties = "efron",
) -> Survival:
    """Curves by group; the log-rank test of groups; hazards where there are covariates.

    :raises DataError: the horizon is beyond a group's follow-up, or no model can be fitted.
    """
    members = [times.group == number for number in range(len(times.groups))]
    drawn = [
        kaplan_meier(times.duration[inside], times.event[inside], name=name, scale=scale)
        for inside, name in zip(members, times.groups, strict=True)
    ]
    longest = horizon_of(drawn)
    until = longest if horizon is None else horizon
    if longest == 0:
        raise DataError("nobody in one of the groups was followed for any time")
    if not 0 < until <= longest:
        raise DataError(f"the horizon must be more than 0 and at most {longest:g}, not {until:g}")
    groups = tuple(
        _group(times, inside, curve, until) for inside, curve in zip(members, drawn, strict=True)
    )
    many = len(groups) > 1
    return Survival(
        times,
        groups,
        until,
        difference(groups[0].mean, groups[1].mean) if len(groups) == 2 else None,
        log_rank(times.duration, times.event, times.group, times.strata) if many else None,
        hazards(times, ties=ties) if times.known.names else None,
    )


def _group(times: Times, inside: np.ndarray, curve: Curve, until: float) -> Group:
    lasted, cause = times.duration[inside], times.cause[inside]
    compete = (times.cause == 2).any()
    return Group(
        curve,
        int((cause == 1).sum()),
        median(curve),
        restricted_mean(curve, until),
        tuple(
            cumulative_incidence(lasted, cause, of, name=curve.name)
            for of in ((1, 2) if compete else ())
        ),
    )
