"""A date of which only part may be known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.base.govuk.partial_dates import PartialDate


@pytest.mark.parametrize(
    ("known", "accuracy", "earliest", "latest", "text"),
    [
        (PartialDate(2019), "UUA", date(2019, 1, 1), date(2019, 12, 31), "2019"),
        (PartialDate(2020, 2), "UAA", date(2020, 2, 1), date(2020, 2, 29), "2020-02"),
        (PartialDate(2019, 3, 7), "AAA", date(2019, 3, 7), date(2019, 3, 7), "2019-03-07"),
    ],
)
def test_what_is_known_bounds_the_date(
    known: PartialDate, accuracy: str, earliest: date, latest: date, text: str
) -> None:
    assert known.accuracy == accuracy
    assert (known.earliest, known.latest) == (earliest, latest)
    assert known.earliest <= known.middle <= known.latest
    assert str(known) == text


@pytest.mark.parametrize("parts", [(2019, None, 3), (2019, 13), (2019, 2, 29), (0,)])
def test_dates_that_cannot_be_are_refused(parts: tuple[int | None, ...]) -> None:
    with pytest.raises(ValueError, match=r"day|month|year|range"):
        PartialDate(*parts)


@given(st.dates(), st.sampled_from(["AAA", "UAA", "UUA"]))
def test_storing_as_date_and_accuracy_loses_nothing(whole: date, accuracy: str) -> None:
    known = PartialDate.from_parts(whole, accuracy)
    assert known.accuracy == accuracy
    assert PartialDate.from_parts(known.earliest, known.accuracy) == known
    assert PartialDate.from_parts(known.middle, known.accuracy) == known


def test_an_estimated_part_is_kept() -> None:
    assert PartialDate.from_parts(date(2019, 3, 7), "EEE") == PartialDate(2019, 3, 7)
