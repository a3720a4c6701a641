"""Effects on each group at each time, where groups began at different times.

Callaway and Sant'Anna 2021, "Difference-in-Differences with multiple time periods", with the
conventions of their R package ``did`` (version 2): a group's effect at a time is its change since
the time before it began, less the same change of units not treated (yet).
"""

from dataclasses import dataclass, replace

import numpy as np

from joinedup.insight.evaluation.methods.covariates.columns import is_mark
from joinedup.insight.evaluation.methods.over_time.differences.cell import METHODS, NoComparison
from joinedup.insight.evaluation.methods.over_time.panel import Panel, balanced
from joinedup.insight.evaluation.methods.tables import DataError


@dataclass(frozen=True)
class Design:
    """How the comparison is made.

    ``control`` is "never" or "not-yet"; ``base`` "varying" (before a group began, each time is
    compared with the one before) or "universal" (with the last before it began); ``anticipation``
    is how many times before the beginning an effect may already be.
    """

    method: str = "doubly-robust"
    control: str = "never"
    base: str = "varying"
    anticipation: int = 0


@dataclass(frozen=True)
class GroupTimes:
    """``effects`` has shape (c,), NaN where no comparison could be made; ``influence`` (u, c).

    ``groups`` and ``times`` (c,) say of whom and when; ``reference`` marks the times that are 0
    by definition (universal base).
    """

    panel: Panel
    design: Design
    groups: np.ndarray
    times: np.ndarray
    effects: np.ndarray
    influence: np.ndarray
    reference: np.ndarray
    n_controls: np.ndarray

    @property
    def after(self) -> np.ndarray:
        """Which are at or after the group's beginning, of shape (c,)."""
        return np.asarray(self.times >= self.groups)

    @property
    def usable(self) -> np.ndarray:
        """Which have an effect, of shape (c,)."""
        return np.asarray(~np.isnan(self.effects))


def group_times(panel: Panel, design: Design) -> GroupTimes:
    """Every group at every time.

    Where other units are seen each time (repeated cross-sections), means are compared.

    :raises DataError: nobody is treated within the time seen, or there is nobody to compare with.
    """
    panel = _comparable(_other_each_time(panel) if panel.once else balanced(panel), design)
    begun = panel.first_treated
    groups = [g for g in np.unique(begun) if np.isfinite(g)]
    if design.control == "not-yet" and not np.isinf(begun).any():
        groups = groups[:-1]
    if not groups:
        raise DataError(
            "no unit begins treatment within the times seen and has another to compare with"
        )
    known = np.ones((*panel.outcome.shape, 1 + len(panel.names)))
    known[:, :, 1:] = panel.covariates
    cells: list[_Cell] = []
    said: dict[str, list[str]] = {}
    for group in groups:
        for time in range(0 if design.base == "universal" else 1, len(panel.times)):
            made, reason = _cell(panel, known, design, group, time)
            cells.append(made)
            if reason:
                said.setdefault(reason, []).append(f"{group:g} at {panel.times[time]:g}")
    for reason, where in said.items():
        shown = ", ".join(where[:5]) + (" and others" if len(where) > 5 else "")
        panel = panel.warning(f"no effect could be given for {shown}: {reason}")
    return _gathered(panel, design, cells)


@dataclass(frozen=True)
class _Cell:
    group: float
    time: float
    effect: float
    influence: np.ndarray
    n_controls: int
    reference: bool = False


def _gathered(panel: Panel, design: Design, cells: list[_Cell]) -> GroupTimes:
    return GroupTimes(
        panel,
        design,
        np.array([cell.group for cell in cells]),
        np.array([cell.time for cell in cells]),
        np.array([cell.effect for cell in cells]),
        np.column_stack([cell.influence for cell in cells]),
        np.array([cell.reference for cell in cells]),
        np.array([cell.n_controls for cell in cells]),
    )


def _other_each_time(panel: Panel) -> Panel:
    if panel.names:
        raise DataError(
            "every unit was seen once: covariates need units that are seen at every time"
        )
    return panel.warning(
        "every unit was seen once: the means of other rows are compared at each time"
    )


def _comparable(panel: Panel, design: Design) -> Panel:
    """Without units that were treated from the start; late beginners are never treated."""
    last, slack = panel.times[-1], design.anticipation
    begun = np.where(panel.first_treated > last + slack, np.inf, panel.first_treated)
    panel = replace(panel, first_treated=begun)
    if not np.isinf(begun).any():
        panel = _without_never(panel, design)
    from_start = panel.first_treated <= panel.times[0] + slack
    if from_start.all():
        raise DataError("every unit was treated at the first time seen: there is no before")
    if from_start.any():
        rows = _seen(panel.outcome[from_start])
        panel = panel.taking(~from_start).but(
            rows, f"rows of {from_start.sum():,} units treated from the first time seen on"
        )
    return panel


def _without_never(panel: Panel, design: Design) -> Panel:
    """Where all begin sometime, the last to begin are compared with, until they begin."""
    latest = panel.first_treated.max()
    before = panel.times < latest - design.anticipation
    if before.sum() < 2:
        raise DataError(
            "no unit is never treated, and all begin at once: there is nobody to compare with"
        )
    there = ~np.isnan(panel.outcome[:, before]).all(axis=1)
    gone = _seen(panel.outcome[:, ~before])
    panel = panel.taking(there, before).but(
        gone,
        f"rows from {latest - design.anticipation:g} on, when every unit is treated",
    )
    if design.control == "not-yet":
        return panel
    begun = np.where(panel.first_treated == latest, np.inf, panel.first_treated)
    return replace(panel, first_treated=begun).warning(
        f"no unit is never treated: those that begin at {latest:g} stand for them until then"
    )


def _seen(outcome: np.ndarray) -> int:
    return int((~np.isnan(outcome)).sum())


def _cell(
    panel: Panel, known: np.ndarray, design: Design, group: float, time: int
) -> tuple[_Cell, str]:
    """With the reason where there is no effect."""
    times, begun = panel.times, panel.first_treated
    start = int(np.flatnonzero(times + design.anticipation < group)[-1])
    after = group <= times[time]
    base = start if after or design.base == "universal" else time - 1
    nothing = np.zeros(len(begun))
    if base == time:
        return _Cell(group, times[time], 0.0, nothing, 0, reference=True), ""
    inside = begun == group
    outside = np.isinf(begun)
    if design.control == "not-yet":
        outside |= (begun > times[max(time, base)] + design.anticipation) & ~inside
    if panel.once:
        return _of_means(panel, (group, time, base), inside, outside)
    chosen = inside | outside
    change = panel.outcome[chosen, time] - panel.outcome[chosen, base]
    treated = inside[chosen].astype(np.float64)
    controls = int(outside.sum())
    try:
        if not controls:
            raise NoComparison("nobody was still untreated")
        told = _on_both_sides(known[chosen, min(time, base)], treated, panel.names)
        effect, part = METHODS[design.method](change, treated, told)
    except NoComparison as reason:
        return _Cell(group, times[time], np.nan, nothing, controls), str(reason)
    influence = nothing
    influence[chosen] = part * (len(begun) / chosen.sum())
    return _Cell(group, times[time], effect, influence, controls), ""


def _of_means(
    panel: Panel, at: tuple[float, int, int], inside: np.ndarray, outside: np.ndarray
) -> tuple[_Cell, str]:
    """The group's change of means less the others', each of the rows seen then; ``at`` is the
    group, the time, and the time that it is compared with."""
    group, time, base = at
    effect, influence = 0.0, np.zeros(len(inside))
    for side, sign in ((inside, 1.0), (outside, -1.0)):
        for when, way in ((time, 1.0), (base, -1.0)):
            rows = side & ~np.isnan(panel.outcome[:, when])
            if not rows.any():
                return _Cell(group, panel.times[time], np.nan, np.zeros(len(inside)), 0), (
                    "nobody was seen of one of the groups"
                )
            values = panel.outcome[rows, when]
            effect += sign * way * float(values.mean())
            influence[rows] += sign * way * (values - values.mean()) * len(inside) / len(values)
    controls = int((outside & ~np.isnan(panel.outcome[:, time])).sum())
    return _Cell(group, panel.times[time], effect, influence, controls), ""


def _on_both_sides(known: np.ndarray, treated: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """Columns (n, 1 + k) without marks of what is missing that one side has on nobody, or on all:
    units with them are compared with nobody like them, and by the mean that they were given."""
    kept = [True] + [
        not is_mark(name)
        or bool(np.ptp(column[treated == 0]) > 0 and np.ptp(column[treated == 1]) > 0)
        for name, column in zip(names, known.T[1:], strict=True)
    ]
    return known[:, kept]
