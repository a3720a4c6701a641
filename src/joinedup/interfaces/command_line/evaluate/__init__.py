"""`joinedup evaluate ...`: did it work, from a file of families.

It works on files alone and touches no installation. Each action is a module with `add_action`
and `evaluate`, which returns what it found as a `Finding`.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from joinedup.insight.evaluation.methods.tables import DataError
from joinedup.insight.evaluation.reports.finding import Finding
from joinedup.insight.evaluation.reports.folder import check_folder, write_report
from joinedup.interfaces.command_line.evaluate import protocol
from joinedup.interfaces.command_line.installation import say
from joinedup.interfaces.command_line.parsing import ChosenParser

ACTIONS: Mapping[str, str] = {
    "effect": "compare families who took part with families who did not",
    "change": "how many families had each risk at the start, and how many later",
    "did": "differences in differences, also when areas began at different times",
    "survival": "how long until something happened, in each group",
    "power": "how many families a fair test needs, or what it could find",
    "interrupted": "one series before and after something began",
    "engagement": "whether longer help goes with fewer events, without immortal time",
    "value": "what an outcome costs, with its range, and what it would have cost others",
    "allocate": "draw lots for a waiting list or a stepped wedge, and log them",
    "protocol": "read and hash what is promised before anybody looks",
}


class Action(Protocol):
    """What the module of an action offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare its options."""

    def evaluate(self, arguments: argparse.Namespace) -> Finding:
        """Do it.

        :raises DataError: the data cannot answer.
        """


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what it does, with the options of each."""
    actions = parser.add_subparsers(
        dest="action", required=True, metavar="ACTION", parser_class=ChosenParser
    )
    for name, summary in ACTIONS.items():
        options = actions.add_parser(name, help=summary, description=summary)
        options.declare = partial(_declare, name)


def _declare(name: str, options: argparse.ArgumentParser) -> None:
    options.add_argument("--out", type=Path, metavar="DIR", help="write report.html and .pdf")
    options.add_argument("--json", action="store_true", help="print figures and nothing else")
    options.add_argument(
        "--protocol", type=Path, metavar="P.toml", help="say where the report departs from it"
    )
    given = {option.dest for option in options._actions}  # noqa: SLF001 - nothing else lists them
    _module(name).add_arguments(options)
    own = {option.dest for option in options._actions} - given  # noqa: SLF001
    options.set_defaults(defaults={name: options.get_default(name) for name in sorted(own)})


def run(arguments: argparse.Namespace) -> int:
    """Do it; a fault in the data is one line and status 2."""
    try:
        if arguments.out:
            check_folder(arguments.out)
        promised = protocol.read(arguments.protocol)[0] if arguments.protocol else None
        finding = _module(arguments.action).evaluate(arguments)
        if promised:
            finding = protocol.checked(finding, promised, arguments, arguments.defaults)
        if arguments.out:
            write_report(finding, arguments.out, command=_command())
    except DataError as error:
        line = " ".join(str(error).split())
        sys.stderr.write(f"joinedup evaluate {arguments.action}: {line}\n")
        return 2
    if arguments.json:
        say(json.dumps(finding.figures, indent=1, allow_nan=False))
    else:
        say("\n".join(_lines(finding)))
    return 0


def _lines(finding: Finding) -> list[str]:
    """What the first page of the report says."""
    kept = [f"- {warning}" for warning in finding.in_mind]
    return [
        finding.title,
        "",
        finding.verdict,
        *finding.in_words,
        *(["", "What to keep in mind:", *kept] if kept else []),
    ]


def _command() -> str:
    """As it was typed."""
    return " ".join(["joinedup", *sys.argv[1:]])


def _module(name: str) -> Action:
    return cast("Action", import_module(f"{__name__}.{name}"))
