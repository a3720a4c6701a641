"""What the tests of accounts share."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def site(settings: Settings) -> Iterator[None]:
    """The site with a home page; limits start from nothing."""
    settings.ROOT_URLCONF = "joinedup.trust.accounts.tests.urls"
    cache.clear()
    yield
    cache.clear()
