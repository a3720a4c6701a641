"""Postcodes and address lines: current before historical, the leading characters count."""

from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from joinedup.record.linkage.engine.cleaning.places import house_numbers
from joinedup.record.linkage.engine.comparing.levels import Comparison, Field, Level, found
from joinedup.record.linkage.engine.comparing.prepared import Prepared, PreparedPlace

SAME_LINE = 88
"""rapidfuzz ratio from which two address lines with equal numbers are one."""
SAME_UNNUMBERED_LINE = 93
SAME_STREET = 0.92
"""Jaro-Winkler similarity of two lines without their numbers: "larch st", "larch sxtreet"."""
EARLIER = 0.9
"""An earlier address counts a little less than a current one."""

_NO_POSTCODE = found(Field.POSTCODE, Level.MISSING, None, "a postcode is not recorded")
_NO_LINE = found(Field.ADDRESS, Level.MISSING, None, "an address is not recorded")


def compare_places(one: Prepared, other: Prepared) -> tuple[Comparison, Comparison]:
    """Postcode and address comparison of the two addresses that agree best; symmetric."""
    if not one.places or not other.places:
        return _NO_POSTCODE, _NO_LINE
    if len(one.places) == 1 and len(other.places) == 1:
        return _compare_pair(one.places[0], other.places[0])
    pairs = [_compare_pair(a, b) for a in one.places for b in other.places]
    return max(pairs, key=_agreement)


def _agreement(pair: tuple[Comparison, Comparison]) -> tuple[float, str, str, str, str]:
    postcode, line = pair
    total = (postcode.agreement or 0.0) + (line.agreement or 0.0)
    return (total, postcode.level, line.level, postcode.words, line.words)


def _compare_pair(a: PreparedPlace, b: PreparedPlace) -> tuple[Comparison, Comparison]:
    earlier = not (a.current and b.current)
    postcode = _postcodes(*sorted((a.postcode, b.postcode)), earlier)
    return postcode, _lines(a, b, postcode, earlier=earlier)


@lru_cache(maxsize=65_536)
def _postcodes(a: str, b: str, earlier: bool) -> Comparison:  # noqa: FBT001 cached, private
    if not a or not b:
        return _NO_POSTCODE
    factor = EARLIER if earlier else 1.0
    word = "earlier postcode" if earlier else "postcode"
    if a == b:
        if " " not in a:
            return found(Field.POSTCODE, Level.DISTRICT, 0.5 * factor, f"same first half of {word}")
        return found(Field.POSTCODE, Level.EXACT, factor, f"same {word}")
    left, right = a.replace(" ", ""), b.replace(" ", "")
    longest = max(len(left), len(right))
    leading = next((i for i, (x, y) in enumerate(zip(left, right, strict=False)) if x != y), None)
    share = round(
        factor * (min(len(left), len(right)) if leading is None else leading) / longest, 2
    )
    outward_a, outward_b = a.split(" ")[0], b.split(" ")[0]
    if outward_a == outward_b:
        if a[: len(outward_a) + 2] == b[: len(outward_b) + 2] and " " in a and " " in b:
            words = f"{word}s differ only in the last letters"
            return found(Field.POSTCODE, Level.SECTOR, share, words)
        return found(Field.POSTCODE, Level.DISTRICT, share, f"same first half of {word}")
    return found(Field.POSTCODE, Level.DIFFERENT, share, "postcodes differ")


def _lines(
    a: PreparedPlace, b: PreparedPlace, postcode: Comparison, *, earlier: bool
) -> Comparison:
    factor = EARLIER if earlier else 1.0
    word = "earlier address" if earlier else "address"
    if a.uprn and a.uprn == b.uprn:
        return found(Field.ADDRESS, Level.EXACT, factor, f"same {word}")
    if not a.line or not b.line:
        return _NO_LINE
    elsewhere = postcode.level is Level.DIFFERENT and not (a.town and a.town == b.town)
    if elsewhere:
        return found(Field.ADDRESS, Level.DIFFERENT, 0.0, "addresses differ")
    level = _same_line(*sorted((a.line, b.line)))
    if level is Level.EXACT:
        return found(Field.ADDRESS, Level.EXACT, factor, f"same {word}")
    if level is Level.PART:
        return found(Field.ADDRESS, Level.PART, 0.7 * factor, f"part of the {word} agrees")
    return found(Field.ADDRESS, Level.DIFFERENT, 0.0, "addresses differ")


@lru_cache(maxsize=16_384)
def _same_line(a: str, b: str) -> Level:
    if a == b:
        return Level.EXACT
    numbers_a, numbers_b = house_numbers(a), house_numbers(b)
    likeness = fuzz.token_sort_ratio(a, b)
    if numbers_a == numbers_b:
        needed = SAME_LINE if numbers_a else SAME_UNNUMBERED_LINE
        if likeness >= needed or (numbers_a and _street_likeness(a, b) >= SAME_STREET):
            return Level.EXACT
        return Level.PART if fuzz.token_set_ratio(a, b) >= SAME_UNNUMBERED_LINE else Level.DIFFERENT
    # "12 high st" against "flat 3 12 high st", or against "high st"
    shared = numbers_a < numbers_b or numbers_b < numbers_a
    if shared and fuzz.token_set_ratio(a, b) >= SAME_UNNUMBERED_LINE:
        return Level.PART
    return Level.DIFFERENT


def _street_likeness(a: str, b: str) -> float:
    left, right = ("".join(c for c in x if not c.isdecimal()).strip() for x in (a, b))
    return min(JaroWinkler.similarity(left, right), JaroWinkler.similarity(right, left))
