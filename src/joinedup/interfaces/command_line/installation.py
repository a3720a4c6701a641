"""The installation that a command works on: its mode, its directory and its database."""

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import django
from django.apps import apps
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from joinedup.base.foundation.addresses import (
    APPLICATION_VARIABLE,
    OWNER_VARIABLE,
    DatabaseAddress,
    database_addresses,
    is_embedded,
)
from joinedup.base.foundation.data_directory import data_directory
from joinedup.base.foundation.embedded_postgres import EmbeddedPostgres
from joinedup.base.foundation.embedded_use import in_use
from joinedup.base.foundation.secrets_file import secret_key

_MODES = ("demonstration", "production")
_ALLOW_EMBEDDED = "JOINEDUP_ALLOW_EMBEDDED"


class RefusalError(RuntimeError):
    """The command cannot do this; the message is one line that says what to do."""


@dataclass(frozen=True)
class Installation:
    """One installation, as its environment describes it."""

    data_directory: Path
    production: bool
    embedded: EmbeddedPostgres | None
    environ: Mapping[str, str]

    @contextlib.contextmanager
    def database(self) -> Iterator[None]:
        """Keep the embedded database running meanwhile; a server is left to its own."""
        if self.embedded is None:
            yield
            return
        with in_use(self.embedded):
            yield

    def addresses(self) -> tuple[DatabaseAddress, DatabaseAddress | None]:
        """Return the application's address and the owner's, if it is known here."""
        return database_addresses(self.environ, self.data_directory, self.secret_key())

    def owner(self) -> DatabaseAddress:
        """Return the owner's address."""
        owner = self.addresses()[1]
        if owner is None:
            raise RefusalError(f"this needs the owner of the tables: set {OWNER_VARIABLE}")
        return owner

    def secret_key(self) -> str:
        """Return the key of this installation, made at its first use outside production."""
        try:
            return secret_key(self.environ, self.data_directory, production=self.production)
        except ValueError as error:
            raise RefusalError(str(error)) from error

    @property
    def keeps_application_password(self) -> bool:
        """Whether the application's password was chosen by whoever runs the server."""
        return bool(self.environ.get(APPLICATION_VARIABLE))


def open_installation(environ: Mapping[str, str]) -> Installation:
    """Return the installation that the environment describes. Raises `RefusalError`."""
    mode = environ.get("JOINEDUP_MODE") or _MODES[0]
    if mode not in _MODES:
        raise RefusalError(f"JOINEDUP_MODE must be {' or '.join(_MODES)}")
    directory = data_directory(environ)
    embedded = is_embedded(environ)
    production = mode == "production"
    if embedded and production and environ.get(_ALLOW_EMBEDDED) != "yes":
        raise RefusalError(
            "the embedded database is not for production: set DATABASE_URL to a PostgreSQL server "
            f"(or {_ALLOW_EMBEDDED}=yes, if you know why)"
        )
    return Installation(
        data_directory=directory,
        production=production,
        embedded=EmbeddedPostgres(directory) if embedded else None,
        environ=environ,
    )


def set_up_django() -> None:
    """Load settings and models, once. Raises `RefusalError` for what the environment lacks."""
    if apps.ready:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.config.settings")
    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as error:
        raise RefusalError(str(error)) from error


def refuse_faults() -> None:
    """Before anybody is served: raises `RefusalError` for a fault that would otherwise be told to
    the first who asks. Commands that mend or save an installation go on without it."""
    for fault in run_checks(tags=["installation"]):
        raise RefusalError(str(fault.msg))


def say(text: str) -> None:
    """Tell the person at the terminal what is being done."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
