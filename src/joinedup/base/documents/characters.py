"""Which characters can be shown, and what stands in for those that cannot.

Text is never dropped in silence: a character that a format cannot show is replaced by its
Unicode name in square brackets.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterator, Sequence

# These re-order the characters that follow, so that a reader sees another text than the one
# recorded. They are shown by name instead of being obeyed.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Without a shape of their own; leaving them out changes a ligature, never a word.
_JOINER = "\u200d"
_JOINING = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\u00ad\ufe0e\ufe0f")

Faces = Sequence[Container[int]]


def printable(text: str, faces: Faces | None = None) -> str:
    """`text` in composed form (NFC), lines ended by "\n", unshowable characters named.

    `faces` holds the code points of each typeface at hand; None means that every character can
    be shown that is not a control character. A letter and its accents must come from one face:
    where none has them all, the accents are named after the letter.
    """
    # A byte order mark left inside a text says nothing, and PDF/UA forbids it.
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    text = unicodedata.normalize("NFC", text)
    if text.isascii() and text.isprintable():
        return text
    if faces is None:
        return "".join(_shown(character) for character in text)
    return "".join(_drawn(cluster, faces) for cluster in clusters(text))


def clusters(text: str) -> Iterator[str]:
    """The letters of `text`, each with the accents and joined parts that belong to it."""
    start = 0
    for position in range(1, len(text) + 1):
        if position == len(text) or not _clings(text[position - 1], text[position]):
            yield text[start:position]
            start = position


def _clings(before: str, after: str) -> bool:
    return (
        _JOINER in (before, after)
        or after in _JOINING
        or _is_mark(after)
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\U000e0020" <= after <= "\U000e007f"
    )


def _drawn(cluster: str, faces: Faces) -> str:
    shapes = "".join(c for c in cluster if c not in _JOINING)
    whole = all(_shown(c) == c for c in shapes) and not _is_mark(shapes[:1])
    if whole:
        for attempt in (cluster, shapes):
            if any(all(ord(c) in face for c in attempt) for face in faces):
                return attempt
    return "".join(_drawn_alone(c, faces) for c in shapes)


def _drawn_alone(character: str, faces: Faces) -> str:
    shown = _shown(character)
    if shown != character or character in " \n":
        return shown
    if _is_mark(character) or not any(ord(character) in face for face in faces):
        return _named(character)
    return character


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" if character else False


def _shown(character: str) -> str:
    if character == "\n" or character in _JOINING:
        return character
    category = unicodedata.category(character)
    if character == "\t" or category == "Zs":
        return " " if character != "\u00a0" else character
    if category in ("Zl", "Zp"):
        return "\n"
    if category in ("Cc", "Cs", "Cn", "Co") or character in _REORDERING:
        return _named(character)
    return character


def _named(character: str) -> str:
    return f"[{unicodedata.name(character, f'CHARACTER U+{ord(character):04X}')}]"


def reads_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction is Arabic, Hebrew or the like."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction == "L":
            return False
        if direction in ("R", "AL"):
            return True
    return False


def paragraphs(text: str) -> list[str]:
    """The paragraphs of `text`, parted at blank lines; single line breaks stay inside."""
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            parts[-1].append(line.rstrip())
        elif parts[-1]:
            parts.append([])
    return ["\n".join(part) for part in parts if part]
