"""A folder of results is there whole, as it was before, or not at all."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MADE, _EARLIER = "made", "earlier"


@contextmanager
def written_whole(out: Path) -> Iterator[Path]:
    """Yield an empty folder beside ``out``, which takes its place when the block ends well.

    That folder has one name for each ``out`` and is locked while it is filled. So whatever a
    killed process left is there for the next to clear: an unlocked one is nobody's any more.

    :raises OSError: it cannot be written, another process writes it, or what is there is not ours.
    """
    place = out.resolve()
    scratch = place.with_name(f".{place.name}.writing")
    scratch.mkdir(mode=0o700, exist_ok=True)
    with _locked(scratch):
        _put_back_and_clear(scratch, place)
        made = scratch / _MADE
        try:
            made.mkdir()
            yield made
            if place.exists():
                place.rename(scratch / _EARLIER)
            made.rename(place)
        finally:
            _put_back_and_clear(scratch, place)
            scratch.rmdir()


@contextmanager
def _locked(scratch: Path) -> Iterator[None]:
    """The system lets go of a lock when its process ends, however that ended."""
    handle = os.open(scratch, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise BlockingIOError(error.errno, "another run is writing it") from error
    finally:
        os.close(handle)


def _put_back_and_clear(scratch: Path, place: Path) -> None:
    others = sorted({path.name for path in scratch.iterdir()} - {_MADE, _EARLIER})
    if others:
        raise FileExistsError(errno.EEXIST, f"{scratch} holds {others[0]}, which no run has left")
    if (scratch / _EARLIER).exists() and not place.exists():
        (scratch / _EARLIER).rename(place)
    for path in list(scratch.iterdir()):
        shutil.rmtree(path)
