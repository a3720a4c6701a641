"""`joinedup migrate`: make the database ready for this version. Safe to run again."""

import argparse
import io
import os

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from joinedup.base.foundation.roles import prepare_roles
from joinedup.interfaces.command_line.installation import (
    Installation,
    connect,
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
        prepare_database(installation)
    say("The database is ready.")
    return 0


def prepare_database(installation: Installation) -> bool:
    """Make the application's role and what the tables lack; return whether it was empty.

    Django must be set up.
    """
    owner = installation.owner()
    application = installation.addresses()[0]
    with connect(owner) as link:
        prepare_roles(
            link, application.password, keep_password=installation.keeps_application_password
        )
    executor = MigrationExecutor(connections[_OWNER])
    wanted = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    fresh = not executor.loader.applied_migrations
    if wanted:
        say(f"Making the tables ({wanted} steps)")
        call_command(
            "migrate", database=_OWNER, interactive=False, no_color=True, stdout=_Progress(wanted)
        )
    connections.close_all()
    return fresh


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
