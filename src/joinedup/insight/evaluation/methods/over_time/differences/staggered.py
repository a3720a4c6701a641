"""Areas that began at different times: one entry point."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from joinedup.insight.evaluation.methods.over_time.differences.aggregate import (
    Aggregate,
    Effect,
    Errors,
    PreTrend,
    aggregates,
    all_cells,
    pre_trend,
)
from joinedup.insight.evaluation.methods.over_time.differences.group_time import (
    Design,
    GroupTimes,
    group_times,
)
from joinedup.insight.evaluation.methods.over_time.differences.two_way import TwoWay, two_way
from joinedup.insight.evaluation.methods.over_time.panel import Panel
from joinedup.insight.evaluation.methods.tables import DataError


@dataclass(frozen=True)
class Staggered:
    """``cells`` are in the order of ``found.groups`` and ``found.times``."""

    found: GroupTimes
    cells: tuple[Effect, ...]
    aggregates: Mapping[str, Aggregate]
    pre_trend: PreTrend
    naive: TwoWay | None
    n_treated: int
    n_never: int
    n_clusters: int


def staggered(panel: Panel, design: Design, *, draws: int = 1000, seed: int = 1) -> Staggered:
    """Effects by group and time, their averages, the pre-trend, and the naive regression beside.

    Errors are analytical, from influence functions summed by cluster; ``draws`` are of the
    multiplier bootstrap that gives the simultaneous bands.

    :raises DataError: nobody begins, nobody compares, all of either are one cluster, or no effect
        at all can be given.
    """
    found = group_times(panel, design)
    used = found.panel
    _check_clusters(used, design)
    errors = Errors(used.clusters, f"clustered by {used.clustered_by}", draws, seed)
    averages = aggregates(found, errors)
    if not averages:
        said = used.warnings[-1] if used.warnings else "there is no time after a beginning"
        raise DataError(f"no effect can be given: {said}")
    begun = np.isfinite(used.first_treated)
    return Staggered(
        found,
        all_cells(found, errors),
        averages,
        pre_trend(found, errors),
        two_way(used),
        int(begun.sum()),
        int((~begun).sum()),
        int(used.clusters.max()) + 1,
    )


def _check_clusters(panel: Panel, design: Design) -> None:
    """A single cluster on one side says nothing of how much clusters differ."""
    begun = np.isfinite(panel.first_treated)
    sides = [begun] if design.control == "not-yet" and begun.all() else [begun, ~begun]
    if any(len(np.unique(panel.clusters[side])) < 2 for side in sides):
        raise DataError(f"a group is one single {panel.clustered_by}: no error can be given")
