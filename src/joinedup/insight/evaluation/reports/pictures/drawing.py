"""What every picture is made of: a scale, an axis, marks and escaped words."""

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

WIDTH = 640
INK, SOFT, GREY, FAINT = "#0b0c0c", "#505a5f", "#b1b4b6", "#e3e8e7"
MAIN, OTHER = "#14514c", "#a3480f"
SIZE = 16
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Scale:
    """From values to places along an axis."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1)
        return self.start + share * (self.stop - self.start)


def reaching(
    values: Iterable[float], *, start: float, stop: float, around: Sequence[float] = ()
) -> Scale:
    """A scale that holds every finite value and ``around``, with a little room."""
    kept = [v for v in (*values, *around) if math.isfinite(v)] or [0.0, 1.0]
    low, high = min(kept), max(kept)
    room = (high - low) * 0.05 or abs(high) * 0.1 or 1.0
    return Scale(low - room, high + room, start, stop)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round values between both, at most about as many."""
    span = high - low
    if not span > 0:
        return [low]
    step = 10 ** math.floor(math.log10(span / most))
    step *= next(m for m in (1, 2, 2.5, 5, 10) if span / (step * m) <= most)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [n * step for n in range(first, last + 1)]


def number(value: float, step: float = 0.0) -> str:
    """As people write it, with as many digits as the step between ticks needs."""
    digits = next(d for d in range(12) if d == 11 or _is_whole(step * 10**d)) if step > 0 else 2
    text = f"{value:,.{digits}f}".replace("-", "−")
    return text.lstrip("−") if not any(c in "123456789" for c in text) else text


def _is_whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-6 * max(1.0, value)


def text(
    x: float, y: float, words: str, *, anchor: Anchor = "start", bold: bool = False,
    fill: str = INK, size: int = SIZE,
) -> str:  # fmt: skip
    """A line of words."""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}"'
        f' font-size="{size}"{weight}>{escape(words)}</text>'
    )


def line(
    x1: float, y1: float, x2: float, y2: float, *, stroke: str = INK, width: float = 1.5,
    dashes: str = "",
) -> str:  # fmt: skip
    """A straight line."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}"'
        f' stroke-width="{width}"{dashed}/>'
    )


def circle(x: float, y: float, *, hollow: bool = False, stroke: str = MAIN, radius: int = 6) -> str:
    """A mark."""
    fill = "#ffffff" if hollow else stroke
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" stroke="{stroke}"'
        ' stroke-width="2.5"/>'
    )


def square(x: float, y: float, *, stroke: str = OTHER, side: int = 11) -> str:
    """The other mark."""
    return (
        f'<rect x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" width="{side}" height="{side}"'
        f' fill="#ffffff" stroke="{stroke}" stroke-width="2.5"/>'
    )


def path(points: Sequence[tuple[float, float]], *, stroke: str, dashes: str = "") -> str:
    """A line through points."""
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline points="{places}" fill="none" stroke="{stroke}" stroke-width="2.5"{dashed}/>'


def area(points: Sequence[tuple[float, float]], *, fill: str) -> str:
    """A faint area."""
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon points="{places}" fill="{fill}" fill-opacity="0.15" stroke="none"/>'


def across(
    scale: Scale, top: float, bottom: float, *, percent: bool = False, times: bool = False
) -> str:
    """An axis along the bottom, with faint lines up from its ticks; ``times`` are whole where they
    can be, and have no commas."""
    places = ticks(scale.low, scale.high)
    whole = [place for place in places if place == round(place)]
    places = whole if times and len(whole) > 1 else places
    step = places[1] - places[0] if len(places) > 1 else 0.0
    drawn = [line(scale.start, bottom, scale.stop, bottom, stroke=SOFT)]
    for place in places:
        x = scale(place)
        drawn.append(line(x, top, x, bottom, stroke=FAINT))
        said = _said(place, step, percent=percent)
        said = said.replace(",", "") if times else said
        drawn.append(text(x, bottom + 22, said, anchor="middle", fill=SOFT))
    return "".join(drawn)


def upright(scale: Scale, left: float, right: float, *, percent: bool = False) -> str:
    """An axis at the left, with faint lines across from its ticks."""
    places = ticks(min(scale.low, scale.high), max(scale.low, scale.high), 5)
    step = places[1] - places[0] if len(places) > 1 else 0.0
    drawn = []
    for place in places:
        y = scale(place)
        drawn.append(line(left, y, right, y, stroke=FAINT))
        said = _said(place, step, percent=percent)
        drawn.append(text(left - 8, y + 5, said, anchor="end", fill=SOFT))
    return "".join(drawn)


def _said(value: float, step: float, *, percent: bool) -> str:
    return f"{number(value * 100, step * 100)}%" if percent else number(value, step)


def shortened(words: str, letters: int) -> str:
    """With an ellipsis where it is too long; the table has the whole."""
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"


def label(right: float, y: float, words: str, letters: int) -> str:
    """What a row is, to the left of it, in one line or two; of longer words, both ends."""
    lines = textwrap.wrap(words, letters) or [""]
    if len(lines) > 2:
        # What tells two rows apart is often the end: "..., at the start", ": 2 to 3".
        start = textwrap.wrap(words, letters - 1)[0]
        end = textwrap.wrap(words[::-1], letters, break_on_hyphens=False)[0][::-1]
        lines = [f"{start}…", end]
    first = y + 5 - 9 * (len(lines) - 1)
    return "".join(text(right, first + 18 * n, said, anchor="end") for n, said in enumerate(lines))


def picture(title: str, description: str, height: float, parts: Iterable[str]) -> str:
    """The SVG."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}"'
        f' width="{WIDTH}" height="{height:.0f}" role="img"'
        f' aria-label="{escape(f"{title}. {description}", quote=True)}"'
        ' font-family="Atkinson Hyperlegible Next, Arial, sans-serif">'
        f"{''.join(parts)}</svg>"
    )
