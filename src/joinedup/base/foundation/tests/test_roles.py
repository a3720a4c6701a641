import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection, errors

from joinedup.base.foundation.addresses import DatabaseAddress
from joinedup.base.foundation.embedded_postgres import EmbeddedPostgres
from joinedup.base.foundation.roles import RoleError, prepare_roles


@dataclass(frozen=True)
class Server:
    owner: DatabaseAddress
    superuser: DatabaseAddress

    def run(self, statement: str) -> None:
        with psycopg.connect(**self.superuser.psycopg(), autocommit=True) as link:
            link.execute(statement)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        embedded = EmbeddedPostgres(Path(name) / "data", durable=False)
        owner = embedded.start()
        password = str(embedded._read()["superuser_password"])
        yield Server(owner=owner, superuser=owner.with_user("postgres", password))
        embedded.destroy()


@pytest.fixture
def owner(server: Server) -> Iterator[Connection[Any]]:
    """The owner of an empty database, on a server that has no role of ours."""
    server.run("CREATE DATABASE tried OWNER joinedup_owner")
    tried = server.owner.with_name("tried")
    with psycopg.connect(**tried.psycopg(), autocommit=True) as link:
        yield link
    server.run("DROP DATABASE tried WITH (FORCE)")
    server.run("DROP ROLE IF EXISTS joinedup_app")


def application(server: Server, password: str = "first") -> Connection[Any]:  # noqa: S107
    tried = server.owner.with_name("tried").with_user("joinedup_app", password)
    return psycopg.connect(**tried.psycopg(), autocommit=True)


def test_the_application_works_with_rows_and_owns_nothing(
    server: Server, owner: Connection[Any]
) -> None:
    prepare_roles(owner, "first")
    owner.execute("CREATE TABLE note (id serial PRIMARY KEY, text text)")
    owner.execute("ALTER TABLE note ENABLE ROW LEVEL SECURITY")
    owner.execute("CREATE POLICY short ON note USING (length(text) < 9) WITH CHECK (true)")
    owner.execute("INSERT INTO note (text) VALUES ('a long secret')")
    with application(server) as link:
        link.execute("INSERT INTO note (text) VALUES ('short')")
        link.execute("UPDATE note SET text = 'shorter'")
        assert link.execute("SELECT text FROM note").fetchall() == [("shorter",)]
        link.execute("DELETE FROM note")
        for refused in (
            "TRUNCATE note",
            "ALTER TABLE note DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE note DISABLE TRIGGER ALL",
            "DROP POLICY short ON note",
            "CREATE TABLE mine (id int)",
            "CREATE TEMP TABLE mine (id int)",
            "CREATE SCHEMA mine",
            "CREATE ROLE friend",
            "SET ROLE joinedup_owner",
            "SET SESSION AUTHORIZATION joinedup_owner",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                link.execute(refused)
    assert owner.execute("SELECT count(*) FROM note").fetchone() == (1,)


def test_a_function_is_for_the_application_and_not_for_everybody(
    server: Server, owner: Connection[Any]
) -> None:
    prepare_roles(owner, "first")
    owner.execute("CREATE FUNCTION seven() RETURNS int LANGUAGE sql AS 'SELECT 7'")
    server.run("DROP ROLE IF EXISTS passer_by")
    server.run("CREATE ROLE passer_by LOGIN PASSWORD 'x'")
    with application(server) as link:
        assert link.execute("SELECT seven()").fetchone() == (7,)
    may = owner.execute("SELECT has_function_privilege('passer_by', 'seven()', 'EXECUTE')")
    assert may.fetchone() == (False,)
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(**server.owner.with_name("tried").with_user("passer_by", "x").psycopg())


def test_preparing_again_renews_the_password_or_keeps_it(
    server: Server, owner: Connection[Any]
) -> None:
    prepare_roles(owner, "first")
    prepare_roles(owner, "other", keep_password=True)
    application(server, "first").close()
    prepare_roles(owner, "second")
    application(server, "second").close()
    with pytest.raises(psycopg.OperationalError, match="password"):
        application(server, "first")


@pytest.mark.parametrize("power", ["SUPERUSER", "BYPASSRLS", "CREATEROLE", "CREATEDB"])
def test_a_role_with_powers_is_refused(server: Server, owner: Connection[Any], power: str) -> None:
    server.run(f"CREATE ROLE joinedup_app LOGIN {power} PASSWORD 'x'")
    with pytest.raises(RoleError, match="NOSUPERUSER NOBYPASSRLS"):
        prepare_roles(owner, "first", keep_password=True)


def test_a_member_of_the_owner_is_refused(server: Server, owner: Connection[Any]) -> None:
    server.run("CREATE ROLE joinedup_app LOGIN PASSWORD 'first'")
    server.run("GRANT joinedup_owner TO joinedup_app")
    with pytest.raises(RoleError, match="no member of the owner"):
        prepare_roles(owner, "first", keep_password=True)


def test_a_role_that_owns_a_table_is_refused(server: Server, owner: Connection[Any]) -> None:
    prepare_roles(owner, "first")
    owner.execute("CREATE TABLE note (id int)")
    tried = server.superuser.with_name("tried")
    with psycopg.connect(**tried.psycopg(), autocommit=True) as link:
        link.execute("ALTER TABLE note OWNER TO joinedup_app")
    with pytest.raises(RoleError, match="own nothing"):
        prepare_roles(owner, "first")


def test_an_owner_that_may_not_make_roles_is_told_what_to_run(
    server: Server, owner: Connection[Any]
) -> None:
    server.run("ALTER ROLE joinedup_owner NOCREATEROLE")
    try:
        with pytest.raises(RoleError, match="CREATE ROLE joinedup_app LOGIN PASSWORD"):
            prepare_roles(owner, "first")
        server.run("CREATE ROLE joinedup_app LOGIN PASSWORD 'first'")
        with pytest.raises(RoleError, match="APPLICATION_DATABASE_URL"):
            prepare_roles(owner, "first")
        prepare_roles(owner, "first", keep_password=True)
        application(server).close()
    finally:
        server.run("ALTER ROLE joinedup_owner CREATEROLE")


def test_a_database_of_somebody_else_is_refused(server: Server, owner: Connection[Any]) -> None:
    server.run("ALTER DATABASE tried OWNER TO postgres")
    with pytest.raises(RoleError, match='ALTER DATABASE "tried" OWNER TO "joinedup_owner"'):
        prepare_roles(owner, "first")


def test_a_superuser_may_be_the_owner(server: Server, owner: Connection[Any]) -> None:
    with psycopg.connect(**server.superuser.with_name("tried").psycopg()) as link:
        prepare_roles(link, "first")
    application(server).close()
