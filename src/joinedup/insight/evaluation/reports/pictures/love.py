"""How alike both groups were in each respect, before and after: the "love plot"."""

from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.insight.evaluation.reports.pictures.drawing import (
    MAIN,
    OTHER,
    SOFT,
    WIDTH,
    across,
    circle,
    label,
    line,
    number,
    picture,
    reaching,
    square,
    text,
)

ROW, HEAD, LEFT, FOOT = 40, 46, 250, 66
MOST = 30
"""Respects drawn, those that differed most before; the table has all of them."""
ALIKE = 0.1


@dataclass(frozen=True)
class Difference:
    """In standard deviations; ``after`` is None where nothing was adjusted."""

    name: str
    before: float
    after: float | None


def love_plot(
    differences: Sequence[Difference], *, title: str = "How alike the groups were"
) -> str:
    """A row for each: a hollow square before, a filled circle after, lines at 0 and ±0.1."""
    drawn = sorted(differences, key=lambda d: -abs(d.before))[:MOST]
    bottom = HEAD + ROW * len(drawn)
    values = [v for d in drawn for v in (d.before, d.after) if v is not None]
    scale = reaching(values, start=LEFT, stop=WIDTH - 26, around=(-0.2, 0.2))
    parts = [across(scale, HEAD - 8, bottom), _key()]
    parts += [
        line(scale(0), HEAD - 8, scale(0), bottom, stroke=SOFT),
        line(scale(-ALIKE), HEAD - 8, scale(-ALIKE), bottom, stroke=SOFT, dashes="5 4"),
        line(scale(ALIKE), HEAD - 8, scale(ALIKE), bottom, stroke=SOFT, dashes="5 4"),
    ]
    for row, difference in enumerate(drawn):
        y = HEAD + ROW * row + ROW / 2
        parts.append(label(LEFT - 12, y, difference.name, 27))
        parts.append(square(scale(difference.before), y))
        if difference.after is not None:
            parts.append(circle(scale(difference.after), y))
    words = "Difference between the groups, in standard deviations"
    parts.append(text(WIDTH / 2, bottom + 50, words, anchor="middle", fill=SOFT))
    return picture(title, _said(differences), bottom + FOOT, parts)


def _key() -> str:
    return "".join(
        (
            square(LEFT + 8, 16, stroke=OTHER) + text(LEFT + 22, 21, "before"),
            circle(LEFT + 108, 16, stroke=MAIN) + text(LEFT + 122, 21, "after"),
            line(LEFT + 195, 16, LEFT + 225, 16, stroke=SOFT, dashes="5 4"),
            text(LEFT + 232, 21, "alike within 0.1"),
        )
    )


def _said(differences: Sequence[Difference]) -> str:
    before = sum(abs(d.before) > ALIKE for d in differences)
    after = [abs(d.after) for d in differences if d.after is not None]
    said = f"Of {len(differences)} respects, {before} differed by more than 0.1 before"
    if not after:
        return f"{said}."
    left = sum(value > ALIKE for value in after)
    return f"{said} and {left} after; the largest difference left is {number(max(after), 0.01)}."
