"""How many families had each risk at the start, and how many later."""

from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.insight.evaluation.reports.pictures.drawing import (
    MAIN,
    OTHER,
    SOFT,
    WIDTH,
    Scale,
    across,
    circle,
    label,
    line,
    picture,
    square,
    text,
)

ROW, HEAD, LEFT = 40, 44, 230


@dataclass(frozen=True)
class Dumbbell:
    """Shares between 0 and 1."""

    name: str
    start: float
    end: float


def dumbbells(
    rows: Sequence[Dumbbell], *, title: str, first: str = "at the start", last: str = "at the end"
) -> str:
    """A hollow square at the start, a filled circle at the end, and the line between them."""
    bottom = HEAD + ROW * len(rows)
    most = max((max(row.start, row.end) for row in rows), default=1.0)
    scale = Scale(0.0, min(1.0, max(most * 1.15, 0.1)), LEFT, WIDTH - 44)
    parts = [
        across(scale, HEAD - 6, bottom, percent=True),
        square(LEFT + 8, 16) + text(LEFT + 22, 21, first),
        circle(LEFT + 188, 16) + text(LEFT + 202, 21, last),
    ]
    for index, row in enumerate(rows):
        y = HEAD + ROW * index + ROW / 2
        parts.append(label(LEFT - 14, y, row.name, 25))
        parts.append(line(scale(row.start), y, scale(row.end), y, stroke=MAIN, width=3))
        parts.append(square(scale(row.start), y, stroke=OTHER))
        parts.append(circle(scale(row.end), y))
        parts += _shares(scale, row, y)
    words = "Share of families with the risk"
    parts.append(text((LEFT + WIDTH) / 2, bottom + 48, words, anchor="middle", fill=SOFT))
    fell = sum(row.end < row.start for row in rows)
    said = f"{fell} of {len(rows)} risks were rarer {last} than {first}."
    return picture(title, said, bottom + 62, parts)


def _shares(scale: Scale, row: Dumbbell, y: float) -> list[str]:
    left, right = sorted((row.start, row.end))
    said = [text(scale(right) + 12, y + 5, f"{right:.0%}", size=14)]
    if scale(left) - LEFT > 46:
        said.append(text(scale(left) - 12, y + 5, f"{left:.0%}", anchor="end", size=14))
    return said
