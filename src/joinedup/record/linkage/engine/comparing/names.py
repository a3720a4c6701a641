"""Given and family names, compared as pairs: each side may carry several names."""

from functools import lru_cache

import jellyfish
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from joinedup.record.linkage.engine.cleaning.declared import RELIGIOUS_FIRST_NAMES
from joinedup.record.linkage.engine.cleaning.names import FamilyName
from joinedup.record.linkage.engine.comparing.levels import Comparison, Field, Level, found
from joinedup.record.linkage.engine.comparing.prepared import Prepared, PreparedName
from joinedup.record.linkage.engine.names import Relation, canonical, family_variants, relation

ALIKE = 0.88
"""Jaro-Winkler similarity from which two words count as spellings of one."""
SOUNDS_ALIKE = 0.75
"""...when they also sound alike."""

_MISSING_GIVEN = found(Field.GIVEN, Level.MISSING, None, "a first name is not recorded")
_MISSING_FAMILY = found(Field.FAMILY, Level.MISSING, None, "a surname is not recorded")
_SWAPPED_GIVEN = found(Field.GIVEN, Level.VARIANT, 1.0, "same names, written in swapped order")
_SWAPPED_FAMILY = found(Field.FAMILY, Level.VARIANT, 1.0, "first name and surname swapped")


def compare_names(one: Prepared, other: Prepared) -> tuple[Comparison, Comparison]:
    """Given and family comparison of the two names that agree best; symmetric."""
    if len(one.names) == 1 and len(other.names) == 1:
        return _compare_pair(one.names[0], other.names[0])
    pairs = [_compare_pair(a, b) for a in one.names for b in other.names]
    return max(pairs, key=_agreement)


def _agreement(pair: tuple[Comparison, Comparison]) -> tuple[float, float, str, str, str, str]:
    given, family = pair
    weights = [0.3 if c.agreement is None else c.agreement for c in pair]
    # the levels and words break ties, so that the order of the names does not matter
    return (sum(weights), weights[0], given.level, family.level, given.words, family.words)


def _compare_pair(a: PreparedName, b: PreparedName) -> tuple[Comparison, Comparison]:
    given = _given(a.given, b.given) if a.given <= b.given else _given(b.given, a.given)
    family = _ordered_family(a.family, b.family)
    if given.level is Level.DIFFERENT and family.level is Level.DIFFERENT:
        likeness = _swapped(a, b)
        if likeness == 1.0:
            return _SWAPPED_GIVEN, _SWAPPED_FAMILY
        if likeness:
            words = "names are spelled alike, in swapped order"
            given = found(Field.GIVEN, Level.SPELLING, likeness, words)
            return given, found(Field.FAMILY, Level.SPELLING, likeness, words)
    if (a.former or b.former) and family.agreement:
        words = "surname agrees with an earlier one"
        family = found(Field.FAMILY, family.level, family.agreement, words)
    return given, family


def _swapped(a: PreparedName, b: PreparedName) -> float:
    """How far the given name of each is the surname of the other: 0, or 0.75 to 1."""
    if not a.given or not b.given:
        return 0.0
    return min(
        _word_likeness("".join(a.given), b.family.whole),
        _word_likeness("".join(b.given), a.family.whole),
    )


def _word_likeness(given: str, family: str) -> float:
    if given == family or relation(given, family) is Relation.SPELLING:
        return 1.0
    return _similar(given, family)


# ---- given names ---------------------------------------------------------------------------


@lru_cache(maxsize=65_536)
def _given(a: tuple[str, ...], b: tuple[str, ...]) -> Comparison:
    if not a or not b:
        return _MISSING_GIVEN
    if "".join(a) == "".join(b):
        return found(Field.GIVEN, Level.EXACT, 1.0, "same first names")
    bare_a, bare_b = _without_religious(a), _without_religious(b)
    if (bare_a, bare_b) != (a, b):
        return _beside_religious(a, b, bare_a, bare_b)
    return _first_names(a, b)


def _first_names(a: tuple[str, ...], b: tuple[str, ...]) -> Comparison:
    how = relation(a[0], b[0])
    if how >= Relation.OTHER_LANGUAGE:
        return _middle_names(a, b, how)
    if how is Relation.SIBLINGS:
        words = "first names are two short or foreign forms of one name"
        return found(Field.GIVEN, Level.RELATED, 0.7, words)
    if 1 in (len(a[0]), len(b[0])) and a[0][0] == b[0][0]:
        return found(Field.GIVEN, Level.INITIAL, 0.5, "first name agrees in its initial only")
    if any(relation(x, y) >= Relation.OTHER_LANGUAGE for x in a for y in b if len(x) > 1):
        words = "first name of one is a middle name of the other"
        return found(Field.GIVEN, Level.PART, 0.7, words)
    similarity = max(_similar(a[0], b[0]), _similar("".join(a), "".join(b)))
    if similarity:
        return found(Field.GIVEN, Level.SPELLING, similarity, "first names are spelled alike")
    return found(Field.GIVEN, Level.DIFFERENT, 0.0, "first names differ")


def _middle_names(a: tuple[str, ...], b: tuple[str, ...], how: Relation) -> Comparison:
    rest_a, rest_b = a[1:], b[1:]
    if rest_a and rest_b and not any(_agree(x, y) for x in rest_a for y in rest_b):
        words = "first names agree, middle names differ"
        return found(Field.GIVEN, Level.MIDDLE_DIFFERS, 0.85, words)
    if how is not Relation.SAME:
        return found(Field.GIVEN, Level.VARIANT, 1.0, "first names are forms of one name")
    one_sided = bool(rest_a) != bool(rest_b)
    words = "same first name, middle name on one side" if one_sided else "same first name"
    return found(Field.GIVEN, Level.EXACT, 1.0, words)


def _agree(x: str, y: str) -> bool:
    if 1 in (len(x), len(y)):
        return x[0] == y[0]
    return relation(x, y) >= Relation.OTHER_LANGUAGE or _similar(x, y) > 0


def _without_religious(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) == 1:
        return names
    bare = tuple(n for n in names if canonical(n).isdisjoint(RELIGIOUS_FIRST_NAMES))
    return bare or names


def _beside_religious(
    a: tuple[str, ...], b: tuple[str, ...], bare_a: tuple[str, ...], bare_b: tuple[str, ...]
) -> Comparison:
    """ "Muhammad Ali" and "Ali" may be one child; "Muhammad Ali" and "Muhammad Hassan" are
    brothers; "Muhammad Ali" and "Muhammad" cannot be decided."""
    bare = _first_names(*sorted((bare_a, bare_b)))
    if bare.level is not Level.DIFFERENT:
        return bare
    if len(a) > 1 and len(b) > 1:
        return bare
    words = "first names agree only in a name that brothers or sisters often share"
    if any(relation(x, y) >= Relation.OTHER_LANGUAGE for x in a for y in b):
        return found(Field.GIVEN, Level.PART, 0.7, words)
    return bare


# ---- family names --------------------------------------------------------------------------


def _ordered_family(a: FamilyName, b: FamilyName) -> Comparison:
    if a.whole == b.whole and a.whole:
        return found(Field.FAMILY, Level.EXACT, 1.0, "same surname")
    return _family(a, b) if a.whole <= b.whole else _family(b, a)


@lru_cache(maxsize=65_536)
def _family(a: FamilyName, b: FamilyName) -> Comparison:
    if not a.whole or not b.whole:
        return _MISSING_FAMILY
    if a.stem == b.stem or sorted(a.parts) == sorted(b.parts):
        words = "surnames differ only in a prefix, an ending or their order"
        return found(Field.FAMILY, Level.VARIANT, 1.0, words)
    if family_variants(a.stem, b.stem) or family_variants(a.whole, b.whole):
        return found(Field.FAMILY, Level.VARIANT, 1.0, "surnames are spellings of one name")
    if not set(a.parts).isdisjoint(b.parts):
        return found(Field.FAMILY, Level.PART, 0.9, "surnames share a part")
    similarity = _similar(a.stem, b.stem)
    if similarity:
        return found(Field.FAMILY, Level.SPELLING, similarity, "surnames are spelled alike")
    return found(Field.FAMILY, Level.DIFFERENT, 0.0, "surnames differ")


# ---- spelling ------------------------------------------------------------------------------


@lru_cache(maxsize=65_536)
def _similar(x: str, y: str) -> float:
    """0 when unlike, else 0.75 to 0.99, in two decimals."""
    if len(x) < 3 or len(y) < 3:
        return 0.0
    similarity = round(min(JaroWinkler.similarity(x, y), JaroWinkler.similarity(y, x)), 2)
    if similarity < SOUNDS_ALIKE:
        return 0.0
    one_slip = min(len(x), len(y)) >= 4 and DamerauLevenshtein.distance(x, y, score_cutoff=1) <= 1
    if similarity >= ALIKE or one_slip or jellyfish.metaphone(x) == jellyfish.metaphone(y):
        return min(similarity, 0.99)
    return 0.0
