"""`joinedup duplicates find | labels`: compare everybody's records; what people decided of them."""

import argparse
import csv
from pathlib import Path

from joinedup.base.govuk.wording import say_count
from joinedup.interfaces.command_line.installation import RefusalError, say
from joinedup.interfaces.command_line.parsing import add_data_argument


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the two things it does."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    finding = actions.add_parser(
        "find", help="find the records that may be one person's; let a timer do it every night"
    )
    finding.add_argument(
        "--model", type=Path, metavar="MODEL.json", help="use this model and train none"
    )
    labels = actions.add_parser(
        "labels", help="write what people decided as a CSV that refines a model or binds a run"
    )
    labels.add_argument("file", type=Path, metavar="L.csv")
    for action in (finding, labels):
        add_data_argument(action, default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Do it as the owner of the tables. It prints how far it is, and nothing about anybody."""
    from joinedup.base.foundation.owning import OwnerUnknownError
    from joinedup.record.linkage.engine.files import FileError

    try:
        return (_find if arguments.action == "find" else _labels)(arguments)
    except (FileError, OwnerUnknownError) as error:
        raise RefusalError(" ".join(str(error).split())) from error


def _labels(arguments: argparse.Namespace) -> int:
    from joinedup.record.duplicates.commands import HEADER, export_labels

    rows = export_labels()
    try:
        with arguments.file.open("x", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([HEADER, *rows])
    except OSError as error:
        raise RefusalError(f"{arguments.file} cannot be written: {error.strerror}") from error
    say(f"{say_count(len(rows), 'decision')} in {arguments.file}.")
    return 0


def _find(arguments: argparse.Namespace) -> int:
    from joinedup.record.duplicates.commands import compare_everybody
    from joinedup.record.linkage.engine.model import read_model

    model = read_model(arguments.model) if arguments.model else None
    found = compare_everybody(say, model=model)
    say(
        "Done. Whoever may see both records of a pair finds it under “Is this one person?”."
        if found
        else "There are not two people to compare yet."
    )
    return 0
