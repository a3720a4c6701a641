"""Covariates as a matrix: categories become columns, what is missing is marked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from joinedup.insight.evaluation.methods.tables import DataError, Table

MISSING = "missing"
LARGEST = 1e70
"""Numbers whose fourth powers can be summed; a spread below one over it counts as none."""
MOST_CATEGORIES = 200
"""A column of words with more than these names families, or is free text."""


@dataclass(frozen=True)
class Column:
    """One column of a matrix: its name, and the covariate that it came from."""

    name: str
    source: str
    values: np.ndarray


@dataclass(frozen=True)
class Covariates:
    """Float64 columns for n families.

    ``design`` (n, k) is what models are fitted on: one category of each column of words is left
    out, as R does; ``shown`` (n, m) is what balance is judged on: every category is there.
    Sources are the covariates that columns came from.
    """

    design: np.ndarray
    design_names: tuple[str, ...]
    design_sources: tuple[str, ...]
    shown: np.ndarray
    shown_names: tuple[str, ...]
    shown_sources: tuple[str, ...]
    warnings: tuple[str, ...]

    def rows(self, kept: np.ndarray) -> "Covariates":
        """Of some families, by index or mask."""
        return replace(self, design=self.design[kept], shown=self.shown[kept])

    def beside(self, values: np.ndarray, name: str) -> "Covariates":
        """With one column more."""
        return replace(
            self,
            design=np.column_stack([self.design, values]),
            design_names=(*self.design_names, name),
            design_sources=(*self.design_sources, name),
            shown=np.column_stack([self.shown, values]),
            shown_names=(*self.shown_names, name),
            shown_sources=(*self.shown_sources, name),
        )

    def without(self, source: str) -> "Covariates":
        """Without the columns of one covariate."""
        design = np.array([name != source for name in self.design_sources], dtype=bool)
        shown = np.array([name != source for name in self.shown_sources], dtype=bool)
        return replace(
            self,
            design=self.design[:, design],
            design_names=tuple(np.array(self.design_names, dtype=object)[design]),
            design_sources=tuple(np.array(self.design_sources, dtype=object)[design]),
            shown=self.shown[:, shown],
            shown_names=tuple(np.array(self.shown_names, dtype=object)[shown]),
            shown_sources=tuple(np.array(self.shown_sources, dtype=object)[shown]),
        )


@dataclass
class _Columns:
    design: list[Column]
    shown: list[Column]
    warnings: list[str]


def covariates_of(
    table: Table,
    names: Sequence[str],
    kept: np.ndarray,
    *,
    words: Sequence[str] = (),
    squares: Sequence[str] = (),
) -> Covariates:
    """Of the rows ``kept`` (a mask). Columns in ``words`` are categories although they are numbers;
    those in ``squares`` count squared as well.

    A number that is missing becomes the mean of those that are not, with a column that says so; a
    missing word is a category of its own (Rosenbaum and Rubin 1984), never the one left out.

    :raises DataError: a column is of words that hardly repeat.
    """
    columns = _Columns([], [], [])
    for name in names:
        if table.is_text(name) or name in words:
            _add_words(columns, name, _as_words(table.frame[name])[kept])
        else:
            _add_numbers(columns, name, table.numbers(name)[kept], squared=name in squares)
    rows = int(np.sum(kept))
    return Covariates(
        _matrix(columns.design, rows),
        tuple(column.name for column in columns.design),
        tuple(column.source for column in columns.design),
        _matrix(columns.shown, rows),
        tuple(column.name for column in columns.shown),
        tuple(column.source for column in columns.shown),
        tuple(columns.warnings),
    )


def is_mark(name: str) -> bool:
    """Whether a column says of whom a covariate is missing."""
    return name.endswith((f" {MISSING}", f"_{MISSING}"))


def _matrix(columns: list[Column], rows: int) -> np.ndarray:
    return np.column_stack([c.values for c in columns]) if columns else np.zeros((rows, 0))


def _as_words(values: "pd.Series") -> np.ndarray:
    if pd.api.types.is_float_dtype(values):
        said = values.map(lambda value: None if pd.isna(value) else f"{value:g}")
        return np.asarray(said.astype(object).where(values.notna(), None))
    return np.asarray(values, dtype=object)


def _add_numbers(columns: _Columns, name: str, values: np.ndarray, *, squared: bool) -> None:
    unknown = np.isnan(values)
    is_one_value(name, values[~unknown])
    if unknown.any():
        mean = float(np.mean(values[~unknown])) if (~unknown).any() else 0.0
        values = np.where(unknown, mean, values)
        columns.warnings.append(
            f"{name} is missing in {_rows(unknown)}: given the mean of the others, and marked as"
            " missing"
        )
    added = [Column(name, name, values)]
    if squared:
        added.append(Column(f"{name} squared", name, values**2))
    if unknown.any():
        added.append(Column(f"{name} {MISSING}", name, unknown.astype(np.float64)))
    for column in added:
        _keep(columns, column)
        columns.shown.append(column)


def _add_words(columns: _Columns, name: str, values: np.ndarray) -> None:
    unknown = np.array([value is None for value in values])
    if unknown.any():
        columns.warnings.append(f"{name} is missing in {_rows(unknown)}: a category of its own")
    words = np.where(unknown, MISSING, values)
    levels = sorted(set(words), key=lambda word: (word == MISSING, word))
    codes = pd.Index(levels).get_indexer(words)
    if len(levels) > min(MOST_CATEGORIES, max(len(values) / 2, 2)):
        raise DataError(
            f"the column {name} holds {len(levels):,} different words in {len(values):,} rows:"
            " too many to compare families by"
        )
    if len(levels) == 1:
        columns.warnings.append(f"{name} is the same for all families and tells nothing")
    for code, level in enumerate(levels):
        column = Column(f"{name}_{level}", name, (codes == code).astype(np.float64))
        if code > 0:
            _keep(columns, column)
        if len(levels) > 2 or code == len(levels) - 1:
            columns.shown.append(column)


def _rows(which: np.ndarray) -> str:
    number = int(which.sum())
    return "1 row" if number == 1 else f"{number:,} rows"


def is_one_value(name: str, values: np.ndarray) -> bool:
    """Whether all known values (n,) are the same, as far as sums of squares can tell.

    :raises DataError: some are too large to be summed.
    """
    if not values.size:
        return True
    if float(np.abs(values).max()) > LARGEST:
        raise DataError(f"the column {name} holds numbers beyond {LARGEST:g}")
    return float(np.ptp(values)) < 1 / LARGEST


def _keep(columns: _Columns, column: Column) -> None:
    """Leave out what is the same for all families, or the same as an earlier column."""
    if is_one_value(column.name, column.values):
        columns.warnings.append(f"{column.name} is the same for all families and tells nothing")
    elif not any(np.array_equal(column.values, earlier.values) for earlier in columns.design):
        columns.design.append(column)
