"""Numbers as a report writes them, and as ``--json`` prints them."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from joinedup.insight.evaluation.methods.results import Estimate, LeftOut, in_digits

number = in_digits


def percent(share: float) -> str:
    """Of a share between 0 and 1; whole from 10% on."""
    if not math.isfinite(share):
        return "not known"
    hundred = 100 * share
    return f"{hundred:.0f}%" if abs(hundred) >= 9.95 or hundred == 0 else f"{hundred:.1f}%"


def shares(low: float, high: float) -> str:
    """An interval of shares in a table's cell."""
    if not math.isfinite(low) and not math.isfinite(high):
        return "not known"
    return f"{percent(low)} to {percent(high)}"


def in_plain(words: str) -> str:
    """Names of columns as words."""
    return words.replace("_", " ")


def when(time: float) -> str:
    """A time as it stands in the file: years without a comma."""
    return f"{time:.10g}"


def length(time: float) -> str:
    """A length of time: whole where it is."""
    return f"{time:,.0f}" if time == round(time) else number(time)


def between(estimate: Estimate) -> str:
    """The ends of the interval."""
    return f"between {number(estimate.low)} and {number(estimate.high)}"


def interval(estimate: Estimate) -> str:
    """The same in a table's cell."""
    return f"{number(estimate.low)} to {number(estimate.high)}"


def chance(p_value: float) -> str:
    """A p value."""
    if not math.isfinite(p_value):
        return "not known"
    return "less than 0.001" if p_value < 0.001 else f"{p_value:.3f}"


def estimate_figures(estimate: Estimate) -> dict[str, object]:
    """The keys that every method's figures share."""
    return {
        "estimate": estimate.value,
        "standard_error": estimate.standard_error,
        "confidence_interval": [estimate.low, estimate.high],
        "confidence_level": estimate.level,
        "p_value": estimate.p_value,
        "error_kind": estimate.error_kind,
    }


def unweighted(n_control: int | None) -> dict[str, object]:
    """The same of methods that neither match nor weight: each control counts as one."""
    return {"effective_sample_size_control": n_control, "balance": {}}


def left_out(rows: Sequence[LeftOut]) -> tuple[str, ...]:
    """A sentence for each reason."""
    return tuple(f"{each.rows:,} {each.reason} are left out" for each in rows)


def plain(value: object) -> object:
    """As JSON knows it: what is not a finite number becomes ``None``."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, np.ndarray):
        return [plain(each) for each in value.tolist()]
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    return value


def plain_figures(figures: Mapping[str, object]) -> dict[str, object]:
    """A finding's figures with nothing in them that JSON cannot hold."""
    return {key: plain(value) for key, value in figures.items()}
