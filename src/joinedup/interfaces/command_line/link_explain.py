"""`joinedup link explain DIR SOURCE/RECORD SOURCE/RECORD`: why two records may be one person."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from joinedup.interfaces.command_line.installation import say
from joinedup.record.linkage.engine.explaining.drawing import picture_file
from joinedup.record.linkage.engine.explaining.weights import (
    PRIOR,
    Explanation,
    Found,
    explain_pair,
    odds,
)
from joinedup.record.linkage.engine.files import FileError
from joinedup.record.linkage.engine.files.compared import find_pair
from joinedup.record.linkage.engine.model import read_model


def add_action(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare it among the actions of ``joinedup link``."""
    explaining = actions.add_parser("explain", help="why two records may be one person")
    explaining.add_argument("folder", type=Path, metavar="DIR", help="what `link run` has written")
    for name in ("one", "other"):
        explaining.add_argument(name, metavar="SOURCE/RECORD")
    explaining.add_argument(
        "--picture", type=Path, metavar="FILE.svg", help="draw it into this file too"
    )


def explain(arguments: argparse.Namespace) -> int:
    """Print the sentence and the table.

    :raises FileError: the folder or the pair is not there.
    """
    model = read_model(arguments.folder / "model.json")
    pair = find_pair(arguments.folder / "pairs.parquet", arguments.one, arguments.other)
    if strange := set(pair.levels) - set(model.comparisons):
        raise FileError(f"{arguments.folder}: the model has no weights for {min(strange)!r}")
    found = {name: Found(level, pair.bits[name]) for name, level in pair.levels.items()}
    words = explain_pair(model, found, pair.support)
    say(words.sentence)
    say(f"{signed(words.total)} bits: {odds(words.total)}. Decision of the run: {pair.decision}.")
    if pair.decision == "same person" and words.total < 0:
        say("These two alone do not fit: each of them fits other records of the same person.")
    say("")
    say("\n".join(_table(words)))
    if arguments.picture:
        title = f"{arguments.one} and {arguments.other}: {pair.decision}"
        try:
            arguments.picture.write_text(picture_file(words, title), encoding="utf-8")
        except OSError as error:
            raise FileError(f"{arguments.picture} cannot be written: {error.strerror}") from error
    return 0


def signed(bits: float) -> str:
    return f"{bits:+.1f}"


def _table(words: Explanation) -> Iterable[str]:
    rows = [("what", "found", "bits", "together")]
    rows.append((PRIOR, odds(words.prior), signed(words.prior), signed(words.prior)))
    rows += [(s.title, s.found, signed(s.bits), signed(s.total)) for s in words.steps]
    rows.append(("together", odds(words.total), "", signed(words.total)))
    wide = [max(len(row[n]) for row in rows) for n in range(2)]
    for what, found, bits, total in rows:
        yield f"{what:{wide[0]}}  {found:{wide[1]}}{bits:>8}{total:>10}"
