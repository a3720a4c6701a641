"""Two groups, before and after: the difference of their changes."""

from dataclasses import dataclass

import numpy as np

from joinedup.insight.evaluation.methods.over_time.panel import Panel, balanced
from joinedup.insight.evaluation.methods.results import Estimate, LeftOut, normal_estimate
from joinedup.insight.evaluation.methods.tables import DataError


@dataclass(frozen=True)
class Cell:
    """One group at one time."""

    treated: bool
    time: float
    n: int
    mean: float
    standard_error: float


@dataclass(frozen=True)
class TwoByTwo:
    """``effect`` is of every row there is, ``paired`` of the units that were seen twice."""

    effect: Estimate
    cells: tuple[Cell, ...]
    change_treated: Estimate
    change_control: Estimate
    paired: Estimate | None
    n_treated: int
    n_control: int
    n_paired: int
    n_clusters: int
    left_out: tuple[LeftOut, ...]
    warnings: tuple[str, ...]


def fits(panel: Panel) -> bool:
    """Whether there are two times and the treated began at the second."""
    begun = panel.first_treated
    within = begun[np.isfinite(begun) & (begun <= panel.times[-1])]
    return len(panel.times) == 2 and bool(within.size) and bool((within > panel.times[0]).all())


def two_by_two(panel: Panel) -> TwoByTwo:
    """The difference of the groups' changes in mean (Card and Krueger 1994, table 3).

    Errors are of the groups' changes, clustered by unit or as asked: a unit that was seen twice
    counts as one, with n/(n - 1) for each group.

    :raises DataError: a group has fewer than two units (clusters) at a time.
    """
    treated = panel.first_treated <= panel.times[1]
    cells = tuple(
        _cell(panel.outcome[treated == arm, time], when, arm=arm)
        for arm in (False, True)
        for time, when in enumerate(panel.times)
    )
    inside, outside = _change(panel, treated), _change(panel, ~treated)
    both = ~np.isnan(panel.outcome).any(axis=1)
    enough = min((both & treated).sum(), (both & ~treated).sum()) > 1
    pairs = balanced(panel) if enough else None
    return TwoByTwo(
        _difference(inside, outside),
        cells,
        inside,
        outside,
        _paired(pairs) if pairs else None,
        int(treated.sum()),
        int((~treated).sum()),
        int(both.sum()),
        len(np.unique(panel.clusters)),
        panel.left_out,
        panel.warnings,
    )


def _cell(values: np.ndarray, when: float, *, arm: bool) -> Cell:
    there = values[~np.isnan(values)]
    if len(there) < 2:
        name = "treated" if arm else "comparison"
        raise DataError(f"the {name} group has {len(there)} outcomes at {when:g}: two are needed")
    error = float(there.std(ddof=1) / np.sqrt(len(there)))
    return Cell(arm, float(when), len(there), float(there.mean()), error)


def _change(panel: Panel, group: np.ndarray) -> Estimate:
    """Of the group's mean, from the first time to the second."""
    values = panel.outcome[group]
    means, seen = np.nanmean(values, axis=0), (~np.isnan(values)).sum(axis=0)
    shares = np.nan_to_num((values - means) / seen)
    each = np.bincount(panel.clusters[group], shares[:, 1] - shares[:, 0])
    clusters = len(np.unique(panel.clusters[group]))
    if clusters < 2:
        raise DataError(f"a group is one single {panel.clustered_by}: no error can be given")
    error = float(np.sqrt((each**2).sum() * clusters / (clusters - 1)))
    return normal_estimate(float(means[1] - means[0]), error, _kind(panel))


def _difference(inside: Estimate, outside: Estimate) -> Estimate:
    error = float(np.hypot(inside.standard_error, outside.standard_error))
    return normal_estimate(inside.value - outside.value, error, inside.error_kind)


def _paired(panel: Panel) -> Estimate:
    treated = panel.first_treated <= panel.times[1]
    return _difference(_change(panel, treated), _change(panel, ~treated))


def _kind(panel: Panel) -> str:
    return f"clustered by {panel.clustered_by}"
