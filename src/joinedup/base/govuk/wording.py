"""Dates, ages and amounts as people say them. Plain Python: nothing here asks the clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from joinedup.base.govuk.partial_dates import PartialDate

LONDON = ZoneInfo("Europe/London")
NOT_KNOWN = "not known"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

# What HTML may not contain at all: control characters (tab and line ends stay), lone surrogates
# and the non-characters. A page that contained one would not parse.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def printable(text: object) -> str:
    """The text with every character that HTML forbids shown as the replacement character."""
    return _UNPRINTABLE.sub("\ufffd", str(text))


def say_date(value: date | datetime | PartialDate | None) -> str:
    """ "3 March 2026"; as much as is known of a partial date: "March 2026", "2026"."""
    if value is None:
        return NOT_KNOWN
    if isinstance(value, PartialDate):
        return _say_partial(value)
    if isinstance(value, datetime):
        value = _in_london(value)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def say_time(value: datetime | None) -> str:
    """ "4:05pm", "midday", "midnight", by the clock in London."""
    if value is None:
        return NOT_KNOWN
    local = _in_london(value)
    if local.minute == 0 and local.hour in {0, 12}:
        return "midday" if local.hour else "midnight"
    return f"{local.hour % 12 or 12}:{local.minute:02d}{'pm' if local.hour >= 12 else 'am'}"


def say_datetime(value: datetime | None) -> str:
    """ "3 March 2026, 4:05pm", by the clock in London."""
    return NOT_KNOWN if value is None else f"{say_date(value)}, {say_time(value)}"


def say_until(value: datetime | None) -> str:
    """When something ends: "3 March 2026, 4:05pm"; at midnight "the end of 3 March 2026"."""
    if value is not None and say_time(value) == "midnight":
        return f"the end of {say_date(value - timedelta(minutes=1))}"
    return say_datetime(value)


def say_count(number: int, one: str, many: str | None = None) -> str:
    """ "1 child", "3 children", "1,200 families", "no visits"."""
    word = one if number == 1 else many or f"{one}s"
    return f"{number:,} {word}" if number else f"no {word}"


def capital(words: str) -> str:
    """The same with a capital letter first. The rest stays: names keep theirs."""
    return words[:1].upper() + words[1:]


def say_list(items: Iterable[object], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def say_bytes(size: int) -> str:
    """ "820 bytes", "12 KB", "3.4 MB", "10 MB"."""
    if size < 1_000:
        return say_count(size, "byte")
    if size < 1_000_000:
        return f"{size / 1_000:.0f} KB"
    return f"{size / 1_000_000:.1f}".removesuffix(".0") + " MB"


def age(born: date | PartialDate | None, on: date) -> str:
    """ "9 years old", "5 months old", "2 weeks old", "8 or 9 years old", "due in 6 weeks"."""
    if born is None:
        return "age not known"
    if isinstance(born, datetime):
        born = _in_london(born).date()
    if isinstance(born, PartialDate):
        if born.whole is None:
            return _age_of_partial(born, on)
        born = born.whole
    if born > on:
        return _due(born, on)
    years = years_between(born, on)
    if years >= 2:
        return f"{years} years old"
    months = _months_between(born, on)
    if months >= 3:
        return f"{months} months old"
    days = (on - born).days
    return _each(days // 7, "week old", "weeks old") if days >= 14 else _days_old(days)


def years_between(born: date, on: date) -> int:
    """Birthdays had. Somebody born on 29 February has theirs on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def time_left(deadline: datetime | None, now: datetime) -> str:
    """ "2 hours 10 minutes left", "3 days left", "due now", "3 hours late". Rounds down."""
    if deadline is None:
        return "no deadline"
    gap = deadline - now
    if abs(gap) < timedelta(minutes=1):
        return "due now"
    return f"{_span(abs(gap))} {'left' if gap > timedelta(0) else 'late'}"


def time_since(moment: datetime | None, now: datetime) -> str:
    """ "just now", "5 minutes ago", "3 days ago"; a date once it is over 30 days ago."""
    if moment is None:
        return NOT_KNOWN
    gap = now - moment
    if gap < timedelta(minutes=1):
        return "just now"
    return f"{_span(gap)} ago" if gap <= timedelta(days=30) else f"on {say_date(moment)}"


def _in_london(value: datetime) -> datetime:
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value.astimezone(LONDON)


def _say_partial(value: PartialDate) -> str:
    if value.month is None:
        return str(value.year)
    month = f"{MONTHS[value.month - 1]} {value.year}"
    return month if value.day is None else f"{value.day} {month}"


def _age_of_partial(born: PartialDate, on: date) -> str:
    if born.earliest > on:
        return f"due in {_say_partial(born)}"
    most = years_between(born.earliest, on)
    fewest = max(years_between(min(born.latest, on), on), 0)
    if most == fewest:
        return "under 1 year old" if most == 0 else _each(most, "year old", "years old")
    return f"{fewest} or {most} years old" if most - fewest == 1 else f"about {most} years old"


def _due(expected: date, on: date) -> str:
    days = (expected - on).days
    return f"due in {_each(days // 7, 'week', 'weeks') if days >= 14 else _days(days)}"


def _months_between(born: date, on: date) -> int:
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def _days_old(days: int) -> str:
    return "born today" if days == 0 else f"{_days(days)} old"


def _days(days: int) -> str:
    return _each(days, "day", "days")


def _each(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _span(gap: timedelta) -> str:
    minutes = int(gap.total_seconds() // 60)
    hours, spare = divmod(minutes, 60)
    if hours == 0:
        return _each(minutes, "minute", "minutes")
    if hours < 6 and spare:
        return f"{_each(hours, 'hour', 'hours')} {_each(spare, 'minute', 'minutes')}"
    if hours < 48:
        return _each(hours, "hour", "hours")
    return _days(hours // 24)
