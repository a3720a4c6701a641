"""What a similarity is worth, in bits for or against one person.

Encodings show too little to learn everything from, and which bits a slip of the pen changes is
known beforehand: it follows from how they are made.  So how alike the records of one person are is
laid down here, from made-up people.  How alike two people are is counted in the data at hand: of
blindly picked pairs, and of pairs under one roof, who share a surname and more, so that names and
birth date weigh less where the address or the telephone is the same.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from math import erf, log2, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from joinedup.record.linkage.engine.encoding.scheme import Scheme
from joinedup.record.linkage.engine.encoding.similarity import (
    LEVELS,
    MISSING,
    Filters,
    Levels,
    Numbers,
    levels,
)
from joinedup.record.linkage.engine.files import FileError

Weights = npt.NDArray[np.float64]

FORMAT = "encoded 1"
_OF_ONE = np.array(
    [0] * 7 + [0.015, 0.022, 0.015, 0.03, 0.06, 0.047, 0.05, 0.06, 0.11, 0.08, 0.075, 0.08, 0.35]
)
"""Of records of one person: how alike names, birth date and sex are, by twentieths."""
_FROM = 11
_TAIL = np.array([1, 0.4, 0.09, 0.022, 0.008, 0.003, 0.001, 0.0004, 0.00015])
"""Of two people: how much rarer each twentieth beyond 0.55 is than that one.  Beyond it blind pairs
of few records are too few to count, and some are one person."""
_TWINS, _LIKE_TWINS = 0.005, slice(13, 18)
"""Under one roof, the share of pairs that are twins or namesakes, and how alike they are."""
_RECORD = tuple(2 * (step + 0.5 - 0.75 * LEVELS) for step in range(LEVELS))
"""Of a whole record in one filter: from three quarters on it is one person, prior included."""
_KEPT = {"home": 0.7, "phone": 0.6, "email": 0.75, "nhs": 0.97, "upn": 0.95, "number": 0.9}
"""Of the records of one person that both have it, the share in which it is the same, slips aside;
the others are as alike as those of two people."""
_SLIPS = 0.4
"""With each twentieth less alike, a slip is e to this power rarer."""
_LEAST_OF_ONE, _LEAST_OF_TWO = 1e-4, 1e-5
_FAMILIES = 0.1
"""From this share of other people among the pairs under one roof, families live together here."""
_HELD_BELOW = 16
SOUGHT_HELD_BELOW = 18
_SURE = 19
"""Steps: below the first, names and birth date of two under one roof may be those of twins, or of a
father and a son of one name; below the second where one is sought and is perhaps not there, since
with some keys the names of twins look alike; from the last on, a number is the same."""
_MOST_AGAINST = -7.0
_LEAST_WORTH = 8
_MEANS, _SPREADS = (0.45, 0.68), (0.03, 0.07)
_BLIND = 400_000
_ROUNDS = 60


@dataclass(frozen=True)
class Weighing:
    """``bits``: of every part, by the step of its similarity; a part that is missing on a side
    weighs nothing.  ``together``: in place of those of names and birth date where the home is the
    same.  ``families``: whether they live together here, so that relatives are held back.
    ``prior``: bits for two blindly picked records."""

    made_on: str
    key_check: str
    records: int
    prior: float
    bits: Mapping[str, tuple[float, ...]]
    together: tuple[float, ...] = ()
    families: bool = False

    def parts(self, names: tuple[str, ...], found: Levels) -> Weights:
        """A row a pair, a column a part."""
        made = np.stack([_table(self.bits[name])[found[:, n]] for n, name in enumerate(names)], 1)
        if self.together:
            person, roof = names.index("person"), found[:, -1] == 1
            made[roof, person] = _table(self.together)[found[roof, person]]
        return made

    def relatives(
        self, names: tuple[str, ...], found: Levels, *, below: int = _HELD_BELOW
    ) -> npt.NDArray[np.bool_]:
        """Of every pair: whether it may be twins, or a father and a son of one name, and no number
        says otherwise.  Nobody can tell from an encoding."""
        if not self.families:
            return np.zeros(len(found), bool)
        numbers = [found[:, n] for n, name in enumerate(names) if name in {"nhs", "upn", "number"}]
        sure = np.any([(n >= _SURE) & (n != MISSING) for n in numbers], axis=0)
        doubtful: npt.NDArray[np.bool_] = found[:, names.index("person")] < below
        return np.asarray(doubtful & (found[:, -1] == 1) & ~sure)

    def text(self) -> str:
        """JSON that carries the SHA-256 of its own content."""
        content = {"format": FORMAT, **asdict(self), "sha256": self.sha256}
        return json.dumps(content, indent=1, sort_keys=True) + "\n"

    @property
    def sha256(self) -> str:
        """The hash that its file carries."""
        return _digest({"format": FORMAT, **asdict(self)})


def _table(bits: tuple[float, ...]) -> Weights:
    """By step, ``MISSING`` included."""
    return np.array([*bits, *[0.0] * (MISSING + 1 - LEVELS)])


def _digest(content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def read_weighing(path: Path) -> Weighing:
    """Read one back and check that it is whole.

    :raises FileError: it is not one, or was changed.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        said = content.pop("sha256")
        if content.pop("format") != FORMAT:
            raise FileError(f"{path} is not a model for encodings")
        bits = {name: tuple(row) for name, row in content.pop("bits").items()}
        together = tuple(content.pop("together"))
        made = Weighing(**content, bits=bits, together=together)
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FileError(f"{path} is not a model for encodings") from error
    if json.loads(made.text())["sha256"] != said:
        raise FileError(f"{path} was changed after it was made: its SHA-256 does not fit")
    return made


# ---- learning ------------------------------------------------------------------------------


def weigh(
    parts: tuple[Filters, ...],
    scheme: Scheme,
    found: Levels,
    *,
    seed: int,
    made_on: str,
    check: str,
) -> Weighing:
    """``found``: the steps of every pair worth weighing."""
    records = len(parts[0].words)
    blind = _blind(parts, records, seed)
    names = tuple(part.part.name for part in parts)
    if scheme.layout == "whole":
        return Weighing(made_on, check, records, 0.0, {"record": _RECORD})
    bits = {name: _bits(name, blind[:, n]) for n, name in enumerate(names)}
    roof = found[found[:, -1] == 1, names.index("person")]
    together, families = _together(roof, bits["person"])
    made = Weighing(made_on, check, records, 0.0, bits, together, families)
    return replace(made, prior=_prior(made.parts(names, found).sum(axis=1), records))


def _blind(parts: tuple[Filters, ...], records: int, seed: int) -> Levels:
    random = np.random.default_rng(seed)
    one: Numbers = random.integers(0, records, _BLIND)
    other: Numbers = random.integers(0, records, _BLIND)
    different = one != other
    return levels(parts, one[different], other[different])


def _bits(name: str, blind: npt.NDArray[np.uint8]) -> tuple[float, ...]:
    known = blind[blind != MISSING]
    if not len(known):
        return (0.0,) * LEVELS
    of_two = np.bincount(known, minlength=LEVELS) / len(known)
    if name == "person":
        of_two[_FROM:] = max(of_two[_FROM], 1e-5) * _TAIL
        bits = np.maximum(np.log2((_OF_ONE + 1e-4) / (of_two + 1e-7)), _MOST_AGAINST)
        return _rising(bits, np.ones(LEVELS))
    slips = np.exp((np.arange(LEVELS) - LEVELS + 1) * _SLIPS)
    of_one = _KEPT[name] * slips / slips.sum() + (1 - _KEPT[name]) * of_two
    bits = np.log2((of_one + _LEAST_OF_ONE) / (of_two + _LEAST_OF_TWO))
    return _rising(bits, of_one + of_two)


def _together(
    alike: npt.NDArray[np.uint8], apart: tuple[float, ...]
) -> tuple[tuple[float, ...], bool]:
    """The bits, and whether families live together here.  ``alike``: names and birth date of the
    pairs under one roof that are worth weighing; some are one person, and the others spread about
    a mean of their own."""
    counted = np.bincount(alike[alike != MISSING], minlength=LEVELS).astype(float)
    counted[:_LEAST_WORTH] = 0.0
    of_one = np.where(np.arange(LEVELS) >= _LEAST_WORTH, _OF_ONE, 0.0)
    mean, spread, share = 0.55, 0.05, 0.5
    middle = (np.arange(LEVELS) + 0.5) / LEVELS
    for _ in range(_ROUNDS):
        others = _normal(mean, spread)
        either = share * others + (1 - share) * of_one + 1e-9
        theirs = counted * share * others / either
        share = (theirs.sum() + 0.5) / (counted.sum() + 1)
        if theirs.sum() < 1:
            break
        mean = float(np.clip((theirs * middle).sum() / theirs.sum(), *_MEANS))
        square = (theirs * (middle - mean) ** 2).sum() / theirs.sum()
        spread = float(np.clip(square**0.5, *_SPREADS))
    of_two = (1 - _TWINS) * _normal(mean, spread)
    of_two[_LIKE_TWINS] += _TWINS / len(of_two[_LIKE_TWINS])
    bits = np.log2((_OF_ONE + 1e-4) / (of_two + _LEAST_OF_TWO))
    bits[:_LEAST_WORTH] = _MOST_AGAINST
    return tuple(map(min, _rising(bits, np.ones(LEVELS)), apart)), bool(share > _FAMILIES)


def _normal(mean: float, spread: float) -> Weights:
    """By steps, from the least that is worth weighing."""
    edges = [0.5 * (1 + erf((n / LEVELS - mean) / spread / sqrt(2))) for n in range(LEVELS + 1)]
    made = np.diff(edges)
    made[:_LEAST_WORTH] = 0.0
    return np.asarray(made / made.sum())


def _rising(bits: Weights, counts: Weights) -> tuple[float, ...]:
    """More alike never weighs less: neighbours that do are given their mean."""
    blocks: list[tuple[float, float, int]] = []
    for bit, count in zip(bits.tolist(), counts.tolist(), strict=True):
        blocks.append((bit, count + 1e-12, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (a, n, wide), (b, m, more) = blocks.pop(), blocks.pop()
            blocks.append(((a * n + b * m) / (n + m), n + m, wide + more))
    return tuple(round(bit, 6) for bit, _, wide in blocks for _ in range(wide))


def _prior(weights: Weights, records: int) -> float:
    """By expectation and maximisation.  Pairs more likely two people count as such, lest the many
    that are uncertain make each other likely."""
    every = max(records * (records - 1) / 2, 1.0)
    chance = 1.0 / max(records, 2)
    for _ in range(_ROUNDS):
        bits = log2(chance / (1 - chance))
        likely = weights[weights + bits > 0] + bits
        true = float((1 / (1 + 2.0 ** -np.minimum(likely, 900))).sum())
        chance = min(max(true, 0.5) / every, 0.5)
    return round(log2(chance / (1 - chance)), 6)
