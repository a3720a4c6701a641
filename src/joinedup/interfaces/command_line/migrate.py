"""`joinedup migrate`: make the database ready for this version. Safe to run again."""

import argparse
import io
import os
from dataclasses import dataclass

import psycopg
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from joinedup.base.foundation.roles import prepare_roles
from joinedup.interfaces.command_line.installation import (
    Installation,
    open_installation,
    say,
    set_up_django,
)

_OWNER = "owner"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has no options of its own."""


def run(arguments: argparse.Namespace) -> int:
    """Make the role and the tables."""
    installation = open_installation(os.environ)
    with installation.database():
        set_up_django()
        prepare_role(installation)
        make_tables(missing_tables())
        make_front_door()
    say("The database is ready.")
    return 0


@dataclass(frozen=True)
class Missing:
    """What the database lacks for this version."""

    steps: int
    everything: bool


def prepare_role(installation: Installation) -> None:
    """Make or renew the application's role."""
    application = installation.addresses()[0]
    with psycopg.connect(**installation.owner().psycopg(), autocommit=True) as link:
        prepare_roles(
            link, application.password, keep_password=installation.keeps_application_password
        )


def missing_tables() -> Missing:
    """Return what is to be made. Django must be set up."""
    executor = MigrationExecutor(connections[_OWNER])
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Missing(steps=len(steps), everything=not executor.loader.applied_migrations)


def make_tables(missing: Missing) -> None:
    """Run the migrations that are missing, as the owner."""
    if missing.steps:
        say(f"Making the tables ({missing.steps} steps)")
        progress = _Progress(missing.steps)
        call_command("migrate", database=_OWNER, interactive=False, no_color=True, stdout=progress)
    connections.close_all()


def make_front_door() -> None:
    """Make the service by which the public writes in, unless it is there."""
    from joinedup.base.foundation.owning import as_owner_of_tables
    from joinedup.trust.agencies.commands import open_front_door

    with as_owner_of_tables():
        open_front_door()
    connections.close_all()


class _Progress(io.TextIOBase):
    """Takes Django's line for every migration and says how far it has come."""

    def __init__(self, wanted: int) -> None:
        self._wanted = wanted
        self._done = 0

    def write(self, text: str) -> int:
        self._done += text.count("Applying ")
        if text.startswith("  Applying ") and self._done % 20 == 0:
            say(f"  {self._done} of {self._wanted}")
        return len(text)
