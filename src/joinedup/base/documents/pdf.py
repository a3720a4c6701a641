"""A document as tagged PDF (PDF/UA-1), in memory, in a print size that the reader can read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from joinedup.base.documents.characters import (
    Faces,
    clusters,
    paragraphs,
    printable,
    reads_right_to_left,
)
from joinedup.base.documents.document import (
    Block,
    BulletList,
    Document,
    DocumentError,
    Heading,
    KeyValues,
    Notice,
    PageBreak,
    Paragraph,
    Picture,
    Quotation,
    Table,
)
from joinedup.base.documents.typefaces import FAMILIES, FOLDER, drawable_characters

_TEMPLATES = Path(__file__).parent / "templates"
_ZERO_WIDTH_SPACE = "\u200b"
_NAMED = "Where our typefaces lack a character, its name stands in square brackets."


class PrintSize(StrEnum):
    """Size of the running text: 12, 18 or 24 point. Nothing in large print is below 16 point."""

    STANDARD = "standard"
    LARGE = "large"
    GIANT = "giant"


# Letters that surely fit on one line across the page, and columns that a table may have there; a
# longer word may be broken so that it never runs off the page, a wider table is told row by row.
_LINE_LENGTH = {PrintSize.STANDARD: 60, PrintSize.LARGE: 40, PrintSize.GIANT: 28}
_COLUMNS = {PrintSize.STANDARD: 5, PrintSize.LARGE: 3, PrintSize.GIANT: 1}
# Letters of handling, reference and recipient that the head and foot of each page have room for.
_RUNNING = {
    PrintSize.STANDARD: (70, 40, 70),
    PrintSize.LARGE: (70, 30, 55),
    PrintSize.GIANT: (70, 25, 40),
}
# A row told on its own stays on one page when it has no more letters than this.
_KEPT_TOGETHER = 250


def as_pdf(document: Document, *, print_size: PrintSize = PrintSize.STANDARD) -> bytes:
    """The document as PDF/UA-1.

    Characters that the shipped typefaces cannot draw are printed as their Unicode name in
    brackets. Raises DocumentError, without any of the contents, when it cannot be laid out.
    """
    faces = drawable_characters()
    made = _compiled(document, _Layout(print_size, faces))
    if made is None:
        # Some rare sequence that the faces share out differently than we reckoned: with the first
        # face alone there is nothing to share out, and the rest is named.
        made = _compiled(document, _Layout(print_size, faces[:1]))
    if made is None:
        raise DocumentError("The document could not be laid out as PDF.")
    return made


def _compiled(document: Document, layout: _Layout) -> bytes | None:
    compiler = typst.Compiler(
        _TEMPLATES / "document.typ",
        root=_TEMPLATES,
        font_paths=_fonts(),
        sys_inputs={"document": json.dumps(layout.described(document))},
        # No package can be found or fetched: the template stands alone.
        package_path=_TEMPLATES,
        package_cache_path=_TEMPLATES,
    )
    try:
        made = compiler.compile(
            format="pdf", pdf_standards=["ua-1"], timestamp=int(document.made_at.timestamp())
        )
    except typst.TypstError:
        # Not passed on: it quotes the text being laid out, which must not reach a log.
        return None
    return made if isinstance(made, bytes) else None


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER]
    )


class _Layout:
    """Turns a document into the plain data that the template reads."""

    def __init__(self, print_size: PrintSize, faces: Faces) -> None:
        self._size = print_size
        self._line = _LINE_LENGTH[print_size]
        self._columns = _COLUMNS[print_size]
        self._faces = faces
        self._named_a_character = False

    def described(self, document: Document) -> dict[str, Any]:
        language, _, region = document.language.partition("-")
        handling, reference, made_for = _RUNNING[self._size]
        head: dict[str, Any] = {
            "title": self._plain(document.title),
            "heading": self._text(document.title),
            "made_by": self._plain(document.made_by),
            "reference": self._plain(document.reference),
            "particulars": self._facts(document.particulars),
            "running": {
                "handling": self._running(document.handling, handling),
                "reference": self._running(document.reference, reference),
                "made_for": self._running(document.made_for, made_for),
            },
        }
        blocks = [self._block(block) for block in document.blocks]
        if self._named_a_character:
            blocks.append({"kind": "paragraph", "text": self._text(_NAMED)})
        return {
            **head,
            "lang": language,
            "region": region or None,
            "fonts": FAMILIES,
            "size": self._size.value,
            "columns": self._columns,
            "blocks": blocks,
        }

    def _block(self, block: Block) -> dict[str, Any]:
        match block:
            case Heading(text, level):
                return {"kind": "heading", "level": level, "text": self._text(text)}
            case Paragraph(text):
                return {"kind": "paragraph", "text": self._text(text)}
            case BulletList(items):
                return {"kind": "bullets", "items": [self._text(item) for item in items]}
            case KeyValues(rows):
                return {"kind": "facts", "rows": self._facts(rows)}
            case Table():
                return self._table(block)
            case Notice(text, title):
                return {"kind": "notice", "title": self._text(title), "text": self._text(text)}
            case Quotation(text, said_by):
                said = {"text": self._text(text), "said_by": self._text(said_by)}
                return {"kind": "quotation", **said}
            case Picture(svg, alt, caption):
                words = {"alt": self._plain(alt), "caption": self._text(caption)}
                return {"kind": "picture", "svg": self._printable(svg), **words}
            case PageBreak():
                return {"kind": "page-break"}

    def _table(self, table: Table) -> dict[str, Any]:
        columns = len(table.headings)
        words: dict[str, Any] = {
            "kind": "table",
            "caption": self._text(table.caption),
            "empty": self._text("" if table.rows else table.empty),
        }
        if columns > self._columns:
            labels = sum(map(len, table.headings))
            rows = [
                {
                    "facts": self._facts(zip(table.headings, row, strict=True)),
                    "kept_together": labels + sum(map(len, row)) <= _KEPT_TOGETHER,
                }
                for row in table.rows
            ]
            return {**words, "stacked": rows}
        limit = self._line // columns - 1
        return {
            **words,
            "headings": [self._text(heading, limit) for heading in table.headings],
            "rows": [[self._text(cell, limit) for cell in row] for row in table.rows],
            "widths": _widths((table.headings, *table.rows), self._line, limit),
        }

    def _facts(self, rows: Iterable[tuple[str, str]]) -> list[list[Any]]:
        return [
            [self._text(label, self._line // 4), self._text(value, self._line // 2)]
            for label, value in rows
        ]

    def _text(self, text: str, longest_word: int | None = None) -> list[dict[str, Any]]:
        limit = longest_word or self._line // 2
        return [
            {
                "rtl": reads_right_to_left(part),
                "lines": [_breakable(line, limit) for line in part.split("\n")],
            }
            for part in paragraphs(self._printable(text))
        ]

    def _plain(self, text: str) -> str:
        return " ".join(self._printable(text).split())

    def _running(self, text: str, length: int) -> str:
        """For the head and foot of each page, where there is room for little; page 1 says all."""
        text = self._plain(text)
        shown = text if len(text) <= length else f"{text[: length - 1]}…"
        return _breakable(shown, self._line // 2)

    def _printable(self, text: str) -> str:
        shown = printable(text, self._faces)
        self._named_a_character |= shown.count("[") > text.count("[")
        return shown


def _breakable(line: str, longest_word: int) -> str:
    """`line` with places to break (U+200B, which has no width) in words that are too long."""
    return re.sub(
        rf"\S{{{longest_word + 1},}}",
        lambda word: _ZERO_WIDTH_SPACE.join(_pieces(word.group(), longest_word)),
        line,
    )


def _pieces(word: str, length: int) -> Iterator[str]:
    letters = list(clusters(word))
    for start in range(0, len(letters), length):
        yield "".join(letters[start : start + length])


def _widths(rows: Sequence[Sequence[str]], line: int, longest_word: int) -> list[float]:
    """Relative widths of columns: room for each longest word, the rest shared by length of text."""
    columns = list(zip(*rows, strict=True))
    words = [
        1 + min(longest_word, max(len(w) for cell in column for w in (*cell.split(), "")))
        for column in columns
    ]
    texts = [min(line, max(len(cell) for cell in column)) + 1 for column in columns]
    spare = max(0, line - sum(words))
    return [word + spare * text / sum(texts) for word, text in zip(words, texts, strict=True)]
