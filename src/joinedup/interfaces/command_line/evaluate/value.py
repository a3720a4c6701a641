"""`joinedup evaluate value`: what an outcome costs."""

import argparse
import hashlib
from pathlib import Path

import numpy as np

from joinedup.insight.evaluation.methods.results import LeftOut, normal_estimate
from joinedup.insight.evaluation.methods.tables import DataError, read_table
from joinedup.insight.evaluation.methods.value.library import (
    UnitCost,
    deflators,
    rate,
    unit_costs,
)
from joinedup.insight.evaluation.methods.value.worth import (
    Both,
    both_of,
    drawn_ratio,
    fewer_is_better,
)
from joinedup.insight.evaluation.reports.finding import Finding
from joinedup.insight.evaluation.reports.value import Valued, library_finding, value_finding
from joinedup.insight.evaluation.reports.wording import in_plain
from joinedup.interfaces.command_line.evaluate.reading import add_seed, draws, real, whole


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A file of families, or an effect and a cost that are known already."""
    parser.epilog = (
        "FILE holds one row for each family: its cost in pounds, its outcome (a number, or yes or"
        " no) and whether it had help; groups are compared as they are, so give --effect and"
        " --effect-error from evaluate effect where they differ. --list shows the unit costs;"
        " --unit-costs adds a TOML file of your own: [name] with what, unit, pounds, price_year"
        " (2018-19) and source."
    )
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="CSV or Parquet")
    parser.add_argument("--cost", metavar="C", help="column of pounds, or pounds a family")
    parser.add_argument("--cost-error", type=real, default=0.0, metavar="SE", help="its error")
    parser.add_argument("--outcome", metavar="Y", help="column, or what to call the outcome")
    parser.add_argument("--treatment", metavar="T", help="column of who had help: 1 or 0")
    parser.add_argument("--effect", type=real, metavar="E", help="outcomes a family, with help")
    parser.add_argument("--effect-error", type=real, metavar="SE", help="its standard error")
    parser.add_argument("--families", type=whole, metavar="N", help="who had help, for totals")
    parser.add_argument("--fewer", action="store_true", help="fewer outcomes are better")
    parser.add_argument("--unit-cost", metavar="NAME", help="what one outcome costs others")
    parser.add_argument("--unit-costs", type=Path, metavar="TOML", help="a file of your own")
    parser.add_argument("--cost-prices", metavar="YEAR", help="year of the costs (2024-25)")
    parser.add_argument("--prices", metavar="YEAR", help="year to tell all costs in (2024-25)")
    parser.add_argument("--bootstrap", type=whole, default=1000, metavar="N", help="draws")
    parser.add_argument("--list", action="store_true", help="show the unit costs")
    add_seed(parser)


def evaluate(arguments: argparse.Namespace) -> Finding:
    """The cost of one outcome, or the library.

    :raises DataError: the data cannot answer.
    """
    costs, fingerprints = _library(arguments.unit_costs)
    prices = arguments.prices or deflators().base
    scale = rate(arguments.cost_prices or prices, prices)
    if arguments.list:
        return library_finding(costs, prices)
    if arguments.unit_cost is not None and arguments.unit_cost not in costs:
        raise DataError(f"there is no unit cost {arguments.unit_cost}: see --list")
    chosen = costs.get(arguments.unit_cost) if arguments.unit_cost else None
    if arguments.file is None:
        valued = _of_numbers(arguments, scale, prices, chosen)
    else:
        valued = _of_file(arguments, scale, prices, chosen, fingerprints)
    return value_finding(valued, fingerprints, arguments.seed)


def _library(own: Path | None) -> tuple[dict[str, UnitCost], dict[str, str]]:
    if own is None:
        return unit_costs(), {}
    try:
        content = own.read_bytes()
        return unit_costs(content.decode()), {own.name: hashlib.sha256(content).hexdigest()}
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{own} cannot be read") from error


def _of_numbers(
    arguments: argparse.Namespace, scale: float, prices: str, chosen: UnitCost | None
) -> Valued:
    if arguments.cost is None or arguments.effect is None or arguments.effect_error is None:
        raise DataError("say a FILE, or --cost, --effect and --effect-error")
    try:
        cost = real(arguments.cost)
    except argparse.ArgumentTypeError as error:
        raise DataError(f"without a FILE, --cost is pounds a family: {error}") from error
    if arguments.cost_error < 0 or arguments.effect_error < 0:
        raise DataError("an error is 0 or more")
    both = Both(
        normal_estimate(cost * scale, arguments.cost_error * scale, "as given"),
        normal_estimate(arguments.effect, arguments.effect_error, "as given"),
    )
    return Valued(
        fewer_is_better(both) if arguments.fewer else both,
        _named(arguments.outcome or "outcome", fewer=arguments.fewer),
        prices,
        arguments.families,
        chosen,
    )


def _named(outcome: str, *, fewer: bool) -> str:
    words = in_plain(outcome)
    return f"{words} avoided" if fewer else words


def _of_file(
    arguments: argparse.Namespace,
    scale: float,
    prices: str,
    chosen: UnitCost | None,
    fingerprints: dict[str, str],
) -> Valued:
    named = [arguments.cost, arguments.outcome, arguments.treatment]
    if not all(named):
        raise DataError("with a FILE, say --cost, --outcome and --treatment: three columns")
    if len(set(named)) < 3:
        raise DataError("--cost, --outcome and --treatment must be three columns")
    table = read_table(arguments.file)
    table.require(named)
    fingerprints[table.source] = table.fingerprint
    cost, outcome = table.numbers(named[0]) * scale, table.numbers(named[1])
    treated = table.yes_or_no(named[2])
    whole_rows = ~(np.isnan(cost) | np.isnan(outcome) | np.isnan(treated))
    cost, outcome, treated = cost[whole_rows], outcome[whole_rows], treated[whole_rows]
    if arguments.fewer:
        outcome = -outcome
    both = both_of(cost, outcome, treated)
    gone = int((~whole_rows).sum())
    return Valued(
        both,
        _named(named[1], fewer=arguments.fewer),
        prices,
        arguments.families or int(treated.sum()),
        chosen,
        drawn_ratio(cost, outcome, treated, draws(arguments.bootstrap), arguments.seed),
        (LeftOut(gone, "rows without cost, outcome or treatment"),) if gone else (),
    )
