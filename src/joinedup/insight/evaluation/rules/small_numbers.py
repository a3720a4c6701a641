"""Counts that may be told of a data set: none under five, and none that others give away.

A table has a line for each value of a variable, and a column for each group, whose sizes are told.
A line with a count under five (none at all is under five too) is hidden whole. What is hidden is
then the difference between a group's size and the lines that are shown; so at least two lines are
hidden, and further ones, the smallest first, until the hidden come to five or more in every group.
Each hidden count can then be anything from none to that sum: nothing closer can be worked out.
"""

from collections.abc import Mapping

LEAST = 5
Counts = Mapping[str, tuple[int, ...]]
"""For each value how many families of each group have it."""


def hidden_values(counts: Counts) -> frozenset[str]:
    """The values whose lines may not be told."""
    hidden = {value for value, line in counts.items() if min(line, default=0) < LEAST}
    if not hidden:
        return frozenset()
    rest = sorted(counts.keys() - hidden, key=lambda v: (min(counts[v]), sum(counts[v]), v))
    while rest and not _enough(counts, hidden):
        hidden.add(rest.pop(0))
    return frozenset(hidden)


def _enough(counts: Counts, hidden: set[str]) -> bool:
    sums = [sum(column) for column in zip(*(counts[value] for value in hidden), strict=True)]
    return len(hidden) >= 2 and min(sums) >= LEAST


def number_in_words(number: int) -> str:
    """A single count as it may be told."""
    return f"fewer than {LEAST}" if number < LEAST else f"{number:,}"
