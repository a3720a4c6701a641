"""Birth dates, by the draft exchange standard: full 100, two of three parts or day and month
swapped 66, year alone 33."""

from datetime import date

from joinedup.record.linkage.engine.cleaning.dates import is_default_day
from joinedup.record.linkage.engine.comparing.levels import Comparison, Field, Level, found
from joinedup.record.linkage.engine.comparing.prepared import Prepared
from joinedup.record.linkage.engine.identity import PartialDate

TWO_THIRDS, ONE_THIRD = 0.66, 0.33

GENERATION_YEARS = 12
"""From this many years apart, two people of one name may be parent and child."""
EARLY_DAYS, LATE_DAYS = 120, 30
"""How long before and after its expected date a child may be born."""
SAME_PREGNANCY_DAYS = 30
"""How far two expected dates of one pregnancy may lie apart (dating scans move them)."""


def compare_births(one: Prepared, other: Prepared) -> Comparison:
    """Symmetric.  An expected date stands in for the birth date of an unborn child."""
    a, b = one.birth, other.birth
    if a is not None and b is not None:
        return _births(*((a, b) if _order(a) <= _order(b) else (b, a)))
    if one.expected or other.expected:
        return _expected(one, other)
    return found(Field.BIRTH, Level.MISSING, None, "a birth date is not recorded")


def _order(value: PartialDate) -> tuple[int, int, int]:
    return (value.year, value.month or 0, value.day or 0)


def _births(a: PartialDate, b: PartialDate) -> Comparison:
    if a.complete and b.complete:
        return _complete(a, b)
    if a.year != b.year:
        return _different()
    if a.month is None or b.month is None:
        words = "same birth year; day and month not known on one side"
        return found(Field.BIRTH, Level.PARTIAL, ONE_THIRD, words)
    if a.month == b.month:
        words = "same birth month and year; day not known on one side"
        return found(Field.BIRTH, Level.PARTIAL, TWO_THIRDS, words)
    return found(Field.BIRTH, Level.YEAR, ONE_THIRD, "only the birth year agrees")


def _complete(a: PartialDate, b: PartialDate) -> Comparison:
    if a == b:
        if is_default_day(a):
            words = "same birth year; both dates are 1 January, which often means only that"
            return found(Field.BIRTH, Level.DEFAULT_DAY, TWO_THIRDS, words)
        return found(Field.BIRTH, Level.EXACT, 1.0, "same birth date")
    if a.year == b.year:
        return _same_year(a, b)
    if (a.month, a.day) == (b.month, b.day) and not is_default_day(a):
        if b.year - a.year >= GENERATION_YEARS:
            words = "same birthday, years of birth a generation apart"
            return found(Field.BIRTH, Level.GENERATION, TWO_THIRDS, words)
        return found(Field.BIRTH, Level.TWO_PARTS, TWO_THIRDS, "birth date differs in the year")
    return _different(generation=b.year - a.year >= GENERATION_YEARS)


def _same_year(a: PartialDate, b: PartialDate) -> Comparison:
    if a.month == b.day and a.day == b.month:
        words = "birth date differs by day and month swapped"
        return found(Field.BIRTH, Level.SWAPPED, TWO_THIRDS, words)
    if is_default_day(a) or is_default_day(b):
        words = "same birth year; one date is 1 January, which often means only that"
        return found(Field.BIRTH, Level.PARTIAL, ONE_THIRD, words)
    if a.month == b.month:
        return found(Field.BIRTH, Level.TWO_PARTS, TWO_THIRDS, "birth date differs in the day")
    if a.day == b.day:
        return found(Field.BIRTH, Level.TWO_PARTS, TWO_THIRDS, "birth date differs in the month")
    return found(Field.BIRTH, Level.YEAR, ONE_THIRD, "only the birth year agrees")


def _different(*, generation: bool = False) -> Comparison:
    if generation:
        words = "birth dates lie a generation apart"
        return found(Field.BIRTH, Level.GENERATION, 0.0, words)
    return found(Field.BIRTH, Level.DIFFERENT, 0.0, "birth dates differ")


def _expected(one: Prepared, other: Prepared) -> Comparison:
    if one.expected and other.expected and not (one.birth or other.birth):
        near = abs((one.expected - other.expected).days) <= SAME_PREGNANCY_DAYS
        words = "expected dates agree" if near else "expected dates differ"
    else:
        expected = other.expected if one.birth else one.expected
        birth = one.birth or other.birth
        if expected is None or birth is None:
            return found(Field.BIRTH, Level.MISSING, None, "a birth date is not recorded")
        near = _born_near(birth, expected)
        words = "born near the expected date" if near else "not born near the expected date"
    if near:
        return found(Field.BIRTH, Level.EXPECTED, TWO_THIRDS, words)
    return found(Field.BIRTH, Level.DIFFERENT, 0.0, words)


def _born_near(birth: PartialDate, expected: date) -> bool:
    if birth.month is None:
        return abs(birth.year - expected.year) <= 1
    day = date(birth.year, birth.month, birth.day or 15)
    return -EARLY_DAYS <= (day - expected).days <= LATE_DAYS
