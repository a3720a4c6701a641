"""Where the database is and whom we are when we talk to it. Plain Python, no Django.

Two roles: the *owner* migrates and owns every table; the *application* (`joinedup_app`) owns
nothing and is held by the row-level security policies. `DATABASE_URL` is the owner's address;
`APPLICATION_DATABASE_URL`, when given, the application's. With neither, the database is the
embedded one, whose address is in the data directory.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

APPLICATION_ROLE = "joinedup_app"
OWNER_VARIABLE = "DATABASE_URL"
APPLICATION_VARIABLE = "APPLICATION_DATABASE_URL"
EMBEDDED_FILE = "database.json"

_PORT = 5432


class AddressError(ValueError):
    """The address cannot be used; the message is one line and never holds the password."""


@dataclass(frozen=True)
class DatabaseAddress:
    """One role's way into one database. `host` may be the directory of a UNIX socket."""

    host: str
    port: int
    name: str
    user: str
    password: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict)

    def with_user(self, user: str, password: str) -> Self:
        """Return the same database as seen by another role."""
        return replace(self, user=user, password=password)

    def with_name(self, name: str) -> Self:
        """Return another database of the same server and role."""
        return replace(self, name=name)

    def django(self) -> dict[str, Any]:
        """Return the entry for Django's `DATABASES`."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": self.host,
            "PORT": str(self.port),
            "OPTIONS": dict(self.options),
        }

    def psycopg(self) -> dict[str, Any]:
        """Return the keyword arguments for `psycopg.connect`."""
        return {
            "host": self.host,
            "port": self.port,
            "dbname": self.name,
            "user": self.user,
            "password": self.password,
            **self.options,
        }

    def environment(self) -> dict[str, str]:
        """Return libpq's variables, so that no password is ever on a command line."""
        named = {f"PG{key.upper()}": value for key, value in self.options.items()}
        return named | {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGDATABASE": self.name,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
        }


def parse(url: str) -> DatabaseAddress:
    """Read `postgresql://user:password@host:port/name?sslmode=...`.

    Raises `AddressError` when it is not such an address.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise AddressError("the database address must begin with postgresql://")
    try:
        port = parts.port or _PORT
    except ValueError as error:
        raise AddressError("the port of the database address is not a number") from error
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    name = unquote(parts.path.removeprefix("/"))
    user = unquote(parts.username or "")
    if not (host and name and user):
        raise AddressError("the database address needs a user, a host and a database name")
    return DatabaseAddress(
        host=host,
        port=port,
        name=name,
        user=user,
        password=unquote(parts.password or ""),
        options=options,
    )


def application_password(secret_key: str) -> str:
    """Return the application role's password for an installation: 64 hexadecimal digits."""
    message = b"joinedup_app database password"
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()


def is_embedded(environ: Mapping[str, str]) -> bool:
    """Whether the environment names no server, so that the embedded database is used."""
    return not (environ.get(OWNER_VARIABLE) or environ.get(APPLICATION_VARIABLE))


def embedded_owner(data_directory: Path) -> DatabaseAddress:
    """Return the owner's address of the embedded database in a data directory.

    Before its first start there is nothing to read: the address then points at where it will
    be, so that settings can be loaded by commands that need no database.
    """
    try:
        found = json.loads((data_directory / EMBEDDED_FILE).read_text())
    except FileNotFoundError:
        found = {"host": str(data_directory), "password": ""}
    return DatabaseAddress(
        host=found["host"],
        port=_PORT,
        name="joinedup",
        user="joinedup_owner",
        password=found["password"],
    )


def database_addresses(
    environ: Mapping[str, str], data_directory: Path, secret_key: str
) -> tuple[DatabaseAddress, DatabaseAddress | None]:
    """Return the application's address and the owner's.

    The owner's is `None` when only the application's was given: a web server need not hold
    the key to the tables.
    """
    if is_embedded(environ):
        owner: DatabaseAddress | None = embedded_owner(data_directory)
    else:
        owner = parse(environ[OWNER_VARIABLE]) if environ.get(OWNER_VARIABLE) else None
    given = environ.get(APPLICATION_VARIABLE)
    if given:
        application = parse(given)
        if application.user != APPLICATION_ROLE:
            raise AddressError(f"the user in {APPLICATION_VARIABLE} must be {APPLICATION_ROLE}")
        return application, owner
    if owner is None:
        raise AddressError(f"{OWNER_VARIABLE} or {APPLICATION_VARIABLE} must be set")
    return owner.with_user(APPLICATION_ROLE, application_password(secret_key)), owner
