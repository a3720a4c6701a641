"""What every test can ask for. Tests run as the application's role, on real PostgreSQL.

`db`                  the test runs in a transaction that is rolled back (pytest-django)
`transactional_db`,
`committed_database`,
`live_server`         the test really commits; afterwards the database is taken back as the owner
`database_server`     the owner's address, for a test that makes its own databases
`owner_connection`    Django's connection of the owner of the tables, whom no policy holds. It sees
                      what was committed, so ask for `committed_database` as well
"""

import contextlib
from collections.abc import Iterator

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker
from tests.database import (
    Emptier,
    TestDatabase,
    as_owner_in_this_transaction,
    test_database,
)

from joinedup.base.foundation import owning
from joinedup.base.foundation.addresses import DatabaseAddress

# The examples are the same in every run, so that a change breaks a test and chance does not.
# `--hypothesis-profile=searching` looks for new ones. A busy machine is slow at making examples
# too: that is no fault of a test.
hypothesis_settings.register_profile(
    "joinedup", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile(
    "searching", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("joinedup")

_BOTH = {"default", "owner"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-url",
        metavar="URL",
        help="test on this PostgreSQL server, as an owner that may make databases and roles",
    )


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[TestDatabase]:
    """Take the place of pytest-django's: our databases are made by the owner."""
    url = request.config.getoption("--database-url")
    with contextlib.ExitStack() as stack:
        with django_db_blocker.unblock():
            database = stack.enter_context(test_database(url))
            emptier = Emptier(database.owner)
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(TransactionTestCase, "databases", _BOTH)
        # Django would flush as the application, which may not empty a table.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: emptier.empty())
        # A test that really commits can have the real one back: test_owning.
        patch.setattr(owning, "_other_connection", as_owner_in_this_transaction)
        yield database


@pytest.fixture(scope="session")
def database_server(django_db_setup: TestDatabase) -> DatabaseAddress:
    """Return the owner's address of the server, for tests that make their own databases."""
    return django_db_setup.owner


@pytest.fixture
def committed_database(transactional_db: None) -> None:
    """Let the test really commit, and take the database back afterwards."""


@pytest.fixture
def owner_connection(db: None) -> BaseDatabaseWrapper:
    """Return the connection of the owner of the tables."""
    return connections["owner"]
