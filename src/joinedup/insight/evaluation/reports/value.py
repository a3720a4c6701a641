"""What an outcome costs, in words."""

import math
from dataclasses import dataclass

from joinedup.insight.evaluation.methods.results import LeftOut
from joinedup.insight.evaluation.methods.value.library import UnitCost, deflators
from joinedup.insight.evaluation.methods.value.worth import Both, Ratio, net_value, ratio
from joinedup.insight.evaluation.reports.finding import Finding, Shown
from joinedup.insight.evaluation.reports.wording import (
    estimate_figures,
    left_out,
    number,
    plain_figures,
)

UNBOUNDED = (
    "the effect may be nothing or the other way, so that no range of costs of an outcome can be"
    " given"
)


@dataclass(frozen=True)
class Valued:
    """``both`` counts outcomes as good (bad ones avoided); ``families`` had help, if known;
    ``drawn`` is the bootstrap's interval of the ratio, NaN without one."""

    both: Both
    outcome: str
    prices: str
    families: int | None = None
    unit_cost: UnitCost | None = None
    drawn: tuple[float, float] = (float("nan"), float("nan"))
    left_out: tuple[LeftOut, ...] = ()


def value_finding(valued: Valued, fingerprints: dict[str, str], seed: int) -> Finding:
    """Cost, outcomes and their ratio, always with its interval; what they are worth, if known."""
    found = ratio(valued.both)
    verdict, reasons = _verdict(valued, found)
    warnings = _warnings(valued, found)
    return Finding(
        title=f"What each {valued.outcome} costs",
        verdict=f"{verdict[0].upper()}{verdict[1:]}: {'; '.join(reasons)}.",
        in_words=_words(valued, found),
        shown=(_table(valued, found), *_source(valued)),
        warnings=warnings,
        figures=plain_figures(_figures(valued, found, verdict, reasons, warnings)),
        fingerprints=fingerprints,
        how=(
            ("Ratio", "difference in cost over difference in outcomes; Fieller's limits"),
            ("Prices", f"{valued.prices}; {deflators().source}"),
            ("Seed", str(seed)),
        ),
    )


def _verdict(valued: Valued, found: Ratio) -> tuple[str, list[str]]:
    if not found.bounded:
        return "do not report an effect", [UNBOUNDED]
    if valued.both.effect.value < 0:
        return "do not report an effect", ["the outcome got worse"]
    return "weak", ["it holds only as far as the effect does that it rests on"]


def pounds(value: float) -> str:
    """Whole pounds, and pence below ten."""
    return f"{'−' if value < 0 else ''}£{abs(value):,.{0 if abs(value) >= 10 else 2}f}"


def _words(valued: Valued, found: Ratio) -> tuple[str, ...]:
    cost, effect = valued.both.cost, valued.both.effect
    first = (
        f"Help cost {pounds(cost.value)} a family more (likely {pounds(cost.low)} to"
        f" {pounds(cost.high)}), at {valued.prices} prices. It brought {_each(effect.value)}"
        f" {valued.outcome} a family (likely {_each(effect.low)} to {_each(effect.high)})."
    )
    if not found.bounded:
        second = f"What one {valued.outcome} costs cannot be said: {UNBOUNDED}."
    elif effect.value < 0:
        second = "It got worse with help, so that nothing was bought."
    elif cost.value < 0:
        second = f"It cost less and brought more: there is no price of one {valued.outcome}."
    else:
        second = (
            f"Each {valued.outcome} therefore cost {pounds(found.value)}, likely"
            f" {pounds(found.low)} to {pounds(found.high)}."
        )
    return (first, second, *_totals(valued), *_worth(valued))


def _each(value: float) -> str:
    return number(value)


def _totals(valued: Valued) -> tuple[str, ...]:
    if valued.families is None:
        return ()
    cost, effect = valued.both.cost, valued.both.effect
    words = (
        f"For {valued.families:,} families that is {pounds(valued.families * cost.value)} for"
        f" {number(valued.families * effect.value)} of {valued.outcome}"
        f" ({number(valued.families * effect.low)} to {number(valued.families * effect.high)})."
    )
    return (words,)


def _worth(valued: Valued) -> tuple[str, ...]:
    if valued.unit_cost is None:
        return ()
    worth = valued.unit_cost.at(valued.prices)
    net = net_value(valued.both, worth)
    side = "more than it cost" if net.value >= 0 else "less than it cost"
    words = (
        f"Published costs put each {valued.unit_cost.unit} at {pounds(worth)}"
        f" ({valued.unit_cost.what}). By that, what help brought is worth"
        f" {pounds(abs(net.value))} a family {side} (likely {pounds(net.low)} to"
        f" {pounds(net.high)} net). Little of it is money that a budget gets back."
    )
    return (words,)


def _table(valued: Valued, found: Ratio) -> Shown:
    cost, effect = valued.both.cost, valued.both.effect
    fieller = f"{pounds(found.low)} to {pounds(found.high)}" if found.bounded else "none"
    rows = [
        ("cost a family", pounds(cost.value), f"{pounds(cost.low)} to {pounds(cost.high)}"),
        (
            f"{valued.outcome} a family",
            _each(effect.value),
            f"{_each(effect.low)} to {_each(effect.high)}",
        ),
        ("cost of one (Fieller)", pounds(found.value) if found.bounded else "not given", fieller),
    ]
    low, high = valued.drawn
    if found.bounded and not math.isnan(low):
        ends = f"{pounds(low)} to {pounds(high)}"
        rows.append(("cost of one (bootstrap)", pounds(found.value), ends))
    return Shown(
        title="Cost, outcomes, and the cost of one",
        words="A cost of one outcome without its range says nothing.",
        headings=("What", "Estimate", "95% interval"),
        rows=tuple(rows),
    )


def _source(valued: Valued) -> tuple[Shown, ...]:
    cost = valued.unit_cost
    if cost is None:
        return ()
    return (
        Shown(
            title="Where the unit cost comes from",
            words="",
            headings=("What", "Unit", "As published", "Price year", f"At {valued.prices}",
                      "Source"),
            rows=((cost.what, cost.unit, pounds(cost.pounds), cost.price_year,
                   pounds(cost.at(valued.prices)), cost.source),),
        ),
    )  # fmt: skip


def _warnings(valued: Valued, found: Ratio) -> tuple[str, ...]:
    made = [*left_out(valued.left_out)]
    if not found.bounded:
        made.append(UNBOUNDED)
    if valued.unit_cost is not None:
        made.append(
            "a unit cost is an average of other people's costs, taken as certain here; avoided"
            " costs are seldom money saved"
        )
    return tuple(made)


def _figures(
    valued: Valued, found: Ratio, verdict: str, reasons: list[str], warnings: tuple[str, ...]
) -> dict[str, object]:
    cost = valued.unit_cost
    return {
        "estimand": f"pounds for one {valued.outcome}",
        "estimate": found.value if found.bounded else None,
        "confidence_interval": [found.low, found.high] if found.bounded else None,
        "fieller": {"low": found.low, "high": found.high, "bounded": found.bounded},
        "bootstrap_interval": [*valued.drawn],
        "cost": estimate_figures(valued.both.cost),
        "effect": estimate_figures(valued.both.effect),
        "covariance": valued.both.covariance,
        "prices": valued.prices,
        "n": valued.families,
        "unit_cost": cost
        and {
            "name": cost.name,
            "pounds": cost.pounds,
            "price_year": cost.price_year,
            "pounds_at_prices": cost.at(valued.prices),
            "source": cost.source,
        },
        "net_value": cost and estimate_figures(net_value(valued.both, cost.at(valued.prices))),
        "verdict": verdict,
        "reasons": reasons,
        "warnings": [*warnings],
    }


def library_finding(costs: dict[str, UnitCost], prices: str) -> Finding:
    """What is in the library."""
    return Finding(
        title="Unit costs",
        verdict="Published averages, each with its source and price year.",
        in_words=tuple(
            f"{name}: {pounds(cost.at(prices))} for each {cost.unit} at {prices} prices"
            f" ({pounds(cost.pounds)} at {cost.price_year}), {cost.what}. {cost.source}."
            for name, cost in costs.items()
        ),
        shown=(
            Shown(
                title="Unit costs",
                words=f"Made comparable by {deflators().source}.",
                headings=("Name", "What", "Unit", "As published", "Price year", f"At {prices}",
                          "Source"),
                rows=tuple(
                    (name, c.what, c.unit, pounds(c.pounds), c.price_year, pounds(c.at(prices)),
                     c.source)
                    for name, c in costs.items()
                ),
            ),
        ),
        warnings=(),
        figures=plain_figures(
            {
                "prices": prices,
                "unit_costs": {
                    name: {"pounds": c.pounds, "price_year": c.price_year, "unit": c.unit,
                           "pounds_at_prices": c.at(prices), "what": c.what, "source": c.source}
                    for name, c in costs.items()
                },
                "warnings": [],
            }
        ),
        fingerprints={},
    )  # fmt: skip
