"""What happened when, as spans. Widths are shares, so that text stays large."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from joinedup.base.govuk.pictures.drawing import figure, joined, table, text_at
from joinedup.base.govuk.wording import say_date

SPAN_ROW = 52
AXIS = 30


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasted (or goes on: no end), or a moment (end equal to start)."""

    words: str
    start: date
    end: date | None = None


def timeline_picture(title: str, spans: Sequence[Span], *, today: date) -> Markup:
    """One row for each span, drawn to scale, oldest first; what has no end goes on to today."""
    ordered = sorted(spans, key=lambda span: span.start)
    first = min((span.start for span in ordered), default=today)
    last = max((span.end or today for span in ordered), default=today)
    days = max((last - first).days, 1)
    height = len(ordered) * SPAN_ROW + AXIS
    rows = joined(_span(row, span, first, days, today) for row, span in enumerate(ordered))
    return figure(
        title=title,
        description=f"{len(ordered)} things between {say_date(first)} and {say_date(last)}.",
        size=f'width="100%" height="{height}"',
        body=_years(first, last, days, height) + rows,
        beside=table(
            ("What", "From", "To"),
            [(span.words, say_date(span.start), _end(span)) for span in ordered],
            title,
        ),
    )


def _span(row: int, span: Span, first: date, days: int, today: date) -> Markup:
    left = 100 * (span.start - first).days / days
    share = 100 * ((span.end or today) - span.start).days / days
    y = row * SPAN_ROW + AXIS
    words = text_at("0", y + 16, span.words)
    if span.end == span.start:
        return words + Markup('<circle cx="{:.2f}%" cy="{}" r="7" class="ju-svg-mark"/>').format(
            min(max(left, 1), 99), y + 32
        )
    return words + Markup(
        '<rect x="{:.2f}%" y="{}" width="{:.2f}%" height="14" class="ju-svg-bar"/>'
    ).format(left, y + 25, max(share, 0.5))


def _years(first: date, last: date, days: int, height: int) -> Markup:
    years = range(first.year + 1, last.year + 1)
    step = max(1, math.ceil(len(years) / 5))
    return joined(
        Markup('<line x1="{0}%" x2="{0}%" y1="20" y2="{1}" class="ju-svg-track"/>').format(
            f"{place:.2f}", height
        )
        + text_at(f"{place:.2f}%", 14, str(year), "ju-svg-small", "middle")
        for year in years[::step]
        if 3 < (place := 100 * (date(year, 1, 1) - first).days / days) < 97
    )


def _end(span: Span) -> str:
    return say_date(span.end) if span.end else "still going on"
