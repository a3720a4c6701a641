"""One risk at two moments, of the same families."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from joinedup.insight.evaluation.methods.results import LEVEL, Estimate

METHOD = "Newcombe's method 10 (paired)"


@dataclass(frozen=True)
class Pairs:
    """Families by what they had: at both moments, only first, only later, at neither."""

    both: int
    gone: int
    new: int
    neither: int

    @property
    def n(self) -> int:
        """All."""
        return self.both + self.gone + self.new + self.neither

    @property
    def first(self) -> float:
        """The share with the risk at the first moment; NaN of nobody."""
        return (self.both + self.gone) / self.n if self.n else float("nan")

    @property
    def later(self) -> float:
        """And later."""
        return (self.both + self.new) / self.n if self.n else float("nan")


def pairs_of(first: np.ndarray, later: np.ndarray) -> Pairs:
    """Of values (n,) of 1 and 0; families with one not known are not counted."""
    known = ~(np.isnan(first) | np.isnan(later))
    had, has = first[known] == 1, later[known] == 1
    return Pairs(
        int((had & has).sum()), int((had & ~has).sum()), int((~had & has).sum()),
        int((~had & ~has).sum()),
    )  # fmt: skip


def wilson(part: int, of: int, level: float = LEVEL) -> tuple[float, float]:
    """The interval of a share (Wilson 1927)."""
    if not of:
        return float("nan"), float("nan")
    z = float(stats.norm.ppf((1 + level) / 2))
    share = part / of
    middle = (share + z**2 / (2 * of)) / (1 + z**2 / of)
    reach = z / (1 + z**2 / of) * (share * (1 - share) / of + z**2 / (4 * of**2)) ** 0.5
    return max(0.0, middle - reach), min(1.0, middle + reach)


def reduction(pairs: Pairs) -> Estimate:
    """The first share less the later, of the same families: Newcombe 1998, method 10.

    The standard error is Wald's, which the interval does not use.
    """
    n = pairs.n
    if not n:
        nothing = float("nan")
        return Estimate(nothing, nothing, nothing, nothing, METHOD)
    value = pairs.first - pairs.later
    low1, high1 = wilson(pairs.both + pairs.gone, n)
    low2, high2 = wilson(pairs.both + pairs.new, n)
    together = _correlation(pairs)
    down1, up1 = pairs.first - low1, high1 - pairs.first
    down2, up2 = pairs.later - low2, high2 - pairs.later
    low = value - _root(down1**2 - 2 * together * down1 * up2 + up2**2)
    high = value + _root(up1**2 - 2 * together * up1 * down2 + down2**2)
    changed = pairs.gone + pairs.new
    error = _root(changed - (pairs.gone - pairs.new) ** 2 / n) / n
    return Estimate(value, error, low, high, METHOD)


def _correlation(pairs: Pairs) -> float:
    """Newcombe's phi, moved towards 0 where positive (the continuity correction of method 10)."""
    a, b, c, d = pairs.both, pairs.gone, pairs.new, pairs.neither
    margins = float(a + b) * (c + d) * (a + c) * (b + d)
    if margins == 0:
        return 0.0
    apart = float(a) * d - float(b) * c
    if apart > 0:
        apart = max(apart - pairs.n / 2, 0.0)
    return float(apart / margins**0.5)


def _root(square: float) -> float:
    return float(np.sqrt(max(square, 0.0)))


@dataclass(frozen=True)
class McNemar:
    """Whether as many came to the risk as left it (McNemar 1947): exact, and mid-p (Fagerland,
    Lydersen and Laake 2013), which is less cautious."""

    exact: float
    mid_p: float


def mcnemar(pairs: Pairs) -> McNemar:
    """Of the families that changed; 1 where none did."""
    changed = pairs.gone + pairs.new
    if not changed:
        return McNemar(1.0, 1.0)
    fewer = min(pairs.gone, pairs.new)
    tail = float(stats.binom.cdf(fewer, changed, 0.5))
    here = float(stats.binom.pmf(fewer, changed, 0.5))
    return McNemar(min(1.0, 2 * tail), min(1.0, 2 * tail - here))


def relative(pairs: Pairs) -> float:
    """(first - later) / first; NaN where nobody had the risk first."""
    had = pairs.both + pairs.gone
    return (pairs.gone - pairs.new) / had if had else float("nan")
