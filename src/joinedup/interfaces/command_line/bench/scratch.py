"""The benchmark's own installation: an embedded database that nobody works in.

Everything that a benchmark may do and a page may not (COPY past the commands, switching
row-level security off) happens in such a directory, which carries a mark, and nowhere else.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from joinedup.base.foundation.addresses import (
    APPLICATION_VARIABLE,
    EMBEDDED_FILE,
    OWNER_VARIABLE,
    DatabaseAddress,
)
from joinedup.base.foundation.data_directory import (
    VARIABLE,
    data_directory,
    demonstration_mark,
    make_data_directory,
)
from joinedup.base.foundation.embedded_postgres import EmbeddedPostgres
from joinedup.base.foundation.embedded_use import in_use
from joinedup.interfaces.command_line.installation import (
    Installation,
    RefusalError,
    open_installation,
)

_MARK = "benchmark.json"
Link = psycopg.Connection[Any]


@dataclass(frozen=True)
class Scratch:
    """One scratch installation, for an area of one size."""

    directory: Path
    people: int

    @property
    def mark(self) -> Path:
        """Says that this directory is a benchmark's, and what it holds."""
        return self.directory / _MARK

    @property
    def installation(self) -> Installation:
        """The installation, as the environment now describes it."""
        return open_installation(os.environ)

    def told(self) -> dict[str, Any]:
        """What the mark says; nothing when the area was not finished."""
        if not self.mark.exists():
            return {}
        found: dict[str, Any] = json.loads(self.mark.read_text())
        return found

    def tell(self, **facts: object) -> None:
        """Add to what the mark says."""
        self.mark.write_text(json.dumps(self.told() | facts, indent=1, default=str) + "\n")

    @contextlib.contextmanager
    def running(self, *, durable: bool = True) -> Iterator[None]:
        """Keep its database running. One that is being filled need not survive a crash."""
        with in_use(EmbeddedPostgres(self.directory, durable=durable)):
            yield

    def owner(self) -> Link:
        """A connection of the owner of the tables."""
        return psycopg.connect(**self.installation.owner().psycopg(), autocommit=True)

    def superuser(self) -> DatabaseAddress:
        """The address by which it is filled without a check of every row's references."""
        known = json.loads((self.directory / EMBEDDED_FILE).read_text())
        return self.installation.owner().with_user("postgres", known["superuser_password"])

    def destroy(self) -> None:
        """Remove the database for good."""
        EmbeddedPostgres(self.directory).destroy()
        self.mark.unlink(missing_ok=True)


def open_scratch(directory: Path | None, people: int) -> Scratch:
    """The scratch installation in a directory, which the environment names from now on.

    Raises ``RefusalError`` for the directory of an installation that is no benchmark's.
    """
    for variable in (OWNER_VARIABLE, APPLICATION_VARIABLE):
        os.environ.pop(variable, None)
    os.environ["JOINEDUP_MODE"] = "demonstration"
    place = directory or data_directory({}).with_name(".joinedup-bench") / str(people)
    scratch = Scratch(place.absolute(), people)
    if (scratch.directory / EMBEDDED_FILE).exists() and not scratch.mark.exists():
        raise RefusalError(
            f"{directory} holds an installation that people work in: choose another with --data"
        )
    make_data_directory(scratch.directory)
    if not scratch.mark.exists():
        scratch.tell(people=people)
    if scratch.told().get("people") != people:
        raise RefusalError(
            f"{place} holds {scratch.told().get('people'):,} people: choose another with --data"
        )
    # Its people are made up too, and sign in without a second factor.
    demonstration_mark(scratch.directory).touch()
    os.environ[VARIABLE] = str(scratch.directory)
    return scratch
