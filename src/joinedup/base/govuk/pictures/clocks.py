"""How much of the time allowed has gone, as a ring."""

from __future__ import annotations

import math
from datetime import datetime

from markupsafe import Markup

from joinedup.base.govuk.pictures.drawing import figure, table, text_at
from joinedup.base.govuk.wording import say_datetime, time_left


def clock_face(deadline: datetime, now: datetime, start: datetime | None = None) -> Markup:
    """A small ring beside "2 hours left"; hidden from screen readers, which have the words.

    Without a start, the ring is empty until it is late.
    """
    ring = _ring(12, 12, 8, 5, _gone(deadline, now, start), late=deadline < now)
    return Markup(
        '<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">'
        "{}</svg>"
    ).format(ring)


def clock_picture(title: str, *, start: datetime, deadline: datetime, now: datetime) -> Markup:
    """A large ring with its table: when it began, when it is due, what is left."""
    left = time_left(deadline, now)
    words = text_at("110", 116, left, "ju-svg-strong", "middle")
    body = _ring(110, 110, 92, 20, _gone(deadline, now, start), late=deadline < now) + words
    rows = [
        ("Started", say_datetime(start)),
        ("Due", say_datetime(deadline)),
        ("Now", f"{say_datetime(now)} ({left})"),
    ]
    return figure(
        title=title,
        description=f"{left}. Due {say_datetime(deadline)}.",
        size='viewBox="0 0 220 220" width="220" height="220"',
        body=body,
        beside=table(("What", "When"), rows, title),
    )


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
