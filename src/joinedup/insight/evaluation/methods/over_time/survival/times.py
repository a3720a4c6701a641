"""Who was followed for how long, and what ended it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from joinedup.insight.evaluation.methods.covariates.columns import is_mark
from joinedup.insight.evaluation.methods.covariates.design import Design, design
from joinedup.insight.evaluation.methods.results import LeftOut
from joinedup.insight.evaluation.methods.sides import plain_sides
from joinedup.insight.evaluation.methods.tables import NO, YES, DataError, Table

MOST_GROUPS = 20
Missing = Literal["omit", "mark"]


@dataclass(frozen=True)
class Times:
    """``duration`` and the rest have shape (n,).

    ``cause`` is 0 where nothing had happened yet, 1 for the event, 2 for what competes with it;
    ``group`` and ``strata`` are positions in ``groups`` and numbers from 0.
    """

    duration: np.ndarray
    cause: np.ndarray
    group: np.ndarray
    groups: tuple[str, ...]
    strata: np.ndarray
    known: Design
    left_out: tuple[LeftOut, ...]
    warnings: tuple[str, ...]

    @property
    def event(self) -> np.ndarray:
        """Whether the event happened, of shape (n,)."""
        return np.asarray(self.cause == 1)


def times_of(
    table: Table,
    *,
    duration: str,
    event: str,
    group: str | None = None,
    covariates: Sequence[str] = (),
    strata: Sequence[str] = (),
    event_value: str | None = None,
    competing: Sequence[str] = (),
    missing: Missing = "omit",
) -> Times:
    """Of one row for each family.

    Rows without duration, event, group or stratum are left out and counted; those without a
    covariate are left out of the hazards (``omit``, as R does), or marked: hazard ratios are then
    biased (Jones 1996). A group is a covariate as well, the first.

    :raises DataError: a duration below 0 or that is no number, no event at all, or too many groups.
    """
    told = [duration, event, *([group] if group else []), *strata]
    table.require([*dict.fromkeys([*told, *covariates])])
    table.require(covariates)
    if duration == event:
        raise DataError("duration and event must be two columns")
    if {duration, event} & {group, *covariates, *strata}:
        raise DataError("duration and event can be neither group, covariate nor stratum")
    lasted = table.numbers(duration)
    there = ~table.frame[list(dict.fromkeys(told))].isna().any(axis=1).to_numpy()
    if (lasted[there] < 0).any():
        raise DataError(f"the column {duration} holds {np.nanmin(lasted):g}, below 0")
    if not there.any():
        raise DataError("no row has all that is needed")
    kept = Table(table.frame[there], table.source, table.fingerprint)
    cause, warned = _causes(kept, event, event_value, competing)
    groups = _labels(kept, group)
    by = [group, *covariates] if group and covariates else covariates
    known, unknown = _known(kept, list(dict.fromkeys(by)), missing)
    warned = (*warned, *unknown)
    silent = int(_silent(known, cause)[0].sum())
    if silent:
        rows = "1 row is" if silent == 1 else f"{silent:,} rows are"
        said = (
            f"{rows} left out of the hazards: a covariate is missing, and no such row has an event"
        )
        warned = (*warned, said)
    gone = int((~there).sum())
    without = f"rows without {', '.join(dict.fromkeys(told))}"
    return Times(
        lasted[there],
        cause,
        groups[0],
        groups[1],
        _strata(kept, strata),
        known,
        (LeftOut(gone, without),) if gone else (),
        (*warned, *known.warnings),
    )


def _known(table: Table, by: list[str], missing: Missing) -> tuple[Design, tuple[str, ...]]:
    """Rows that are left out of the hazards hold NaN; and what must be said of them."""
    if missing == "mark" or not by:
        return design(table, by), ()
    absent = table.frame[by].isna()
    unknown = absent.any(axis=1).to_numpy()
    if not unknown.any():
        return design(table, by), ()
    if unknown.all():
        raise DataError("no row has all covariates")
    told = design(Table(table.frame[~unknown], table.source, table.fingerprint), by)
    matrix = np.full((len(table), len(told.names)), np.nan)
    matrix[~unknown] = told.matrix
    names = " or ".join(name for name in by if absent[name].any())
    rows = "1 row is" if unknown.sum() == 1 else f"{unknown.sum():,} rows are"
    said = f"{rows} left out of the hazards: {names} is not known (curves count all rows)"
    return replace(told, matrix=matrix), (said,)


def without_unknown(times: Times) -> Times:
    """Without rows of which a covariate is not known."""
    known = ~np.isnan(times.known.matrix).any(axis=1)
    return times if known.all() else _rows(times, known)


def _rows(times: Times, kept: np.ndarray) -> Times:
    return replace(
        times,
        duration=times.duration[kept],
        cause=times.cause[kept],
        group=times.group[kept],
        strata=times.strata[kept],
        known=replace(times.known, matrix=times.known.matrix[kept]),
    )


def without_silent(times: Times) -> Times:
    """Without rows marked as missing something, where no row with that mark has an event.

    The mark's hazard ratio would be 0: its likelihood is greatest in that limit, in which these
    rows count for nothing, and the other ratios are those of the rest.
    """
    rows, marks = _silent(times.known, times.cause)
    if not rows.any():
        return times
    some = _rows(times, ~rows)
    matrix = some.known.matrix[:, ~marks]
    varies = np.ptp(matrix, axis=0) > 0 if len(matrix) else np.zeros(matrix.shape[1], dtype=bool)
    names = np.array(times.known.names, dtype=object)[~marks][varies]
    return replace(some, known=replace(times.known, matrix=matrix[:, varies], names=tuple(names)))


def _silent(known: Design, cause: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of rows, shape (n,), and of the marks among the columns, shape (k,)."""
    marks = np.array(
        [
            is_mark(name) and not (column[cause == 1] == 1).any()
            for name, column in zip(known.names, known.matrix.T, strict=True)
        ],
        dtype=bool,
    )
    return (known.matrix[:, marks] == 1).any(axis=1), marks


def _causes(
    table: Table, event: str, value: str | None, competing: Sequence[str]
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Of shape (n,), with what must be said about it."""
    said = table.frame[event].map(_as_said).str.lower()
    happened = {value.lower()} if value is not None else set(YES)
    others = {each.lower() for each in competing}
    warnings: tuple[str, ...] = ()
    nothing = set(NO)
    if value is None and set(said) == {"1", "2"} and not others:
        happened, nothing = {"2"}, {"1"}
        warnings = (f"{event} holds 1 and 2: 2 is taken as the event, as R does",)
    plain = plain_sides(*sorted(set(said))) if said.nunique() == 2 and not others else None
    if value is None and plain and not set(said) <= {*YES, *NO}:
        nothing, happened = {plain[0]}, {plain[1]}
        warnings = (f"{event} holds {plain[0]} and {plain[1]}: {plain[1]} is taken as the event",)
    if happened & others:
        raise DataError("the event cannot compete with itself")
    for each in (*((value,) if value is not None else ()), *competing):
        if not (said == each.lower()).any():
            raise DataError(f"no row of the column {event} holds {each}")
    cause = np.where(said.isin(happened), 1, np.where(said.isin(others), 2, 0))
    if value is None:
        odd = said[(cause == 0) & ~said.isin(nothing)]
        if len(odd):
            raise DataError(
                f"the column {event} must hold 0 and 1, or yes and no ({odd.iloc[0]}): name what"
                " counts with --event-value, and what competes with --competing"
            )
    if not (cause == 1).any():
        raise DataError(f"there is no event: no row of the column {event} says so")
    return cause, warnings


def _as_said(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _labels(table: Table, group: str | None) -> tuple[np.ndarray, tuple[str, ...]]:
    if group is None:
        return np.zeros(len(table), dtype=np.int64), ("all",)
    codes, names = pd.factorize(table.frame[group], sort=True)
    if len(names) > MOST_GROUPS:
        raise DataError(f"the column {group} makes {len(names):,} groups, more than {MOST_GROUPS}")
    if len(names) == 1:
        raise DataError(f"the column {group} makes one group only: {_as_said(names[0])}")
    return codes, tuple(f"{group} {_as_said(name)}" for name in names)


def _strata(table: Table, columns: Sequence[str]) -> np.ndarray:
    if not columns:
        return np.zeros(len(table), dtype=np.int64)
    return np.asarray(table.frame.groupby(list(columns), sort=True).ngroup())
