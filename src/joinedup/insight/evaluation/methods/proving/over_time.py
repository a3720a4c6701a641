"""Differences in differences, survival, series and engagement, on made-up areas and families."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from joinedup.insight.evaluation.methods.over_time.differences.group_time import Design
from joinedup.insight.evaluation.methods.over_time.differences.staggered import staggered
from joinedup.insight.evaluation.methods.over_time.engagement import engagement
from joinedup.insight.evaluation.methods.over_time.interrupted import interrupted, series_of
from joinedup.insight.evaluation.methods.over_time.made_up import (
    followed,
    helped_for,
    months,
    staggered_areas,
)
from joinedup.insight.evaluation.methods.over_time.panel import panel_of
from joinedup.insight.evaluation.methods.over_time.survival.analysis import survival
from joinedup.insight.evaluation.methods.over_time.survival.hazards import hazards
from joinedup.insight.evaluation.methods.over_time.survival.times import Times, times_of
from joinedup.insight.evaluation.methods.proving.intervals import Case
from joinedup.insight.evaluation.methods.results import Estimate


def areas(
    kind: str,
    design: Design,
    covariates: Sequence[str] = (),
    *,
    growing: float = 0.0,
    confounded: float = 0.0,
) -> Callable[[int], Estimate]:
    """Of areas that began at different times, as ``staggered_areas`` makes them."""

    def draw(seed: int) -> Estimate:
        made = staggered_areas(250, seed, growing=growing, confounded=confounded)
        panel = panel_of(
            made, unit="unit", time="time", first_treated="begun", outcome="y",
            covariates=covariates,
        )  # fmt: skip
        return staggered(panel, design, draws=0).aggregates[kind].overall

    return draw


def _ratio(name: str) -> Callable[[int], Estimate]:
    return lambda seed: hazards(_times(seed, ("x", "helped"))).coefficients[name]


def _means_apart(seed: int) -> Estimate:
    apart = survival(_times(seed, ()), horizon=2.0).apart
    assert apart is not None  # noqa: S101 - for the type checker: there are two groups
    return apart


def _times(seed: int, covariates: tuple[str, ...]) -> Times:
    return times_of(
        followed(300, seed), duration="lasted", event="ended", event_value="again",
        group=None if covariates else "helped", covariates=covariates,
    )  # fmt: skip


def _series(together: float) -> Callable[[int], Estimate]:
    def draw(seed: int) -> Estimate:
        table = months(seed=seed, together=together)
        return interrupted(series_of(table, time="month", outcome="y", began="48")).average

    return draw


def _so_far(dose: float) -> Callable[[int], Estimate]:
    def draw(seed: int) -> Estimate:
        table = helped_for(400, seed, dose=dose)
        times = times_of(table, duration="lasted", event="again", covariates=("x",))
        return engagement(times, table.numbers("length")).so_far

    return draw


def _mean_without(helped: int) -> float:
    """Within 2, over x: the integral of the share left, worked out on a grid."""
    t, x = np.linspace(0, 2, 401), np.linspace(-6, 6, 601)
    left = np.exp(-0.5 * t[:, None] * np.exp(0.7 * x - 0.5 * helped))
    weights = np.exp(-(x**2) / 2)
    return float(np.trapezoid(left @ weights / weights.sum(), t))


CASES: Mapping[str, Case] = {
    "staggered, simple, never treated": (areas("simple", Design(), growing=0.5), 1 + 0.5 * 7 / 6),
    "staggered, group, not yet treated": (
        areas("group", Design(control="not-yet"), growing=0.5), 1 + 0.5 * 1,
    ),
    "staggered, doubly robust, confounded": (
        areas("simple", Design(), ("x",), confounded=0.3), 1.0,
    ),
    "staggered, weighting, confounded": (
        areas("simple", Design(method="weighting"), ("x",), confounded=0.3), 1.0,
    ),
    "hazard ratio of a covariate": (_ratio("x"), 0.7),
    "hazard ratio of a group": (_ratio("helped"), -0.5),
    "interrupted series, neighbours apart": (_series(0.0), -2 - 0.1 * 11.5),
    "interrupted series, neighbours together": (_series(0.4), -2 - 0.1 * 11.5),
    "more help so far, of help that does nothing": (_so_far(0.0), 0.0),
    "difference of mean times": (_means_apart, _mean_without(1) - _mean_without(0)),
}  # fmt: skip
