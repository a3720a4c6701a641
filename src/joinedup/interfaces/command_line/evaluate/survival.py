"""`joinedup evaluate survival`: how long until something happened."""

import argparse

from joinedup.insight.evaluation.methods.over_time.survival.analysis import survival
from joinedup.insight.evaluation.methods.over_time.survival.curves import SCALES
from joinedup.insight.evaluation.methods.over_time.survival.hazards import TIES
from joinedup.insight.evaluation.methods.over_time.survival.times import times_of
from joinedup.insight.evaluation.methods.tables import read_table
from joinedup.insight.evaluation.reports.finding import Finding
from joinedup.insight.evaluation.reports.survival import survival_finding
from joinedup.interfaces.command_line.evaluate.reading import (
    OMIT,
    add_file,
    add_missing,
    columns,
    positive,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One row for each family."""
    parser.epilog = (
        "FILE holds one row for each family: how long it was followed, and what ended that. The"
        " event is 1 or yes, 0 or no where it had not happened by the end; for other words say"
        " which with --event-value, and which of them compete with it (a family moved away) with"
        " --competing; all others then count as followed until it had not happened."
    )
    add_file(parser)
    parser.add_argument("--duration", required=True, metavar="D", help="column of lengths of time")
    parser.add_argument("--event", required=True, metavar="E", help="column of whether it happened")
    parser.add_argument("--event-value", metavar="V", help="what counts as the event")
    parser.add_argument(
        "--competing", type=columns, default=(), metavar="V,W", help="what competes with it"
    )
    parser.add_argument("--group", metavar="g", help="column of groups to compare")
    parser.add_argument(
        "--covariates", type=columns, default=(), metavar="a,b", help="columns for Cox hazards"
    )
    parser.add_argument(
        "--strata", type=columns, default=(), metavar="s", help="columns with hazards of their own"
    )
    add_missing(parser, OMIT)
    parser.add_argument("--horizon", type=positive, metavar="T", help="for mean times")
    parser.add_argument("--ties", choices=TIES, default="efron", help="in Cox's hazards (efron)")
    parser.add_argument("--interval", choices=SCALES, default="log-log", help="scale of intervals")


def evaluate(arguments: argparse.Namespace) -> Finding:
    """Curves, their comparison, hazards.

    :raises DataError: the data cannot answer.
    """
    table = read_table(arguments.file)
    times = times_of(
        table,
        duration=arguments.duration,
        event=arguments.event,
        group=arguments.group,
        covariates=arguments.covariates,
        strata=arguments.strata,
        event_value=arguments.event_value,
        competing=arguments.competing,
        missing=arguments.missing,
    )
    found = survival(
        times, horizon=arguments.horizon, scale=arguments.interval, ties=arguments.ties
    )
    return survival_finding(
        found,
        duration=arguments.duration,
        event=arguments.event,
        source=table.source,
        fingerprint=table.fingerprint,
    )
