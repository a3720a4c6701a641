"""How long until something happened: a step for each moment, a line for each group."""

from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.insight.evaluation.reports.pictures.drawing import (
    MAIN,
    OTHER,
    SOFT,
    WIDTH,
    Scale,
    across,
    area,
    line,
    path,
    picture,
    shortened,
    text,
    upright,
)

LEFT, TOP, BOTTOM = 66, 20, 320
STROKES = (MAIN, OTHER, "#4c2c92", "#0b0c0c", "#1d70b8", "#6f5f00")
DASHES = ("", "9 5", "2 4", "12 4 2 4", "5 3", "14 6")
MOST_STEPS = 400
"""Steps drawn of one curve; more cannot be seen."""


@dataclass(frozen=True)
class Curve:
    """Shares of one group after each of ``times``, which are in order; intervals may be missing."""

    name: str
    times: Sequence[float]
    shares: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()


def curves(
    groups: Sequence[Curve], *, title: str, axis: str, falling: bool = True, percent: bool = True
) -> str:
    """``falling`` begins at 1 (still without it), otherwise at 0 (already happened)."""
    drawn = groups[: len(STROKES)]
    last = max((curve.times[-1] for curve in drawn if curve.times), default=1.0)
    most = 1.0 if falling else max((max(c.shares, default=0) for c in drawn), default=1) or 1
    most = most if falling else min(1.0, most * 1.1)
    heights = Scale(0.0, most, BOTTOM, TOP)
    scale = Scale(0.0, last or 1.0, LEFT, WIDTH - 24)
    parts = [upright(heights, LEFT, WIDTH - 24, percent=percent), across(scale, BOTTOM, BOTTOM)]
    start = 1.0 if falling else 0.0
    for n, curve in enumerate(drawn):
        stroke = STROKES[n]
        if curve.low:
            high = _steps(scale, heights, curve.times, curve.high, start)
            low = _steps(scale, heights, curve.times, curve.low, start)
            parts.append(area([*high, *reversed(low)], fill=stroke))
        points = _steps(scale, heights, curve.times, curve.shares, start)
        parts.append(path(points, stroke=stroke, dashes=DASHES[n]))
    parts.append(text((LEFT + WIDTH) / 2, BOTTOM + 46, axis, anchor="middle", fill=SOFT))
    parts += _key(drawn)
    return picture(title, _said(groups), BOTTOM + 64 + 26 * len(drawn), parts)


def _steps(
    scale: Scale, heights: Scale, times: Sequence[float], shares: Sequence[float], start: float
) -> list[tuple[float, float]]:
    every = max(1, len(times) // MOST_STEPS)
    chosen = sorted({*range(0, len(times), every), len(times) - 1} - {-1})
    points = [(scale(0.0), heights(start))]
    for index in chosen:
        x = scale(times[index])
        points += [(x, points[-1][1]), (x, heights(shares[index]))]
    return points


def _key(drawn: Sequence[Curve]) -> list[str]:
    parts = []
    for n, curve in enumerate(drawn):
        y = BOTTOM + 74 + 26 * n
        dashes = DASHES[n]
        parts.append(line(LEFT, y - 5, LEFT + 48, y - 5, stroke=STROKES[n], width=3, dashes=dashes))
        end = f": {curve.shares[-1]:.0%} at the end" if curve.shares else ""
        parts.append(text(LEFT + 60, y, shortened(curve.name, 40) + end))
    return parts


def _said(groups: Sequence[Curve]) -> str:
    ends = (f"{c.name} ends at {c.shares[-1]:.0%}" for c in groups if c.shares)
    return f"{'; '.join(ends)}."
