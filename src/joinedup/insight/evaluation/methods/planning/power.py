"""How many families a fair test needs, and what it could find.

A design turns families and a difference into power; the three questions (how many, how likely, how
small a difference) are the same function, solved for one of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from scipy import optimize, stats

from joinedup.insight.evaluation.methods.tables import DataError

MOST_FAMILIES = 10_000_000
FEWEST = 4


class Outcome(Protocol):
    """What is measured: a share, or a mean."""

    @property
    def furthest(self) -> float:
        """The largest difference there can be, in either direction."""

    def variances(self, difference: float) -> tuple[float, float]:
        """Of one family's value, in the comparison group and in the other."""


@dataclass(frozen=True)
class Share:
    """``control`` is the share of families with it in the comparison group."""

    control: float

    def __post_init__(self) -> None:
        if not 0 < self.control < 1:
            raise DataError(f"a share is between 0 and 1, not {self.control:g}")

    @property
    def furthest(self) -> float:
        """To 0 or to 1, whichever is farther."""
        return max(self.control, 1 - self.control) - 1e-9

    def variances(self, difference: float) -> tuple[float, float]:
        """p (1 - p) of each group."""
        other = self.control + difference
        if not 0 <= other <= 1:
            raise DataError(f"a share of {other:g} cannot be: the difference is too large")
        return self.control * (1 - self.control), other * (1 - other)


@dataclass(frozen=True)
class Mean:
    """``spread`` is the standard deviation in each group."""

    spread: float

    def __post_init__(self) -> None:
        if not 0 < self.spread < 1e75:
            raise DataError(f"a standard deviation is more than 0, not {self.spread:g}")

    @property
    def furthest(self) -> float:
        """Far enough for any design."""
        return 1e6 * self.spread

    def variances(self, difference: float) -> tuple[float, float]:
        """The same in both."""
        return self.spread**2, self.spread**2


@dataclass(frozen=True)
class Clusters:
    """Families of one area are alike: ``icc`` is the share of variance between areas, ``size`` the
    mean number of families in each, ``variation`` the coefficient of variation of sizes."""

    icc: float
    size: float
    variation: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.icc < 1:
            raise DataError(f"an intracluster correlation is from 0 to below 1, not {self.icc:g}")
        if self.size < 1 or self.variation < 0:
            raise DataError("clusters hold 1 family or more, and sizes vary by 0 or more")

    @property
    def design_effect(self) -> float:
        """How many times more families are needed (Eldridge, Ashby and Kerry 2006)."""
        return 1 + ((self.variation**2 + 1) * self.size - 1) * self.icc


@dataclass(frozen=True)
class Parallel:
    """Two groups at one time. ``ratio`` is treated families for each comparison family.

    Means by the noncentral t distribution; shares by the normal one with the pooled variance under
    no difference (Fleiss 1981; ``power.prop.test`` of R). With clusters, by the noncentral t with
    two fewer degrees of freedom than clusters (Donner and Klar 2000).
    """

    outcome: Outcome
    ratio: float = 1.0
    clusters: Clusters | None = None
    alpha: float = 0.05

    def power(self, families: float, difference: float) -> float:
        """Of ``families`` in both groups together, two-sided."""
        control = families / (1 + self.ratio)
        treated = families - control
        first, second = self.outcome.variances(difference)
        scale = self.clusters.design_effect if self.clusters else 1.0
        apart = abs(difference)
        error = np.sqrt(scale * (first / control + second / treated))
        if self.clusters:
            degrees = max(families / self.clusters.size - 2, 0.0)
            return _by_t(apart / error, degrees, self.alpha) if degrees > 0 else 0.0
        if isinstance(self.outcome, Share):
            middle = (self.outcome.control + self.ratio * (self.outcome.control + difference)) / (
                1 + self.ratio
            )
            none = np.sqrt(middle * (1 - middle) * (1 / control + 1 / treated))
            return _by_normal(apart, error, none, self.alpha)
        return _by_t(apart / error, families - 2, self.alpha)


@dataclass(frozen=True)
class Paired:
    """The same families before and after. A share: ``alike`` is the correlation of the two answers;
    a mean: of the two values. Shares after Miettinen 1968, means by the paired t test."""

    outcome: Outcome
    alike: float
    alpha: float = 0.05

    def power(self, families: float, difference: float) -> float:
        """Of ``families``, each seen twice."""
        first, second = self.outcome.variances(difference)
        together = self.alike * np.sqrt(first * second)
        changed = first + second - 2 * together
        apart = abs(difference)
        if isinstance(self.outcome, Share):
            discordant = changed + difference**2
            start, end = self.outcome.control, self.outcome.control + difference
            if not max(0.0, start + end - 1) <= start * end + together <= min(start, end):
                raise DataError("two shares like these cannot be correlated like that")
            error, none = np.sqrt(changed / families), np.sqrt(discordant / families)
            return _by_normal(apart, error, none, self.alpha)
        if changed <= 0:
            raise DataError("values that are wholly alike have no change to be measured")
        return _by_t(apart / np.sqrt(changed / families), families - 1, self.alpha)


@dataclass(frozen=True)
class SteppedWedge:
    """Areas begin one after the other, in ``steps`` equal waves by lot, and are measured once
    before and after each: Hussey and Hughes 2007, whose variance holds for areas with an effect of
    their own and other families each time. ``clusters.size`` is of one area at one time.
    """

    outcome: Outcome
    clusters: Clusters
    steps: int
    alpha: float = 0.05

    def __post_init__(self) -> None:
        if not 2 <= self.steps <= 100:
            raise DataError(f"a stepped wedge has 2 to 100 steps, not {self.steps}")

    def power(self, families: float, difference: float) -> float:
        """Of ``families`` over all areas and times."""
        areas = families / self.clusters.size / (self.steps + 1)
        if areas < self.steps - 1e-9:
            return 0.0
        total = float(np.mean(self.outcome.variances(difference)))
        size = self.clusters.size / (1 + self.clusters.variation**2)
        noise, between = total * (1 - self.clusters.icc) / size, total * self.clusters.icc
        error = np.sqrt(wedge_variance(_wedge(self.steps), areas / self.steps, noise, between))
        return _by_normal(abs(difference), float(error), float(error), self.alpha)


def _wedge(steps: int) -> np.ndarray:
    """Who is treated when, shape (steps, steps + 1)."""
    return np.triu(np.ones((steps, steps + 1)), 1)


def wedge_variance(treated: np.ndarray, copies: float, noise: float, between: float) -> float:
    """Of the effect, where each row of ``treated`` (areas, times) stands for ``copies`` areas;
    ``noise`` is the variance of an area's mean at one time, ``between`` that of areas (Hussey and
    Hughes 2007, equation 8)."""
    areas, times = copies * len(treated), treated.shape[1]
    all_treated = copies * treated.sum()
    by_time = copies**2 * (treated.sum(axis=0) ** 2).sum()
    by_area = copies * (treated.sum(axis=1) ** 2).sum()
    return float(
        areas * noise * (noise + times * between)
        / (
            (areas * all_treated - by_time) * noise
            + (
                all_treated**2 + areas * times * all_treated
                - times * by_time - areas * by_area
            ) * between
        )
    )  # fmt: skip


Design = Parallel | Paired | SteppedWedge


def _by_normal(apart: float, error: float, none: float, alpha: float) -> float:
    """``error`` with the difference, ``none`` without it; the tail that matters."""
    if error == 0:
        return 1.0
    return float(stats.norm.cdf((apart - stats.norm.isf(alpha / 2) * none) / error))


def _by_t(noncentral: float, degrees: float, alpha: float) -> float:
    if noncentral > 37:
        return 1.0
    critical = stats.t.isf(alpha / 2, degrees)
    found = stats.nct.sf(critical, degrees, noncentral) + stats.nct.cdf(
        -critical, degrees, noncentral
    )
    return float(found) if np.isfinite(found) else float(noncentral > critical)


def families_needed(design: Design, difference: float, power: float) -> int:
    """In all, rounded up.

    :raises DataError: more than ten million would be needed, or there is no difference.
    """
    _check(design, power)
    if difference == 0:
        raise DataError("no number of families finds a difference of 0")
    enough = _smallest(lambda number: design.power(number, difference) - power)
    return int(np.ceil(enough - 1e-9))


def _smallest(missing: Callable[[float], float]) -> float:
    high = 2.0 * FEWEST
    while missing(high) < 0:
        high *= 2
        if high > MOST_FAMILIES:
            raise DataError(f"more than {MOST_FAMILIES:,} families would be needed")
    low = high / 2 if high > 2 * FEWEST else float(FEWEST)
    if missing(low) >= 0:
        return low
    return float(optimize.brentq(missing, low, high, xtol=1e-9, rtol=1e-12))


def power_of(design: Design, families: float, difference: float) -> float:
    """The chance to find a difference that is there.

    :raises DataError: there are fewer than four families.
    """
    _check(design, 0.5)
    if families < FEWEST:
        raise DataError(f"a test has {FEWEST} families or more, not {families:g}")
    return design.power(families, difference)


def smallest_difference(design: Design, families: float, power: float, *, fewer: bool) -> float:
    """The smallest that is found with ``power``; ``fewer`` looks below the comparison group.

    :raises DataError: even the largest there can be is not found.
    """
    power_of(design, families, 0.0)
    _check(design, power)
    sign = -1.0 if fewer else 1.0
    furthest = _furthest(design, fewer=fewer)

    def missing(size: float) -> float:
        try:
            return design.power(families, sign * size) - power
        except DataError:
            return 1.0

    if missing(furthest) < 0:
        raise DataError("with so few families not even the largest difference would be found")
    return sign * float(optimize.brentq(missing, 1e-12, furthest, xtol=1e-12))


def _furthest(design: Design, *, fewer: bool) -> float:
    outcome = design.outcome
    if isinstance(outcome, Share):
        return (outcome.control if fewer else 1 - outcome.control) - 1e-9
    return outcome.furthest


def _check(design: Design, power: float) -> None:
    if not 0 < design.alpha < 1:
        raise DataError(f"a significance level is between 0 and 1, not {design.alpha:g}")
    if not design.alpha < power < 1:
        raise DataError(f"power is more than {design.alpha:g} and less than 1, not {power:g}")
    if isinstance(design, Parallel) and not 0.01 <= design.ratio <= 100:
        raise DataError(f"a ratio is from 0.01 to 100, not {design.ratio:g}")
    if isinstance(design, Paired) and not -1 < design.alike < 1:
        raise DataError(f"a correlation is between -1 and 1, not {design.alike:g}")


def after_dropout(families: int, dropout: float) -> int:
    """How many have to begin so that ``families`` are left.

    :raises DataError: the share is not from 0 to below 1.
    """
    if not 0 <= dropout < 1:
        raise DataError(f"a share that drops out is from 0 to below 1, not {dropout:g}")
    return int(np.ceil(families / (1 - dropout) - 1e-9))


def without_clusters(design: Design) -> Design:
    """The same of families by themselves."""
    if isinstance(design, Parallel):
        return replace(design, clusters=None)
    return design


def arms(design: Design, families: int) -> tuple[int, int]:
    """Comparison and treated families, each rounded up so that neither is too few; the same
    families twice, where a design has no arms."""
    if not isinstance(design, Parallel):
        return families, families
    control = int(np.ceil(families / (1 + design.ratio) - 1e-9))
    return control, int(np.ceil(families * design.ratio / (1 + design.ratio) - 1e-9))


def rounded_up(design: Design, families: int) -> int:
    """To whole arms, whole areas, and in a stepped wedge to whole waves."""
    if isinstance(design, SteppedWedge):
        each = design.clusters.size * (design.steps + 1)
        waves = np.ceil(families / each / design.steps - 1e-9)
        return int(np.ceil(waves * design.steps * each))
    if not isinstance(design, Parallel):
        return families
    size = design.clusters.size if design.clusters else 1.0
    return sum(int(np.ceil(np.ceil(arm / size - 1e-9) * size)) for arm in arms(design, families))
