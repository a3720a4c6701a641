"""Letters: any alphabet's accents and signs brought down to plain lower-case Latin words."""

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "þ": "th", "ł": "l", "đ": "d",
        "ħ": "h", "ı": "i", "ŋ": "ng", "ə": "e", "ŧ": "t", "ĸ": "k", "ƙ": "k", "ɓ": "b", "ɗ": "d",
        "ʻ": "'", "ʼ": "'", "’": "'", "‘": "'", "`": "'", "´": "'", "ʹ": "'", "′": "'",
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
        "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
        "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i",
        "ї": "yi", "є": "ye", "ґ": "g", "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c",
        "џ": "dz",
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
        "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
        "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
    }
)  # fmt: skip
"""Letters that Unicode does not take apart, and two alphabets that reach us in scanned papers."""

_NOT_WORD = re.compile(r"[^a-z0-9'\- ]+")
_SPACES = re.compile(r" +")
_LONGEST = 200
"""Nobody's name or address line is longer; a pasted narrative must not slow the matcher."""


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """Lower-case letters a-z, digits, apostrophe, hyphen and single spaces; other signs become
    spaces.  Letters of an alphabet that is not spelled out above are left out."""
    short = text[:_LONGEST]
    # folded twice: a sign may hide behind a compatibility form that folding opens
    low = short.lower() if short.isascii() else _fold(_fold(short))
    return _SPACES.sub(" ", _NOT_WORD.sub(" ", low)).strip()


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS)


def letters_and_digits(text: str) -> str:
    """Only a-z and 0-9, lower case."""
    return "".join(c for c in plain(text) if c.isalnum())
