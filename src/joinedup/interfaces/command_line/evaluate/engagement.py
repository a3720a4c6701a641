"""`joinedup evaluate engagement`: whether longer help goes with fewer events."""

import argparse
from dataclasses import replace

import numpy as np

from joinedup.insight.evaluation.methods.over_time.engagement import engagement
from joinedup.insight.evaluation.methods.over_time.survival.times import times_of
from joinedup.insight.evaluation.methods.tables import DataError, Table, read_table
from joinedup.insight.evaluation.reports.engagement import engagement_finding
from joinedup.insight.evaluation.reports.finding import Finding
from joinedup.interfaces.command_line.evaluate.reading import (
    OMIT,
    add_file,
    add_missing,
    columns,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One row for each family."""
    parser.epilog = (
        "FILE holds one row for each family: how long it was helped, and how long it was followed"
        " from the start of help until the event or without it, in the same unit. Families are"
        " never compared by the whole length of help, which makes even useless help look good."
    )
    add_file(parser)
    parser.add_argument("--length", required=True, metavar="L", help="column of lengths of help")
    parser.add_argument("--duration", required=True, metavar="D", help="column of follow-up")
    parser.add_argument("--event", required=True, metavar="E", help="column of whether it happened")
    parser.add_argument("--event-value", metavar="V", help="what counts as the event")
    parser.add_argument("--competing", type=columns, default=(), metavar="V", help="what ends it")
    parser.add_argument(
        "--covariates", type=columns, default=(), metavar="a,b", help="known before"
    )
    add_missing(parser, OMIT)
    parser.add_argument("--strata", type=columns, default=(), metavar="s", help="own baselines")


def evaluate(arguments: argparse.Namespace) -> Finding:
    """Help so far, landmarks, and the trap.

    :raises DataError: the data cannot answer.
    """
    table = read_table(arguments.file)
    table.require([arguments.length])
    if arguments.length in (arguments.duration, arguments.event, *arguments.covariates):
        raise DataError("the length of help must be a column of its own")
    helped = table.numbers(arguments.length)
    known = ~np.isnan(helped)
    table = Table(table.frame[known], table.source, table.fingerprint)
    times = times_of(
        table,
        duration=arguments.duration,
        event=arguments.event,
        covariates=arguments.covariates,
        strata=arguments.strata,
        event_value=arguments.event_value,
        competing=arguments.competing,
        missing=arguments.missing,
    )
    told = [arguments.duration, arguments.event, *arguments.strata]
    there = ~table.frame[told].isna().any(axis=1).to_numpy()
    gone = int((~known).sum()) + sum(each.rows for each in times.left_out)
    if gone:
        said = f"{gone:,} rows without length, duration or event are left out"
        times = replace(times, warnings=(*times.warnings, said))
    return engagement_finding(
        engagement(times, helped[known][there]),
        event=arguments.event,
        source=table.source,
        fingerprint=table.fingerprint,
    )
