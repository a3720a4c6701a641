"""What it weighs that a record agrees with a whole person: Fellegi and Sunter's sum, with two
differences.

A person of ten records agrees with a stranger by accident more often than one of four: chances
are taken by the number of records (``SIZES``).  And some records are much more damaged than others:
``KINDS`` kinds of records are told apart, how damaged each is being learned by expectation and
maximisation, so that a second disagreement weighs less than the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from joinedup.record.linkage.engine.model.levels import Comparison

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

SIZES = (5, 8, 12)
"""From so many records on, a person is of the next size."""
SHARES = (0.25, 0.6)
"""Parts of a person's records; each level is told apart by in how many of them it is found."""
KINDS = 2
ROUNDS = 60
BELIEF = 30.0
"""Rows that the chances of all sizes, or of all kinds, count beside those of one."""


_PARTS = len(SHARES) + 1


@dataclass(frozen=True)
class Faced:
    """Records beside people, a row each: at which level each comparison agrees best (-1 is
    missing), how many bits the rarity of the value adds, how many records the person has."""

    record: "Ints"
    person: "Ints"
    records: "Ints"
    held: "NDArray[np.bool_]"
    levels: Mapping[str, "Ints"]
    rarity: Mapping[str, "Floats"]


@dataclass(frozen=True)
class Weights:
    """In bits: of each kind of record how common it is, and of each comparison how likely each
    level is (by kind), and how likely among strangers (by size); missing says nothing."""

    kinds: "Floats"
    likely: Mapping[str, "Floats"]
    strangers: Mapping[str, "Floats"]

    def by_kind(self, faced: Faced) -> "Floats":
        """What every row weighs (the columns) if the record is of a kind (the rows), the rarity of
        values included, no prior."""
        sums: Floats = np.zeros((len(self.kinds), len(faced.record)))
        by_accident = np.zeros(len(faced.record))
        size = np.digitize(faced.records, SIZES)
        for name, level in faced.levels.items():
            sums += self.likely[name][:, level]
            by_accident += self.strangers[name][size, level] - faced.rarity[name]
        return sums - by_accident


@dataclass(frozen=True)
class Prior:
    """What is believed of a record that is left before it is looked at: the chance that it is one
    of ``people``, and how common each kind is among those that are."""

    people: int
    belongs: float
    kinds: "Floats"

    def odds(self, bits: "Floats") -> "Floats":
        """Of what ``Weights.by_kind`` gives: how much likelier each row is than that the record is
        nobody's."""
        each = self.kinds[:, None] * np.exp2(np.clip(bits, -99.0, 99.0))
        found: Floats = each * self.belongs / self.people / (1 - self.belongs)
        return found


def believed(weights: Weights, faced: Faced, people: int, records: int) -> Prior:
    """By expectation and maximisation over so many ``records`` that are left, most of which may
    not even be beside anybody in ``faced``."""
    bits = weights.by_kind(faced)
    prior = Prior(people, 0.5, np.exp2(weights.kinds))
    for _ in range(ROUNDS):
        odds = prior.odds(bits)
        every = 1 + np.bincount(faced.record, odds.sum(axis=0), faced.record.max(initial=0) + 1)
        true = (odds / every[faced.record]).sum(axis=1) + 0.5
        belongs = min(true.sum() / (records + 1), 0.99)
        prior = Prior(people, belongs, true / true.sum())
    return prior


def learned(comparisons: Sequence[Comparison], own: Faced, blind: Faced) -> Weights:
    """``own``: records beside the rest of their person; ``blind``: beside people picked blindly."""
    strangers = {c.name: _among_strangers(c, blind) for c in comparisons}
    kinds, likely = _by_kind({c.name: _levels(c) for c in comparisons}, own)
    return Weights(
        np.log2(kinds),
        {name: _in_bits(chance) for name, chance in likely.items()},
        {name: _in_bits(chance) for name, chance in strangers.items()},
    )


def _in_bits(chances: "Floats") -> "Floats":
    """With one more column, in which -1 finds what missing weighs."""
    found: Floats = np.append(np.log2(chances), np.zeros((len(chances), 1)), axis=1)
    return found


def _levels(comparison: Comparison) -> int:
    return len(comparison.levels) * _PARTS


def _among_strangers(comparison: Comparison, blind: Faced) -> "Floats":
    level, size = blind.levels[comparison.name], np.digitize(blind.records, SIZES)
    levels = _levels(comparison)
    every = np.bincount(level[level >= 0], minlength=levels) + 0.5
    every = BELIEF * every / every.sum()
    rows = [
        np.bincount(level[(level >= 0) & (size == n)], minlength=levels) + every
        for n in range(len(SIZES) + 1)
    ]
    chances: Floats = np.array([row / row.sum() for row in rows])
    for place, each in enumerate(comparison.levels):
        # names in swapped order agree in both comparisons by one accident, not by two
        if each.label.startswith("swapped with"):
            first, parts = place * _PARTS, slice(0, _PARTS)
            least = chances[:, parts] * each.usual**0.5
            swapped = chances[:, first : first + _PARTS]
            np.maximum(swapped, least, out=swapped)
    return chances


def _by_kind(sizes: Mapping[str, int], own: Faced) -> "tuple[Floats, dict[str, Floats]]":
    share = _at_first(own)
    for _ in range(ROUNDS):
        kinds: Floats = share.sum(axis=0) / share.sum()
        likely = {name: _likely(own.levels[name], share, size) for name, size in sizes.items()}
        bits = np.log2(kinds) + sum(_in_bits(likely[n])[:, own.levels[n]].T for n in sizes)
        share = np.exp2(bits - bits.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
    return kinds, likely


def _at_first(own: Faced) -> "Floats":
    """By what part of each record disagrees: the least damaged are of the first kind."""
    known = sum((level >= 0).astype(float) for level in own.levels.values())
    wrong = sum((level >= _PARTS).astype(float) for level in own.levels.values())
    order = np.lexsort((own.person, own.record, wrong / np.maximum(known, 1)))
    rank = np.empty(len(order))
    rank[order] = (np.arange(len(order)) + 0.5) / max(len(order), 1)
    near = np.exp2(-4 * (rank[:, None] * KINDS - np.arange(KINDS) - 0.5) ** 2)
    share: Floats = near / near.sum(axis=1, keepdims=True)
    return share


def _likely(level: "Ints", share: "Floats", size: int) -> "Floats":
    seen = level >= 0
    count = np.array([np.bincount(level[seen], kind[seen], size) for kind in share.T])
    every = count.sum(axis=0) + 0.5
    count = count + BELIEF * every / every.sum()
    chances: Floats = count / count.sum(axis=1, keepdims=True)
    return chances
