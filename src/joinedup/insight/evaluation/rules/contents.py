"""What is in a data set, as counts that may be told: kept with the study, and shown on its page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from joinedup.insight.evaluation.rules.anonymity import Anonymised
from joinedup.insight.evaluation.rules.small_numbers import LEAST, hidden_values
from joinedup.insight.evaluation.rules.variables import TOOK_PART, Variable

GROUPS = ("yes", "no")
"""Took part, and waited: the two columns of every table."""
_BAND = 6


def contents_of(
    made: Anonymised,
    names: Sequence[str],
    known: Mapping[str, Variable],
) -> dict[str, Any]:
    """For keeping as JSON: ``families`` by group, how many are ``left_out`` (``None``: fewer than
    five), what was made ``coarser`` or is ``gone``, and a table for each variable with
    its ``hidden`` values."""
    return {
        "families": {group: _count(made.rows, group) for group in GROUPS},
        "left_out": _told(sum(made.left_out.values())),
        "coarser": dict(made.coarser),
        "gone": sorted(made.gone),
        "tables": {
            name: _table(made.rows, name, known[name]) for name in names if name not in made.gone
        },
    }


def _told(number: int) -> int | None:
    return number if number >= LEAST else None


def _count(rows: Sequence[Mapping[str, str]], group: str) -> int:
    return sum(row[TOOK_PART] == group for row in rows)


def _table(rows: Sequence[Mapping[str, str]], name: str, variable: Variable) -> dict[str, Any]:
    counted = Counter((_value(row[name], variable), row[TOOK_PART]) for row in rows)
    values = sorted({value for value, _ in counted}, key=_order)
    counts = {value: tuple(counted[value, group] for group in GROUPS) for value in values}
    hidden = hidden_values(counts)
    return {
        "lines": [[value, *counts[value]] for value in values if value not in hidden],
        "hidden": len(hidden),
    }


def _value(value: str, variable: Variable) -> str:
    """Numbers in bands of six."""
    if not variable.number or not value:
        return value
    low = int(value) // _BAND * _BAND
    return f"{low} to {low + _BAND - 1}"


def _order(value: str) -> tuple[int, str]:
    """Bands by their first number, words as they are, what is not known last."""
    first = value.partition(" ")[0]
    if value == "":
        return 9_999, ""
    if first == "under":
        return -1, value
    return (int(first), value) if first.isdigit() else (0, value)
