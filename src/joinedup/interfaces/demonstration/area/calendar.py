"""The day on which the area is looked at.

Everything is drawn relative to it, never to the clock of the machine, so that the same seed
gives the same bytes on any day.
"""

from datetime import date

REFERENCE_DATE = date(2026, 11, 20)
"""The last working day before the demo area was drawn up; the stories are written as of it."""


def shifted(text: str, days: int) -> str:
    """An ISO date moved by `days`; partial dates lose their day or month again afterwards."""
    if not text or not days:
        return text
    parts = [int(part) for part in text.split("-")]
    whole = date(parts[0], *([*parts[1:], 1, 1][:2]))
    moved = date.fromordinal(whole.toordinal() + days).isoformat()
    return moved[: len(text)]
