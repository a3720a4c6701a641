"""The `joinedup` command: finds the sub-command, reads its options, runs it, says what failed.

A sub-command is a module with `add_arguments(parser)` and `run(arguments) -> exit status`, which
is imported only when it is asked for. One that is marked `needs_django` is run while the database
runs and after Django is set up; its options are read before that, so that it imports models
inside `run`.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

import psycopg

from joinedup.base.foundation.addresses import AddressError
from joinedup.base.foundation.backup.dump import BackupError
from joinedup.base.foundation.backup.sealed import SealError
from joinedup.base.foundation.data_directory import VARIABLE as DATA_VARIABLE
from joinedup.base.foundation.embedded_postgres import EmbeddedError
from joinedup.base.foundation.postgres_programs import ProgramError
from joinedup.base.foundation.roles import RoleError
from joinedup.interfaces.command_line.installation import (
    RefusalError,
    open_installation,
    set_up_django,
)
from joinedup.interfaces.command_line.parsing import Parser, add_data_argument

_PACKAGE = "joinedup.interfaces.command_line"
_REFUSALS = (
    RefusalError,
    AddressError,
    BackupError,
    EmbeddedError,
    ProgramError,
    RoleError,
    SealError,
)


@dataclass(frozen=True)
class Subcommand:
    """One entry of the table."""

    name: str
    summary: str
    needs_django: bool = False


class SubcommandModule(Protocol):
    """What the module of a sub-command offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare its options."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; return the exit status."""


SUBCOMMANDS = (
    Subcommand("start", "start everything on this machine, and stop it with Ctrl-C"),
    Subcommand("migrate", "make the database ready for this version"),
    Subcommand("web", "serve the pages"),
    Subcommand("worker", "do the background work"),
    Subcommand("database", "start, stop or look at the embedded database"),
    Subcommand("demo", "write a made-up area, or fill this installation with one"),
    Subcommand("agencies", "enter or show the agencies, their teams and their people"),
    Subcommand("account", "open, close or repair somebody's account", needs_django=True),
    Subcommand("records", "read an agency's file into its own index", needs_django=True),
    Subcommand("sealed", "send an agency's extract for a sealed matching", needs_django=True),
    Subcommand("link", "find the records of one person in files, or measure how well"),
    Subcommand("encode", "turn records into keyed encodings that hold no name"),
    Subcommand("duplicates", "find the records that may be one person's", needs_django=True),
    Subcommand("evaluate", "did it work? honest statistics from a file of families"),
    Subcommand("backup", "write an encrypted backup of the database"),
    Subcommand("restore", "restore a backup into an empty database"),
    Subcommand("audit", "check that the log of reads and writes is whole"),
    Subcommand("bench", "measure how fast the pages are, in a made-up area of any size"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0 done, 1 failed, 2 not understood."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser, modules = _parser(given)
    found = parser.parse_args(given)
    if found.data:
        os.environ[DATA_VARIABLE] = found.data
    chosen = next(entry for entry in SUBCOMMANDS if entry.name == found.subcommand)
    try:
        with ExitStack() as stack:
            if chosen.needs_django:
                stack.enter_context(open_installation(os.environ).database())
                set_up_django()
            return modules[chosen.name].run(found)
    except KeyboardInterrupt:
        return 130
    except _REFUSALS as error:
        return _say_refusal(chosen, str(error))
    except psycopg.OperationalError as error:
        return _say_refusal(chosen, f"the database: {str(error).strip().partition(chr(10))[0]}")


def _say_refusal(chosen: Subcommand, reason: str) -> int:
    sys.stderr.write(f"joinedup {chosen.name}: {reason}\n")
    return 1


def _parser(given: Sequence[str]) -> tuple[Parser, dict[str, SubcommandModule]]:
    """Return the parser, which knows the options of the sub-command that was asked for."""
    parser = Parser(prog="joinedup", description="Joined Up: installation and upkeep.")
    parser.set_defaults(data=None)
    table = parser.add_subparsers(dest="subcommand", required=True, metavar="COMMAND")
    modules: dict[str, SubcommandModule] = {}
    for entry in SUBCOMMANDS:
        options = table.add_parser(entry.name, help=entry.summary, description=entry.summary)
        add_data_argument(options)
        if entry.name in given[:1]:
            modules[entry.name] = _module(entry)
            modules[entry.name].add_arguments(options)
    return parser, modules


def _module(entry: Subcommand) -> SubcommandModule:
    return cast("SubcommandModule", import_module(f"{_PACKAGE}.{entry.name}"))
