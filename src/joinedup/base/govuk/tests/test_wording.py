"""How dates, ages and amounts are said."""

from datetime import UTC, date, datetime, timedelta

import pytest

from joinedup.base.govuk import wording
from joinedup.base.govuk.partial_dates import PartialDate

NOW = datetime(2026, 3, 3, 16, 5, tzinfo=UTC)
TODAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 3, 3), "3 March 2026"),
        (PartialDate(2019), "2019"),
        (PartialDate(2019, 9), "September 2019"),
        (PartialDate(2019, 9, 1), "1 September 2019"),
        (None, "not known"),
        # 11:30 at night in UTC is already the next day in London's summer
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026"),
    ],
)
def test_dates_are_said_as_far_as_they_are_known(
    value: date | PartialDate | None, said: str
) -> None:
    assert wording.say_date(value) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 3, 3, 16, 5, tzinfo=UTC), "3 March 2026, 4:05pm"),
        (datetime(2026, 7, 3, 8, 0, tzinfo=UTC), "3 July 2026, 9:00am"),
        (datetime(2026, 1, 3, 12, 0, tzinfo=UTC), "3 January 2026, midday"),
        (datetime(2026, 1, 3, 0, 0, tzinfo=UTC), "3 January 2026, midnight"),
        (datetime(2026, 1, 3, 0, 7, tzinfo=UTC), "3 January 2026, 12:07am"),
        (None, "not known"),
    ],
)
def test_moments_are_said_by_the_clock_in_london(moment: datetime | None, said: str) -> None:
    assert wording.say_datetime(moment) == said


def test_what_ends_at_midnight_ends_with_the_day_before() -> None:
    summer = datetime(2026, 7, 3, 23, 0, tzinfo=UTC)
    assert wording.say_until(summer) == "the end of 3 July 2026"
    assert wording.say_until(datetime(2026, 3, 1, tzinfo=UTC)) == "the end of 28 February 2026"
    assert wording.say_until(summer + timedelta(hours=9)) == "4 July 2026, 9:00am"
    assert wording.say_until(None) == "not known"


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(hours=2, minutes=10), "2 hours 10 minutes left"),
        (timedelta(hours=1), "1 hour left"),
        (timedelta(minutes=59, seconds=59), "59 minutes left"),
        (timedelta(hours=23, minutes=59), "23 hours left"),
        (timedelta(hours=47), "47 hours left"),
        (timedelta(days=3, hours=23), "3 days left"),
        (timedelta(seconds=30), "due now"),
        (-timedelta(seconds=30), "due now"),
        (-timedelta(hours=3), "3 hours late"),
        (-timedelta(days=2), "2 days late"),
    ],
)
def test_time_left_never_promises_more_than_there_is(gap: timedelta, said: str) -> None:
    assert wording.time_left(NOW + gap, NOW) == said


def test_no_deadline_is_said() -> None:
    assert wording.time_left(None, NOW) == "no deadline"


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (date(2017, 3, 3), "9 years old"),
        (date(2017, 3, 4), "8 years old"),
        (date(2024, 9, 3), "18 months old"),
        (date(2025, 12, 3), "3 months old"),
        (date(2026, 2, 10), "3 weeks old"),
        (date(2026, 3, 2), "1 day old"),
        (date(2026, 3, 3), "born today"),
        (date(2026, 4, 14), "due in 6 weeks"),
        (date(2026, 3, 4), "due in 1 day"),
        (PartialDate(2017), "8 or 9 years old"),
        (PartialDate(2017, 1), "9 years old"),
        (PartialDate(2017, 3, 4), "8 years old"),
        (PartialDate(2026), "under 1 year old"),
        (PartialDate(2027), "due in 2027"),
        (None, "age not known"),
    ],
)
def test_ages_say_what_is_known(born: date | PartialDate | None, said: str) -> None:
    assert wording.age(born, TODAY) == said


def test_a_leap_day_birthday_is_had_on_the_first_of_march() -> None:
    assert wording.years_between(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert wording.years_between(date(2008, 2, 29), date(2026, 3, 1)) == 18


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=5), "5 minutes ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=45), "on 17 January 2026"),
    ],
)
def test_time_since(gap: timedelta, said: str) -> None:
    assert wording.time_since(NOW - gap, NOW) == said


def test_amounts_and_lists() -> None:
    assert wording.say_count(1, "child", "children") == "1 child"
    assert wording.say_count(1200, "family", "families") == "1,200 families"
    assert wording.say_count(0, "visit") == "no visits"
    assert wording.say_list(["a"]) == "a"
    assert wording.say_list(["a", "b", "c"]) == "a, b and c"
    assert wording.say_list([]) == ""
    assert wording.say_bytes(3_400_000) == "3.4 MB"
    assert wording.say_bytes(10_000_000) == "10 MB"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("no visits", "No visits"),
        ("ŵyn Siân", "Ŵyn Siân"),
        ("A&E", "A&E"),
        ("3 days", "3 days"),
        ("", ""),
    ],
)
def test_a_capital_letter_first_and_the_rest_as_it_is(words: str, said: str) -> None:
    assert wording.capital(words) == said


def test_what_html_forbids_is_shown_as_a_replacement_character() -> None:
    assert wording.printable("a\x00b\x0bc\ud800\ufffe") == "a\ufffdb\ufffdc\ufffd\ufffd"
    kept = "tab\t line\r\n Siân ŵ 👩‍👧 \u200f"
    assert wording.printable(kept) == kept
