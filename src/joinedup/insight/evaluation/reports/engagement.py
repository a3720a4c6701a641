"""Whether longer help goes with fewer events, in words."""

import math

from joinedup.insight.evaluation.methods.over_time.engagement import Engagement
from joinedup.insight.evaluation.methods.results import Estimate
from joinedup.insight.evaluation.reports.finding import Finding, Shown
from joinedup.insight.evaluation.reports.wording import (
    estimate_figures,
    length,
    number,
    plain_figures,
)

CHOSEN = (
    "staying is itself chosen: families that are doing well, or that workers believe in, may stay"
    " longer, so that length is not what made the difference"
)
TRAP = (
    "taking the whole length of help as if it had been known from the start counts time in which"
    " nothing could have happened; it is shown only so that nobody is taken in by it"
)


def engagement_finding(found: Engagement, *, event: str, source: str, fingerprint: str) -> Finding:
    """What goes with more help so far, at landmarks, and the trap beside them."""
    figures = _figures(found)
    return Finding(
        title=f"Whether longer help goes with less {event}",
        verdict=f"Weak: {CHOSEN}.",
        in_words=_words(found, event),
        shown=(_table(found),),
        warnings=(CHOSEN, TRAP, *found.warnings),
        figures=plain_figures(figures),
        fingerprints={source: fingerprint},
        how=(
            ("Method", "Cox with help so far as a covariate that changes; landmark analysis"),
            ("Parts of time", str(found.parts)),
        ),
    )


def _ratio(estimate: Estimate) -> str:
    return number(math.exp(estimate.value))


def _range(estimate: Estimate) -> str:
    return f"{number(math.exp(estimate.low))} to {number(math.exp(estimate.high))}"


def _words(found: Engagement, event: str) -> tuple[str, ...]:
    first = (
        f"{found.n:,} families were followed; {event} happened to {found.events:,}. Families that"
        " had had more help by then are compared with those who had had less."
    )
    so_far = found.so_far
    second = (
        f"Each further unit of time of help goes with {_ratio(so_far)} times the rate of {event}"
        f" (likely {_range(so_far)} times)."
    )
    if so_far.low <= 0 <= so_far.high:
        second += " That is no clear difference."
    clear = so_far.low * so_far.high > 0
    third = (
        "This does not say that keeping families longer would help them:"
        if clear
        else "Even a clear difference would not say that keeping families longer helps them:"
    )
    return (first, second, f"{third} {CHOSEN}.")


def _table(found: Engagement) -> Shown:
    rows = [("each further unit of help, so far", "", _ratio(found.so_far), _range(found.so_far))]
    rows += [
        (
            f"still helped after {length(each.at)}, from then on",
            f"{each.helped:,} and {each.gone:,}",
            _ratio(each.estimate),
            _range(each.estimate),
        )
        for each in found.landmarks
    ]
    rows.append(("the whole length (a trap)", "", _ratio(found.whole), _range(found.whole)))
    return Shown(
        title="Rates with more help and with less",
        words="Below 1, more help goes with fewer events. The last row is wrong, and why is said"
        " above.",
        headings=("Compared", "Helped and gone", "Ratio of rates", "95% interval"),
        rows=tuple(rows),
    )


def _figures(found: Engagement) -> dict[str, object]:
    return {
        "estimand": "log hazard ratio of one more unit of time helped so far",
        **estimate_figures(found.so_far),
        "landmarks": [
            {
                "at": each.at,
                "n_helped": each.helped,
                "n_gone": each.gone,
                **estimate_figures(each.estimate),
            }
            for each in found.landmarks
        ],
        "whole_length_trap": {**estimate_figures(found.whole), "used": False},
        "n": found.n,
        "n_events": found.events,
        "verdict": "weak",
        "reasons": [CHOSEN],
        "warnings": [CHOSEN, TRAP, *found.warnings],
    }
