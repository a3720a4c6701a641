"""What every method returns, and what it may not leave out."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

LEVEL = 0.95
"""The level of every interval, unless it is said otherwise."""


def in_digits(value: float) -> str:
    """As people write it, with as many decimals as its size needs: 23.4, −2.75, 0.038, 0.00012."""
    if not math.isfinite(value):
        return "not known"
    size = abs(value)
    decimals = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 3
    if 1e-12 < size < 0.001:
        decimals = 1 - math.floor(math.log10(size))
    text = f"{value:.1e}" if 0 < size <= 1e-12 else f"{value:,.{decimals}f}"
    return text.replace("-", "−")


@dataclass(frozen=True)
class Estimate:
    """A number with how sure it is.

    ``error_kind`` says how the standard error was got ("robust (HC3)", "clustered by area",
    "bootstrap, 1,000 draws"); ``standard_error`` is NaN where only an interval can be given.
    """

    value: float
    standard_error: float
    low: float
    high: float
    error_kind: str
    level: float = LEVEL
    degrees: float = math.inf
    """Of freedom, of the t distribution; infinite for the normal one."""

    @property
    def p_value(self) -> float:
        """Two-sided; NaN without a standard error."""
        if not self.standard_error > 0:
            return float("nan")
        away = abs(self.value) / self.standard_error
        return float(2 * (stats.t.sf(away, self.degrees) if self.degrees < math.inf
                          else stats.norm.sf(away)))  # fmt: skip


def normal_estimate(
    value: float,
    standard_error: float,
    error_kind: str,
    level: float = LEVEL,
    degrees: float = math.inf,
) -> Estimate:
    """With Wald's interval, of the t distribution where ``degrees`` are finite."""
    point = (1 + level) / 2
    reach = float(stats.norm.ppf(point) if math.isinf(degrees) else stats.t.ppf(point, degrees))
    low, high = value - reach * standard_error, value + reach * standard_error
    return Estimate(value, standard_error, low, high, error_kind, level, degrees)


def drawn_estimate(
    value: float, draws: np.ndarray, error_kind: str, level: float = LEVEL
) -> Estimate:
    """With the percentile interval of bootstrap draws of shape (d,) (Efron and Tibshirani 1993)."""
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(value, float(np.std(draws, ddof=1)), float(low), float(high), error_kind, level)


@dataclass(frozen=True)
class LeftOut:
    """Rows that a method could not use, and why: never silently."""

    rows: int
    reason: str
