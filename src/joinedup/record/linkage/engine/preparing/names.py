"""The names of one record out of its columns, taken apart so that no word counts twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import jellyfish

from joinedup.record.linkage.engine.cleaning.names import (
    NO_FAMILY,
    FamilyName,
    clean_family,
    clean_given,
)
from joinedup.record.linkage.engine.names import canonical, canonical_family, relatives

_MOST_WORDS = 6
_SHORTEST_FOR_DELETION = 4


@dataclass(frozen=True, slots=True)
class Names:
    """``given`` and ``family`` are one word each (empty where unknown); ``middle`` every other
    word.  ``groups`` are the names that the given name is a form of, ``known`` whether other forms
    of it are known, ``stems`` the spellings of each part of the surname, ``sounds`` how every word
    of the whole name sounds."""

    given: str
    family: str
    middle: tuple[str, ...]
    groups: tuple[str, ...]
    known: bool
    stems: tuple[str, ...]
    family_sounds: tuple[str, ...]
    sounds: tuple[str, ...]


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
    family_sounds = sounds(stems)
    every = dict.fromkeys((*sounds((first, *rest)), *family_sounds))
    spelled = dict.fromkeys(map(canonical_family, stems))
    return Names(
        first, families[0].whole, rest, groups(first), bool(first and relatives(first)),
        tuple(spelled), family_sounds, tuple(every),
    )  # fmt: skip


def groups(given: str) -> tuple[str, ...]:
    """The names that one is a form of; an initial is a form of none."""
    return tuple(sorted(canonical(given))) if len(given) > 1 else ()


def sounds(words: Iterable[str]) -> tuple[str, ...]:
    """How words sound, each sound once; an initial sounds like nothing."""
    return tuple(dict.fromkeys(sound(word) for word in words if len(word) > 1))


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """How a word sounds; its letters where it has no consonant."""
    return jellyfish.metaphone(canonical_family(word)).replace(" ", "") or word


def slips(words: Sequence[str]) -> tuple[str, ...]:
    """Words, and every form of them with one letter left out: two words that differ by one slip
    share one."""
    return tuple(dict.fromkeys(slip for word in words for slip in _slips(word)))


def _slips(word: str) -> tuple[str, ...]:
    if len(word) < _SHORTEST_FOR_DELETION:
        return (word,)
    return (word, *dict.fromkeys(word[:i] + word[i + 1 :] for i in range(len(word))))
