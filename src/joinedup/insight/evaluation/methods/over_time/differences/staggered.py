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
    alone: bool = False
    """Whether all that began are one cluster, so that its own chance is in no error."""

    @property
    def single(self) -> tuple[float, ...]:
        """Groups of one cluster, whose own chance is in no error (Conley and Taber 2011): of eight
        areas that began one by one, 95% intervals held the truth in 82% to 89% of made-up draws."""
        panel = self.found.panel
        return tuple(
            float(group)
            for group in np.unique(self.found.groups)
            if len(np.unique(panel.clusters[panel.first_treated == group])) == 1
        )


def staggered(panel: Panel, design: Design, *, draws: int = 1000, seed: int = 1) -> Staggered:
    """Effects by group and time, their averages, the pre-trend, and the naive regression beside.

    Errors are analytical, from influence functions summed by cluster; ``draws`` are of the
    multiplier bootstrap that gives the simultaneous bands.

    :raises DataError: nobody begins, nobody compares, all that compare are one cluster, or no
        effect at all can be given.
    """
    found = group_times(panel, design)
    used = found.panel
    alone = _begun_alone(used, design)
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
        None if used.once else two_way(used),
        int(begun.sum()),
        int((~begun).sum()),
        int(used.clusters.max()) + 1,
        alone,
    )


def _begun_alone(panel: Panel, design: Design) -> bool:
    """Whether one single cluster began: how much clusters differ is then told by the others only.

    :raises DataError: one single cluster compares, which tells nothing of that.
    """
    begun = np.isfinite(panel.first_treated)
    one = len(np.unique(panel.clusters[begun])) < 2
    among = design.control == "not-yet" and begun.all()
    if (among and one) or (not among and len(np.unique(panel.clusters[~begun])) < 2):
        raise DataError(f"a group is one single {panel.clustered_by}: no error can be given")
    return one
