"""What a report of an effect shows: alike or not, overlap, checks, and what hidden things could do.

The effect itself is shown only where the verdict lets it be.
"""

import math
from itertools import pairwise

from joinedup.insight.evaluation.methods.diagnostics.overlap import BARS, Overlap
from joinedup.insight.evaluation.methods.effect import Effect
from joinedup.insight.evaluation.reports.finding import Shown
from joinedup.insight.evaluation.reports.pictures.love import Difference, love_plot
from joinedup.insight.evaluation.reports.pictures.overlap import overlap as overlap_picture

ADJUSTED = "Within 0.1 the groups count as alike; beyond 0.25 no adjustment can be trusted."


def tables_of(effect: Effect) -> tuple[Shown, ...]:
    """In the order of reading."""
    shown = []
    if effect.verdict.may_report:
        shown.append(_result(effect))
    if effect.balance:
        shown += [_alike(effect), _means(effect)]
    if effect.overlap:
        shown.append(_overlap(effect.overlap))
    shown.append(_checks(effect))
    return tuple(shown)


def _number(value: float, digits: int = 2) -> str:
    if not math.isfinite(value):
        return "not known"
    return f"{round(value, digits) + 0.0:,.{digits}f}".replace("-", "−")


def _fine(value: float) -> str:
    return _number(value, 4 if abs(value) < 1 else 2)


def _result(effect: Effect) -> Shown:
    estimate, sizes = effect.estimate, effect.effective_sizes
    known = effect.known_error
    rows = (
        ("Mean with help", _fine(effect.compared.treated_mean)),
        ("Mean without help", _fine(effect.compared.control_mean)),
        ("Difference", _fine(estimate.value)),
        ("Standard error", _fine(estimate.standard_error)),
        *((("The same, were the weights known", _fine(known)),) if known is not None else ()),
        (f"{estimate.level:.0%} interval, from", _fine(estimate.low)),
        (f"{estimate.level:.0%} interval, to", _fine(estimate.high)),
        ("Families who took part", f"{effect.study.n_treated:,}"),
        ("Families who did not", f"{effect.study.n_control:,}"),
        ("They count for as many as", _number(sizes[1], 1)),
    )
    words = f"The standard error is of the kind: {estimate.error_kind}."
    return Shown("The effect", words, ("Figure", "Value"), rows)


def _alike(effect: Effect) -> Shown:
    seen = (*effect.balance, *((effect.chance,) if effect.chance else ()))
    rows = tuple(
        (
            one.name,
            _number(one.smd_before, 3),
            _number(one.smd_after, 3),
            "" if one.yes_or_no else _number(one.variance_ratio_before),
            "" if one.yes_or_no else _number(one.variance_ratio_after),
        )
        for one in seen
    )
    headings = ("Covariate", "Before", "After", "Ratio of variances before", "Ratio after")
    drawn = [
        Difference(
            one.name,
            one.smd_before,
            None if effect.question.method == "difference" else one.smd_after,
        )
        for one in seen
    ]
    worst = max(abs(one.smd_after) for one in seen)
    words = (
        "Each line is how far the families who took part lie from the others, in standard"
        f" deviations. {ADJUSTED} The largest difference left is {worst:.2f}."
    )
    return Shown("How alike the groups were", words, headings, rows, love_plot(drawn), words)


def _means(effect: Effect) -> Shown:
    rows = tuple(
        (
            one.name,
            _fine(one.mean_treated_before),
            _fine(one.mean_control_before),
            _fine(one.mean_treated_after),
            _fine(one.mean_control_after),
        )
        for one in effect.balance
    )
    headings = (
        "Covariate",
        "Took part, before",
        "Did not, before",
        "Took part, after",
        "Did not, after",
    )
    words = "Averages, or shares of families, before and after adjustment."
    return Shown("Averages of both groups", words, headings, rows)


def _overlap(overlap: Overlap) -> Shown:
    edges = [step / BARS for step in range(BARS + 1)]
    rows = tuple(
        (f"{low:.0%} to {high:.0%}", f"{one:.1%}", f"{other:.1%}")
        for (low, high), one, other in zip(
            pairwise(edges), overlap.bars_treated, overlap.bars_control, strict=True
        )
        if one or other
    )
    words = (
        "How likely each family was to take part, judged by its covariates."
        f" {overlap.outside:.1%} of the families in question lie beyond all of the other group."
    )
    svg = overlap_picture(edges, overlap.bars_treated, overlap.bars_control)
    headings = ("Chance of taking part", "Took part", "Did not")
    return Shown("Who could have been in either group", words, headings, rows, svg, words)


def _checks(effect: Effect) -> Shown:
    rows = []
    for kind, checked in (
        ("Placebo outcome", effect.placebo),
        ("Negative control", effect.negative_control),
    ):
        if checked is None:
            rows.append((kind, "not given", ""))
            continue
        interval = f"{_fine(checked.estimate.low)} to {_fine(checked.estimate.high)}"
        outcome = "failed" if checked.failed else "passed"
        rows.append((f"{kind}: {checked.name}", outcome, f"effect where none can be: {interval}"))
    seen = effect.sensitivity
    if effect.verdict.may_report:
        rows.append(("E-value of the estimate", _number(seen.e_value), ""))
        rows.append(("E-value of the interval", _number(seen.e_value_interval), ""))
        if seen.gamma is not None:
            rows.append(("Rosenbaum's gamma", _number(seen.gamma), ""))
    words = (
        "A placebo outcome cannot have been changed, and a negative control cannot change"
        " anything: an effect on either shows that the groups differ. The E-value is how strongly"
        " something hidden would have to go with both help and outcome (VanderWeele and Ding 2017);"
        " gamma is by how much hidden odds of help would have to differ (Rosenbaum 2002)."
    )
    return Shown("What could be wrong", words, ("Check", "Result", "Detail"), tuple(rows))
