"""`joinedup bench evaluate --coverage N`: bias, and how often intervals hold the known truth.

The tables in docs/guide/effects.md and docs/guide/over-time.md are what this prints.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict

from joinedup.insight.evaluation.methods.proving.change import CASES as CHANGE
from joinedup.insight.evaluation.methods.proving.comparisons import (
    WORLDS,
    Covered,
    coverage,
    questions,
)
from joinedup.insight.evaluation.methods.proving.intervals import Coverage
from joinedup.insight.evaluation.methods.proving.intervals import coverage as coverage_of
from joinedup.insight.evaluation.methods.proving.over_time import CASES as OVER_TIME

LEAST = 2
SEED = 1


def comparisons(draws: int, *, only: str, tell: Callable[[str], None]) -> Iterator[Covered]:
    """Every method of comparison in every made-up world, on the same draws."""
    for scenario in WORLDS:
        if only in scenario:
            tell(f"{scenario}: {draws:,} draws")
            yield from coverage(draws, SEED, list(questions(scenario)), scenario)


def intervals(
    draws: int, *, only: str, tell: Callable[[str], None]
) -> Iterator[tuple[str, Coverage]]:
    """Methods of change and over time."""
    for case, (estimate, truth) in {**OVER_TIME, **CHANGE}.items():
        if only in case:
            tell(f"{case}: {draws:,} draws")
            yield case, coverage_of(estimate, truth, draws)


def comparisons_table(found: list[Covered]) -> str:
    """A line for each method, question and world."""
    lines = [
        (
            "| families | method | question | bias (its own error) | spread of estimates | mean"
            " standard error | intervals that hold the truth | refused | weak |"
        ),
        "|---|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {c.scenario} | {c.method} | {c.estimand} | {_signed(c.bias)} ({_plain(c.bias_error)})"
        f" | {_plain(c.spread)} | {_plain(c.mean_error)} | {_share(c.coverage)}"
        f" | {_share(c.refused, 0)} | {_share(c.weak, 0)} |"
        for c in found
    ]
    return "\n".join(lines)


def intervals_table(found: list[tuple[str, Coverage]]) -> str:
    """A line for each case."""
    lines = [
        (
            "| method | bias | spread of estimates | mean error / spread"
            " | intervals that hold the truth |"
        ),
        "|---|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {case} | {_signed(c.bias, 4)} | {c.spread:.4f} | {c.error_ratio:.3f}"
        f" | {_share(c.covered)} of {c.draws:,} |"
        for case, c in found
    ]
    return "\n".join(lines)


def as_json(
    compared: list[Covered], held: list[tuple[str, Coverage]]
) -> dict[str, list[dict[str, object]]]:
    """For a file; what could not be reckoned is ``None``."""
    return {
        "comparisons": [_known(asdict(each)) for each in compared],
        "intervals": [{"method": case, **_known(asdict(each))} for case, each in held],
    }


def _known(kept: dict[str, object]) -> dict[str, object]:
    return {name: None if value != value else value for name, value in kept.items()}


def _plain(value: float) -> str:
    return "none" if value != value else f"{value:.3f}"


def _signed(value: float, digits: int = 3) -> str:
    return "none" if value != value else f"{value:+.{digits}f}".replace("-", "−")


def _share(value: float, digits: int = 1) -> str:
    return "none" if value != value else f"{100 * value:.{digits}f}%"
