"""The made-up area at the first start, and who can sign in to it."""

from importlib import import_module
from importlib.util import find_spec

from joinedup.interfaces.command_line.installation import Installation, say

_LOADER = "joinedup.interfaces.demonstration.loading"
_MARK = "demonstration"


def load_at_first_start(installation: Installation, *, fresh: bool, wanted: bool) -> None:
    """Load it into an empty installation; a load that was cut short is done again."""
    mark = installation.data_directory / _MARK
    if fresh and wanted and not installation.production and find_spec(_LOADER):
        mark.write_text("loading\n")
    if mark.exists() and mark.read_text() == "loading\n":
        say("Loading the made-up area")
        import_module(_LOADER).load_demonstration(say)
        mark.write_text("loaded\n")


def say_who_can_sign_in(installation: Installation) -> None:
    """Print the demonstration's people, one a line."""
    if (installation.data_directory / _MARK).exists():
        for line in import_module(_LOADER).people_to_sign_in_as():
            say(line)
