"""`joinedup database start | stop | status`: the embedded database by itself."""

import argparse
import os

from joinedup.base.foundation.embedded_postgres import EmbeddedPostgres, Status
from joinedup.base.foundation.embedded_use import ask_to_stay
from joinedup.interfaces.command_line.installation import RefusalError, open_installation, say

_NOT_RUNNING = 3  # as `systemctl status` and `pg_ctl status` have it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what to do with it."""
    parser.add_argument("action", choices=["start", "stop", "status"])


def run(arguments: argparse.Namespace) -> int:
    """Do it and say what it is doing now."""
    embedded = open_installation(os.environ).embedded
    if embedded is None:
        raise RefusalError("DATABASE_URL names a server, which is not ours to start or stop")
    if arguments.action == "start":
        embedded.start()
        ask_to_stay(embedded, stay=True)
    elif arguments.action == "stop":
        ask_to_stay(embedded, stay=False)
        embedded.stop()
    status = _tell(embedded)
    return _NOT_RUNNING if arguments.action == "status" and status is not Status.RUNNING else 0


def _tell(embedded: EmbeddedPostgres) -> Status:
    status = embedded.status()
    say(f"The embedded database in {embedded.data_directory} is {status}.")
    return status
