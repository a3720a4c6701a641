"""Fellegi and Sunter's model trained by expectation and maximisation; it needs no labels.

Splink says at which level each pair of a sample agrees; what follows needs the counts of these
patterns only, so the same records give the same model whatever the order or the machine's threads
(Splink's own sampling does not).  As in Splink, ``u`` comes from blind pairs, and ``m`` from
several samples of likely pairs, each leaving out the fields by which it was drawn.

A level that the samples hardly show keeps what is believed beforehand (``Level.usual``): the
belief counts as ``BELIEF`` pairs.  So no level is ever untrained, and no weight absurd.

Clerks' decisions, where there are any, are one more sample of which every pair is known to be one
person.  A clerk's pair counts like any other: clerks are shown the uncertain ones, so that many of
them would make the model think that records of one person mostly differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

from joinedup.record.linkage.engine.model.artefact import Trained
from joinedup.record.linkage.engine.model.levels import Comparison

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BELIEF = 30.0
ROUNDS = 40
LEAST_WEIGHT, MOST_WEIGHT = -9.0, 28.0
"""Bits of one comparison, before the rarity of the value is counted."""
_LEAST_CHANCE = 1e-9
_TOLD_APART = 1e-9


@dataclass(frozen=True)
class Sample:
    """``patterns``: how many pairs agree at these levels; -1 is missing.  ``drawn_by``: the
    comparisons that the way of drawing has settled."""

    drawn_by: frozenset[str]
    patterns: Mapping[tuple[int, ...], int]


def usual(comparison: Comparison) -> list[float]:
    """What is believed of records of one person before any data are seen."""
    total = sum(level.usual for level in comparison.levels)
    return [level.usual / total for level in comparison.levels]


def blind_chances(
    comparisons: Sequence[Comparison], blind: Sample, shared: Mapping[str, float]
) -> list[list[float]]:
    """``u`` of every level.  ``shared``: of an identifier, the chance that two people have one."""
    chances: list[list[float]] = []
    for place, comparison in enumerate(comparisons):
        count = [0.5] * len(comparison.levels)
        for pattern, pairs in blind.patterns.items():
            if pattern[place] >= 0:
                count[pattern[place]] += pairs
        share = [c / sum(count) for c in count]
        _not_twice(comparison, share)
        if comparison.name in shared:
            share[0] = min(share[0], shared[comparison.name])
        chances.append([max(s, _LEAST_CHANCE) for s in share])
    return chances


def _not_twice(comparison: Comparison, share: list[float]) -> None:
    """Two names in swapped order agree in both comparisons by one accident, not by two."""
    for place, level in enumerate(comparison.levels):
        if level.label.startswith("swapped with"):
            share[place] = max(share[place], share[0] * level.usual**0.5)


def train(
    comparisons: Sequence[Comparison],
    samples: Sequence[Sample],
    u: Sequence[Sequence[float]],
    known: Sample | None = None,
) -> dict[str, Trained]:
    """The weights of every comparison, from all the samples that may speak of it.  ``known``: pairs
    that people have said to be one person."""
    counts = [[BELIEF * share for share in usual(c)] for c in comparisons]
    for sample in samples:
        for place, found in _expected(comparisons, sample, u).items():
            counts[place] = [a + b for a, b in zip(counts[place], found, strict=True)]
    for pattern, pairs in known.patterns.items() if known else ():
        for place, level in enumerate(pattern):
            if level >= 0:
                counts[place][level] += pairs
    return {
        comparison.name: _clamped(comparison, count, chance)
        for comparison, count, chance in zip(comparisons, counts, u, strict=True)
    }


def _expected(
    comparisons: Sequence[Comparison], sample: Sample, u: Sequence[Sequence[float]]
) -> dict[int, list[float]]:
    """Of one sample: how many true pairs are at each level of each comparison it may speak of."""
    import numpy as np

    places = [n for n, c in enumerate(comparisons) if c.name not in sample.drawn_by]
    levels = {n: np.array([pattern[n] for pattern in sample.patterns], dtype=int) for n in places}
    pairs = np.array([*sample.patterns.values()], dtype=float)
    belief = {n: BELIEF * np.array(usual(comparisons[n])) for n in places}
    m = {n: belief[n] / BELIEF for n in places}
    found: dict[int, NDArray[np.float64]] = {n: np.zeros(len(m[n])) for n in places}
    strangers = _chances(levels, {n: np.array(u[n]) for n in places}, len(pairs))
    share = 0.5
    for _ in range(ROUNDS):
        yes, no = share * _chances(levels, m, len(pairs)), (1 - share) * strangers
        true = pairs * yes / np.where(yes + no > 0, yes + no, 1.0)
        share = min(max(true.sum() / pairs.sum(), 1e-6), 1 - 1e-6) if len(pairs) else share
        for n in places:
            seen = levels[n] >= 0
            counted = np.bincount(levels[n][seen], true[seen], minlength=len(m[n]))
            found[n] = counted.astype(float)
            m[n] = (found[n] + belief[n]) / (found[n].sum() + BELIEF)
    return {n: count.tolist() for n, count in found.items()}


def _chances(
    levels: "Mapping[int, NDArray[np.int_]]", of: "Mapping[int, NDArray[np.float64]]", patterns: int
) -> "NDArray[np.float64]":
    """Of each pattern, how likely it is; missing (-1) says nothing."""
    import numpy as np

    chances = np.ones(patterns)
    for n, level in levels.items():
        chances *= np.append(of[n], 1.0)[level]
    return chances


def _clamped(comparison: Comparison, count: Sequence[float], u: Sequence[float]) -> Trained:
    weights: list[float] = []
    kept: list[float] = []
    different = sum(count[1:]) / sum(count) / sum(u[1:])
    for place, (share, chance) in enumerate(zip((c / sum(count) for c in count), u, strict=True)):
        ratio = different if comparison.checked and place else share / chance
        bits = min(max(log2(ratio), LEAST_WEIGHT), MOST_WEIGHT)
        # a weight stands for its level, and nothing (missing) weighs nothing
        while log2(chance * 2**bits / chance) in (*weights, 0.0):
            bits += _TOLD_APART
        kept.append(chance * 2**bits)
        weights.append(log2(kept[-1] / chance))
    return Trained(
        comparison.title,
        comparison.missing,
        tuple(level.label for level in comparison.levels),
        tuple(level.condition for level in comparison.levels),
        tuple(level.rare for level in comparison.levels),
        tuple(kept),
        tuple(u),
    )
