"""`joinedup evaluate power`: how many families a fair test needs, or what it could find."""

import argparse

from joinedup.insight.evaluation.methods.planning.power import (
    Clusters,
    Design,
    Mean,
    Outcome,
    Paired,
    Parallel,
    Share,
    SteppedWedge,
    families_needed,
    power_of,
    rounded_up,
    smallest_difference,
)
from joinedup.insight.evaluation.methods.tables import DataError
from joinedup.insight.evaluation.reports.finding import Finding
from joinedup.insight.evaluation.reports.power import Answer, power_finding
from joinedup.interfaces.command_line.evaluate.reading import real, whole


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No file: only what is planned."""
    parser.epilog = (
        "Say two of the three: --families, --difference (or --treated), --power; the third is"
        " worked out. Without --families: how many are needed. Without --difference: the smallest"
        " that would be found."
    )
    outcome = parser.add_mutually_exclusive_group(required=True)
    outcome.add_argument("--control", type=real, metavar="P", help="share without help, 0 to 1")
    outcome.add_argument("--spread", type=real, metavar="SD", help="standard deviation of a mean")
    gap = parser.add_mutually_exclusive_group()
    gap.add_argument("--difference", type=real, metavar="D", help="with help less without")
    gap.add_argument("--treated", type=real, metavar="P", help="share with help, 0 to 1")
    parser.add_argument("--families", type=whole, metavar="N", help="in all")
    parser.add_argument("--power", type=real, metavar="P", help="chance to find it (0.8)")
    parser.add_argument("--alpha", type=real, default=0.05, metavar="A", help="significance level")
    parser.add_argument("--ratio", type=real, default=1.0, metavar="R", help="treated for each")
    parser.add_argument("--rise", action="store_true", help="look for a rise, not for a fall")
    parser.add_argument("--correlation", type=real, metavar="R", help="the same families, twice")
    parser.add_argument("--icc", type=real, metavar="C", help="likeness within areas, 0 to 1")
    parser.add_argument("--cluster-size", type=real, metavar="M", help="families of an area")
    parser.add_argument("--cluster-variation", type=real, default=0.0, metavar="CV",
                        help="standard deviation of sizes over their mean")  # fmt: skip
    parser.add_argument("--steps", type=whole, metavar="K", help="a stepped wedge of K waves")
    parser.add_argument("--dropout", type=real, default=0.0, metavar="P", help="share that leaves")


def evaluate(arguments: argparse.Namespace) -> Finding:
    """The one of three that was not said.

    :raises DataError: what was said cannot be.
    """
    design, difference = _design(arguments), _difference(arguments)
    power = 0.8 if arguments.power is None else arguments.power
    if arguments.families is None:
        if difference is None:
            raise DataError("say --families, or a difference to find")
        number = rounded_up(design, families_needed(design, difference, power))
        answer = Answer(design, "families", number, power, difference, arguments.dropout)
    elif difference is None:
        found = smallest_difference(design, arguments.families, power, fewer=not arguments.rise)
        answer = Answer(design, "difference", arguments.families, power, found, arguments.dropout)
    else:
        if arguments.power is not None:
            raise DataError("with --families and a difference, the power is what is worked out")
        chance = power_of(design, arguments.families, difference)
        answer = Answer(design, "power", arguments.families, chance, difference, arguments.dropout)
    return power_finding(answer)


def _difference(arguments: argparse.Namespace) -> float | None:
    if arguments.treated is None:
        return None if arguments.difference is None else float(arguments.difference)
    if arguments.control is None:
        raise DataError("--treated is a share: say --control beside it")
    return float(arguments.treated - arguments.control)


def _design(arguments: argparse.Namespace) -> Design:
    outcome: Outcome = (
        Mean(arguments.spread) if arguments.control is None else Share(arguments.control)
    )
    clusters = _clusters(arguments)
    if arguments.steps is not None:
        if clusters is None:
            raise DataError("a stepped wedge needs --icc and --cluster-size")
        return SteppedWedge(outcome, clusters, arguments.steps, arguments.alpha)
    if arguments.correlation is not None:
        if clusters is not None:
            raise DataError("--correlation and --icc are of two designs")
        return Paired(outcome, arguments.correlation, arguments.alpha)
    return Parallel(outcome, arguments.ratio, clusters, arguments.alpha)


def _clusters(arguments: argparse.Namespace) -> Clusters | None:
    if (arguments.icc is None) != (arguments.cluster_size is None):
        raise DataError("--icc and --cluster-size go together")
    if arguments.icc is None:
        return None
    return Clusters(arguments.icc, arguments.cluster_size, arguments.cluster_variation)
