"""One small and one middle-sized area, made once."""

import pytest

from joinedup.interfaces.demonstration.area import generate_area
from joinedup.interfaces.demonstration.area.tests.reading import Area


@pytest.fixture(scope="session")
def small_area(tmp_path_factory: pytest.TempPathFactory) -> Area:
    """The smallest area that the demo would use."""
    return Area(generate_area(200, 1, tmp_path_factory.mktemp("area200")))


@pytest.fixture(scope="session")
def area(tmp_path_factory: pytest.TempPathFactory) -> Area:
    """Large enough for shares to be near what they should be; more than one block."""
    return Area(generate_area(7_000, 5, tmp_path_factory.mktemp("area7000")))


@pytest.fixture(params=["small_area", "area"])
def any_area(request: pytest.FixtureRequest) -> Area:
    """Each of them."""
    return request.getfixturevalue(request.param)
