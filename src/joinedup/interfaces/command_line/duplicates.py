"""`joinedup duplicates find`: compare everybody's records, for people to decide about."""

import argparse
from pathlib import Path

from joinedup.interfaces.command_line.installation import RefusalError, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the one thing it does."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    finding = actions.add_parser(
        "find", help="find the records that may be one person's; let a timer do it every night"
    )
    finding.add_argument(
        "--model", type=Path, metavar="MODEL.json", help="use this model and train none"
    )
    finding.add_argument(
        "--data",
        default=argparse.SUPPRESS,
        metavar="DIR",
        help="the directory of this installation (default: .joinedup beside the source)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Compare, as the owner of the tables. It prints how far it is, and nothing about anybody."""
    from joinedup.base.foundation.owning import OwnerUnknownError
    from joinedup.record.duplicates.commands import compare_everybody
    from joinedup.record.linkage.engine.files import FileError
    from joinedup.record.linkage.engine.model import read_model

    try:
        model = read_model(arguments.model) if arguments.model else None
        found = compare_everybody(say, model=model)
    except (FileError, OwnerUnknownError) as error:
        raise RefusalError(" ".join(str(error).split())) from error
    say(
        "Done. Whoever may see both records of a pair finds it under “Is this one person?”."
        if found
        else "There are not two people to compare yet."
    )
    return 0
