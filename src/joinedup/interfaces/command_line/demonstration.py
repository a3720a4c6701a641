"""The made-up area at the first start, and who can sign in to it."""

from importlib import import_module
from importlib.util import find_spec

from joinedup.interfaces.command_line.installation import Installation, say

_LOADER = "joinedup.interfaces.demonstration.loading"
_MARK = "demonstration"
_WANTED = "wanted\n"
_LOADED = "loaded\n"


def want(installation: Installation) -> None:
    """Note, before anything is made, that a new installation is to have it."""
    if not installation.production and find_spec(_LOADER):
        (installation.data_directory / _MARK).write_text(_WANTED)


def load_if_wanted(installation: Installation) -> None:
    """Load it, once; a load that was cut short is done again at the next start."""
    mark = installation.data_directory / _MARK
    if mark.exists() and mark.read_text() == _WANTED:
        say("Loading the made-up area")
        import_module(_LOADER).load_demonstration(say)
        note_loaded(installation)


def note_loaded(installation: Installation) -> None:
    """Note that it is there, so that every start says who can sign in."""
    (installation.data_directory / _MARK).write_text(_LOADED)


def say_who_can_sign_in(installation: Installation) -> None:
    """Print the demonstration's people, one a line."""
    if (installation.data_directory / _MARK).exists():
        for line in import_module(_LOADER).people_to_sign_in_as():
            say(line)
