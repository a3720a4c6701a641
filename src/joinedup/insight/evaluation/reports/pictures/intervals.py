"""Estimates with their intervals: one above the other, or along time."""

from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.insight.evaluation.reports.pictures.drawing import (
    MAIN,
    SOFT,
    WIDTH,
    Scale,
    across,
    circle,
    label,
    line,
    number,
    picture,
    reaching,
    text,
    upright,
)

ROW, LEFT = 40, 220
MOST = 40


@dataclass(frozen=True)
class Interval:
    """``at`` is the time, where there is one."""

    name: str
    value: float
    low: float
    high: float
    at: float = 0.0


def forest(
    intervals: Sequence[Interval],
    *,
    title: str,
    axis: str,
    none: float = 0.0,
    percent: bool = False,
) -> str:
    """A row for each; a line where there is no difference."""
    drawn = intervals[:MOST]
    top, bottom = 16, 16 + ROW * len(drawn)
    values = [v for i in drawn for v in (i.value, i.low, i.high)]
    scale = reaching(values, start=LEFT, stop=WIDTH - 24, around=(none,))
    parts = [across(scale, top, bottom, percent=percent)]
    parts.append(line(scale(none), top, scale(none), bottom, stroke=SOFT, dashes="5 4"))
    for row, interval in enumerate(drawn):
        y = top + ROW * row + ROW / 2
        parts.append(label(LEFT - 12, y, interval.name, 24))
        parts.append(line(scale(interval.low), y, scale(interval.high), y, stroke=MAIN, width=3))
        parts.append(circle(scale(interval.value), y))
    parts.append(text((LEFT + WIDTH) / 2, bottom + 48, axis, anchor="middle", fill=SOFT))
    said = f"{len(intervals)} estimates with 95% intervals. {axis}."
    return picture(title, said, bottom + 62, parts)


def by_time(
    intervals: Sequence[Interval], *, title: str, axis: str, began: float | None = 0.0,
    up: str = "", none: float | None = 0.0, percent: bool = False,
) -> str:  # fmt: skip
    """An event study: a dashed line where it began; hollow marks before it, filled ones after."""
    left, top, bottom = 74, 36, 300
    values = [v for i in intervals for v in (i.low, i.high, i.value)]
    around = () if none is None else (none,)
    heights = reaching(values, start=bottom, stop=top, around=around)
    times = [i.at for i in intervals] or [0.0]
    room = max((max(times) - min(times)) * 0.06, 0.5)
    scale = Scale(min(times) - room, max(times) + room, left, WIDTH - 26)
    parts = [
        upright(heights, left, WIDTH - 26, percent=percent),
        across(scale, bottom, bottom, times=True),
    ]
    if none is not None:
        parts.append(line(left, heights(none), WIDTH - 26, heights(none), stroke=SOFT))
    if began is not None:
        x = scale(began - 0.5)
        parts.append(line(x, top, x, bottom, stroke=SOFT, dashes="6 5"))
        parts.append(text(x + 6, top - 8, "began", fill=SOFT))
    for i in intervals:
        x = scale(i.at)
        parts.append(line(x, heights(i.low), x, heights(i.high), stroke=MAIN, width=3))
        parts.append(circle(x, heights(i.value), hollow=began is not None and i.at < began))
    if up:
        parts.append(text(8, 18, up, fill=SOFT))
    parts.append(text((left + WIDTH) / 2, bottom + 48, axis, anchor="middle", fill=SOFT))
    return picture(title, _said(intervals, began), bottom + 62, parts)


def _said(intervals: Sequence[Interval], began: float | None) -> str:
    said = f"{len(intervals)} estimates with intervals along time"
    after = [i.value for i in intervals if began is not None and i.at >= began]
    if not after:
        return f"{said}."
    return f"{said}; after it began from {number(min(after))} to {number(max(after))}."
