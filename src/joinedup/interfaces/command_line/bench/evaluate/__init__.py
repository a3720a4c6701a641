"""`joinedup bench evaluate`: every method on made-up families whose true effect is known.

Each runs as the command that people run, as a process of its own: reading the file, the method,
its diagnostics and its verdict. With `--coverage`, methods are tried on draw after draw instead.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from joinedup.interfaces.command_line.bench.evaluate.coverage import (
    LEAST,
    as_json,
    comparisons,
    comparisons_table,
    intervals,
    intervals_table,
)
from joinedup.interfaces.command_line.bench.evaluate.families import (
    COVARIATES,
    write_families,
    write_panel,
    write_spells,
)
from joinedup.interfaces.command_line.bench.processes import run_measured
from joinedup.interfaces.command_line.installation import say

SIZES = (1_000, 10_000, 120_000)
METHODS = (
    "difference", "regression", "ipw", "matching", "full-matching", "entropy-balancing", "aipw",
)  # fmt: skip


@dataclass(frozen=True)
class EvaluateRun:
    """``truth`` is what the made-up families were given; ``low`` and ``high`` the interval."""

    what: str
    rows: int
    seconds: float
    processor: float
    memory: float
    truth: float
    estimate: float | None
    low: float | None
    high: float | None
    verdict: str


@dataclass(frozen=True)
class _Job:
    what: str
    options: tuple[str, ...]
    truth: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how many families."""
    parser.add_argument(
        "--families", type=int, nargs="+", default=list(SIZES), metavar="N",
        help="default: 1000 10000 120000",
    )  # fmt: skip
    parser.add_argument(
        "--only", default="", metavar="WORDS", help="methods or worlds whose name has these"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures")
    parser.add_argument(
        "--coverage", type=int, metavar="DRAWS",
        help="instead: how often intervals hold a known truth, over so many draws",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """Measure and print a table."""
    if arguments.coverage is not None:
        return _cover(arguments)
    runs = [
        done
        for families in arguments.families
        for done in evaluate_all(families, only=arguments.only, tell=_tell)
    ]
    say(evaluate_table(runs))
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(done) for done in runs], indent=1) + "\n")
    return 0


def _cover(arguments: argparse.Namespace) -> int:
    if arguments.coverage < LEAST:
        sys.stderr.write(f"joinedup bench evaluate: --coverage takes {LEAST} draws or more\n")
        return 2
    compared = list(comparisons(arguments.coverage, only=arguments.only, tell=_tell))
    held = list(intervals(arguments.coverage, only=arguments.only, tell=_tell))
    say("\n\n".join((comparisons_table(compared), intervals_table(held))))
    if arguments.json:
        figures = json.dumps(as_json(compared, held), indent=1, allow_nan=False)
        arguments.json.write_text(figures + "\n", encoding="utf-8")
    return 0


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def evaluate_all(
    families: int, *, only: str = "", tell: Callable[[str], None]
) -> Iterator[EvaluateRun]:
    """Every method on so many families.

    :raises RuntimeError: one of them did not end well.
    """
    with tempfile.TemporaryDirectory() as scratch:
        for job in _jobs(families, Path(scratch)):
            if only not in job.what:
                continue
            tell(f"{job.what}: {families:,}")
            command = ["-m", "joinedup.interfaces.command_line", "evaluate", *job.options, "--json"]
            used = run_measured(command, Path(scratch) / "log.json")
            found = json.loads(used.said)
            interval = found.get("confidence_interval") or [None, None]
            yield EvaluateRun(
                job.what, families, used.seconds, used.processor, used.memory, job.truth,
                found["estimate"], interval[0], interval[1], found.get("verdict") or "",
            )  # fmt: skip


def _jobs(families: int, folder: Path) -> Iterator[_Job]:
    made = write_families(families, folder)
    for method in METHODS:
        options = (
            "effect", str(made.path), "--treatment", "took_part", "--outcome", "absence",
            "--covariates", ",".join(COVARIATES), "--method", method, "--estimand", "att",
            "--placebo", "absence_two_years_before",
        )  # fmt: skip
        yield _Job(method, options, made.att)
    panel = write_panel(families, folder)
    yield _Job(
        "did, staggered",
        ("did", str(panel.path), "--unit", "family", "--time", "year", "--first-treated", "began",
         "--outcome", "absence"),
        panel.att,
    )  # fmt: skip
    spells = write_spells(families, folder)
    yield _Job(
        "survival, Cox",
        ("survival", str(spells.path), "--duration", "months", "--event", "came_back",
         "--covariates", "supported,needs"),
        spells.att,
    )  # fmt: skip


def evaluate_table(runs: list[EvaluateRun]) -> str:
    """A line a run."""
    lines = [
        "| method | rows | s | CPU s | peak MB | truth | estimate | 95% interval | verdict |",
        "|---|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    lines += [
        f"| {r.what} | {r.rows:,} | {r.seconds:.1f} | {r.processor:.1f} | {r.memory:,.0f}"
        f" | {r.truth:.3f} | {_number(r.estimate)} | {_number(r.low)} to {_number(r.high)}"
        f" | {r.verdict} |"
        for r in runs
    ]
    return "\n".join(lines)


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"
