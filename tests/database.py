"""The database of a test run: real PostgreSQL, migrated once, used as the application's role.

Without `--database-url` it is the embedded one, kept in `.joinedup-test` beside the checkout. A
migrated database is kept there as a template, so that only the first run after a change of a
migration waits for them. With `--database-url` a fresh database is made on that server and
dropped afterwards.
"""

import contextlib
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from joinedup.base.foundation import addresses, roles
from joinedup.base.foundation.addresses import DatabaseAddress
from joinedup.base.foundation.embedded_postgres import EmbeddedPostgres
from joinedup.base.foundation.embedded_use import in_use

CHECKOUT = Path(__file__).resolve().parent.parent
EMBEDDED = CHECKOUT / ".joinedup-test"

_TEMPLATES_KEPT = 4

# In the databases of tests alone. Agencies are set up by the owner of the tables; what a test sets
# up is to be seen by that test, and taken back with it, so it has to be in its own transaction.
_AS_OWNER = """
CREATE FUNCTION test_as_owner(statement text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$ BEGIN EXECUTE statement; END $$;
REVOKE ALL ON FUNCTION test_as_owner(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION test_as_owner(text) TO joinedup_app
"""
_OF_THE_OWNER = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "agencies_')
_LOCK_WAIT = "-c lock_timeout=20s"  # a test that forgot a lock fails, and does not hang


@dataclass(frozen=True)
class TestDatabase:
    """The two ways into the database of this run."""

    __test__ = False  # it is no test, whatever its name

    application: DatabaseAddress
    owner: DatabaseAddress


@contextlib.contextmanager
def test_database(url: str | None) -> Iterator[TestDatabase]:
    """Make a migrated database, point both Django aliases at it, and drop it afterwards."""
    if url:
        with _fresh_database(addresses.parse(url), template=None) as database:
            yield database
        return
    with in_use(EmbeddedPostgres(EMBEDDED, durable=False)) as server:
        template = _migrated_template(server)
        with _fresh_database(server, template=template) as database:
            yield database


@contextlib.contextmanager
def _fresh_database(server: DatabaseAddress, *, template: str | None) -> Iterator[TestDatabase]:
    name = f"test_{os.getpid()}_{secrets.token_hex(3)}"
    _drop_abandoned(server)
    _create(server, name, template=template or "template1")
    try:
        database = _use(server.with_name(name))
        if template is None:
            # The roles belong to the whole server: one run, or one core of it, at a time.
            with psycopg.connect(**server.psycopg(), autocommit=True) as link:
                link.execute("SELECT pg_advisory_lock(hashtext('joinedup test roles'))")
                _migrate(database)
        yield database
        _end_connections(database.application)
    finally:
        connections.close_all()
        _drop_soon(server, name)


def _drop_soon(server: DatabaseAddress, name: str) -> None:
    """Drop a database. A thread of a live server may still be letting go of it."""
    statement = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
    for _ in range(50):
        try:
            _execute(server, statement)
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(0.1)
        else:
            return
    _execute(server, statement)


def _end_connections(application: DatabaseAddress) -> None:
    """End what threads of a live server still hold: the owner may not end another role's."""
    with psycopg.connect(**application.psycopg(), autocommit=True) as link:
        link.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
            " current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )


def _migrated_template(server: DatabaseAddress) -> str:
    """Return the name of a database with every migration in it, making it at most once."""
    name = f"template_{_fingerprint()}"
    with psycopg.connect(**server.psycopg(), autocommit=True) as link:
        link.execute("SELECT pg_advisory_lock(hashtext('joinedup test template'))")
        kept = link.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%' ORDER BY oid DESC"
        ).fetchall()
        if (name,) in kept:
            return name
        for (old,) in kept[_TEMPLATES_KEPT - 1 :]:
            link.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
        making = f"test_{os.getpid()}_making"
        _create(server, making, template="template1")
        _migrate(_use(server.with_name(making)))
        connections.close_all()
        link.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(making), sql.Identifier(name)
            )
        )
    return name


def _fingerprint() -> str:
    """A hash of everything that a migrated database depends on."""
    found = hashlib.sha256(settings.SECRET_KEY.encode())
    found.update(Path(roles.__file__).read_bytes() + _AS_OWNER.encode())
    for application in apps.get_app_configs():
        for file in sorted(Path(application.path).glob("migrations/**/*")):
            if file.suffix in {".py", ".sql"}:
                found.update(str(file).encode() + file.read_bytes())
    return found.hexdigest()[:16]


def _use(owner: DatabaseAddress) -> TestDatabase:
    """Point Django's aliases at a database."""
    owner = replace(owner, options={**owner.options, "options": _LOCK_WAIT})
    password = addresses.application_password(settings.SECRET_KEY)
    application = owner.with_user(addresses.APPLICATION_ROLE, password)
    for alias, address in (("default", application), ("owner", owner)):
        connections[alias].close()
        del connections[alias]
        connections.settings[alias].update(address.django())
    return TestDatabase(application=application, owner=owner)


def _migrate(database: TestDatabase) -> None:
    with psycopg.connect(**database.owner.psycopg(), autocommit=True) as owner:
        roles.prepare_roles(owner, database.application.password)
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    with psycopg.connect(**database.owner.psycopg(), autocommit=True) as owner:
        owner.execute(_AS_OWNER)


@contextlib.contextmanager
def as_owner_in_this_transaction() -> Iterator[None]:
    """Take the place of the owner's own connection: write tables of agencies, and only those."""
    with connection.execute_wrapper(_reroute):
        yield


def _reroute(execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
    if "agencies_" not in statement:
        return execute(statement, parameters, many, context)
    # Whoever may not change a row may not lock it either.
    statement = statement.replace(" FOR UPDATE", "")
    if not _OF_THE_OWNER.match(statement):
        return execute(statement, parameters, many, context)
    written = psycopg.ClientCursor(context["connection"].connection).mogrify(statement, parameters)
    return execute("SELECT test_as_owner(%s)", [written], False, context)


def _create(server: DatabaseAddress, name: str, *, template: str) -> None:
    _execute(
        server,
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        ),
    )


def _drop_abandoned(server: DatabaseAddress) -> None:
    """Drop what killed runs left behind. On a server shared by machines, only this one's."""
    with psycopg.connect(**server.psycopg(), autocommit=True) as link:
        found = link.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+_'"
            " AND pg_get_userbyid(datdba) = current_user"
        ).fetchall()
        for (name,) in found:
            if not Path(f"/proc/{re.split('_', name)[1]}").exists():
                with contextlib.suppress(psycopg.Error):
                    link.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def _execute(server: DatabaseAddress, statement: sql.Composed) -> None:
    with psycopg.connect(**server.psycopg(), autocommit=True) as link:
        link.execute(statement)


class Emptier:
    """Takes back to its migrated state a database in which tests really committed.

    It works as the owner, with the triggers off: append-only tables are append-only for everybody
    else. What the migrations put into tables is put back as it was.
    """

    def __init__(self, owner: DatabaseAddress) -> None:
        self._address = owner
        with psycopg.connect(**owner.psycopg()) as link:
            tables = link.execute(
                "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p')"
                " AND relnamespace = 'public'::regnamespace AND relname <> 'django_migrations'"
            ).fetchall()
            self._tables = [name for (name,) in tables]
            self._seeds = {name: _rows(link, name) for name in self._filled(link)}

    def empty(self) -> None:
        """Take the database back, in one transaction."""
        with psycopg.connect(**self._address.psycopg()) as link:
            spoilt = [
                name
                for name in self._filled(link) | set(self._seeds)
                if _rows(link, name) != self._seeds.get(name)
            ]
            if not spoilt:
                return
            guarded = link.execute(
                "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
            ).fetchall()
            for (name,) in guarded:
                link.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
            link.execute(f"TRUNCATE {', '.join(spoilt)} CASCADE")
            for name, rows in self._seeds.items():
                if _rows(link, name) == rows:
                    continue
                with link.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                    copy.write(rows)
            link.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for (name,) in guarded:
                link.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")

    def _filled(self, link: psycopg.Connection[Any]) -> set[str]:
        asked = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in self._tables
        )
        return {name for (name,) in link.execute(asked).fetchall()}


def _rows(link: psycopg.Connection[Any], table: str) -> bytes:
    with link.cursor().copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(block) for block in copy)
