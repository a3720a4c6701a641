"""Journeys are made in a real browser; two of them can take the pictures of the README."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pictures",
        action="store_true",
        default=False,
        help="write the pictures of the README and the guide to docs/pictures",
    )


@pytest.fixture
def pictures_wanted(request: pytest.FixtureRequest) -> bool:
    """Whether this run takes pictures. Unknown to pytest when it began above this folder."""
    return bool(request.config.getoption("--pictures", default=False))
