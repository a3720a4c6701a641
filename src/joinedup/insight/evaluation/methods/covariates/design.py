"""The columns that a regression can use: none that others say already."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from joinedup.insight.evaluation.methods.covariates.columns import covariates_of
from joinedup.insight.evaluation.methods.tables import Table


@dataclass(frozen=True)
class Design:
    """``matrix`` has shape (n, k) and neither a constant column nor a missing value."""

    matrix: np.ndarray
    names: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def design(table: Table, columns: Sequence[str]) -> Design:
    """As comparisons make it (``covariates_of``), without what other columns say already.

    :raises DataError: a column is not there, or is of words that hardly repeat.
    """
    table.require(columns)
    made = covariates_of(table, columns, np.ones(len(table), dtype=bool))
    return _independent(Design(made.design, made.design_names, made.warnings))


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
    twice = [name for name, keep in zip(made.names, wide, strict=True) if not keep]
    say = "says" if len(twice) == 1 else "say"
    return Design(
        made.matrix[:, wide],
        tuple(name for name, keep in zip(made.names, wide, strict=True) if keep),
        (*made.warnings, f"{', '.join(twice)} {say} nothing that the others do not say already"),
    )
