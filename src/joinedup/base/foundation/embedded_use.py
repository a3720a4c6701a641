"""Using the embedded database together: the last to leave stops it.

The server, the worker and any command may use one database at once. Each holds a shared lock
for as long; who finds itself alone at the end stops the database, unless it was asked to stay.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator

from joinedup.base.foundation.addresses import DatabaseAddress
from joinedup.base.foundation.data_directory import make_data_directory
from joinedup.base.foundation.embedded_postgres import EmbeddedPostgres


@contextlib.contextmanager
def in_use(embedded: EmbeddedPostgres) -> Iterator[DatabaseAddress]:
    """Start the database if need be, and stop it at the end if nobody else uses it."""
    make_data_directory(embedded.data_directory)
    users = os.open(embedded.data_directory / "database.users", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield embedded.start()
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if not stays(embedded):
                    embedded.stop()
    finally:
        os.close(users)


def stays(embedded: EmbeddedPostgres) -> bool:
    """Whether it was asked to go on running with nobody using it."""
    return (embedded.data_directory / "database.stays").exists()


def ask_to_stay(embedded: EmbeddedPostgres, *, stay: bool) -> None:
    """Let it go on running with nobody using it, or no longer."""
    mark = embedded.data_directory / "database.stays"
    if stay:
        mark.touch(mode=0o600)
    else:
        mark.unlink(missing_ok=True)
