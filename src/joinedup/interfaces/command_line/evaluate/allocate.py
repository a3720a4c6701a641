"""`joinedup evaluate allocate`: who begins now and who waits, by lot."""

import argparse
import csv
import secrets
from pathlib import Path

from joinedup.insight.evaluation.methods.planning.allocation import (
    WAITING_LIST,
    Allocation,
    allocate,
    read_log,
    repeats,
    waves,
)
from joinedup.insight.evaluation.methods.tables import DataError, Table, read_table
from joinedup.insight.evaluation.reports.finding import Finding
from joinedup.insight.evaluation.reports.planning import allocation_finding
from joinedup.interfaces.command_line.evaluate.reading import add_file, columns, whole


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A list of families or areas."""
    parser.epilog = (
        "FILE lists the units, one a row. Lots are drawn once and logged: --log is written with"
        " the seed and the fingerprint of the list, and neither file is ever replaced. With --check"
        " the lots of a log are drawn again from the list, to see that nobody changed them."
    )
    add_file(parser)
    parser.add_argument("--unit", required=True, metavar="U", help="column naming the unit")
    parser.add_argument("--strata", type=columns, default=(), metavar="s,...", help="draw within")
    parser.add_argument("--steps", type=whole, metavar="K", help="a stepped wedge of K waves")
    parser.add_argument("--blocks", type=whole, default=2, metavar="N", help="of each arm a block")
    parser.add_argument("--seed", type=whole, metavar="N", help="drawn by lot if not said")
    parser.add_argument("--to", type=Path, metavar="CSV", help="write who is in which group")
    parser.add_argument("--log", type=Path, metavar="JSON", help="write what was drawn, and how")
    parser.add_argument("--check", type=Path, metavar="JSON", help="draw the lots of a log again")


def evaluate(arguments: argparse.Namespace) -> Finding:
    """Lots, drawn or drawn again.

    :raises DataError: the list has a unit twice, or something is there already.
    """
    table = read_table(arguments.file)
    units, stratum = _listed(table, arguments.unit, arguments.strata)
    if arguments.check is not None:
        drawn = repeats(read_log(_text(arguments.check)), units, stratum)
        return allocation_finding(
            drawn, source=table.source, fingerprint=table.fingerprint, checked=True
        )
    if arguments.to is None or arguments.log is None:
        raise DataError("say where to write with --to and --log: lots are drawn once")
    drawn = allocate(
        units,
        stratum,
        arms=WAITING_LIST if arguments.steps is None else waves(arguments.steps),
        seed=secrets.randbits(48) if arguments.seed is None else arguments.seed,
        blocks=arguments.blocks,
        strata=arguments.strata,
    )
    _write(drawn, arguments.to, arguments.log)
    return allocation_finding(drawn, source=table.source, fingerprint=table.fingerprint)


def _listed(table: Table, unit: str, strata: tuple[str, ...]) -> tuple[list[str], list[str]]:
    table.require([unit, *strata])
    whole_rows = table.frame[[unit, *strata]]
    if whole_rows.isna().any(axis=None):
        raise DataError("a row has no unit or no stratum: lots need a whole list")
    return (
        [_said(value) for value in table.frame[unit]],
        [" / ".join(map(_said, row)) for row in table.frame[list(strata)].to_numpy()],
    )


def _said(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read") from error


def _write(drawn: Allocation, to: Path, log: Path) -> None:
    try:
        with log.open("x", encoding="utf-8") as kept:
            kept.write(drawn.log.as_json())
        with to.open("x", encoding="utf-8", newline="") as rows:
            writer = csv.writer(rows)
            writer.writerow(("unit", "stratum", "group"))
            writer.writerows(zip(drawn.units, drawn.stratum, drawn.arm, strict=True))
    except FileExistsError as error:
        raise DataError(f"{error.filename} is there: lots are drawn once") from error
    except OSError as error:
        raise DataError(f"{error.filename} cannot be written: {error.strerror}") from error
