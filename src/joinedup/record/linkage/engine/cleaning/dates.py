"""Birth dates: partial, in every written form, and never one that cannot be."""

import calendar
import re
from datetime import date

from joinedup.record.linkage.engine.cleaning import declared
from joinedup.record.linkage.engine.identity import PartialDate

_MONTHS = {
    name.lower(): number
    for number in range(1, 13)
    for name in (calendar.month_name[number], calendar.month_abbr[number])
} | {"sept": 9}
_WEEKDAY = re.compile(
    f"({'|'.join(map(str.lower, (*calendar.day_name, *calendar.day_abbr)))})[.,]? +"
)
_MIDNIGHT = re.compile(r"[t ]0?0:00(:00)?(\.0+)?z?")
_ISO = re.compile(r"(\d{4})[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?")
_BRITISH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]+([a-z]+|\d{1,2})[-/., ]+(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([a-z]+)[-/. ]+(\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\d{4})")
_MONTH_YEAR = re.compile(r"([a-z]+|\d{1,2})[-/., ]+(\d{4})")
_COMPACT = re.compile(r"(\d{8})")
_YEAR = re.compile(r"\d{4}")
_CENTURY = 100


def clean_birth(birth: PartialDate | None, *, today: date | None = None) -> PartialDate | None:
    """The same date without the parts that cannot be; ``None`` for a placeholder or for a year
    before 1890.  With ``today``, also ``None`` for a year that has not come (two years' grace,
    because an expected date may have been typed as a birth date)."""
    if birth is None or birth.year < declared.EARLIEST_BIRTH_YEAR:
        return None
    if today is not None and birth.year > today.year + 2:
        return None
    if birth.year > 2999 or (birth.year, birth.month, birth.day) in declared.PLACEHOLDER_DATES:
        return None
    month = birth.month
    if month is None or not 1 <= month <= 12:
        return PartialDate(birth.year)
    day = birth.day
    if day is None or not 1 <= day <= calendar.monthrange(birth.year, month)[1]:
        return PartialDate(birth.year, month)
    return birth


def is_default_day(birth: PartialDate) -> bool:
    """1 January: often "only the year is known", above all for people who came from abroad."""
    return birth.month == 1 and birth.day == 1


def swapped(birth: PartialDate) -> PartialDate | None:
    """Day and month exchanged, when that is another date that can be."""
    if birth.day is None or birth.month is None or birth.day > 12 or birth.day == birth.month:
        return None
    return PartialDate(birth.year, birth.day, birth.month)


def parse_birth(text: str, *, today: date | None = None) -> PartialDate | None:
    """A birth date from what people type: 3/5/2016, 3 May 2016, 2016-05-03, 03052016, May 2016,
    2016.  British order: day first.  A two-digit year is the latest one that is not in the
    future (``today`` decides, by default the machine's date)."""
    low = " ".join(text.lower().split())
    now = today or date.today()  # noqa: DTZ011 only the century of a two-digit year depends on it
    found = _parse(low, now)
    return clean_birth(found, today=now)


def written_date(text: str, *, today: date) -> str:
    """What was written, for files of any century: eight digits 20160503, six or four where the
    day or the month is missing.  A day that cannot be (20160231) is kept, because one digit of it
    may be the wrong one; empty for a placeholder and for what is no date."""
    found = _parse(" ".join(text.lower().split()), today)
    if found is None:
        digits = "".join(text.split())
        return digits if digits.isdecimal() and 7 <= len(digits) <= 9 else ""
    if (found.year, found.month, found.day) in declared.PLACEHOLDER_DATES or found.year > 2999:
        return ""
    parts = (f"{found.year:04}", *(f"{part:02}" for part in (found.month, found.day) if part))
    return "".join(parts)


def _parse(low: str, today: date) -> PartialDate | None:
    # a weekday before the date and a spreadsheet's midnight after it say nothing
    start = match.end() if (match := _WEEKDAY.match(low)) else 0
    end = match.start() if (match := _MIDNIGHT.search(low)) and match.end() == len(low) else None
    return _parse_bare(low[start:end], today)


def _parse_bare(low: str, today: date) -> PartialDate | None:
    if match := _ISO.fullmatch(low):
        year, month, day = match.groups()
        return PartialDate(int(year), int(month), int(day) if day else None)
    if match := _BRITISH.fullmatch(low):
        day, month, year = match.groups()
        number = _month(month)
        return PartialDate(_full_year(year, today), number, int(day)) if number else None
    if match := _MONTH_FIRST.fullmatch(low):
        number = _month(match[1])
        return PartialDate(int(match[3]), number, int(match[2])) if number else None
    if match := _MONTH_YEAR.fullmatch(low):
        number = _month(match[1])
        return PartialDate(int(match[2]), number) if number else None
    if match := _COMPACT.fullmatch(low):
        return _compact(match[1])
    return PartialDate(int(low)) if _YEAR.fullmatch(low) else None


def _compact(digits: str) -> PartialDate:
    """20160503 or 03052016: the reading whose year can be a birth year."""
    if 1 <= int(digits[4:6]) <= 12 and 1890 <= int(digits[:4]) <= 2199:
        return PartialDate(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return PartialDate(int(digits[4:]), int(digits[2:4]), int(digits[:2]))


def _month(text: str) -> int | None:
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= 12 else None
    return _MONTHS.get(text)


def _full_year(text: str, today: date) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    century = today.year - today.year % _CENTURY
    return century + year if century + year <= today.year + 1 else century - _CENTURY + year
