"""`joinedup link model`: the model that an installation asks with (`JOINEDUP_MODEL`), made ready.

From one that `joinedup link run` learned it works on the file alone; from the indexes of this
installation's agencies it needs the owner of the tables.
"""

import argparse
import os
from contextlib import ExitStack
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from joinedup.interfaces.command_line.installation import (
    RefusalError,
    open_installation,
    say,
    set_up_django,
)
from joinedup.interfaces.command_line.parsing import add_data_argument
from joinedup.record.linkage.engine.files import FileError

if TYPE_CHECKING:
    from joinedup.record.linkage.engine.model import Model


def add_action(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare it among the actions of ``joinedup link``."""
    making = actions.add_parser("model", help="make the model ready that an installation asks with")
    source = making.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--from", type=Path, dest="learned", metavar="MODEL.json",
        help="the model.json of `joinedup link run`",
    )  # fmt: skip
    source.add_argument(
        "--from-indexes", action="store_true",
        help="learn it from the indexes of this installation's agencies",
    )  # fmt: skip
    making.add_argument("--out", type=Path, required=True, metavar="FILE", help="a .json to write")
    making.add_argument(
        "--names", choices=("own", "common", "none"), default="own",
        help="how common names are: as among these records (default), only those that are common,"
        " or no name at all",
    )  # fmt: skip
    making.add_argument("--seed", type=int, default=1, metavar="N", help="default: 1")
    add_data_argument(making, default=argparse.SUPPRESS)


def make_ready(arguments: argparse.Namespace) -> int:
    """Do it.

    :raises FileError: the model does not serve, or cannot be written.
    """
    from joinedup.record.linkage.engine.live.serving import Names, ready
    from joinedup.record.linkage.engine.model import read_model
    from joinedup.record.linkage.rules.compared import compared

    _check_file(arguments.out)
    today = datetime.now(UTC).date()
    if arguments.learned:
        model = read_model(arguments.learned)
    else:
        model = _from_indexes(today, arguments.seed)
    ours = resources.files("joinedup.record.linkage.engine.model") / "made_up_area.json"
    with resources.as_file(ours) as file:
        instead = read_model(file)
    try:
        made = ready(model, compared(), names=Names(arguments.names), on=today, instead=instead)
    except FileError as error:
        raise FileError(f"{arguments.learned or 'the indexes'}: {error}") from error
    _write(arguments.out, made)
    names = sum(map(len, made.rarity.values()))
    say(
        f"{arguments.out} was learned on {made.made_on} from"
        f" {made.provenance.get('records', 0):,} records and holds {names:,} names. Set"
        f" JOINEDUP_MODEL to it and start Joined Up again."
    )
    if lacking := made.provenance.get("taken_from"):
        titles = [one.title for one in compared() if one.name in str(lacking)]
        say(f"These records hold too little of {', '.join(titles)}: weighed by the model we ship.")
    return 0


def _from_indexes(today: date, seed: int) -> "Model":
    from joinedup.base.foundation.owning import OwnerUnknownError

    with ExitStack() as stack:
        stack.enter_context(open_installation(os.environ).database())
        set_up_django()
        from joinedup.record.linkage.commands import learn_from_indexes

        try:
            return learn_from_indexes(say, today=today, seed=seed)
        except OwnerUnknownError as error:
            raise RefusalError(str(error)) from error


def _check_file(out: Path) -> None:
    if out.suffix.lower() != ".json":
        raise FileError(f"{out}: name a file that ends in .json")
    if out.is_dir() or not out.resolve().parent.is_dir():
        raise FileError(f"{out} cannot be written: it is a folder, or in none")


def _write(out: Path, model: "Model") -> None:
    """Whole or not at all, in the place of one that was there."""
    made = out.with_name(f".{out.name}.making")
    try:
        made.write_text(model.text(), encoding="utf-8")
        made.replace(out)
    except OSError as error:
        made.unlink(missing_ok=True)
        raise FileError(f"{out} cannot be written: {error.strerror}") from error
