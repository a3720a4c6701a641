"""How much of the time allowed has gone, as a ring."""

from __future__ import annotations

import math
from datetime import datetime

from markupsafe import Markup


def clock_face(deadline: datetime, now: datetime, start: datetime | None = None) -> Markup:
    """A small ring beside "2 hours left"; hidden from screen readers, which have the words.

    Without a start, the ring is empty until it is late.
    """
    ring = _ring(12, 12, 8, 5, _gone(deadline, now, start), late=deadline < now)
    return Markup(
        '<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">'
        "{}</svg>"
    ).format(ring)


def _gone(deadline: datetime, now: datetime, start: datetime | None) -> float:
    """The share of the time that has gone, from 0 to 1."""
    if now >= deadline:
        return 1.0
    if start is None or start >= deadline:
        return 0.0
    return min(max((now - start) / (deadline - start), 0.0), 1.0)


def _ring(x: int, y: int, radius: int, width: int, share: float, *, late: bool) -> Markup:
    track = Markup(
        '<circle cx="{}" cy="{}" r="{}" stroke-width="{}" class="ju-svg-track"/>'
    ).format(x, y, radius, width)
    if share <= 0:
        return track
    around = 2 * math.pi * radius
    return track + Markup(
        '<circle cx="{}" cy="{}" r="{}" stroke-width="{}" class="ju-svg-arc {}" '
        'stroke-dasharray="{:.1f} {:.1f}" transform="rotate(-90 {} {})"/>'
    ).format(x, y, radius, width, "ju-svg-late" if late else "", share * around, around + 1, x, y)
