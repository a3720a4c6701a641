"""`joinedup evaluate interrupted`: one series before and after something began."""

import argparse

from joinedup.insight.evaluation.methods.over_time.interrupted import ERRORS, interrupted, series_of
from joinedup.insight.evaluation.methods.tables import DataError, read_table
from joinedup.insight.evaluation.reports.finding import Finding
from joinedup.insight.evaluation.reports.interrupted import interrupted_finding
from joinedup.interfaces.command_line.evaluate.reading import add_file, whole

MOST_SEASONS = 366


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One row for each time."""
    parser.epilog = (
        "FILE holds one row for each time: a number, or a date like 2024-05 or 2024-05-31. Rows of"
        " one time are averaged. A single series can never tell what else happened at that time."
    )
    add_file(parser)
    parser.add_argument("--time", required=True, metavar="T", help="column of times")
    parser.add_argument("--outcome", required=True, metavar="Y", help="column measured")
    parser.add_argument("--began", required=True, metavar="B", help="the first time of the new")
    parser.add_argument("--season", type=whole, default=0, metavar="N", help="times of one round")
    parser.add_argument("--errors", choices=ERRORS, default=ERRORS[0])
    parser.add_argument("--lags", type=whole, metavar="N", help="of Newey and West")


def evaluate(arguments: argparse.Namespace) -> Finding:
    """A jump, a change of trend, and the difference to what was expected.

    :raises DataError: the data cannot answer.
    """
    if arguments.season > MOST_SEASONS:
        raise DataError(f"a round has at most {MOST_SEASONS} times, not {arguments.season:,}")
    if arguments.time == arguments.outcome:
        raise DataError("time and outcome must be two columns")
    table = read_table(arguments.file)
    series = series_of(table, time=arguments.time, outcome=arguments.outcome, began=arguments.began)
    return interrupted_finding(
        interrupted(series, season=arguments.season, errors=arguments.errors, lags=arguments.lags),
        outcome=arguments.outcome,
        began=arguments.began,
        source=table.source,
        fingerprint=table.fingerprint,
    )
