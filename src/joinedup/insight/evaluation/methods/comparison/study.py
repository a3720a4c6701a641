"""The families of a comparison as arrays, and what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from joinedup.insight.evaluation.methods.covariates.columns import (
    Covariates,
    covariates_of,
    is_one_value,
)
from joinedup.insight.evaluation.methods.results import LeftOut
from joinedup.insight.evaluation.methods.sides import sides
from joinedup.insight.evaluation.methods.tables import DataError, Table


@dataclass(frozen=True)
class Columns:
    """Which column is what; ``words`` are numbers that stand for categories, and those of
    ``squares`` count squared as well. ``treatment_value`` is what counts as having taken part, and
    ``outcome_value`` as the outcome; ``omit`` leaves families out of whom a covariate is missing.
    """

    treatment: str
    outcome: str
    covariates: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    cluster: str | None = None
    placebo: str | None = None
    negative_control: str | None = None
    words: tuple[str, ...] = ()
    squares: tuple[str, ...] = ()
    treatment_value: str | None = None
    outcome_value: str | None = None
    omit: bool = False


@dataclass(frozen=True)
class Study:
    """n families: ``treated`` (bool) and ``outcome`` (float64) of shape (n,), no value missing.

    ``strata`` and ``clusters`` are codes of shape (n,) or ``None``; ``placebo`` and
    ``negative_control`` are float64 with NaN where not known, or ``None``.
    """

    columns: Columns
    treated: np.ndarray
    outcome: np.ndarray
    covariates: Covariates
    strata: np.ndarray | None = None
    clusters: np.ndarray | None = None
    placebo: np.ndarray | None = None
    negative_control: np.ndarray | None = None
    left_out: tuple[LeftOut, ...] = ()
    read: tuple[str, ...] = ()
    """How words were read as 1 and 0."""

    def __len__(self) -> int:
        return len(self.outcome)

    @property
    def n_treated(self) -> int:
        """How many took part."""
        return int(np.sum(self.treated))

    @property
    def n_control(self) -> int:
        """How many did not."""
        return len(self) - self.n_treated

    @property
    def is_share(self) -> bool:
        """Whether the outcome is yes or no."""
        return bool(np.isin(self.outcome, (0.0, 1.0)).all())

    def rows(self, kept: np.ndarray) -> "Study":
        """Of some families, by index (which may repeat) or mask."""

        def some(values: np.ndarray | None) -> np.ndarray | None:
            return None if values is None else values[kept]

        return replace(
            self,
            treated=self.treated[kept],
            outcome=self.outcome[kept],
            covariates=self.covariates.rows(kept),
            strata=some(self.strata),
            clusters=some(self.clusters),
            placebo=some(self.placebo),
            negative_control=some(self.negative_control),
        )


def study_of(table: Table, columns: Columns) -> Study:
    """Rows without a treatment, an outcome or a cluster are left out and counted.

    :raises DataError: a column is not there or of the wrong kind, an arm or the outcome is empty
        or the same throughout, or a column is named in two roles.
    """
    _check_roles(table, columns)
    treatment, first = _treatment(table, columns)
    outcome, second = _outcome(table, columns)
    kept, left_out = _kept(table, columns, treatment, outcome)
    treated = treatment[kept] == 1
    _check_arms(columns, treated)
    if is_one_value(columns.outcome, outcome[kept]):
        raise DataError(
            f"the outcome {columns.outcome} is {outcome[kept][0]:g} for every family:"
            " there is nothing to compare"
        )
    return Study(
        columns=columns,
        treated=treated,
        outcome=outcome[kept],
        covariates=covariates_of(
            table, columns.covariates, kept, words=columns.words, squares=columns.squares
        ),
        strata=_codes(table, columns.exact, kept) if columns.exact else None,
        clusters=_clusters(table, columns, kept),
        placebo=_placebo(table, columns.placebo, kept),
        negative_control=(
            sides(table, columns.negative_control)[0][kept] if columns.negative_control else None
        ),
        left_out=left_out,
        read=_read(first, second),
    )


def _treatment(table: Table, columns: Columns) -> tuple[np.ndarray, str]:
    """Of more than two values one has to be named."""
    try:
        return sides(table, columns.treatment, columns.treatment_value)
    except DataError as error:
        if columns.treatment_value is not None:
            raise
        raise DataError(f"{error}: name what counts with --treatment-value") from error


def _outcome(table: Table, columns: Columns) -> tuple[np.ndarray, str]:
    """Numbers, or which of two words is 1."""
    if columns.outcome_value is None and not table.is_text(columns.outcome):
        return table.numbers(columns.outcome), ""
    if columns.outcome_value is None and table.frame[columns.outcome].nunique() != 2:
        return table.numbers(columns.outcome), ""
    return sides(table, columns.outcome, columns.outcome_value)


def _read(treatment: str, outcome: str) -> tuple[str, ...]:
    return tuple(
        f"{said} (otherwise name it: --{kind}-value)"
        for said, kind in ((treatment, "treatment"), (outcome, "outcome"))
        if said
    )


def _check_roles(table: Table, columns: Columns) -> None:
    single = [columns.treatment, columns.outcome, columns.cluster]
    roles = [name for name in single if name is not None]
    for name in (*columns.covariates, *columns.exact):
        if name in (columns.treatment, columns.outcome):
            raise DataError(f"the column {name} cannot be both compared and compared by")
    checks = [name for name in (columns.placebo, columns.negative_control) if name is not None]
    for name in checks:
        if name in (columns.treatment, columns.outcome):
            raise DataError(f"the column {name} cannot check itself")
    table.require(roles)
    table.require(list(columns.covariates))
    table.require(list(columns.exact))
    table.require(checks)
    for name in (*columns.words, *columns.squares):
        if name not in columns.covariates:
            raise DataError(f"the column {name} is no covariate")
    for name in columns.squares:
        if table.is_text(name) or name in columns.words:
            raise DataError(f"the column {name} holds categories and has no square")


def _kept(
    table: Table, columns: Columns, treatment: np.ndarray, outcome: np.ndarray
) -> tuple[np.ndarray, tuple[LeftOut, ...]]:
    kept = np.ones(len(table), dtype=bool)
    left_out: list[LeftOut] = []
    needed = dict.fromkeys((*columns.covariates, *columns.exact) if columns.omit else ())
    for name, unknown in (
        (columns.treatment, np.isnan(treatment)),
        (columns.outcome, np.isnan(outcome)),
        (columns.cluster, _unknown(table, columns.cluster)),
        *((name, _unknown(table, name)) for name in needed),
    ):
        count = int(np.sum(kept & unknown))
        if count:
            left_out.append(LeftOut(count, f"{name} is not known"))
        kept &= ~unknown
    return kept, tuple(left_out)


def _unknown(table: Table, name: str | None) -> np.ndarray:
    if name is None:
        return np.zeros(len(table), dtype=bool)
    return np.asarray(table.frame[name].isna())


def _check_arms(columns: Columns, treated: np.ndarray) -> None:
    took_part, others = int(np.sum(treated)), int(np.sum(~treated))
    if took_part == 0 or others == 0:
        nobody = "took part" if took_part == 0 else "did not take part"
        raise DataError(f"nobody {nobody} by {columns.treatment}: there is no comparison")
    if min(took_part, others) < 2:
        raise DataError(f"only one family is on one side of {columns.treatment}")


def _codes(table: Table, names: Sequence[str], kept: np.ndarray) -> np.ndarray:
    frame = table.frame.loc[kept, list(names)]
    return np.asarray(frame.groupby(list(names), dropna=False, sort=True).ngroup())


def _placebo(table: Table, name: str | None, kept: np.ndarray) -> np.ndarray | None:
    if name is None:
        return None
    words = table.is_text(name) and table.frame[name].nunique() == 2
    values = np.asarray((sides(table, name)[0] if words else table.numbers(name))[kept])
    is_one_value(name, values[~np.isnan(values)])
    return values


def _clusters(table: Table, columns: Columns, kept: np.ndarray) -> np.ndarray | None:
    if columns.cluster is None:
        return None
    codes = np.asarray(pd.factorize(table.frame[columns.cluster][kept])[0])
    if codes.max() == 0:
        raise DataError(f"the column {columns.cluster} has one value only: clusters need several")
    return codes
