"""What is known of each family beforehand, as columns of numbers that a regression can use."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from joinedup.insight.evaluation.methods.tables import DataError, Table

MOST_CATEGORIES = 50


@dataclass(frozen=True)
class Design:
    """``matrix`` has shape (n, k) and neither a constant column nor a missing value."""

    matrix: np.ndarray
    names: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def design(table: Table, columns: Sequence[str]) -> Design:
    """Words become a column for each category but the first, numbers stay.

    A word that is missing is a category of its own; a number that is missing becomes the mean,
    with a column that says where (Rosenbaum and Rubin 1984). Columns that never vary are left
    out, and so are those that others already say; both are warned of.

    :raises DataError: a column is not there, or has more than 50 categories, or odd numbers.
    """
    table.require(columns)
    made: list[tuple[str, np.ndarray]] = []
    warnings: list[str] = []
    for column in columns:
        if table.is_text(column):
            made += _words(table.frame[column], column, warnings)
        else:
            made += _numbers(table.numbers(column), column, warnings)
    kept = [(name, values) for name, values in made if np.ptp(values) > 0]
    steady = [name for name, values in made if not np.ptp(values) > 0]
    if steady:
        warnings.append(f"{', '.join(steady)} is the same for all and says nothing")
    matrix = np.column_stack([values for _, values in kept]) if kept else np.empty((len(table), 0))
    return _independent(Design(matrix, tuple(name for name, _ in kept), tuple(warnings)))


def _numbers(numbers: np.ndarray, column: str, warnings: list[str]) -> list[tuple[str, np.ndarray]]:
    missing = np.isnan(numbers)
    if not missing.any():
        return [(column, numbers)]
    warnings.append(
        f"{column} is missing in {missing.sum():,} rows: the mean stands there, and a column"
        " says where"
    )
    filled = np.where(missing, np.nanmean(numbers), numbers)
    return [(column, filled), (f"{column} missing", missing.astype(np.float64))]


def _words(values: "pd.Series", column: str, warnings: list[str]) -> list[tuple[str, np.ndarray]]:
    missing = int(values.isna().sum())
    if missing:
        warnings.append(f"{column} is missing in {missing:,} rows: a category of its own")
    codes, labels = pd.factorize(values.fillna("missing"), sort=True)
    if len(labels) > MOST_CATEGORIES:
        raise DataError(f"the column {column} has {len(labels):,} categories, more than 50")
    if len(labels) == 1:
        return [(column, np.zeros(len(codes)))]
    return [
        (f"{column} {label}", (codes == code).astype(np.float64))
        for code, label in enumerate(labels)
        if code
    ]


def _independent(made: Design) -> Design:
    """Without the columns that are sums of earlier ones (QR with a constant in front)."""
    if not made.names:
        return made
    spread = (made.matrix - made.matrix.mean(axis=0)) / made.matrix.std(axis=0)
    diagonal = np.abs(np.diag(np.linalg.qr(spread, mode="r")))
    wide = np.zeros(len(made.names), dtype=bool)
    wide[: len(diagonal)] = diagonal > 1e-9 * np.sqrt(len(spread))
    if wide.all():
        return made
    said = ", ".join(name for name, keep in zip(made.names, wide, strict=True) if not keep)
    return Design(
        made.matrix[:, wide],
        tuple(name for name, keep in zip(made.names, wide, strict=True) if keep),
        (*made.warnings, f"{said} says nothing that the others do not say already"),
    )
