"""The first page, the verdict and the order of what is shown."""

import math

import numpy as np

from joinedup.insight.evaluation.methods.over_time.survival.analysis import Group, Survival
from joinedup.insight.evaluation.methods.over_time.survival.competing import Incidence
from joinedup.insight.evaluation.methods.over_time.survival.hazards import Hazards
from joinedup.insight.evaluation.reports.finding import Finding
from joinedup.insight.evaluation.reports.survival.figures import figures
from joinedup.insight.evaluation.reports.survival.shown import shown
from joinedup.insight.evaluation.reports.wording import (
    between,
    chance,
    in_plain,
    left_out,
    length,
    number,
    percent,
    plain_figures,
)

FEW = 10
"""Events of a group below which nothing is said of it."""
FAILED = 0.05


def survival_finding(
    found: Survival, *, duration: str, event: str, source: str, fingerprint: str
) -> Finding:
    """Curves first; hazard ratios only as what goes with the event, not what causes it."""
    verdict, reasons = _verdict(found)
    warnings = _warnings(found)
    return Finding(
        title=f"How long until {in_plain(event)}",
        verdict=f"{verdict[0].upper()}{verdict[1:]}: {'; '.join(reasons)}.",
        in_words=tuple(map(in_plain, _words(found, event, verdict))),
        shown=shown(found, duration=duration, event=event),
        warnings=warnings,
        figures=plain_figures(figures(found, verdict, reasons, warnings)),
        fingerprints={source: fingerprint},
        how=_how(found),
    )


def _verdict(found: Survival) -> tuple[str, list[str]]:
    fewest = min(group.events for group in found.groups)
    if fewest < FEW:
        return "do not report an effect", [f"a group has only {fewest} events, fewer than {FEW}"]
    if len(found.groups) == 1 and found.hazards is None:
        return "weak", ["this describes one group; nothing is compared"]
    reasons = ["families were not put into these groups by lot, so that they may differ otherwise"]
    model = found.hazards
    if model is not None and model.proportionality.together.p_value < FAILED:
        reasons.append("hazard ratios change over time, so that one number does not hold")
    return "weak", reasons


def _words(found: Survival, event: str, verdict: str) -> tuple[str, ...]:
    number_of = len(found.times.duration)
    events = int(found.times.event.sum())
    first = (
        f"{number_of:,} were followed; {event} happened to {events:,}"
        f" ({percent(events / number_of)}). The others were followed until it had not."
    )
    if verdict == "do not report an effect":
        return (first, "Too few events happened to compare groups.", *_lengths(found))
    compared = _compared(found)
    return (first, *_lengths(found), *compared, *_hazard_words(found.hazards))


def _lengths(found: Survival) -> tuple[str, ...]:
    return tuple(_length(group, found.horizon) for group in found.groups)


def _length(group: Group, horizon: float) -> str:
    name = (
        "Of all" if group.curve.name == "all" else f"Of {group.curve.n:,} with {group.curve.name}"
    )
    if group.incidence:
        ended, first = (_by(each, horizon) for each in group.incidence)
        return (
            f"{name}, it had happened to {percent(ended)} by {length(horizon)}; for"
            f" {percent(first)} something else had come first."
        )
    half = (
        "to fewer than half it happened at all"
        if math.isinf(group.median.value)
        else f"to half it had happened by {length(group.median.value)}"
    )
    return (
        f"{name}, it had not happened to {percent(group.curve.at(horizon))} by {length(horizon)};"
        f" {half}. The mean time without it, up to there, was {number(group.mean.value)}."
    )


def _by(each: Incidence, time: float) -> float:
    """The share ended by then."""
    place = int(np.searchsorted(each.times, time, side="right"))
    return float(each.share[place - 1]) if place else 0.0


def _compared(found: Survival) -> tuple[str, ...]:
    if found.log_rank is None:
        return ()
    p_value = found.log_rank.p_value
    said = "The groups differ" if p_value < 0.05 else "The groups may differ by chance alone"
    words = f"{said} (log-rank test, p {chance(p_value)})."
    if found.apart is not None and not found.groups[0].incidence:
        one, other = (group.curve.name for group in found.groups)
        more = "more" if found.apart.value >= 0 else "less"
        words += (
            f" Those with {other} had {number(abs(found.apart.value))} {more} time without the"
            f" event than those with {one}; the difference is likely {between(found.apart)}."
        )
    return (words,)


def _hazard_words(model: Hazards | None) -> tuple[str, ...]:
    if model is None:
        return ()
    clear = [name for name, each in model.coefficients.items() if each.low * each.high > 0]
    earlier = [name for name in clear if model.coefficients[name].value > 0]
    later = [name for name in clear if model.coefficients[name].value < 0]
    said = []
    if earlier:
        said.append(f"An earlier event goes with more of {', '.join(earlier)}.")
    if later:
        said.append(f"A later one, or none, goes with more of {', '.join(later)}.")
    if not clear:
        said.append("None of the covariates clearly goes with the event.")
    said.append(
        "Of two families the model tells which had the event first in"
        f" {percent(model.concordance)} of pairs; a coin would in 50%."
    )
    return (" ".join(said),)


def _warnings(found: Survival) -> tuple[str, ...]:
    said = [*found.times.warnings, *left_out(found.times.left_out)]
    model = found.hazards
    if model is not None:
        failed = [
            name for name, each in model.proportionality.each.items() if each.p_value < FAILED
        ]
        if failed:
            said.append(
                f"what goes with {', '.join(failed)} is not the same early and late, so that its"
                " one number (the hazard ratio) misleads: read the curves and the mean times"
            )
        if model.events < 10 * model.degrees:
            said.append(
                f"{model.events} events for {model.degrees} covariates are few: fewer than 10 each"
            )
    if any(group.incidence for group in found.groups):
        said.append(
            "something else could end the follow-up first: read the shares of what had ended it,"
            " not the curve of those without the event"
        )
    return tuple(said)


def _how(found: Survival) -> tuple[tuple[str, str], ...]:
    ties = (found.hazards.ties if found.hazards else "efron").capitalize()
    return (
        ("Method", f"Kaplan-Meier, log-rank, Cox (ties after {ties}), Aalen-Johansen"),
        ("Horizon of mean times", length(found.horizon)),
        ("Strata", f"{len(set(found.times.strata.tolist())):,}"),
        (
            "Missing covariates",
            "left out of the hazards and counted (with --missing mark: marked in a column)",
        ),
    )
