"""One series before and after something began, in words."""

import math

from joinedup.insight.evaluation.methods.over_time.interrupted import Interrupted
from joinedup.insight.evaluation.methods.results import Estimate
from joinedup.insight.evaluation.reports.finding import Finding, Shown
from joinedup.insight.evaluation.reports.pictures.series import series as drawn
from joinedup.insight.evaluation.reports.wording import (
    between,
    estimate_figures,
    interval,
    left_out,
    number,
    plain_figures,
)

FEW = 8
"""Times on one side below which little can be said (Penfold and Zhang 2013)."""
ALONE = (
    "there is one series and nothing beside it: whatever else happened at that time looks the same"
)


def interrupted_finding(
    found: Interrupted, *, outcome: str, began: str, source: str, fingerprint: str
) -> Finding:
    """The average difference to what was expected, the jump and the change of trend."""
    verdict, reasons = _verdict(found)
    warnings = _warnings(found)
    return Finding(
        title=f"{outcome} before and after {began}",
        verdict=f"{verdict[0].upper()}{verdict[1:]}: {'; '.join(reasons)}.",
        in_words=_words(found, outcome, began, verdict),
        shown=(_picture(found, outcome), _table(found)),
        warnings=warnings,
        figures=plain_figures(_figures(found, verdict, reasons, warnings)),
        fingerprints={source: fingerprint},
        how=(
            ("Method", "segmented regression: a jump and a change of trend"),
            ("Errors", found.level.error_kind),
            ("Seasons", str(found.season) if found.season > 1 else "none"),
        ),
    )


def _sides(found: Interrupted) -> tuple[int, int]:
    after = int(found.series.after.sum())
    return len(found.series.times) - after, after


def _verdict(found: Interrupted) -> tuple[str, list[str]]:
    false = found.false_beginning
    if false is not None and false.low * false.high > 0:
        reason = "a beginning that was none, in the middle of the time before, shows a jump as well"
        return "do not report an effect", [reason]
    reasons = [ALONE]
    before, after = _sides(found)
    if min(before, after) < FEW:
        reasons.append(f"there are {before} times before and {after} after, which is few")
    if false is None:
        reasons.append("the time before is too short to try a beginning that was none")
    return "weak", reasons


def _words(found: Interrupted, outcome: str, began: str, verdict: str) -> tuple[str, ...]:
    before, after = _sides(found)
    first = (
        f"{outcome} was seen {before} times before {began} and {after} times from then on."
        f" Before, it moved by {number(found.trend_before.value)} each time."
    )
    if verdict == "do not report an effect":
        return (first, "No effect should be reported: this series jumps without a beginning too.")
    average = found.average
    second = (
        f"Since then it was on average {number(abs(average.value))}"
        f" {'higher' if average.value >= 0 else 'lower'} than if it had gone on as before; the"
        f" difference is likely {between(average)}."
    )
    if average.low <= 0 <= average.high:
        second += " Chance alone could explain it."
    third = (
        f"It jumped by {number(found.level.value)} when it began (likely {between(found.level)}),"
        f" and its trend changed by {number(found.slope.value)} each time (likely"
        f" {between(found.slope)})."
    )
    fourth = (
        "What was expected goes on from the line before, for better or worse: the farther, the"
        " less sure."
    )
    return (first, second, third, fourth)


def _picture(found: Interrupted, outcome: str) -> Shown:
    series = found.series
    title = f"{outcome}, as seen and as expected"
    after = series.after.tolist()
    expected = [v if on else None for v, on in zip(found.expected.tolist(), after, strict=True)]
    rows = zip(
        series.labels, series.values, found.fitted, found.expected, after, strict=True
    )  # fmt: skip
    return Shown(
        title=title,
        words="Expected is what the line before would have been, had nothing begun.",
        headings=("Time", "Seen", "Fitted", "Expected without it"),
        rows=tuple(
            (label, number(seen), number(fitted), number(without) if on else "")
            for label, seen, fitted, without, on in rows
        ),
        svg=drawn(
            series.times.tolist(), series.values.tolist(), found.fitted.tolist(), expected,
            title=title, axis="Time", began=series.began, up=outcome,
        ),
        alternative="Dots as seen, a line as fitted, dashes as expected; the figures are below.",
    )  # fmt: skip


def _table(found: Interrupted) -> Shown:
    rows = [
        ("trend before, each time", found.trend_before),
        ("jump when it began", found.level),
        ("change of trend, each time", found.slope),
        ("difference, average of the time after", found.average),
        ("difference at the last time", found.last),
    ]
    if found.false_beginning is not None:
        rows.append(("jump at a beginning that was none", found.false_beginning))
    return Shown(
        title="How it changed",
        words=f"Neighbouring times go together (correlation {number(found.correlation)}), which"
        " the errors allow for.",
        headings=("What", "Estimate", "Standard error", "95% interval"),
        rows=tuple(
            (name, number(each.value), number(each.standard_error), interval(each))
            for name, each in rows
        ),
    )


def _warnings(found: Interrupted) -> tuple[str, ...]:
    said = [*found.series.warnings, *left_out(found.series.left_out)]
    if found.correlation > 0.5:
        said.append(
            f"neighbouring times go strongly together ({number(found.correlation)}): intervals are"
            " too narrow still"
        )
    if found.season <= 1 and len(found.series.times) >= 24:
        said.append("no seasons are allowed for: give --season 12 where each time is a month")
    return tuple(said)


def _figures(
    found: Interrupted, verdict: str, reasons: list[str], warnings: tuple[str, ...]
) -> dict[str, object]:
    before, after = _sides(found)
    return {
        "estimand": "average difference to what was expected, over the times after",
        **estimate_figures(_finite(found.average)),
        "level": estimate_figures(found.level),
        "slope": estimate_figures(found.slope),
        "last": estimate_figures(found.last),
        "trend_before": estimate_figures(found.trend_before),
        "false_beginning": found.false_beginning and estimate_figures(found.false_beginning),
        "n_before": before,
        "n_after": after,
        "errors": found.level.error_kind,
        "season": found.season,
        "neighbours_correlation": found.correlation,
        "series": [
            {"time": label, "seen": seen, "fitted": fitted, "expected": without}
            for label, seen, fitted, without in zip(
                found.series.labels, found.series.values, found.fitted, found.expected, strict=True
            )
        ],
        "verdict": verdict,
        "reasons": reasons,
        "warnings": [*warnings],
    }


def _finite(estimate: Estimate) -> Estimate:
    if math.isfinite(estimate.value):
        return estimate
    nothing = float("nan")
    return Estimate(nothing, nothing, nothing, nothing, estimate.error_kind)
