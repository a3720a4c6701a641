"""The typefaces that ship with Joined Up, and the characters that they can draw."""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"

# First the face that is made for low vision, then those that fill its gaps; name and file.
_FACES = {
    "Atkinson Hyperlegible Next": "AtkinsonHyperlegibleNext_400Regular.ttf",
    "Noto Sans": "NotoSans_400Regular.ttf",
    "Noto Sans Arabic": "NotoSansArabic_400Regular.ttf",
    "Noto Sans Bengali": "NotoSansBengali_400Regular.ttf",
    "Noto Sans Gurmukhi": "NotoSansGurmukhi_400Regular.ttf",
    "Noto Emoji": "NotoEmoji_400Regular.ttf",
}
FAMILIES = tuple(_FACES)


@lru_cache(maxsize=1)
def drawable_characters() -> tuple[frozenset[int], ...]:
    """Code points that each typeface of FAMILIES has a glyph for, in the same order."""
    return tuple(frozenset(_mapped((FOLDER / name).read_bytes())) for name in _FACES.values())


def _mapped(font: bytes) -> set[int]:
    """Code points in the character map of an OpenType font (subtable formats 4 and 12).

    Source: OpenType specification, `cmap`.
    """
    (tables,) = struct.unpack_from(">H", font, 4)
    for index in range(tables):
        tag, _, start, _ = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if tag == b"cmap":
            break
    else:
        raise ValueError("A font without a character map.")
    found: set[int] = set()
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    for index in range(subtables):
        _, _, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * index)
        (layout,) = struct.unpack_from(">H", font, start + offset)
        if layout == 4:
            found |= _segments(font, start + offset)
        elif layout == 12:
            found |= _groups(font, start + offset)
    return found


def _segments(font: bytes, at: int) -> set[int]:
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    count = doubled // 2
    columns = f">{count}H"
    ends = struct.unpack_from(columns, font, at + 14)
    starts = struct.unpack_from(columns, font, at + 16 + doubled)
    deltas = struct.unpack_from(columns, font, at + 16 + 2 * doubled)
    offsets_at = at + 16 + 3 * doubled
    offsets = struct.unpack_from(columns, font, offsets_at)
    found: set[int] = set()
    for i in range(count):
        for code in range(starts[i], ends[i] + 1):
            glyph = code
            if offsets[i]:
                where = offsets_at + 2 * i + offsets[i] + 2 * (code - starts[i])
                (glyph,) = struct.unpack_from(">H", font, where)
                if glyph == 0:
                    continue
            if (glyph + deltas[i]) & 0xFFFF:
                found.add(code)
    return found


def _groups(font: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    found: set[int] = set()
    for index in range(count):
        first, last, glyph = struct.unpack_from(">III", font, at + 16 + 12 * index)
        found.update(range(first if glyph else first + 1, last + 1))
    return found
