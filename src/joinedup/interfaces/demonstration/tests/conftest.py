"""A small area, loaded once for all tests of this folder and taken back after them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from joinedup.interfaces.demonstration.area import generate_area
from joinedup.interfaces.demonstration.loading import load_directory

PEOPLE = 200


@pytest.fixture(scope="session")
def area_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("area")
    generate_area(PEOPLE, 7, directory)
    return directory


@pytest.fixture(scope="module")
def said(
    area_directory: Path, django_db_setup: object, django_db_blocker: DjangoDbBlocker
) -> Iterator[list[str]]:
    """Load the area; what was said meanwhile. The tests of one module share it."""
    lines: list[str] = []
    with django_db_blocker.unblock(), transaction.atomic():
        load_directory(area_directory, lines.append)
        yield lines
        transaction.set_rollback(True)


@pytest.fixture
def loaded(said: list[str]) -> Iterator[None]:
    """The loaded area; what a test changes is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
