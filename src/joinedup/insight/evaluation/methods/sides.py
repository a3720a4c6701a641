"""Which of two words, or numbers, means that something is so: columns that are no 0 and 1."""

import numpy as np
import pandas as pd

from joinedup.insight.evaluation.methods.tables import NO, YES, DataError, Table

NOT_SO = (
    "control", "controls", "comparison", "placebo", "untreated", "unexposed", "none", "never",
    "waiting list", "usual care", "standard", "censored", "alive",
)  # fmt: skip
"""Words for the side that something did not happen to."""
DENIED = ("non", "no", "not", "un", "in", "without")
"""What stands before the other word where a word denies it: nonsmoker, No RHC, unemployed."""


def sides(table: Table, column: str, value: str | None = None) -> tuple[np.ndarray, str]:
    """1 and 0 of shape (n,), NaN where missing, and what has to be said about how that was read.

    ``value`` names what counts as 1, everything else is 0. Without it: 1 and 0, or yes and no; of
    two other words or numbers the one that denies the other, or is a word for a control, is 0;
    otherwise the first in order, as R reads a factor.

    :raises DataError: no row holds ``value``, or more than two different values stand there.
    """
    known = table.frame[column].dropna()
    words = known.map(_as_said).str.casefold()
    if value is not None:
        if not (words == value.casefold()).any():
            raise DataError(f"no row of the column {column} holds {value}")
        said = (words == value.casefold()).astype(np.float64)
        return np.asarray(said.reindex(table.frame.index), dtype=np.float64), ""
    found = _in_order(known, words)
    if len(found) != 2 or set(found) <= {*YES, *NO}:
        return table.yes_or_no(column), ""
    no, yes = _no_and_yes(*found)
    one = (words == yes).astype(np.float64)
    told = dict(zip(words, known.map(_as_said), strict=True))
    return np.asarray(one.reindex(table.frame.index), dtype=np.float64), (
        f"{column} holds {told[no]} and {told[yes]}: {told[yes]} is taken as 1, {told[no]} as 0"
    )


def _in_order(known: "pd.Series", words: "pd.Series") -> list[str]:
    """Numbers by size, words by the alphabet; no more than three, which is too many."""
    some = known.drop_duplicates()
    return list(dict.fromkeys(words[some.sort_values().index]))[:3]


def _no_and_yes(first: str, second: str) -> tuple[str, str]:
    return plain_sides(first, second) or (first, second)


def plain_sides(first: str, second: str) -> tuple[str, str] | None:
    """Of two words in lower case the one that says no and the other, if that is plain."""
    for word, other in ((first, second), (second, first)):
        if _denies(word, other) and not _denies(other, word):
            return word, other
    if (first in NOT_SO) != (second in NOT_SO):
        return (first, second) if first in NOT_SO else (second, first)
    return None


def _denies(word: str, other: str) -> bool:
    rest = [word.removeprefix(start).lstrip(" -_") for start in DENIED if word.startswith(start)]
    return other in rest


def _as_said(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
