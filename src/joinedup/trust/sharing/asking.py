"""Who is asking, and why: the one way to set it, for pages, jobs, imports and tests alike."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.rules import Purpose

_SETTINGS = ("viewer", "agency", "holders", "roles", "excluded", "purpose", "read_through")
_OPENING = (
    "WITH before AS MATERIALIZED (SELECT "  # noqa: S608 - constants
    + ", ".join(f"current_setting('joinedup.{name}', true) AS {name}" for name in _SETTINGS)
    + ") SELECT sharing_open_session(%s, %s), before.* FROM before"
)
"""What was set is read before it is changed, in one statement."""


class NotVisible(Exception):
    """There is no such record, or this viewer may not see it. Nobody is told which."""


@dataclass(frozen=True)
class Viewer:
    """A professional, as they are asking now. What they may see, the database works out itself."""

    professional_id: UUID
    name: str
    job_title: str
    agency_id: UUID
    agency_slug: str
    agency_name: str
    roles: frozenset[Role]
    team_ids: frozenset[UUID]

    def has(self, *roles: Role) -> bool:
        """Whether they have any of these roles today."""
        return bool(self.roles & set(roles))


@contextmanager
def session(viewer: Viewer | UUID, purpose: Purpose) -> Iterator[None]:
    """Ask in this professional's name, for this purpose, until the block ends.

    One transaction: what is read, what is written and what the log says of both stand or fall
    together. The identity is set for the transaction only, so a connection that goes back to the
    pool carries nothing to its next user. Sessions can be nested; the outer one comes back.

    Raises ``PermissionError`` when the professional is not in post.
    """
    professional = viewer.professional_id if isinstance(viewer, Viewer) else viewer
    # what is set for a transaction ends with it: only a nested session has an outer one to put back
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _open(professional, purpose)
        yield
        if nested:
            _restore(before)


def _open(professional: UUID, purpose: Purpose) -> list[str]:
    """Set who asks; what was set before."""
    with connection.cursor() as cursor:
        cursor.execute(_OPENING, [professional, purpose.value])
        opened, *before = cursor.fetchone()
        if not opened:
            raise PermissionError("This professional is not in post.")
        return [value or "" for value in before]


def _restore(before: list[str]) -> None:
    with connection.cursor() as cursor:
        columns = ", ".join(f"set_config('joinedup.{name}', %s, true)" for name in _SETTINGS)
        cursor.execute(f"SELECT {columns}", before)


def read_through(folders: Collection[UUID]) -> None:
    """Say that the next statements of this transaction read these folders from end to end.

    It opens nothing: policies look up the grants of these folders once, and not row by row.
    """
    with connection.cursor() as cursor:
        told = "{" + ",".join(map(str, folders)) + "}"
        cursor.execute("SELECT set_config('joinedup.read_through', %s, true)", [told])


def asking() -> UUID | None:
    """The professional in whose name the database is being asked now, if any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT joinedup_viewer()")
        found: UUID | None = cursor.fetchone()[0]
        return found
