"""How alike two encodings are, part by part: bits in common, counted 64 at a time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from joinedup.record.linkage.engine.encoding.filters import Bits
from joinedup.record.linkage.engine.encoding.scheme import Part, Scheme

Numbers = npt.NDArray[np.int64]
Levels = npt.NDArray[np.uint8]
_Reals = npt.NDArray[np.float32]

LEVELS = 20
"""Similarities are compared in steps of one in twenty."""
MISSING = 255
_ROOF = 17
"""From this step of the address or the telephone two people live under one roof."""
_HOME_KNOWN = 80
"""Bits; a town, a county and another word set fewer."""
_AT_ONCE = 1 << 18


@dataclass(frozen=True)
class Filters:
    """Of one part: a row of 64-bit words for each record, and how many bits each has set."""

    part: Part
    scheme: Scheme
    words: npt.NDArray[np.uint64]
    counts: npt.NDArray[np.uint16]

    def similarity(self, one: Numbers, other: Numbers) -> npt.NDArray[np.float32]:
        """Of pairs of records: Dice's coefficient, or of a part that may hold several values what
        the shorter side shares; -1 where a side has nothing."""
        found = np.empty(len(one), np.float32)
        for start in range(0, len(one), _AT_ONCE):
            these = slice(start, start + _AT_ONCE)
            a, b = one[these], other[these]
            shared = _counted(self.words[a] & self.words[b])
            found[these] = self.share(shared, self.counts[a], self.counts[b])
        return found

    def against(self, words: npt.NDArray[np.uint64], count: int) -> npt.NDArray[np.float32]:
        """Of every record with one encoding."""
        return self.share(_counted(self.words & words), self.counts, np.uint16(count))

    def only(self, rows: Numbers) -> "Filters":
        """Of these records."""
        return Filters(self.part, self.scheme, self.words[rows], self.counts[rows])

    def share(
        self,
        shared: npt.NDArray[np.uint16],
        one: npt.NDArray[np.uint16],
        other: npt.NDArray[np.uint16] | np.uint16,
    ) -> npt.NDArray[np.float32]:
        """Out of counts of bits: as it would be without noise and folding, as near as chance lets
        one say."""
        size = np.float32(self.words.shape[1] * 64)
        a, b = (np.asarray(count / size, np.float32) for count in (one, other))
        apart = np.asarray(a + b - 2 * (shared / size), np.float32)
        if self.scheme.fold:
            a, b, apart = _unfolded(a), _unfolded(b), _unfolded(apart)
        if noise := np.float32(self.scheme.noise):
            either = 2 * noise * (1 - noise)
            a, b = (a - noise) / (1 - 2 * noise), (b - noise) / (1 - 2 * noise)
            apart = (apart - either) / (1 - 2 * either)
        whole = np.minimum(a, b) if self.part.overlap else (a + b) / 2
        known = np.minimum(one, other) > 0
        both = (a + b - apart) / 2
        found = np.clip(both / np.where(known, np.maximum(whole, 1e-6), 1), 0, 1)
        return np.where(known, found, -1).astype(np.float32)


def _unfolded(share: _Reals) -> _Reals:
    """The share of bits before two halves were laid over each other by exclusive or."""
    return np.asarray((1 - np.sqrt(np.maximum(1 - 2 * share, 0))) / 2, np.float32)


def _counted(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint16]:
    counted: npt.NDArray[np.uint16] = np.bitwise_count(words).sum(axis=1, dtype=np.uint16)
    return counted


def filters(bits: Bits, scheme: Scheme) -> tuple[Filters, ...]:
    """Encodings taken apart."""
    made, start = [], 0
    for part in scheme.parts:
        end = start + scheme.bits(part) // 8
        words = np.ascontiguousarray(bits[:, start:end]).view(np.uint64)
        made.append(Filters(part, scheme, words, _counted(words)))
        start = end
    return tuple(made)


def levels(parts: tuple[Filters, ...], one: Numbers, other: Numbers) -> Levels:
    """A row a pair, a column a part: the step of its similarity, or ``MISSING``.  One column more
    says whether the two live under one roof."""
    found = [level(part.similarity(one, other)) for part in parts]
    roof = [under_one_roof(part, step, np.minimum(part.counts[one], part.counts[other]))
            for part, step in zip(parts, found, strict=True)]  # fmt: skip
    return np.stack([*found, np.any(roof, axis=0).astype(np.uint8)], axis=1)


def under_one_roof(
    part: Filters, step: npt.NDArray[np.uint8], least: npt.NDArray[np.uint16]
) -> npt.NDArray[np.bool_]:
    """Whether address or telephone is the same; ``least`` is the number of bits of the side that
    has fewer: a town alone is no roof."""
    if part.part.name not in {"home", "phone"}:
        return np.zeros(len(step), bool)
    known: npt.NDArray[np.bool_] = least >= (_HOME_KNOWN if part.part.name == "home" else 1)
    return np.asarray(known & (step >= _ROOF) & (step != MISSING))


def level(similarity: npt.NDArray[np.float32]) -> Levels:
    """The step that a similarity falls into; the last is 0.95 to 1."""
    step = np.clip(similarity * LEVELS, 0, LEVELS - 1).astype(np.uint8)
    return np.where(similarity < 0, np.uint8(MISSING), step)
