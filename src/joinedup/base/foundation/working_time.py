"""Clocks that stop when the office is closed.

A local clock may count hours around the clock or office hours only, and a working day is a day of
office hours. English bank holidays are not worked.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
OPENS, CLOSES = time(9, 0), time(17, 0)


class Counting(StrEnum):
    """What a clock counts."""

    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True)
class Allowance:
    """How long something may take: an amount of hours, working hours or working days."""

    amount: int
    counting: Counting

    def __str__(self) -> str:
        words = str(self.counting).replace("_", " ")
        return f"{self.amount} {words[:-1] if self.amount == 1 else words}"


@lru_cache(maxsize=32)
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday, and no bank holiday in England."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def next_working_day(day: date) -> date:
    """The first working day after a day."""
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def due(start: datetime, allowance: Allowance) -> datetime:
    """When the allowance is used up. ``start`` is aware; so is the answer, in London time.

    Working hours run from 9am to 5pm on working days. A working day ends at the close of the
    n-th working day after the one on which the clock starts; a start outside office hours counts
    as the next opening.
    """
    local = start.astimezone(LONDON)
    if allowance.counting is Counting.HOURS:
        # Elapsed time, so that the night of the clock change is neither longer nor shorter.
        return (start + timedelta(hours=allowance.amount)).astimezone(LONDON)
    local = _within_office_hours(local)
    if allowance.counting is Counting.WORKING_DAYS:
        day = local.date()
        for _ in range(allowance.amount):
            day = next_working_day(day)
        return datetime.combine(day, CLOSES, LONDON)
    left = timedelta(hours=allowance.amount)
    while True:
        closes = datetime.combine(local.date(), CLOSES, LONDON)
        if local + left <= closes:
            return local + left
        left -= closes - local
        local = datetime.combine(next_working_day(local.date()), OPENS, LONDON)


def _within_office_hours(local: datetime) -> datetime:
    if not is_working_day(local.date()) or local.time() >= CLOSES:
        return datetime.combine(next_working_day(local.date()), OPENS, LONDON)
    if local.time() < OPENS:
        return datetime.combine(local.date(), OPENS, LONDON)
    return local
