"""`joinedup demo generate | load`: write a made-up area, and fill an installation with one."""

import argparse
import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from joinedup.interfaces.command_line import demonstration
from joinedup.interfaces.command_line.installation import (
    RefusalError,
    open_installation,
    say,
    set_up_django,
)
from joinedup.interfaces.command_line.parsing import add_data_argument
from joinedup.interfaces.demonstration.area.generate import FEWEST, generate_area

_LOADER = "joinedup.interfaces.demonstration.loading"
_AREA_FILE = "area.toml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the two things it does, with their options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    generate = actions.add_parser("generate", help="write the extracts of a made-up area as CSV")
    generate.add_argument("--people", type=_people, required=True, metavar="N")
    generate.add_argument("--seed", type=int, default=1, metavar="S", help="default: 1")
    generate.add_argument("--out", type=_folder_to_fill, required=True, metavar="DIR")
    load = actions.add_parser("load", help="fill this installation with such an area")
    load.add_argument("directory", type=_area, metavar="DIR")
    add_data_argument(load, default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    if arguments.action == "generate":
        return _generate(arguments.people, arguments.seed, arguments.out)
    return _load(arguments.directory)


def _generate(people: int, seed: int, out: Path) -> int:
    try:
        made = generate_area(people, seed, out, _tenths())
    except OSError as error:
        raise RefusalError(f"{out} cannot be written: {error.strerror}") from error
    say(
        f"{made.name} is in {out}: {made.people:,} people in {made.households:,} households,"
        f" {made.records:,} records and {made.events:,} events of {len(list(out.glob('*/')))}"
        " agencies, and who is who in truth.csv."
    )
    return 0


def _load(directory: Path) -> int:
    installation = open_installation(os.environ)
    if installation.production:
        raise RefusalError("a made-up area is loaded in demonstration mode only")
    with installation.database():
        set_up_django()
        _refuse_without_tables()
        loader = import_module(_LOADER)
        try:
            loader.load_directory(directory, say)
        except (loader.NotAnAreaError, loader.NotLoadedError) as error:
            raise RefusalError(str(error)) from error
        demonstration.note_loaded(installation)
        for line in loader.people_to_sign_in_as():
            say(line)
        say("If it is running, start it again: until then it asks for a second factor.")
    return 0


def _refuse_without_tables() -> None:
    from django.db import OperationalError, connection

    try:
        ready = "agencies_organisation" in connection.introspection.table_names()
    except OperationalError:
        # Where nobody has prepared the database, the application's role cannot even sign in.
        ready = False
    if not ready:
        raise RefusalError("the database is not ready: run `joinedup migrate` first")


def _tenths() -> Callable[[int, int], None]:
    """Progress that speaks ten times, however large the area is."""
    told = [0]

    def progress(done: int, of: int) -> None:
        if done * 10 // of > told[0]:
            told[0] = done * 10 // of
            say(f"  {done:,} of {of:,} people")

    return progress


def _people(text: str) -> int:
    number = int(text)
    if number < FEWEST:
        raise argparse.ArgumentTypeError(f"an area needs at least {FEWEST} people, not {number}")
    return number


def _folder_to_fill(text: str) -> Path:
    path = Path(text)
    if path.exists() and not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a file, not a folder")
    return path


def _area(text: str) -> Path:
    path = Path(text)
    if not (path / _AREA_FILE).is_file():
        raise argparse.ArgumentTypeError(
            f"{text} holds no area: make one with `joinedup demo generate`"
        )
    return path
