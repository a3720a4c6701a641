"""Numbers that may be told to anybody: none below five, and none that two others give away.

A number under five may point at a family; so does the difference of two exact numbers. What is told
and kept is therefore a multiple of five, or "fewer than 5", which stands for none as well.
"""

LEAST = 5


def rounded(number: int) -> int | None:
    """To the nearest five; ``None`` for fewer than five."""
    return None if number < LEAST else LEAST * ((number + LEAST // 2) // LEAST)


def in_words(number: int | None) -> str:
    """A rounded number as it is told."""
    return f"fewer than {LEAST}" if number is None else f"about {number:,}"
