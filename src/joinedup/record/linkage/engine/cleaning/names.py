"""Given and family names as they are compared: titles off, placeholders gone, parts apart."""

import re
from dataclasses import dataclass
from functools import lru_cache

from joinedup.record.linkage.engine.cleaning import declared
from joinedup.record.linkage.engine.cleaning.text import plain

_NO_LETTERS = str.maketrans("", "", "0123456789'- ")
"""What else is left in a plain text."""
_PARTICLE = re.compile(r"\b([od])'(?=[a-z])")


@dataclass(frozen=True, slots=True)
class FamilyName:
    """``whole`` is joined up ("obrien"); ``stem`` leaves particles and feminine endings out
    ("brien"); ``parts`` are the stems of a double surname, in the order written."""

    whole: str
    stem: str
    parts: tuple[str, ...]


NO_FAMILY = FamilyName("", "", ())


@lru_cache(maxsize=65_536)
def clean_given(text: str) -> tuple[str, ...]:
    """Given names as words of a-z: "Dr. Mary-Jane O." gives ("mary", "jane", "o").  Empty for
    placeholders ("Baby", "not known", "Baby of Sarah")."""
    if is_placeholder(text, declared.PLACEHOLDER_GIVEN_NAMES):
        return ()
    words = [_bare(w) for w in plain(text).replace("-", " ").split()]
    kept = [w for w in words if w and not w.isdecimal()]
    while len(kept) > 1 and kept[0] in declared.TITLES:
        del kept[0]
    while len(kept) > 1 and kept[-1] in declared.SUFFIXES:
        del kept[-1]
    if not kept or kept[0] in declared.BABY_WORDS or kept[0] in declared.TITLES:
        return ()
    if is_placeholder(" ".join(kept), declared.PLACEHOLDER_GIVEN_NAMES):
        return ()
    return tuple(kept)


@lru_cache(maxsize=65_536)
def clean_family(text: str) -> FamilyName:
    """A surname without titles, placeholders, particles, feminine endings and generation marks."""
    if is_placeholder(text):
        return NO_FAMILY
    words = [w for w in map(_bare, _apart(plain(text)).split()) if w and not w.isdecimal()]
    while len(words) > 1 and words[-1] in declared.SUFFIXES:
        del words[-1]
    while len(words) > 1 and words[0] in declared.TITLES:
        del words[0]
    if not words or is_placeholder(" ".join(words)):
        return NO_FAMILY
    stems = [_stem(w) for w in words if w not in declared.FAMILY_PREFIXES] or [_stem(words[-1])]
    whole = _mac("".join(map(_mac, words)))
    return FamilyName(whole, "".join(stems), tuple(dict.fromkeys(stems)))


def is_placeholder(text: str, words: frozenset[str] = declared.PLACEHOLDER_NAMES) -> bool:
    """Words that stand for "nothing known", or no letter at all."""
    joined = plain(text).translate(_NO_LETTERS)
    return not joined or joined in words


def _apart(text: str) -> str:
    """Double surnames and particles apart: "o'brien-d'arcy" becomes "o brien d arcy"."""
    return _PARTICLE.sub(r"\1 ", text.replace("-", " "))


def _bare(word: str) -> str:
    return word.replace("'", "").strip("-")


def _mac(word: str) -> str:
    return "mac" + word[2:] if word.startswith("mc") and len(word) > 4 else word


def _stem(word: str) -> str:
    """ "mcdonald" and "macdonald", "obrien" and "brien", "kowalska" and "kowalski" agree."""
    word = _mac(word)
    if word.startswith("mac") and len(word) > 6:
        return word
    if len(word) >= 6:
        for feminine, masculine in declared.FAMILY_ENDINGS:
            if word.endswith(feminine):
                return word.removesuffix(feminine) + masculine
    return word
