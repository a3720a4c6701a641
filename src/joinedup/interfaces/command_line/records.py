"""`joinedup records import AGENCY FILE --as EMAIL`: bring an agency's records up to date.

For files too large for the page. It runs in the name of somebody of that agency: what they may
not do on the page they may not do here either.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from joinedup.interfaces.command_line.installation import RefusalError, say

if TYPE_CHECKING:
    from joinedup.trust.sharing.asking import Viewer

_HELD = {
    "people": "The index holds {:,}.",
    "relationships": "The index holds {:,}.",
    "events": "Events held now: {:,}.",
}
KINDS = ("people", "relationships", "events")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the one action."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    reading = actions.add_parser("import", help="read an agency's CSV file into its own records")
    reading.add_argument("agency", metavar="AGENCY", help="the agency's short name, like police")
    reading.add_argument("file", type=Path, metavar="FILE")
    reading.add_argument(
        "--as",
        dest="email",
        required=True,
        metavar="EMAIL",
        help="the account of the researcher or information governance lead who sends it",
    )
    reading.add_argument("--kind", choices=KINDS, default="people")
    reading.add_argument(
        "--complete",
        action="store_true",
        help="the file holds everybody: whoever is not in it has left",
    )


def run(arguments: argparse.Namespace) -> int:
    """Read the file and say what came of it, line by line where it was wrong."""
    from joinedup.trust.sharing.asking import NotVisible, session
    from joinedup.trust.sharing.rules import Purpose

    viewer = _sender(arguments.email, arguments.agency)
    try:
        with session(viewer, Purpose.OWN_RECORDS), arguments.file.open("rb") as file:
            done = _take(viewer, arguments, file)
    except OSError as error:
        raise RefusalError(f"{arguments.file}: {error.strerror}") from error
    except (PermissionError, NotVisible) as error:
        raise _not_theirs() from error
    except ValueError as error:
        raise RefusalError(f"{arguments.file}: {error}") from error
    _tell_end()
    for problem in done.problems:
        where = "the file" if problem["line"] is None else f"line {problem['line']}"
        say(f"{where}, {problem['column'] or 'the row'}: {problem['message']}")
    say(
        f"{done.rows:,} rows: {done.added:,} new, {done.changed:,} changed, {done.unchanged:,} as"
        f" before, {done.rejected:,} not taken, {done.left:,} taken to have left."
        f" {_HELD[arguments.kind].format(done.known)}"
    )
    return 0


def _take(viewer: "Viewer", arguments: argparse.Namespace, file: BinaryIO) -> Any:  # noqa: ANN401 - a row, which this layer may not name
    from joinedup.record.chronology.commands import import_own_events
    from joinedup.record.linkage import commands

    sent = {
        "agency": viewer.agency_id,
        "file": file,
        "file_name": arguments.file.name,
        "progress": _tell,
    }
    if arguments.kind == "events":
        if arguments.complete:
            raise RefusalError("events that are not in a file stay: leave out --complete")
        return import_own_events(viewer, **sent)
    take = {"people": commands.import_people, "relationships": commands.import_relationships}
    return take[arguments.kind](viewer, complete=arguments.complete, **sent)


def _sender(email: str, agency: str) -> "Viewer":
    from joinedup.trust.accounts.queries import NoSuchAccountError, account_with_email
    from joinedup.trust.agencies.rules import Role
    from joinedup.trust.sharing.queries import viewer_for

    try:
        professional = account_with_email(email).professional_id
    except NoSuchAccountError:
        professional = None
    if professional is None:
        raise RefusalError("no account of a professional has this e-mail address")
    viewer = viewer_for(professional)
    may = viewer.has(Role.RESEARCHER, Role.INFORMATION_GOVERNANCE_LEAD)
    if viewer.agency_slug != agency or not may:
        raise _not_theirs()
    return viewer


def _not_theirs() -> RefusalError:
    return RefusalError(
        "this account may not write this agency's records: it must be of a researcher or an"
        " information governance lead of the agency"
    )


def _tell(rows: int) -> None:
    sys.stderr.write(f"\r{rows:,} rows read")
    sys.stderr.flush()


def _tell_end() -> None:
    sys.stderr.write("\n")
