"""`joinedup sealed send REFERENCE FILE --as EMAIL`: an agency's extract for a sealed matching.

For files too large for the page. It runs in the name of somebody of the agency that contributes;
what they may not do on the page they may not do here either.
"""

import argparse
from pathlib import Path

from joinedup.interfaces.command_line.installation import RefusalError, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the one action."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    sending = actions.add_parser("send", help="seal an agency's extract for an exercise")
    sending.add_argument(
        "reference", metavar="REFERENCE", help="the exercise's reference, like M-7Q2K-9XM4"
    )
    sending.add_argument("file", type=Path, metavar="FILE", help="a CSV file")
    sending.add_argument(
        "--as",
        dest="email",
        required=True,
        metavar="EMAIL",
        help="the account of the researcher or information governance lead who sends it",
    )


def run(arguments: argparse.Namespace) -> int:
    """Seal the file and say what was wrong in it, line by line."""
    from joinedup.practice.think_family import commands
    from joinedup.practice.think_family.queries import exercise_called
    from joinedup.trust.accounts.queries import NoSuchAccountError, account_with_email
    from joinedup.trust.sharing.asking import NotVisible, session
    from joinedup.trust.sharing.queries import viewer_for
    from joinedup.trust.sharing.rules import Purpose

    try:
        professional = account_with_email(arguments.email).professional_id
    except NoSuchAccountError:
        professional = None
    if professional is None:
        raise RefusalError("no account of a professional has this e-mail address")
    viewer = viewer_for(professional)
    try:
        with session(viewer, Purpose.OWN_RECORDS), arguments.file.open("rb") as file:
            exercise_id = exercise_called(viewer, arguments.reference)
            done = commands.send_extract(viewer, exercise_id=exercise_id, file=file)
    except OSError as error:
        raise RefusalError(f"{arguments.file}: {error.strerror}") from error
    except (PermissionError, NotVisible) as error:
        raise RefusalError(
            "this account may send nothing for this exercise: it must be of a researcher or an"
            " information governance lead of an agency that contributes"
        ) from error
    except ValueError as error:
        raise RefusalError(f"{arguments.file}: {error}") from error
    for problem in done.problems:
        where = "the file" if problem["line"] is None else f"line {problem['line']}"
        say(f"{where}, {problem['column'] or 'the row'}: {problem['message']}")
    say(
        f"Sealed: {done.records:,} records, {done.with_needs:,} of them with a need;"
        f" {done.refused:,} rows not taken, {done.hard_to_link:,} records hard to link."
    )
    return 0
