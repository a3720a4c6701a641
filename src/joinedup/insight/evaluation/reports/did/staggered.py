"""Areas that began at different times."""

import math
from collections.abc import Sequence

from joinedup.insight.evaluation.methods.over_time.differences.aggregate import Aggregate, Effect
from joinedup.insight.evaluation.methods.over_time.differences.staggered import Staggered
from joinedup.insight.evaluation.methods.over_time.differences.two_way import TwoWay
from joinedup.insight.evaluation.reports.did.two_groups import FEW_CLUSTERS
from joinedup.insight.evaluation.reports.finding import Finding, Shown
from joinedup.insight.evaluation.reports.pictures.intervals import Interval, by_time
from joinedup.insight.evaluation.reports.wording import (
    between,
    chance,
    estimate_figures,
    in_plain,
    interval,
    left_out,
    number,
    percent,
    plain_figures,
    unweighted,
    when,
)

WRONG = 0.05
"""A pre-trend test below this says that the groups did not move alike beforehand."""
OVERALL = {
    "simple": "all units and times after a beginning",
    "group": "each group over its times, then groups by size",
    "dynamic": "each length of exposure, then lengths plainly",
    "calendar": "each time, then times plainly",
}


def staggered_finding(
    found: Staggered, *, headline: str, outcome: str, source: str, fingerprint: str, seed: int
) -> Finding:
    """The averages, the event study, the pre-trend; the naive regression only as a warning."""
    verdict, reasons = _verdict(found)
    warnings = _warnings(found)
    return Finding(
        title=f"What changed in {in_plain(outcome)} where and when it began",
        verdict=f"{verdict[0].upper()}{verdict[1:]}: {'; '.join(reasons)}.",
        in_words=tuple(map(in_plain, _words(found, headline, outcome, verdict, reasons[-1]))),
        shown=(_averages(found), _event_study(found), _groups(found), *_naive(found)),
        warnings=warnings,
        figures=plain_figures(_figures(found, headline, verdict, reasons, warnings)),
        fingerprints={source: fingerprint},
        how=_how(found, seed),
    )


def _verdict(found: Staggered) -> tuple[str, list[str]]:
    reasons, verdict = [], "comparable"
    trend = found.pre_trend
    if found.n_clusters < FEW_CLUSTERS:
        verdict = "weak"
        reasons.append(f"there are only {found.n_clusters} clusters, too few for a sound error")
    if found.single and not found.alone:
        verdict = "weak"
        reasons.append(_of_one(found))
    if trend.degrees == 0:
        verdict = "weak"
        reasons.append("there are no times before from which to see whether all moved alike")
    elif math.isnan(trend.p_value):
        verdict = "weak"
        reasons.append("whether all moved alike beforehand could not be tested")
    elif trend.p_value < WRONG:
        verdict = "do not report an effect"
        reasons.append(
            f"the groups were already moving apart before they began (p {chance(trend.p_value)})"
        )
    else:
        reasons.append(
            "before they began, the groups moved with the others as far as can be told"
            f" (p {chance(trend.p_value)})"
        )
    if found.alone:
        verdict = "do not report an effect"
        reasons.append(
            f"all that began are one single {found.found.panel.clustered_by}: what happened to it"
            " alone cannot be told from the effect (Conley and Taber 2011)"
        )
    return verdict, reasons


def _of_one(found: Staggered) -> str:
    by, groups = found.found.panel.clustered_by, list(map(when, found.single))
    shown = ", ".join(groups[:5]) + (" and others" if len(groups) > 5 else "")
    return (
        f"what began at {shown} is one single {by} each time, whose own luck is in no error:"
        " intervals are too narrow"
    )


def _words(
    found: Staggered, headline: str, outcome: str, verdict: str, reason: str
) -> tuple[str, ...]:
    overall = found.aggregates[headline].overall
    whom = "that never began" if found.found.design.control == "never" else "that had not begun yet"
    first = (
        f"{found.n_treated:,} units began at some time and {found.n_never:,} never did. Each"
        f" group is compared with units {whom}, from the time before it began."
    )
    effect = (
        f"On average {outcome} was {number(abs(overall.value))}"
        f" {'higher' if overall.value >= 0 else 'lower'} than it would have been; the difference"
        f" is likely {between(overall)}."
    )
    if verdict == "do not report an effect":
        effect = (
            f"No effect should be reported: {reason}. The figures are in the tables for those who"
            " want to know why."
        )
    elif overall.low <= 0 <= overall.high:
        effect += " Chance alone could explain it."
    return (first, effect, _before(found), _how_naive(found))


def _before(found: Staggered) -> str:
    trend = found.pre_trend
    if math.isnan(trend.p_value):
        return "Whether the groups moved alike before they began could not be tested."
    alike = "did not move alike" if trend.p_value < WRONG else "moved alike as far as can be told"
    return (
        f"Before they began, the groups {alike} (p {chance(trend.p_value)} over"
        f" {trend.degrees} comparisons). Such a test misses small differences."
    )


def _how_naive(found: Staggered) -> str:
    if found.naive is None or found.naive.forbidden <= 0:
        return "Nobody was compared with units that had begun already."
    return (
        f"The usual regression would have said {number(found.naive.estimate.value)}, but"
        f" {percent(found.naive.forbidden)} of its weight compares units with others that had"
        " begun already. It is not used."
    )


def _warnings(found: Staggered) -> tuple[str, ...]:
    panel = found.found.panel
    few = found.found.n_controls[found.found.usable & ~found.found.reference]
    said = [*panel.warnings, *left_out(panel.left_out)]
    if few.size and few.min() < 5:
        said.append(f"some effects rest on only {few.min()} units to compare with")
    if found.naive is not None and found.naive.forbidden > 0:
        said.append(
            "the usual regression (two-way fixed effects) is shown only as a warning: it compares"
            " with units that had begun already (Goodman-Bacon 2021)"
        )
    return tuple(said)


def _averages(found: Staggered) -> Shown:
    return Shown(
        title="The average effect, by four rules",
        words="The rules weigh groups and times differently; where they disagree, effects differ.",
        headings=("Rule", "Averages", "Estimate", "Standard error", "95% interval"),
        rows=tuple(
            (
                kind,
                OVERALL[kind],
                number(each.overall.value),
                number(each.overall.standard_error),
                interval(each.overall),
            )
            for kind, each in found.aggregates.items()
        ),
    )


def _event_study(found: Staggered) -> Shown:
    title = "Effect by time since it began"
    effects = found.aggregates["dynamic"].effects
    drawn = [
        Interval(when(each.at), each.estimate.value, each.low, each.high, each.at)
        for each in effects
    ]
    return Shown(
        title=title,
        words="Below 0 are times before: there should be nothing. The band covers all at once.",
        headings=("Time since it began", "Estimate", "Standard error", "95% interval", "Band"),
        rows=_rows(effects),
        svg=by_time(drawn, title=title, axis="Time since it began", up="Effect"),
        alternative="Effects before and after it began, with bands; the figures are in the table.",
    )


def _groups(found: Staggered) -> Shown:
    return Shown(
        title="Each group at each time",
        words="",
        headings=("Began", "At", "Estimate", "Standard error", "95% interval", "Band"),
        rows=tuple(
            (when(group), *row)
            for group, row in zip(found.found.groups, _rows(found.cells), strict=True)
        ),
    )


def _rows(effects: Sequence[Effect]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            when(each.at),
            number(each.estimate.value),
            number(each.estimate.standard_error),
            interval(each.estimate),
            f"{number(each.low)} to {number(each.high)}",
        )
        for each in effects
    )


def _naive(found: Staggered) -> tuple[Shown, ...]:
    if found.naive is None:
        return ()
    return (
        Shown(
            title="What the usual regression rests on",
            words=f"Two-way fixed effects: {number(found.naive.estimate.value)}. Not used.",
            headings=("Compared", "Share of its weight", "Average estimate"),
            rows=tuple(
                (name, percent(share), number(value))
                for name, share, value in found.naive.comparisons
            ),
        ),
    )


def _how(found: Staggered, seed: int) -> tuple[tuple[str, str], ...]:
    design, panel = found.found.design, found.found.panel
    known = f", given {', '.join(panel.names)}" if panel.names else ""
    return (
        ("Method", f"group-time effects (Callaway and Sant'Anna 2021), {design.method}{known}"),
        ("Estimand", "effect on those treated, after they began"),
        ("Compared with", f"{design.control} treated"),
        ("Base period", f"{design.base}, anticipation {design.anticipation}"),
        ("Errors", f"clustered by {panel.clustered_by}; bands by multiplier bootstrap"),
        ("Seed", str(seed)),
    )


def _figures(
    found: Staggered,
    headline: str,
    verdict: str,
    reasons: list[str],
    warnings: tuple[str, ...],
) -> dict[str, object]:
    panel, trend = found.found.panel, found.pre_trend
    return {
        "design": "staggered",
        "aggregation": headline,
        **estimate_figures(found.aggregates[headline].overall),
        "n_treated": found.n_treated,
        "n_control": found.n_never,
        **unweighted(None if panel.names else found.n_never),
        "n_units": len(panel.units),
        "n_times": len(panel.times),
        "n_clusters": found.n_clusters,
        "aggregations": {kind: _aggregate(each) for kind, each in found.aggregates.items()},
        "group_time": [
            {"group": group, "time": each.at, "post": bool(after), **_effect(each)}
            for group, after, each in zip(
                found.found.groups, found.found.after, found.cells, strict=True
            )
        ],
        "pre_trend": {
            "statistic": trend.statistic,
            "degrees_of_freedom": trend.degrees,
            "p_value": trend.p_value,
        },
        "two_way_fixed_effects": found.naive and _naive_figures(found.naive),
        "verdict": verdict,
        "reasons": reasons,
        "left_out": [{"rows": each.rows, "reason": each.reason} for each in panel.left_out],
        "warnings": list(warnings),
    }


def _aggregate(each: Aggregate) -> dict[str, object]:
    return {
        **estimate_figures(each.overall),
        "critical_value": each.critical,
        "effects": [{"at": effect.at, **_effect(effect)} for effect in each.effects],
    }


def _effect(each: Effect) -> dict[str, object]:
    return {
        "estimate": each.estimate.value,
        "standard_error": each.estimate.standard_error,
        "confidence_interval": [each.estimate.low, each.estimate.high],
        "band": [each.low, each.high],
    }


def _naive_figures(naive: TwoWay) -> dict[str, object]:
    return {
        "estimate": naive.estimate.value,
        "standard_error": naive.estimate.standard_error,
        "weight_on_units_treated_already": naive.forbidden,
        "comparisons": [
            {"compared": name, "weight": share, "estimate": value}
            for name, share, value in naive.comparisons
        ],
        "used": False,
    }
