"""What was measured, as Markdown for people and as JSON for comparing later."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from joinedup.interfaces.command_line.bench.importing import Imported
from joinedup.interfaces.command_line.bench.machine import Machine
from joinedup.interfaces.command_line.bench.measuring import Timing, percentile
from joinedup.interfaces.command_line.bench.readers import Reading

MOST_MILLISECONDS = 100
MOST_RATIO = 1.15
"""The design's figures: p95 of a page of work, and the cost of row-level security."""


def machine_in_words(machine: Machine) -> str:
    """A paragraph."""
    rows = ", ".join(f"{count:,} {what}" for what, count in machine.rows.items())
    return (
        f"{machine.processor}, {machine.cores} cores, {machine.memory_gib:.0f} GiB; PostgreSQL"
        f" {machine.postgresql}, Python {machine.python}; {machine.measured_at}; load of the last"
        f" five minutes {machine.load:.1f}. {rows}; {machine.database_gb:.1f} GB."
    )


def pages_table(timings: Sequence[Timing]) -> str:
    """A line a page, in milliseconds: with row-level security, without, and the ratio of both."""
    lines = [
        "| page | reader | queries | p50 | p95 | CPU | no RLS: p50 | p95 | CPU | p50 x | CPU x |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for t in timings:
        cells = [
            *(t.page, t.reader, str(t.queries), f"{t.guarded.at(0.5):.1f}"),
            _marked(t.guarded.at(0.95), MOST_MILLISECONDS, 1),
            f"{percentile(t.guarded.processor, 0.5):.1f}",
            *(f"{t.open.at(0.5):.1f}", f"{t.open.at(0.95):.1f}"),
            f"{percentile(t.open.processor, 0.5):.1f}",
            *(_marked(t.ratio, MOST_RATIO, 2), _marked(t.processor_ratio, MOST_RATIO, 2)),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _marked(value: float, most: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    return f"**{text}**" if value > most else text


def readers_table(readings: Sequence[Reading]) -> str:
    """A line for each way of reading."""
    lines = [
        "| reading | chains | requests | errors | p50 ms | p95 ms | requests a second |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {r.what} | {r.chains} | {len(r.milliseconds)} | {r.errors}"
        f" | {percentile(r.milliseconds, 0.5):.0f} | {percentile(r.milliseconds, 0.95):.0f}"
        f" | {r.throughput:.1f} |"
        for r in readings
    ]
    return "\n".join(lines)


def imports_table(imports: Sequence[Imported]) -> str:
    """A line for the first import, and one for the repeat."""
    lines = [
        "| import | rows | new | seconds | ms a row | CPU ms a row | rows a second | memory, MB |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {i.what} | {i.rows:,} | {i.added:,} | {i.seconds:.1f}"
        f" | {i.seconds / i.rows * 1000:.3f} | {i.processor / i.rows * 1000:.3f}"
        f" | {i.rows / i.seconds:,.0f} | {i.most_memory_mb:.0f} |"
        for i in imports
    ]
    return "\n".join(lines)


def as_json(
    machine: Machine,
    timings: Sequence[Timing] = (),
    readings: Sequence[Reading] = (),
    imports: Sequence[Imported] = (),
) -> str:
    """Everything, every single time included."""
    return json.dumps(
        {
            "machine": asdict(machine),
            "pages": [asdict(t) for t in timings],
            "readers": [asdict(r) for r in readings],
            "imports": [asdict(i) for i in imports],
        },
        indent=1,
    )
