"""One encoding looked up among many, in memory.

Candidates are those that share a key with it (``candidates``); where none of them is likely, every
encoding is compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from joinedup.record.linkage.engine.encoding.candidates import Table, keys, keys_of_one, tables
from joinedup.record.linkage.engine.encoding.filters import Bits
from joinedup.record.linkage.engine.encoding.scheme import Scheme
from joinedup.record.linkage.engine.encoding.similarity import (
    MISSING,
    Filters,
    Numbers,
    filters,
    level,
    under_one_roof,
)
from joinedup.record.linkage.engine.encoding.weights import SOUGHT_HELD_BELOW, Weighing

_LIKELY = 0.0
_MOST_LATE = 5_000
"""Encodings added since the tables were made; they are compared without one."""
_MOST_OF_A_KEY = 300


@dataclass(frozen=True)
class Match:
    """``weight``: bits for one person, prior included; ``relative``: it may be a twin, or a father
    or son of one name; ``bits`` and ``steps``: part by part, ``MISSING`` where a side lacks it."""

    record: str
    weight: float
    relative: bool = False
    bits: tuple[float, ...] = ()
    steps: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Tables:
    """Of one part: the tables, and of each the records in the order of their keys."""

    part: int
    made: tuple[Table, ...]
    orders: tuple[Numbers, ...]
    keys: tuple[Numbers, ...]

    def near(self, words: npt.NDArray[np.uint64]) -> list[Numbers]:
        """The records that share a key with an encoding, table by table."""
        has, wanted = keys_of_one(words, self.made)
        found = []
        for place, key in zip(has.tolist(), wanted.tolist(), strict=True):
            start = int(np.searchsorted(self.keys[place], key))
            end = int(
                np.searchsorted(self.keys[place][start : start + _MOST_OF_A_KEY], key, "right")
            )
            if end:
                found.append(self.orders[place][start : start + end])
        return found


class Index:
    """Encodings by record.  Adding a record that is there replaces it; what is added or removed
    counts at once."""

    def __init__(self, scheme: Scheme, weighing: Weighing) -> None:
        self._scheme, self._weighing = scheme, weighing
        self._names = tuple(part.name for part in scheme.parts)
        self._kept = _Kept([], np.empty((0, scheme.size), np.uint8), scheme)
        self._late: dict[str, Bits] = {}
        self._lately: _Kept | None = None
        """The late ones together, made when they are looked through."""
        self._tables: tuple[_Tables, ...] = ()

    def __len__(self) -> int:
        return len(self._kept.place) + len(self._late)

    def add(self, records: Sequence[str], bits: Bits) -> None:
        """A row of ``bits`` a record."""
        for record, row in zip(records, bits, strict=True):
            self.remove(record)
            self._late[record] = row
        if len(self._late) > _MOST_LATE:
            self._make()

    def remove(self, record: str) -> None:
        """Nothing happens when it is not there."""
        self._late.pop(record, None)
        self._lately = None
        self._kept.remove(record)

    def search(self, bits: Bits, most: int = 10) -> list[Match]:
        """The likeliest first; ties by record."""
        query = filters(bits[None], self._scheme)
        near = [rows for group in self._tables for rows in group.near(query[group.part].words[0])]
        rows = np.unique(np.concatenate(near)) if near else np.empty(0, np.int64)
        found = [*self._matches(self._kept, query, rows, most)]
        if self._late:
            if self._lately is None:
                self._lately = _Kept([*self._late], np.stack([*self._late.values()]), self._scheme)
            found += self._matches(self._lately, query, None, most)
        if not any(match.weight > _LIKELY for match in found):
            found += self._matches(self._kept, query, None, most)
        ordered = sorted(set(found), key=lambda match: (-match.weight, match.record))
        return ordered[:most]

    def _matches(
        self, kept: "_Kept", query: tuple[Filters, ...], rows: Numbers | None, most: int
    ) -> list[Match]:
        """Among these rows, or among all."""
        rows = np.flatnonzero(kept.alive) if rows is None else rows[kept.alive[rows]]
        whole = len(rows) == len(kept.alive)
        found = np.full((len(rows), len(query) + 1), MISSING, np.uint8)
        roof = np.zeros(len(rows), bool)
        for place, (part, asked) in enumerate(zip(kept.parts, query, strict=True)):
            if not asked.counts[0]:
                continue
            compared = part if whole else part.only(rows)
            step = level(compared.against(asked.words[0], int(asked.counts[0])))
            roof |= under_one_roof(part, step, np.minimum(compared.counts, asked.counts[0]))
            found[:, place] = step
        found[:, -1] = roof
        held = self._weighing.relatives(self._names, found, below=SOUGHT_HELD_BELOW)
        each = self._weighing.parts(self._names, found)
        total = each.sum(axis=1) + self._weighing.prior
        best = np.argsort(-total, kind="stable")[:most]
        return [
            Match(
                kept.records[rows[n]], float(total[n]), bool(held[n]), (*each[n].tolist(),),
                (*found[n, :-1].tolist(),),
            )
            for n in best
        ]  # fmt: skip

    def _make(self) -> None:
        """Everything into the tables."""
        left = np.flatnonzero(self._kept.alive)
        records = [*(self._kept.records[n] for n in left), *self._late]
        rows = np.vstack([self._kept.rows[left], np.stack([*self._late.values()])])
        self._kept, self._late, self._lately = _Kept(records, rows, self._scheme), {}, None
        made = keys(self._kept.parts, tables(self._kept.parts, len(records)))
        self._tables = tuple(
            _Tables(part, *map(tuple, zip(*group, strict=True)))
            for part, group in groupby(made, key=lambda row: row[0].part)
        )


class _Kept:
    """Rows that stand where they are; one that is removed is passed over."""

    def __init__(self, records: list[str], rows: Bits, scheme: Scheme) -> None:
        self.records, self.rows = records, rows
        self.parts = filters(rows, scheme)
        self.place = {record: n for n, record in enumerate(records)}
        self.alive: npt.NDArray[np.bool_] = np.ones(len(records), bool)

    def remove(self, record: str) -> None:
        place = self.place.pop(record, None)
        if place is not None:
            self.alive[place] = False
