"""Working as the owner of the tables, where the application may not write.

For the system administrator's commands at the command line alone: no page and no job ever works
as the owner. What is written so is in the log like everything else, in nobody's name.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.connection import ConnectionDoesNotExist

OWNER = "owner"


class OwnerUnknownError(RuntimeError):
    """This process was not given the owner's way into the database."""


@contextmanager
def as_owner_of_tables() -> Iterator[None]:
    """Until the block ends, this thread talks to the database as the owner of the tables.

    A transaction of the application must not be open: it would not hold what is written here.
    Raises ``OwnerUnknownError``, and ``RuntimeError`` inside a transaction.
    """
    with _other_connection():
        yield


@contextmanager
def _other_connection() -> Iterator[None]:
    application = connections[DEFAULT_DB_ALIAS]
    try:
        owner = connections[OWNER]
    except ConnectionDoesNotExist as unknown:
        raise OwnerUnknownError("this needs the owner of the tables: set DATABASE_URL") from unknown
    if application.in_atomic_block:
        raise RuntimeError("A transaction of the application is open.")
    connections[DEFAULT_DB_ALIAS] = owner
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = application
