"""A series before and after something began, with what would have been expected without it."""

from collections.abc import Sequence

from joinedup.insight.evaluation.reports.pictures.drawing import (
    MAIN,
    OTHER,
    SOFT,
    WIDTH,
    Scale,
    across,
    circle,
    line,
    path,
    picture,
    reaching,
    text,
    upright,
)

LEFT, TOP, BOTTOM = 74, 44, 320


def series(
    times: Sequence[float], seen: Sequence[float], fitted: Sequence[float],
    expected: Sequence[float | None], *, title: str, axis: str, began: float, up: str = "",
) -> str:  # fmt: skip
    """Dots as seen, a line as fitted, dashes as expected without it (None before it began)."""
    values = [*seen, *fitted, *(v for v in expected if v is not None)]
    heights = reaching(values, start=BOTTOM, stop=TOP)
    scale = Scale(min(times), max(times), LEFT, WIDTH - 24)
    x = scale(began)
    parts = [
        upright(heights, LEFT, WIDTH - 24),
        across(scale, BOTTOM, BOTTOM, times=True),
        line(x, TOP, x, BOTTOM, stroke=SOFT, dashes="6 5"),
        text(x + 6, TOP + 12, "began", fill=SOFT),
    ]
    parts += [
        circle(scale(t), heights(v), hollow=True, stroke=SOFT, radius=3)
        for t, v in zip(times, seen, strict=True)
    ]
    for part in (False, True):
        points = [
            (scale(t), heights(v))
            for t, v in zip(times, fitted, strict=True)
            if (t >= began) == part
        ]
        parts.append(path(points, stroke=MAIN))
    without = [
        (scale(t), heights(v)) for t, v in zip(times, expected, strict=True) if v is not None
    ]
    parts.append(path(without, stroke=OTHER, dashes="8 5"))
    parts.append(text((LEFT + WIDTH) / 2, BOTTOM + 46, axis, anchor="middle", fill=SOFT))
    parts += [
        line(LEFT, BOTTOM + 68, LEFT + 40, BOTTOM + 68, stroke=MAIN, width=3),
        text(LEFT + 50, BOTTOM + 73, "as it was"),
        line(LEFT + 200, BOTTOM + 68, LEFT + 240, BOTTOM + 68, stroke=OTHER, width=3, dashes="8 5"),
        text(LEFT + 250, BOTTOM + 73, "expected without it"),
    ]
    if up:
        parts.append(text(8, 20, up, fill=SOFT))
    said = f"{len(times)} moments; it began at {began:g}."
    return picture(title, said, BOTTOM + 90, parts)
