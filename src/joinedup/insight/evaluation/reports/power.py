"""How many families a fair test needs, in words."""

from dataclasses import dataclass

from joinedup.insight.evaluation.methods.planning.power import (
    Design,
    Mean,
    Paired,
    Parallel,
    Share,
    SteppedWedge,
    after_dropout,
    arms,
    families_needed,
    without_clusters,
)
from joinedup.insight.evaluation.methods.tables import DataError
from joinedup.insight.evaluation.reports.finding import Finding, Shown
from joinedup.insight.evaluation.reports.wording import length, number, percent, plain_figures

POWERS = (0.8, 0.9)
SIZES = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


@dataclass(frozen=True)
class Answer:
    """``asked`` is "families", "power" or "difference": which of the three was worked out."""

    design: Design
    asked: str
    families: int
    power: float
    difference: float
    dropout: float = 0.0


def power_finding(answer: Answer) -> Finding:
    """One number, what it rests on, and what other differences would need."""
    return Finding(
        title="How many families a fair test needs",
        verdict=_verdict(answer),
        in_words=_words(answer),
        shown=(_table(answer),),
        warnings=_warnings(answer),
        figures=plain_figures(_figures(answer)),
        fingerprints={},
        how=(
            ("Method", _method(answer.design)),
            ("Significance level", f"{answer.design.alpha:g}, two-sided"),
        ),
    )


def _verdict(answer: Answer) -> str:
    if answer.asked == "power" and answer.power < 0.5:
        return "Such a test would more likely miss the difference than find it: do not run it so."
    if answer.asked == "power" and answer.power < 0.8:
        return "Such a test may well miss the difference: more families are needed."
    return "This is what to plan for; it is no finding."


def _words(answer: Answer) -> tuple[str, ...]:
    chance = f"in {percent(answer.power)} of such tests"
    first = {
        "families": f"{answer.families:,} families are needed to find {_gap(answer)} {chance},"
        " if it is there.",
        "power": f"With {answer.families:,} families, {_gap(answer)} would be found {chance}, if"
        " it is there.",
        "difference": f"With {answer.families:,} families, the smallest difference that is found"
        f" {chance} is {_gap(answer)}.",
    }[answer.asked]
    return (first, *_arms(answer), *_likeness(answer), *_dropout(answer))


def _gap(answer: Answer) -> str:
    outcome = answer.design.outcome
    if isinstance(outcome, Share):
        other = outcome.control + answer.difference
        return f"a change from {percent(outcome.control)} to {percent(other)}"
    return f"a difference of {number(answer.difference)}{_in_spreads(answer)}"


def _in_spreads(answer: Answer) -> str:
    outcome = answer.design.outcome
    if not isinstance(outcome, Mean):
        return ""
    return f" ({number(abs(answer.difference) / outcome.spread)} standard deviations)"


def _arms(answer: Answer) -> tuple[str, ...]:
    design = answer.design
    if isinstance(design, Parallel):
        without, having = arms(design, answer.families)
        return (f"That is {having:,} with help and {without:,} who wait or have what is usual.",)
    if isinstance(design, Paired):
        return ("They are the same families, before and after, with nobody to compare with.",)
    areas = answer.families / design.clusters.size / (design.steps + 1)
    words = (
        f"That is {areas:,.0f} areas with {length(design.clusters.size)} families each at each of"
        f" {design.steps + 1} times; a wave of them begins at each time after the first."
    )
    return (words,)


def _likeness(answer: Answer) -> tuple[str, ...]:
    design = answer.design
    if not isinstance(design, Parallel) or design.clusters is None:
        return ()
    clusters = design.clusters
    alone = _needed(without_clusters(design), answer.difference, answer.power)
    beside = f" Families by themselves would need {alone:,}." if alone else ""
    words = (
        f"Families of one area are alike (correlation {clusters.icc:g}), so that"
        f" {number(clusters.design_effect)} times as many are needed: about"
        f" {answer.families / clusters.size:,.0f} areas.{beside}"
    )
    return (words,)


def _needed(design: Design, difference: float, power: float) -> int | None:
    try:
        return families_needed(design, difference, power)
    except DataError:
        return None


def _dropout(answer: Answer) -> tuple[str, ...]:
    if not answer.dropout:
        return ()
    begin = after_dropout(answer.families, answer.dropout)
    return (f"If {percent(answer.dropout)} drop out, {begin:,} have to begin.",)


def _warnings(answer: Answer) -> tuple[str, ...]:
    design, made = answer.design, []
    if isinstance(design, Parallel) and design.clusters is None:
        made.append(
            "families are taken as not alike within areas: where whole areas get help, give --icc"
            " and --cluster-size, or far too few are planned"
        )
    if isinstance(design, Parallel) and design.clusters:
        areas = answer.families / design.clusters.size
        if areas < 12:
            made.append(f"{areas:,.0f} areas are few: a lot may put unlike ones on one side")
    if isinstance(design, SteppedWedge):
        made.append(
            "a stepped wedge takes it that time moves all areas alike, and that help does the same"
            " at once and later"
        )
    return tuple(made)


def _method(design: Design) -> str:
    if isinstance(design, SteppedWedge):
        return "stepped wedge (Hussey and Hughes 2007)"
    kind = "shares" if isinstance(design.outcome, Share) else "means"
    if isinstance(design, Parallel):
        by = ", clustered (Eldridge, Ashby and Kerry 2006)" if design.clusters else ""
        return f"two groups, {kind}{by}"
    return f"the same families before and after, {kind}"


def _table(answer: Answer) -> Shown:
    rows = []
    for size in SIZES:
        difference = answer.difference * size
        needed = [_needed(answer.design, difference, power) for power in POWERS]
        if any(needed):
            rows.append(
                (
                    _size(answer.design, difference),
                    *(f"{each:,}" if each else "more than can be" for each in needed),
                )
            )
    return Shown(
        title="Families that other differences would need",
        words="Half the difference needs about four times the families.",
        headings=("Difference", *(f"Found in {percent(power)} of tests" for power in POWERS)),
        rows=tuple(rows),
    )


def _size(design: Design, difference: float) -> str:
    if isinstance(design.outcome, Share):
        return f"{number(100 * difference)} percentage points"
    return number(difference)


def _figures(answer: Answer) -> dict[str, object]:
    design = answer.design
    without, having = arms(design, answer.families)
    clusters = None if not isinstance(design, Parallel | SteppedWedge) else design.clusters
    return {
        "asked": answer.asked,
        "estimate": getattr(answer, answer.asked),
        "families": answer.families,
        "n_control": without if isinstance(design, Parallel) else None,
        "n_treated": having if isinstance(design, Parallel) else None,
        "families_with_dropout": after_dropout(answer.families, answer.dropout),
        "power": answer.power,
        "difference": answer.difference,
        "alpha": design.alpha,
        "method": _method(design),
        "design_effect": clusters.design_effect if clusters else None,
        "clusters": answer.families / clusters.size if clusters else None,
        "warnings": [*_warnings(answer)],
    }
