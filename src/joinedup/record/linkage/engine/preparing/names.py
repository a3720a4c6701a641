"""The names of one record out of its columns, taken apart so that no word counts twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import jellyfish

from joinedup.record.linkage.engine.cleaning.names import (
    NO_FAMILY,
    FamilyName,
    clean_family,
    clean_given,
)
from joinedup.record.linkage.engine.names import canonical, canonical_family

_MOST_WORDS = 6
_SHORTEST_FOR_DELETION = 4


@dataclass(frozen=True, slots=True)
class Names:
    """``given`` and ``family`` are one word each (empty where unknown); ``middle`` every other
    word.  ``groups`` are the names that the given name is a form of, ``stems`` the spellings of
    each part of the surname, ``sounds`` how every word of the whole name sounds."""

    given: str
    family: str
    middle: tuple[str, ...]
    groups: tuple[str, ...]
    stems: tuple[str, ...]
    sounds: tuple[str, ...]
    slips: tuple[str, ...]


def names(
    given: Sequence[str], middle: Sequence[str], family: Sequence[str], full: Sequence[str]
) -> Names:
    """``full`` fills in what the other columns lack, and gives the words they leave out."""
    firsts = [clean_given(text) for text in given if text]
    families = [found for text in family if text and (found := clean_family(text)).whole]
    whole = [clean_given(_in_order(text)) for text in full if text]
    words = [word for part in (*firsts, *map(clean_given, middle)) for word in part]
    used = {word for found in families for word in (found.whole, *found.parts)}
    loose = [word for part in whole for word in part]
    if not words and loose:
        words, loose = loose[:1], loose[1:]
    if not families and len(loose) > 0:
        families, loose = [clean_family(loose[-1])], loose[:-1]
        used |= {families[0].whole, *families[0].parts}
    kept = dict.fromkeys(w for w in (*words, *loose) if w not in used or w in words[:1])
    first, *rest = [*kept] or [""]
    return _made(first, tuple(rest[:_MOST_WORDS]), tuple(families) or (NO_FAMILY,))


def _in_order(text: str) -> str:
    """ "Smith, John" is John Smith."""
    before, comma, after = text.partition(",")
    if comma and len(before.split()) == 1 and after.strip() and len(after.split()) <= 3:
        return f"{after} {before}"
    return text


@lru_cache(maxsize=65_536)
def _made(first: str, rest: tuple[str, ...], families: tuple[FamilyName, ...]) -> Names:
    stems = dict.fromkeys(s for f in families for s in (f.stem, *f.parts, f.whole) if s)
    groups = canonical(first) if len(first) > 1 else frozenset()
    every = dict.fromkeys(sound(word) for word in (first, *rest, *stems) if len(word) > 1)
    spelled = dict.fromkeys(map(canonical_family, stems))
    slips = dict.fromkeys(slip for stem in stems for slip in _slips(stem))
    return Names(
        first, families[0].whole, rest, tuple(sorted(groups)), tuple(spelled), tuple(every),
        tuple(slips),
    )  # fmt: skip


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """How a word sounds; its letters where it has no consonant."""
    return jellyfish.metaphone(canonical_family(word)).replace(" ", "") or word


@lru_cache(maxsize=65_536)
def _slips(stem: str) -> tuple[str, ...]:
    """The word and every form of it with one letter left out: two words that differ by one slip
    share one."""
    if len(stem) < _SHORTEST_FOR_DELETION:
        return (stem,)
    return (stem, *dict.fromkeys(stem[:i] + stem[i + 1 :] for i in range(len(stem))))
