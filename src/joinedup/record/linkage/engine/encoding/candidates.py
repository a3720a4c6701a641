"""Which encodings are worth comparing: locality-sensitive hashing on their set bits.

A table has a key for every record: the first bit that is set among 64 places drawn blindly,
several times over.  Two records have one key with the chance J to the power of so many, J being
the share of their set bits that both have; with many tables hardly a pair of one person has no key
in common.  What shares a key is kept only where it may be one person at all (``WORTH``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, log

import numpy as np
import numpy.typing as npt

from joinedup.record.linkage.engine.encoding.similarity import Filters, Numbers

_WINDOW = 64
_STEPS = 6
"""Bits in which a place among 64 is written."""
_MOST_DRAWS = 10
_BY_CHANCE = 30
"""Other records that share a key with a record by chance, in each table, at most; about."""
NEIGHBOURS = 30
"""Of a key that more records share, each is compared with so many beside it."""
_NUMBERS = ("phone", "email", "nhs", "upn", "number")
WORTH = (
    {"person": 0.65},
    *({"person": 0.4, name: 0.6} for name in ("home", "phone", "email")),
    *({name: 0.8} for name in ("email", "nhs", "upn", "number")),
    {"record": 0.5},
)
"""A pair is worth weighing when its parts are as alike as one of these says."""
_TABLES = {"person": 80, "home": 10, "record": 90} | dict.fromkeys(_NUMBERS, 12)
_LIKE = {"person": 0.65, "home": 0.8, "record": 0.55} | dict.fromkeys(_NUMBERS, 0.8)
"""Jaccard's coefficient of two records of one person, from experience; how many draws a key has
and how many tables there are follow from it."""


@dataclass(frozen=True)
class Table:
    """``windows``: the places of each draw."""

    part: int
    windows: tuple[npt.NDArray[np.int64], ...]


def tables(parts: Sequence[Filters], records: int) -> tuple[Table, ...]:
    """Enough of them for so many records; drawn always alike."""
    made: list[Table] = []
    for number, part in enumerate(parts):
        size = part.words.shape[1] * 64
        known = part.counts[part.counts > 0]
        if not len(known):
            continue
        dense = float(known.mean()) / size
        chance = min(dense / (2 - dense), 0.9)
        draws = ceil(log(max(records / _BY_CHANCE, 2)) / -log(chance))
        draws = max(2, min(draws, _MOST_DRAWS))
        random = np.random.default_rng(number)
        wanted = _LIKE[part.part.name] ** draws
        count = min(_TABLES[part.part.name], ceil(log(0.002) / log(1 - wanted)))
        made += [
            Table(number, tuple(random.choice(size, _WINDOW, replace=False) for _ in range(draws)))
            for _ in range(count)
        ]
    return tuple(made)


_WRITTEN = np.array([sum((n >> s & 1) << (5 - s) for s in range(_STEPS)) for n in range(64)])
"""How a place among 64 is written in a key."""


def keys_of_one(words: npt.NDArray[np.uint64], made: Sequence[Table]) -> tuple[Numbers, Numbers]:
    """Of one encoding, in tables of one part: the tables that have a key for it, and the keys."""
    bits = np.unpackbits(words.view(np.uint8))
    windows = bits[np.array([table.windows for table in made])]
    has = np.flatnonzero(windows.any(axis=2).all(axis=1))
    places = _WRITTEN[windows[has].argmax(axis=2)]
    key = np.zeros(len(has), np.int64)
    for draw in range(places.shape[1]):
        key = key << _STEPS | places[:, draw]
    return has, key


def keys(
    parts: Sequence[Filters], made: Sequence[Table]
) -> Iterator[tuple[Table, Numbers, Numbers]]:
    """Table by table: the records that have a key, ordered by it, and their keys."""
    part, columns = -1, np.empty((0, 0), np.uint8)
    for table in made:
        if table.part != part:
            part, columns = table.part, _columns(parts[table.part])
        has, key = _keys(columns, table, len(parts[0].words))
        numbers = np.flatnonzero(has)
        order = numbers[np.argsort(key[numbers], kind="stable")]
        yield table, order, key[order]


def _columns(part: Filters) -> npt.NDArray[np.uint8]:
    """Bit by bit instead of record by record: a row for each place of the filter."""
    octets = part.words.view(np.uint8)
    made = np.empty((octets.shape[1] * 8, -(-len(octets) // 8)), np.uint8)
    for place in range(octets.shape[1]):
        bits = np.unpackbits(octets[:, place : place + 1], axis=1)
        made[place * 8 : place * 8 + 8] = np.packbits(bits.T, axis=1)
    return made


def _keys(
    columns: npt.NDArray[np.uint8], table: Table, records: int
) -> tuple[npt.NDArray[np.bool_], Numbers]:
    has = np.full(columns.shape[1], 255, np.uint8)
    key = np.zeros(records, np.int64)
    for window in table.windows:
        rest = np.full(columns.shape[1], 255, np.uint8)
        planes = np.zeros((_STEPS, columns.shape[1]), np.uint8)
        for place, column in enumerate(window):
            hit = rest & columns[column]
            rest ^= hit
            for step in range(_STEPS):
                if place >> step & 1:
                    planes[step] |= hit
        has &= ~rest
        for plane in planes:
            key = key << 1 | np.unpackbits(plane, count=records)
    return np.unpackbits(has, count=records).astype(bool), key


def candidates(
    parts: Sequence[Filters], apart: npt.NDArray[np.int64] | None
) -> tuple[Numbers, Numbers]:
    """Pairs of records, the lesser number first, each once and in order.  ``apart``: the file of
    each record, where only records of different files are compared."""
    records = len(parts[0].words)
    found: list[Numbers] = []
    for one, other in _meetings(parts, records):
        if apart is not None:
            different = apart[one] != apart[other]
            one, other = one[different], other[different]
        worth = _worth(parts, one, other)
        found.append(one[worth] * records + other[worth])
    every = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
    return every // records, every % records


def _worth(parts: Sequence[Filters], one: Numbers, other: Numbers) -> npt.NDArray[np.bool_]:
    alike = {part.part.name: part.similarity(one, other) for part in parts}
    worth = np.zeros(len(one), bool)
    for least in WORTH:
        if least.keys() <= alike.keys():
            worth |= np.logical_and.reduce([alike[name] >= share for name, share in least.items()])
    return worth


def _meetings(parts: Sequence[Filters], records: int) -> Iterator[tuple[Numbers, Numbers]]:
    """Table by table, the pairs that share a key."""
    for _, order, key in keys(parts, tables(parts, records)):
        near = np.arange(len(order))
        pairs = []
        for step in range(1, NEIGHBOURS + 1):
            near = near[near + step < len(order)]
            near = near[key[near] == key[near + step]]
            if not len(near):
                break
            pairs.append((order[near], order[near + step]))
        if pairs:
            one = np.concatenate([a for a, _ in pairs])
            other = np.concatenate([b for _, b in pairs])
            yield np.minimum(one, other), np.maximum(one, other)
