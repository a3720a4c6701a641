"""Tables and pictures."""

import math

import numpy as np

from joinedup.insight.evaluation.methods.over_time.survival.analysis import Group, Survival
from joinedup.insight.evaluation.methods.over_time.survival.competing import Incidence
from joinedup.insight.evaluation.methods.over_time.survival.curves import Curve
from joinedup.insight.evaluation.methods.over_time.survival.hazards import Hazards
from joinedup.insight.evaluation.reports.finding import Shown
from joinedup.insight.evaluation.reports.pictures.curves import Curve as Drawn
from joinedup.insight.evaluation.reports.pictures.curves import curves
from joinedup.insight.evaluation.reports.wording import (
    chance,
    interval,
    length,
    number,
    percent,
    shares,
)

ROWS = 12


def shown(found: Survival, *, duration: str, event: str) -> tuple[Shown, ...]:
    """Curves, mean times, what else ended it, hazards, and whether they hold over time."""
    return (
        _curves(found, duration, event),
        _means(found),
        *_incidence(found, duration),
        *(_hazards(found.hazards) if found.hazards else ()),
    )


def _curves(found: Survival, duration: str, event: str) -> Shown:
    title = f"Families without {event} so far"
    drawn = [_drawn(g.curve.name, g.curve) for g in found.groups]
    return Shown(
        title=title,
        words="The share to whom it had not happened after each length of time.",
        headings=("Group", duration, "Still followed", "Share without", "95% interval"),
        rows=tuple(row for group in found.groups for row in _curve_rows(group)),
        svg=curves(drawn, title=title, axis=duration),
        alternative="A falling line for each group; the figures are in the table.",
    )


def _drawn(name: str, curve: Curve | Incidence) -> Drawn:
    lines = (curve.times, curve.share, curve.low, curve.high)
    return Drawn(name, *(each.tolist() for each in lines))


def _curve_rows(group: Group) -> list[tuple[str, ...]]:
    curve = group.curve
    last = len(curve.times) - 1
    places = sorted({round(n) for n in np.linspace(0, last, min(ROWS, last + 1))})
    return [
        (
            curve.name,
            length(float(curve.times[n])),
            f"{curve.at_risk[n]:,.0f}",
            percent(float(curve.share[n])),
            shares(float(curve.low[n]), float(curve.high[n])),
        )
        for n in places
    ]


def _means(found: Survival) -> Shown:
    rows = [
        (
            group.curve.name,
            f"{group.curve.n:,}",
            f"{group.events:,}",
            "never" if math.isinf(group.median.value) else length(group.median.value),
            number(group.mean.value),
            interval(group.mean),
        )
        for group in found.groups
    ]
    if found.apart is not None:
        rows.append(("difference", "", "", "", number(found.apart.value), interval(found.apart)))
    return Shown(
        title="Mean time without the event",
        words=f"Within {length(found.horizon)}, the longest time that every group was followed for"
        " unless another was asked for.",
        headings=("Group", "Families", "Events", "Half by", "Mean time", "95% interval"),
        rows=tuple(rows),
    )


def _incidence(found: Survival, duration: str) -> tuple[Shown, ...]:
    parts = [each for group in found.groups for each in group.incidence]
    if not parts:
        return ()
    title = "What ended it"
    drawn = [_drawn(_cause(each), each) for each in parts]
    rows = tuple(
        (
            _cause(each),
            length(float(each.times[n])),
            percent(float(each.share[n])),
            shares(float(each.low[n]), float(each.high[n])),
        )
        for each in parts
        for n in sorted({round(n) for n in np.linspace(0, len(each.times) - 1, ROWS)})
    )
    return (
        Shown(
            title=title,
            words="The share that the event, and what competes with it, had ended by each time.",
            headings=("Cause", duration, "Share ended", "95% interval"),
            rows=rows,
            svg=curves(drawn, title=title, axis=duration, falling=False),
            alternative="A rising line for each cause; the figures are in the table.",
        ),
    )


def _cause(each: Incidence) -> str:
    return f"{'event' if each.cause == 1 else 'something else'}, {each.name}"


def _hazards(model: Hazards) -> tuple[Shown, ...]:
    ratios = Shown(
        title="What goes with an earlier event",
        words="A hazard ratio above 1 goes with an earlier event, below 1 with a later one.",
        headings=("Covariate", "Hazard ratio", "95% interval", "Coefficient", "Error", "p"),
        rows=tuple(
            (
                name,
                number(math.exp(each.value)),
                f"{number(math.exp(each.low))} to {number(math.exp(each.high))}",
                number(each.value),
                number(each.standard_error),
                chance(each.p_value),
            )
            for name, each in model.coefficients.items()
        ),
    )
    tested = {**model.proportionality.each, "all together": model.proportionality.together}
    holds = Shown(
        title="Whether hazard ratios hold over time",
        words="A small p says that a ratio changes over time.",
        headings=("Covariate", "Chi-square", "Degrees", "p"),
        rows=tuple(
            (name, number(each.statistic), str(each.degrees), chance(each.p_value))
            for name, each in tested.items()
        ),
    )
    return ratios, holds
