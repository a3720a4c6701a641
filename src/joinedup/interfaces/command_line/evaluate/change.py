"""`joinedup evaluate change`: how many families had each risk at the start, and how many later."""

import argparse
from collections.abc import Mapping

import pandas as pd

from joinedup.insight.evaluation.methods.change.analysis import Changes, changes_of
from joinedup.insight.evaluation.methods.change.families import (
    Families,
    long_families,
    wide_families,
)
from joinedup.insight.evaluation.methods.tables import DataError, Table, read_table
from joinedup.insight.evaluation.reports.change import change_finding
from joinedup.insight.evaluation.reports.finding import Finding
from joinedup.interfaces.command_line.evaluate.reading import (
    add_file,
    add_seed,
    columns,
    draws,
    mark,
    whole,
)

MOST_GROUPS = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Wide or long."""
    parser.epilog = (
        "FILE holds one row for each family, with a column for each risk and moment, such as"
        " school_start, school_review, school_exit and school_follow_up, of yes, no, or nothing"
        " for not known; or, with --family, --moment, --risk and --value, one row for each family,"
        " moment and risk. Columns called referred, accepted, engaged, left and followed_up (yes,"
        " or a date) say how far families came; name others with --stages left=closed,... ."
        " All accepted families are counted first, also those who dropped out."
    )
    add_file(parser)
    parser.add_argument("--risks", type=columns, default=(), metavar="a,b", help="only these")
    parser.add_argument("--stages", type=pairs, default={}, metavar="STAGE=c,...", help="columns")
    parser.add_argument(
        "--domains", type=lists, default={}, metavar="NAME=a+b,...", help="averages over risks"
    )
    parser.add_argument("--group", metavar="g", help="the same for each group, side by side")
    long = parser.add_argument_group("one row for each family, moment and risk")
    for name in ("family", "moment", "risk", "value", "domain"):
        long.add_argument(f"--{name}", metavar="c", help=f"column of the {name}")
    parser.add_argument("--bootstrap", type=whole, default=1000, metavar="N", help="draws")
    add_seed(parser)


def pairs(text: str) -> dict[str, str]:
    """Names with their values: a=b,c=d.

    :raises argparse.ArgumentTypeError: a part has no equals sign.
    """
    found = {}
    for part in columns(text):
        name, sign, value = (each.strip() for each in part.partition("="))
        if not (name and sign and value):
            raise argparse.ArgumentTypeError(f"{part} is not like name=value")
        found[name] = value
    return found


def lists(text: str) -> dict[str, tuple[str, ...]]:
    """Names with several values: a=b+c,d=e."""
    return {
        name: tuple(each.strip() for each in value.split("+") if each.strip())
        for name, value in pairs(text).items()
    }


def evaluate(arguments: argparse.Namespace) -> Finding:
    """Change of all families, or of each group.

    :raises DataError: the data cannot answer.
    """
    table = read_table(arguments.file)
    number = draws(arguments.bootstrap)
    groups: Mapping[str, Changes] = {
        name: changes_of(
            _families(arguments, part), draws=number, seed=arguments.seed, progress=mark
        )
        for name, part in _parts(table, arguments.group).items()
    }
    return change_finding(groups, source=table.source, fingerprint=table.fingerprint)


def _families(arguments: argparse.Namespace, table: Table) -> Families:
    long = [arguments.family, arguments.moment, arguments.risk, arguments.value]
    if not any(long):
        if arguments.domain:
            raise DataError("--domain is for rows of one risk each: use --domains")
        return wide_families(
            table, risks=arguments.risks, stages=arguments.stages, domains=arguments.domains
        )
    if not all(long):
        raise DataError("--family, --moment, --risk and --value go together")
    return long_families(
        table,
        family=arguments.family,
        moment=arguments.moment,
        risk=arguments.risk,
        value=arguments.value,
        domain=arguments.domain,
        stages=arguments.stages,
        domains=arguments.domains,
    )


def _parts(table: Table, group: str | None) -> dict[str, Table]:
    if group is None:
        return {"all": table}
    table.require([group])
    codes, names = pd.factorize(table.frame[group], sort=True)
    if len(names) > MOST_GROUPS:
        raise DataError(f"the column {group} makes {len(names):,} groups, more than {MOST_GROUPS}")
    return {
        f"{group} {name:g}" if isinstance(name, float) else f"{group} {name}": Table(
            table.frame[codes == code], table.source, table.fingerprint
        )
        for code, name in enumerate(names)
    }
