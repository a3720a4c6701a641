"""`joinedup audit verify` and `joinedup audit checkpoint FILE`: prove that the log is whole."""

import argparse
import os
from pathlib import Path

import psycopg

from joinedup.interfaces.command_line.installation import RefusalError, open_installation, say
from joinedup.trust.audit.verification import (
    CheckpointError,
    Link,
    read_checkpoint,
    verify,
    write_checkpoint,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the two actions."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verifying = actions.add_parser(
        "verify", help="find every altered, missing or reordered entry, and name it"
    )
    verifying.add_argument(
        "--against", type=Path, metavar="FILE", help="a checkpoint that was kept elsewhere"
    )
    checkpoint = actions.add_parser(
        "checkpoint", help="write the heads of the log to a file, to keep elsewhere"
    )
    checkpoint.add_argument("file", type=Path, metavar="FILE")


def run(arguments: argparse.Namespace) -> int:
    """Do it, as the owner of the tables."""
    installation = open_installation(os.environ)
    try:
        with (
            installation.database(),
            psycopg.connect(**installation.owner().psycopg(), autocommit=True) as link,
        ):
            if arguments.action == "checkpoint":
                return _checkpoint(link, arguments.file)
            return _verify(link, arguments.against)
    except CheckpointError as error:
        raise RefusalError(str(error)) from error


def _checkpoint(link: Link, file: Path) -> int:
    entries = write_checkpoint(link, file)
    say(f"{file}: the log as it is now, {entries:,} entries. Keep it away from this machine.")
    return 0


def _verify(link: Link, against: Path | None) -> int:
    kept = read_checkpoint(against) if against else None
    report = verify(link, against=kept, progress=_tell)
    for finding in report.findings:
        say(f"WRONG: {finding}")
    if report.more:
        say("There is more that is wrong than is listed here.")
    checked = f"{report.entries:,} entries in {report.chains} chains checked"
    if report.whole:
        compared = f", {against} included" if against else ""
        say(f"{checked}{compared}: the log is whole.")
        return 0
    say(f"{checked}: the log has been tampered with.")
    return 1


def _tell(done: int, expected: int) -> None:
    say(f"{done:,} of {max(done, expected):,} entries checked")
