"""Units seen at several times: who began when, and what was measured."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from joinedup.insight.evaluation.methods.covariates.design import design
from joinedup.insight.evaluation.methods.results import LeftOut
from joinedup.insight.evaluation.methods.tables import DataError, Table

Missing = Literal["omit", "mark"]
NEVER = ("never", "inf", "infinity", "none", "not treated", "untreated")
"""Words of the column of first treatment that mean never, as do 0 and a missing value."""


@dataclass(frozen=True)
class Panel:
    """``u`` units at ``p`` times.

    ``outcome`` has shape (u, p), NaN where a unit was not seen; ``covariates`` (u, p, k);
    ``first_treated`` (u,), infinite for never; ``clusters`` (u,), whole numbers from 0.
    """

    units: np.ndarray
    times: np.ndarray
    first_treated: np.ndarray
    outcome: np.ndarray
    covariates: np.ndarray
    names: tuple[str, ...]
    clusters: np.ndarray
    clustered_by: str
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def once(self) -> bool:
        """Whether every unit was seen at one time only: other families each time."""
        return bool(((~np.isnan(self.outcome)).sum(axis=1) == 1).all())

    def taking(self, units: np.ndarray, times: np.ndarray | None = None) -> "Panel":
        """Some of the units, and some of the times (masks)."""
        times = np.ones(len(self.times), dtype=bool) if times is None else times
        return replace(
            self,
            units=self.units[units],
            times=self.times[times],
            first_treated=self.first_treated[units],
            outcome=self.outcome[units][:, times],
            covariates=self.covariates[units][:, times],
            clusters=np.unique(self.clusters[units], return_inverse=True)[1],
        )

    def but(self, rows: int, reason: str) -> "Panel":
        """The same, saying what was left out."""
        return replace(self, left_out=(*self.left_out, LeftOut(rows, reason)))

    def warning(self, words: str) -> "Panel":
        """The same, saying so."""
        return replace(self, warnings=(*self.warnings, words))


def panel_of(
    table: Table,
    *,
    unit: str,
    time: str,
    first_treated: str,
    outcome: str,
    covariates: Sequence[str] = (),
    cluster: str | None = None,
    missing: Missing = "omit",
) -> Panel:
    """Of one row for each unit and time.

    Rows without unit, time or outcome are left out and counted, and so are those without a
    covariate (``omit``, as R's did), unless they are marked.

    :raises DataError: two rows for one unit and time, a unit with two times of first treatment
        or two clusters, fewer than two times, an outcome that never varies.
    """
    named = [unit, time, first_treated, outcome, *covariates, *([cluster] if cluster else [])]
    table.require(list(dict.fromkeys(named)))
    if len({unit, time, outcome}) < 3:
        raise DataError("unit, time and outcome must be three columns")
    if {unit, time, first_treated, outcome} & set(covariates):
        raise DataError("unit, time, first treatment and outcome can be no covariates")
    if table.is_text(time):
        said = table.frame[time].dropna().iloc[0]
        raise DataError(f"the column {time} must hold times as numbers, such as 2024 ({said})")
    when, measured = table.numbers(time), table.numbers(outcome)
    begun = _first(table, first_treated)
    there = ~(np.isnan(when) | np.isnan(measured) | table.frame[unit].isna().to_numpy())
    if not there.any():
        raise DataError("no row has a unit, a time and an outcome")
    untold = there & table.frame[list(covariates)].isna().any(axis=1).to_numpy()
    if missing == "omit" and untold.any():
        there &= ~untold
        if not there.any():
            raise DataError("no row has all covariates")
    told = design(Table(table.frame[there], table.source, table.fingerprint), covariates)
    units, unit_names = pd.factorize(table.frame[unit][there], sort=True)
    times, time_names = pd.factorize(when[there], sort=True)
    _check(units, times, measured[there], time_names, begun[there], unit_names)
    shape = (len(unit_names), len(time_names))
    values = np.full(shape, np.nan)
    values[units, times] = measured[there]
    known = np.full((*shape, len(told.names)), np.nan)
    known[units, times] = told.matrix
    panel = Panel(
        np.array([_named(name) for name in unit_names], dtype=object),
        np.asarray(time_names, dtype=np.float64),
        _of_units(units, begun[there], shape[0]),
        values,
        known,
        told.names,
        _clusters(table, cluster, there, units, unit_names),
        cluster or unit,
        warnings=told.warnings,
    )
    without = int((~(there | untold)).sum())
    panel = panel.but(without, f"rows without {unit}, {time} or {outcome}") if without else panel
    gone = int((untold & ~there).sum())
    return panel.but(gone, f"rows without {' or '.join(covariates)}") if gone else panel


def _first(table: Table, column: str) -> np.ndarray:
    """Shape (n,), infinite for never."""
    values = table.frame[column]
    if table.is_text(column):
        words = values.where(~values.str.lower().isin(NEVER), "0")
        numbers = pd.to_numeric(words, errors="coerce")
        wrong = values[numbers.isna() & values.notna()]
        if len(wrong):
            raise DataError(f"the column {column} must hold times ({wrong.iloc[0]})")
        values = numbers
    begun = values.to_numpy(np.float64)
    if (begun < 0).any():
        raise DataError(f"the column {column} holds {np.nanmin(begun):g}: 0 or nothing is never")
    return np.where(np.isnan(begun) | (begun == 0), np.inf, begun)


def _check(
    units: np.ndarray,
    times: np.ndarray,
    outcome: np.ndarray,
    time_names: np.ndarray,
    begun: np.ndarray,
    unit_names: np.ndarray,
) -> None:
    if len(time_names) < 2:
        raise DataError("there is one time only: before and after are needed")
    if len(time_names) * len(unit_names) > 50_000_000:
        raise DataError("there are too many units and times for one table")
    if np.ptp(outcome) == 0:
        raise DataError("the outcome is the same in every row")
    place = units.astype(np.int64) * len(time_names) + times
    numbers, seen = np.unique(place, return_counts=True)
    if (seen > 1).any():
        which, when = divmod(int(numbers[seen > 1][0]), len(time_names))
        at = f"unit {_named(unit_names[which])} at {time_names[when]:g}"
        raise DataError(f"there are two rows for {at}")
    wrong = _varying(units, begun)
    if wrong is not None:
        raise DataError(
            f"unit {_named(unit_names[wrong])} has more than one time of first treatment: the"
            " column holds the time from which a unit was treated, the same in all its rows"
        )


def _named(unit: object) -> str:
    """As it stands in the file."""
    return f"{unit:.15g}" if isinstance(unit, float) else str(unit)


def _varying(units: np.ndarray, values: np.ndarray) -> int | None:
    """A unit that has two values, if one has."""
    first = _of_units(units, values, int(units.max()) + 1)
    wrong = units[first[units] != values]
    return int(wrong[0]) if wrong.size else None


def _of_units(units: np.ndarray, values: np.ndarray, number: int) -> np.ndarray:
    """The value of each unit, which all its rows share."""
    found = np.empty(number, dtype=values.dtype)
    found[units] = values
    return found


def _clusters(
    table: Table,
    cluster: str | None,
    there: np.ndarray,
    units: np.ndarray,
    unit_names: np.ndarray,
) -> np.ndarray:
    if cluster is None:
        return np.arange(len(unit_names))
    column = table.frame[cluster][there]
    if column.isna().any():
        raise DataError(f"the column {cluster} is missing in {column.isna().sum():,} rows")
    codes = pd.factorize(column)[0]
    wrong = _varying(units, codes)
    if wrong is not None:
        raise DataError(f"unit {_named(unit_names[wrong])} is in more than one {cluster}")
    return np.unique(_of_units(units, codes, len(unit_names)), return_inverse=True)[1]


def balanced(panel: Panel) -> Panel:
    """Only the units that were seen at every time.

    :raises DataError: there is none.
    """
    whole = ~np.isnan(panel.outcome).any(axis=1)
    if whole.all():
        return panel
    if not whole.any():
        raise DataError(
            "no unit was seen at every time: name one that was, such as an area, with one row each"
            " time"
        )
    rows = int((~np.isnan(panel.outcome[~whole])).sum())
    return panel.taking(whole).but(
        rows, f"rows of {(~whole).sum():,} units that were not seen at every time"
    )
