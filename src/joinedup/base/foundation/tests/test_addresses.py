import json
from pathlib import Path

import pytest

from joinedup.base.foundation import addresses


def test_every_part_of_a_url_is_read() -> None:
    address = addresses.parse(
        "postgresql://own%40er:p%2Fw%3A@db.example:6543/main%20db?sslmode=verify-full&sslrootcert=/c"
    )
    assert address.user == "own@er"
    assert address.password == "p/w:"
    assert (address.host, address.port, address.name) == ("db.example", 6543, "main db")
    assert address.options == {"sslmode": "verify-full", "sslrootcert": "/c"}


def test_a_socket_directory_may_be_the_host() -> None:
    address = addresses.parse("postgresql://owner@/joinedup?host=/run/postgresql")
    assert address.host == "/run/postgresql"
    assert address.options == {}
    assert address.port == 5432


@pytest.mark.parametrize(
    "url",
    [
        "mysql://owner:hush@host/name",
        "owner:hush@host/name",
        "postgresql://owner:hush@host:port/name",
        "postgresql://owner:hush@host",
        "postgresql://:hush@host/name",
        "postgresql://owner:hush@/name",
        "postgresql://owner:hush@one:1,two:2/name",
        "",
    ],
)
def test_a_bad_url_is_refused_in_one_line_without_its_password(url: str) -> None:
    with pytest.raises(addresses.AddressError) as caught:
        addresses.parse(url)
    assert "hush" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_password_is_never_in_the_repr() -> None:
    assert "hush" not in repr(addresses.parse("postgresql://owner:hush@host/name"))


def test_the_application_is_derived_from_the_owner(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": "postgresql://owner:hush@host/name?sslmode=require"}
    application, owner = addresses.database_addresses(environ, tmp_path, "key")
    assert owner.user == "owner"
    assert application.user == "joinedup_app"
    assert application.password == addresses.application_password("key")
    assert application.password != addresses.application_password("another key")
    assert (application.host, application.name) == ("host", "name")
    assert application.options == {"sslmode": "require"}


def test_the_application_may_be_given(tmp_path: Path) -> None:
    environ = {
        "DATABASE_URL": "postgresql://owner@host/name",
        "APPLICATION_DATABASE_URL": "postgresql://joinedup_app:own@pool/name",
    }
    application, owner = addresses.database_addresses(environ, tmp_path, "key")
    assert (application.host, application.password, owner.host) == ("pool", "own", "host")


def test_the_application_is_never_the_owner(tmp_path: Path) -> None:
    environ = {"APPLICATION_DATABASE_URL": "postgresql://owner:hush@host/name"}
    with pytest.raises(addresses.AddressError, match="must be joinedup_app"):
        addresses.database_addresses(environ, tmp_path, "key")


def test_a_web_server_need_not_know_the_owner(tmp_path: Path) -> None:
    environ = {"APPLICATION_DATABASE_URL": "postgresql://joinedup_app:own@pool/name"}
    application, owner = addresses.database_addresses(environ, tmp_path, "key")
    assert application.host == "pool"
    assert owner is None


def test_without_a_server_the_embedded_one_is_used(tmp_path: Path) -> None:
    (tmp_path / "database.json").write_text(json.dumps({"host": "/some/where", "password": "own"}))
    application, owner = addresses.database_addresses({"DATABASE_URL": ""}, tmp_path, "key")
    assert addresses.is_embedded({"DATABASE_URL": ""})
    assert (owner.host, owner.user, owner.password) == ("/some/where", "joinedup_owner", "own")
    assert (application.host, application.user) == ("/some/where", "joinedup_app")


def test_settings_can_be_read_before_the_first_start(tmp_path: Path) -> None:
    application, owner = addresses.database_addresses({}, tmp_path / "none", "key")
    assert application.host == owner.host
    assert not (tmp_path / "none").exists()


def test_django_and_libpq_are_told_the_same() -> None:
    address = addresses.parse("postgresql://owner:hush@host:1/name?sslmode=require")
    django = address.django()
    environment = address.environment()
    assert django["HOST"] == environment["PGHOST"] == "host"
    assert django["PORT"] == environment["PGPORT"] == "1"
    assert django["NAME"] == environment["PGDATABASE"] == "name"
    assert django["OPTIONS"] == {"sslmode": "require"}
    assert environment["PGSSLMODE"] == "require"
    assert address.psycopg()["dbname"] == "name"
