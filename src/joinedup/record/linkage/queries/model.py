"""The trained model by which agencies' entries are compared."""

from functools import cache
from importlib import resources
from pathlib import Path

from django.conf import settings

from joinedup.record.linkage.engine.live.within import Weigher, fitted
from joinedup.record.linkage.engine.model import read_model
from joinedup.record.linkage.rules.compared import compared


def weigher() -> Weigher:
    """The model in use: that of the installation (``JOINEDUP_MODEL``), or the one that comes with
    Joined Up, learned from a made-up area.

    :raises FileError: the installation's is no model, was changed, or compares something else.
    """
    return _read(settings.MODEL)


@cache
def _read(path: str) -> Weigher:
    if path:
        return Weigher(fitted(read_model(Path(path)), compared()))
    ours = resources.files("joinedup.record.linkage.engine.model") / "made_up_area.json"
    with resources.as_file(ours) as file:
        return Weigher(fitted(read_model(file), compared()))
