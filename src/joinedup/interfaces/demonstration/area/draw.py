"""Chance that gives the same draws on every machine and Python version.

Only `random.Random.random` is used: its sequence for a seed is guaranteed, those of `choice`,
`shuffle` and `gauss` are not.
"""

import hashlib
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Draw:
    """A stream of draws named by its seed and by what it is for."""

    def __init__(self, *name: int | str) -> None:
        digest = hashlib.sha256("/".join(map(str, name)).encode()).digest()
        # a simulation that must repeat itself, not a secret
        self.random = Random(int.from_bytes(digest[:16], "big")).random  # noqa: S311

    def chance(self, probability: float) -> bool:
        """True with `probability` (0 to 1)."""
        return self.random() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        """One of `items`, each as likely as the other."""
        return items[int(self.random() * len(items))]

    def skewed(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1; half of them are below an eighth of it."""
        share = self.random()
        return int(share * share * share * limit)


class Weighted(Generic[T]):
    """Items drawn in proportion to their weights."""

    def __init__(self, items: Sequence[T], weights: Sequence[float]) -> None:
        self.items = tuple(items)
        self._cumulative = list(accumulate(weights))

    def draw(self, draw: Draw) -> T:
        """One item."""
        place = bisect(self._cumulative, draw.random() * self._cumulative[-1])
        return self.items[min(place, len(self.items) - 1)]


def ranked(items: Sequence[T], flatness: float) -> Weighted[T]:
    """Items in order of frequency: weight 1 / (place + flatness), as names are spread."""
    return Weighted(items, [1 / (place + flatness) for place in range(1, len(items) + 1)])
