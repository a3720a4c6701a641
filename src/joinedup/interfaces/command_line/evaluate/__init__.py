"""`joinedup evaluate ...`: did it work, from a file of families.

It works on files alone and touches no installation. Each action is a module with `add_arguments`
and `evaluate`, which returns what it found as a `Finding`.
"""

import argparse
import json
import sys
from functools import partial
from pathlib import Path

from joinedup.insight.evaluation.methods.tables import DataError
from joinedup.insight.evaluation.reports.finding import Finding
from joinedup.insight.evaluation.reports.folder import check_folder, write_report
from joinedup.interfaces.command_line.evaluate import protocol
from joinedup.interfaces.command_line.evaluate.actions import ACTIONS, module_of, options_of
from joinedup.interfaces.command_line.installation import say
from joinedup.interfaces.command_line.parsing import ChosenParser


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
    module_of(name).add_arguments(options)
    own = options_of(name)
    options.set_defaults(defaults={each: own[each].default for each in sorted(own)})


def run(arguments: argparse.Namespace) -> int:
    """Do it; a fault in the data is one line and status 2."""
    try:
        if arguments.out:
            check_folder(arguments.out)
        promised = protocol.read(arguments.protocol)[0] if arguments.protocol else None
        finding = module_of(arguments.action).evaluate(arguments)
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
