"""The trained model by which agencies' entries are compared."""

from functools import cache
from importlib import resources
from pathlib import Path

from django.conf import settings

from joinedup.record.linkage.engine.files import FileError
from joinedup.record.linkage.engine.interface import Matcher
from joinedup.record.linkage.engine.live.within import Weigher, fitted
from joinedup.record.linkage.engine.model import read_model
from joinedup.record.linkage.rules.compared import compared, prepared


def weigher() -> Weigher:
    """The model in use: that of the installation (``JOINEDUP_MODEL``), or the one that comes with
    Joined Up, learned from a made-up area.

    :raises FileError: the installation's is no model, was changed, or compares something else.
    """
    return _read(settings.MODEL)


def matcher() -> Matcher:
    """Who compares two people of whom both are in hand: by the same model.

    :raises FileError: as ``weigher``.
    """
    return _matcher(settings.MODEL)


def fault_of_model() -> str:
    """What is wrong with the installation's model, in a line that names the file; empty where it
    serves."""
    try:
        matcher()
    except FileError as error:
        return " ".join(str(error).split())
    return ""


@cache
def _matcher(path: str) -> Matcher:
    # it brings a parser of conditions with it
    from joinedup.record.linkage.engine.live.matcher import TrainedMatcher

    return TrainedMatcher(_read(path), prepared)


@cache
def _read(path: str) -> Weigher:
    if path:
        return _serving(Path(path))
    ours = resources.files("joinedup.record.linkage.engine.model") / "made_up_area.json"
    with resources.as_file(ours) as file:
        return _serving(file)


def _serving(path: Path) -> Weigher:
    model = read_model(path)
    try:
        return Weigher(fitted(model, compared()))
    except FileError as error:
        raise FileError(f"{path}: {error}") from error
