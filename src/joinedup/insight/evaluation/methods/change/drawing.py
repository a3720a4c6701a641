"""Intervals of relative reductions, by drawing families again."""

from collections.abc import Callable

import numpy as np

Progress = Callable[[int, int], None]
_EVERY, _MOST = 25, 6_000_000


def nothing(_done: int, _of: int) -> None:
    """No progress is shown."""


def drawn_totals(
    first: np.ndarray, later: np.ndarray, draws: int, seed: int, progress: Progress = nothing
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each draw and risk: how many had it first, how many later, and of how many both is known.

    ``first`` and ``later`` have shape (families, risks), NaN where not known; the totals
    (draws, risks). Families are drawn whole, so that risks of one family stay together.
    """
    known = ~(np.isnan(first) | np.isnan(later))
    parts = np.concatenate(
        [np.where(known, first, 0), np.where(known, later, 0), known], axis=1
    ).astype(np.float32)
    random, number = np.random.default_rng(seed), len(first)
    made = np.empty((draws, parts.shape[1]))
    block = max(1, min(_EVERY, _MOST // max(number, 1)))
    for start in range(0, draws, block):
        stop = min(start + block, draws)
        drawn = [
            np.bincount(random.integers(0, number, number), minlength=number)
            for _ in range(start, stop)
        ]
        made[start:stop] = np.array(drawn, dtype=np.float32) @ parts
        progress(stop, draws)
    totals = np.split(made, 3, axis=1)
    return totals[0], totals[1], totals[2]
