"""A finding as a document, from which the tagged PDF and other formats are made."""

from collections.abc import Iterator
from datetime import datetime

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
    Table,
)
from joinedup.insight.evaluation.reports.finding import Finding, Shown
from joinedup.insight.evaluation.reports.repeating import repeating

HANDLING = "Aggregate figures: no family is named"


def as_document(
    finding: Finding, command: str, made_at: datetime, *, made_for: str = "The partnership board"
) -> Document:
    """A first page of words, then a section for each thing shown, then how to repeat it."""
    return Document(
        title=finding.title,
        reference=next(iter(finding.fingerprints.values()), "none")[:12],
        made_for=made_for,
        made_by="Joined Up, evaluation",
        made_at=made_at,
        handling=HANDLING,
        blocks=tuple(_blocks(finding, command)),
    )


def _blocks(finding: Finding, command: str) -> Iterator[Block]:
    yield Notice(finding.verdict, "What may be said")
    yield from map(Paragraph, finding.in_words)
    if finding.warnings:
        yield Heading("What to keep in mind")
        yield BulletList(finding.in_mind)
    yield PageBreak()
    for shown in finding.shown:
        yield from _section(shown)
    yield Heading("How to repeat this")
    yield KeyValues(repeating(finding, command))


def _section(shown: Shown) -> Iterator[Block]:
    yield Heading(shown.title)
    if shown.words:
        yield Paragraph(shown.words)
    if shown.svg:
        yield Picture(shown.svg, shown.alternative or shown.words)
    yield Table(f"{shown.title}, in figures", shown.headings, shown.rows)
