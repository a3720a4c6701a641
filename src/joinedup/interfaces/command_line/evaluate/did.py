"""`joinedup evaluate did`: differences in differences."""

import argparse

from joinedup.insight.evaluation.methods.over_time.differences.aggregate import KINDS
from joinedup.insight.evaluation.methods.over_time.differences.cell import METHODS
from joinedup.insight.evaluation.methods.over_time.differences.group_time import Design
from joinedup.insight.evaluation.methods.over_time.differences.staggered import staggered
from joinedup.insight.evaluation.methods.over_time.differences.two_by_two import fits, two_by_two
from joinedup.insight.evaluation.methods.over_time.panel import panel_of
from joinedup.insight.evaluation.methods.tables import read_table
from joinedup.insight.evaluation.reports.did import staggered_finding, two_groups_finding
from joinedup.insight.evaluation.reports.finding import Finding
from joinedup.interfaces.command_line.evaluate.reading import (
    OMIT,
    add_file,
    add_missing,
    add_seed,
    columns,
    draws,
    whole,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One row for each unit and time."""
    parser.epilog = (
        "FILE holds one row for each unit (a family, a school, an area) and time. The column of"
        " first treatment holds the time from which the unit was treated; 0, nothing or never"
        " means never. Two groups at two times give the difference of their changes, of all rows"
        " and of the units seen twice; anything else gives group-time effects (Callaway and"
        " Sant'Anna 2021) of the units seen at every time."
    )
    add_file(parser)
    parser.add_argument("--unit", required=True, metavar="U", help="column naming the unit")
    parser.add_argument("--time", required=True, metavar="T", help="column of times, numbers")
    parser.add_argument("--first-treated", required=True, metavar="G", help="column of its start")
    parser.add_argument("--outcome", required=True, metavar="Y", help="column measured")
    parser.add_argument(
        "--covariates", type=columns, default=(), metavar="a,b", help="known before"
    )
    add_missing(parser, OMIT)
    parser.add_argument("--cluster", metavar="c", help="column that errors are clustered by")
    parser.add_argument("--control", choices=("never", "not-yet"), default="never")
    parser.add_argument("--method", choices=tuple(METHODS), default="doubly-robust")
    parser.add_argument("--base", choices=("varying", "universal"), default="varying")
    parser.add_argument("--anticipation", type=whole, default=0, metavar="N", help="times before")
    parser.add_argument("--aggregation", choices=tuple(KINDS), default="simple")
    parser.add_argument(
        "--bootstrap", type=whole, default=1000, metavar="N", help="draws for bands"
    )
    add_seed(parser)


def evaluate(arguments: argparse.Namespace) -> Finding:
    """Two groups at two times, or group-time effects.

    :raises DataError: the data cannot answer.
    """
    table = read_table(arguments.file)
    panel = panel_of(
        table,
        unit=arguments.unit,
        time=arguments.time,
        first_treated=arguments.first_treated,
        outcome=arguments.outcome,
        covariates=arguments.covariates,
        cluster=arguments.cluster,
        missing=arguments.missing,
    )
    told = {"outcome": arguments.outcome, "source": table.source, "fingerprint": table.fingerprint}
    if fits(panel) and not arguments.covariates:
        return two_groups_finding(two_by_two(panel), **told)
    design = Design(arguments.method, arguments.control, arguments.base, arguments.anticipation)
    found = staggered(panel, design, draws=draws(arguments.bootstrap), seed=arguments.seed)
    return staggered_finding(found, headline=arguments.aggregation, seed=arguments.seed, **told)
