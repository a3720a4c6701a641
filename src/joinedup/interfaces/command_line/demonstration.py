"""The made-up area at the first start, and who can sign in to it."""

from importlib import import_module
from importlib.util import find_spec

from joinedup.base.foundation.data_directory import demonstration_mark
from joinedup.interfaces.command_line.installation import Installation, say

_LOADER = "joinedup.interfaces.demonstration.loading"
_WANTED = "wanted\n"
_LOADED = "loaded\n"


def want(installation: Installation) -> None:
    """Note, before anything is made, that a new installation is to have it."""
    if not installation.production and find_spec(_LOADER):
        demonstration_mark(installation.data_directory).write_text(_WANTED)


def load_if_wanted(installation: Installation) -> None:
    """Load it, once; a load that was cut short is done again at the next start."""
    mark = demonstration_mark(installation.data_directory)
    if mark.exists() and mark.read_text() == _WANTED:
        say("Loading the made-up area")
        import_module(_LOADER).load_demonstration(say)
        note_loaded(installation)


def note_loaded(installation: Installation) -> None:
    """Note that it is there, so that every start says who can sign in."""
    demonstration_mark(installation.data_directory).write_text(_LOADED)


def holds_made_up_area(installation: Installation) -> bool:
    """Whether everybody in this installation is made up."""
    return demonstration_mark(installation.data_directory).exists()


def say_who_can_sign_in(installation: Installation) -> None:
    """Print the demonstration's people, one a line."""
    if holds_made_up_area(installation):
        for line in import_module(_LOADER).people_to_sign_in_as():
            say(line)
