"""`joinedup link run` on the files of a made-up population, and Splink used straight beside it:
trained as its documentation's first example does, and on a limited number of pairs.

Each runs as a process of its own, from reading the files to writing the clusters, so that time and
memory are those of the whole work.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from joinedup.interfaces.command_line.bench.linkage.population import AGENCIES, write_population
from joinedup.interfaces.command_line.bench.processes import run_measured
from joinedup.record.linkage.engine.files import read_persons
from joinedup.record.linkage.engine.measuring import measure

_JOINEDUP = "joinedup.interfaces.command_line"
_STRAIGHT = f"{_JOINEDUP}.bench.linkage.straight"
_TRAININGS = ("documented", "limited")
"""How Splink is trained, as ``straight`` says."""


@dataclass(frozen=True)
class BulkRun:
    """One run: ``seconds`` of wall time, ``processor`` seconds of all its threads, ``memory`` of
    its largest process in MB, and how good its pairs are after clustering."""

    what: str
    records: int
    seconds: float
    processor: float
    memory: float
    precision: float
    recall: float
    f1: float


def link_in_bulk(
    people: int, *, against_splink: bool, folder: Path | None, tell: Callable[[str], None]
) -> list[BulkRun]:
    """Make the files of so many people (or take those in ``folder``), link, compare.

    :raises RuntimeError: one of the runs did not end well.
    """
    with tempfile.TemporaryDirectory() as scratch:
        files = folder or Path(scratch)
        if not (files / "truth.csv").exists():
            tell(f"Making the files of {people:,} people")
            write_population(people, files, tell=tell)
        with (files / "truth.csv").open() as truth:
            records = sum(1 for _ in truth) - 1
        runs = [_measured("joinedup link run", _ours(files, Path(scratch)), records, files, tell)]
        for training in _TRAININGS if against_splink else ():
            run = _straight(files, records, Path(scratch), training)
            what = f"Splink straight, training {training}"
            runs.append(_measured(what, run, records, files, tell))
    return runs


def _ours(files: Path, scratch: Path) -> tuple[list[str], Path]:
    paths = [str(files / f"{agency.name}.csv") for agency in AGENCIES]
    out = scratch / "joinedup"
    command = ["-m", _JOINEDUP, "link", "run", *paths, "--mapping", str(files / "mapping.toml")]
    return [*command, "--out", str(out)], out / "clusters.csv"


def _straight(files: Path, records: int, scratch: Path, training: str) -> tuple[list[str], Path]:
    out = scratch / training
    command = ["-m", _STRAIGHT, str(files), str(records), str(out), training]
    return command, out / "clusters.csv"


def _measured(
    what: str, run: tuple[Sequence[str], Path], records: int, files: Path,
    tell: Callable[[str], None],
) -> BulkRun:  # fmt: skip
    command, clusters = run
    tell(f"{what}: {records:,} records")
    used = run_measured(command, clusters.parent.with_suffix(".log"))
    tell(f"  {used.seconds:.1f} s")
    good = measure(read_persons(clusters), read_persons(files / "truth.csv")).pairs
    return BulkRun(
        what, records, used.seconds, used.processor, used.memory,
        good.precision, good.recall, good.f1,
    )  # fmt: skip


def bulk_table(runs: Sequence[BulkRun]) -> str:
    """A line a run, and the ratios of the first one's times to every other's."""
    lines = [
        "| run | records | s | CPU s | peak MB | precision | recall | F1 |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {r.what} | {r.records:,} | {r.seconds:.1f} | {r.processor:.1f} | {r.memory:,.0f}"
        f" | {r.precision:.4f} | {r.recall:.4f} | {r.f1:.4f} |"
        for r in runs
    ]
    ours = runs[0]
    lines += [
        f"\nTime {ours.seconds / other.seconds:.2f} x, processor time"
        f" {ours.processor / other.processor:.2f} x that of {other.what}."
        for other in runs[1:]
    ]
    return "\n".join(lines)


def as_facts(runs: Sequence[BulkRun]) -> list[dict[str, object]]:
    """For JSON."""
    return [asdict(run) for run in runs]
