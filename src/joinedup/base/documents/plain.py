"""A document as plain text: for a Braille display, a screen reader, or copying elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from joinedup.base.documents.characters import paragraphs, printable
from joinedup.base.documents.document import (
    Block,
    BulletList,
    Document,
    Heading,
    KeyValues,
    Notice,
    PageBreak,
    Paragraph,
    Picture,
    Quotation,
    Table,
)


def as_text(document: Document) -> str:
    """The whole document in reading order, in lines of any length, without control characters.

    A table is told row by row, each cell after its heading; a picture by its words.
    """
    parts = [_underlined(document.title, "="), _facts(document.particulars)]
    for block in document.blocks:
        parts.extend(_told(block))
    return "\n\n".join(part for part in parts if part) + "\n"


def _told(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield _underlined(text, "-") if level == 1 else _line(text)
        case Paragraph(text):
            yield _text(text)
        case BulletList(items):
            yield "\n".join(f"- {_line(item)}" for item in items)
        case KeyValues(rows):
            yield _facts(rows)
        case Table():
            yield from _rows(block)
        case Notice(text, title):
            yield f"{_line(title)}:\n{_text(text)}"
        case Quotation(text, said_by):
            yield f"“{_text(text)}”\n{_line(said_by)}"
        case Picture(alt=alt, caption=caption):
            yield (
                f"Picture: {_line(caption)}\n{_text(alt)}" if caption else f"Picture: {_text(alt)}"
            )
        case PageBreak():
            return


def _rows(table: Table) -> Iterator[str]:
    count = len(table.rows)
    yield f"Table: {_line(table.caption)} ({count} {'row' if count == 1 else 'rows'})"
    if not table.rows:
        yield _text(table.empty)
    for row in table.rows:
        yield _facts(tuple(zip(table.headings, row, strict=True)))


def _facts(rows: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(f"{_line(label)}: {_line(value)}" for label, value in rows)


def _underlined(text: str, rule: str) -> str:
    line = _line(text)
    return f"{line}\n{rule * min(len(line), 60)}"


def _text(text: str) -> str:
    return "\n\n".join(paragraphs(printable(text)))


def _line(text: str) -> str:
    return " ".join(printable(text).split())
