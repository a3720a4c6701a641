"""The directory of an installation's own files: secrets, and the embedded database."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "JOINEDUP_DATA"

_CHECKOUT = Path(__file__).resolve().parents[4]


def data_directory(environ: Mapping[str, str]) -> Path:
    """Return where it is: as the environment says, or else `.joinedup` beside the source."""
    return Path(environ.get(VARIABLE) or _CHECKOUT / ".joinedup").absolute()


def demonstration_mark(directory: Path) -> Path:
    """The file that is in the directory of an installation which holds the made-up area."""
    return directory / "demonstration"


def make_data_directory(path: Path) -> None:
    """Make the directory of an installation's files, when it is not there.

    Nobody else can list it. When root makes it, others can pass through it, as PostgreSQL runs
    as another account; every secret in it is of mode 0600.
    """
    if path.is_dir():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
        if os.geteuid() == 0:
            path.chmod(0o711)
