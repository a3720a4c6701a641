"""People out of scored pairs: average linkage, so that one false edge chains nobody together.

Two groups of records are joined when the *mean* weight of all pairs between them speaks for one
person.  A pair that was never compared shares no key at all, and counts ``UNCOMPARED`` against.
What a single pair says beyond ``MOST`` either way counts a tenth, so that many weak disagreements
are heard beside one strong agreement.  Groups are joined from the strongest mean down; ties are
settled by the records' own order, so nothing depends on the order of the input.

Then the groups are compared once more, each with all the values that its records have: where
nearly all pairs between two groups, six at the least, share some key (``MET``, ``FEWEST``) and the
better half of them speaks for one person, the rest is put down to the records in which most has
gone wrong.  Groups between which a pair is held back as relatives are never joined so.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz.distance import DamerauLevenshtein

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

UNCOMPARED = -3.0
MOST = 12.0
MET, FEWEST = 0.7, 6
LONGEST_LIFE = 130


@dataclass(frozen=True)
class Facts:
    """What can make a group of records impossible.  ``numbers``: identifiers of which a person
    has one for life, by system; ``register``: empty, or the register in which a person stands
    once; years of birth and of death where known."""

    numbers: Mapping[str, str]
    register: str = ""
    born: int | None = None
    died: int | None = None


@dataclass
class _Group:
    least: int
    numbers: dict[str, str]
    registers: set[str]
    born: tuple[int, int] | None
    died: int | None


@dataclass(frozen=True)
class Refused:
    """Two groups that the weights would have joined, and why they cannot be one person."""

    reason: str
    one: int
    other: int


@dataclass(frozen=True)
class Clustered:
    """``person`` of each record: the least number among the records of its group."""

    person: list[int]
    refused: tuple[Refused, ...]

    @cached_property
    def sizes(self) -> "Ints":
        """How many records each person has."""
        import numpy as np

        counted = np.bincount(np.asarray(self.person, dtype=np.int64))
        return counted[counted > 0]


@dataclass(frozen=True)
class Scored:
    """Pairs, each once: two records, the weight of their being one person, prior included, and
    whether they may be relatives."""

    one: "Ints"
    other: "Ints"
    weight: "Floats"
    held: "NDArray[np.bool_]"


def cluster(
    records: int,
    pairs: Iterable[tuple[int, int, float]],
    facts: Sequence[Facts | None],
    held: Collection[tuple[int, int]] = frozenset(),
) -> Clustered:
    """``pairs`` as in ``Scored``, one by one; ``held``: those of them that may be relatives."""
    import numpy as np

    listed = [*pairs]
    one, other, weight = zip(*listed, strict=True) if listed else ((), (), ())
    may_be = np.array([pair[:2] in held for pair in listed], dtype=bool)
    scored = Scored(np.array(one, int), np.array(other, int), np.array(weight, float), may_be)
    return cluster_scored(scored, facts[:records])


def cluster_scored(pairs: Scored, facts: Sequence[Facts | None]) -> Clustered:
    """Who is one person; ``facts`` of every record."""
    groups = _Groups(facts)
    _by_mean(groups, pairs)
    _by_better_half(groups, pairs)
    refused = groups.refused
    return Clustered(groups.of.tolist(), tuple(refused[key] for key in sorted(refused)))


class _Groups:
    """``of`` each record the least record of its group, which is the group's number."""

    def __init__(self, facts: Sequence[Facts | None]) -> None:
        import numpy as np

        self.of: Ints = np.arange(len(facts))
        self.refused: dict[tuple[int, int], Refused] = {}
        self._facts, self._whole = facts, dict[int, _Group]()

    def join(self, one: int, other: int) -> bool:
        """Make one group of two, if they can be one person; ``rename`` makes it known."""
        a, b = self._group(one), self._group(other)
        if reason := impossible(a, b):
            least = sorted((a.least, b.least))
            self.refused.setdefault((least[0], least[1]), Refused(reason, *least))
            return False
        _absorb(a, b)
        return True

    def rename(self, joined: Mapping[int, int]) -> "Ints":
        """The groups that became part of others are called so: of every number the new one."""
        import numpy as np

        to = np.arange(len(self.of))
        to[[*joined]] = [*joined.values()]
        self.of = to[self.of]
        return to

    def _group(self, number: int) -> _Group:
        if number not in self._whole:
            self._whole[number] = _alone(number, self._facts[number])
        return self._whole[number]


def _by_mean(groups: _Groups, pairs: Scored) -> None:
    """Two groups of which each is the other's best are joined, and so on until none speaks for
    any other.  A joined group agrees with a third no more than the better of its parts did, so
    this joins whom the strongest mean first would join, many at a time."""
    import numpy as np

    size = np.ones(len(groups.of))
    met = np.ones(len(pairs.one))
    between = _between(pairs.one, pairs.other, softened(pairs.weight), met, len(size))
    while True:
        one, other, total, met = between
        every = size[one] * size[other]
        mean = (total + UNCOMPARED * (every - met)) / every
        best = _mutually_best(one, other, mean, len(size))
        if not len(best):
            return
        apart = np.zeros(len(one), dtype=bool)
        joined = {}
        for edge, a, b in zip(best.tolist(), one[best].tolist(), other[best].tolist(), strict=True):
            if groups.join(a, b):
                joined[b] = a
                size[a] += size[b]
            else:
                apart[edge] = True
        to = groups.rename(joined)
        kept = ~apart
        between = _between(to[one[kept]], to[other[kept]], total[kept], met[kept], len(size))


_Between = tuple["Ints", "Ints", "Floats", "Floats"]


def _between(one: "Ints", other: "Ints", total: "Floats", met: "Floats", size: int) -> _Between:
    """Sums of weights and numbers of pairs, by pair of groups, in their order."""
    import numpy as np

    apart = one != other
    code = (np.minimum(one, other) * size + np.maximum(one, other))[apart]
    groups: Ints
    groups, place = np.unique(code, return_inverse=True)
    totals: Floats = np.bincount(place, total[apart], len(groups)).astype(float)
    counts: Floats = np.bincount(place, met[apart], len(groups)).astype(float)
    return groups // size, groups % size, totals, counts


def _mutually_best(one: "Ints", other: "Ints", mean: "Floats", size: int) -> "Ints":
    """Places of the pairs of groups that speak for one person and are the best of both; of equals
    the first."""
    import numpy as np

    good = np.flatnonzero(mean > 0)
    ranked = good[np.argsort(-mean[good], kind="stable")]
    rank = np.arange(len(ranked))
    best = np.full(size, len(ranked))
    for side in (one[ranked], other[ranked]):
        np.minimum.at(best, side, rank)
    mutual: Ints = ranked[(best[one[ranked]] == rank) & (best[other[ranked]] == rank)]
    return mutual


def _by_better_half(groups: _Groups, pairs: Scored) -> None:
    now: dict[int, int] = {}

    def root(name: int) -> int:
        while name in now:
            name = now[name]
        return name

    for _, a, b in _second_looks(groups, pairs):
        one, other = sorted((root(a), root(b)))
        if one != other and groups.join(one, other):
            now[other] = one
    groups.rename({name: root(name) for name in now})


def _second_looks(groups: _Groups, pairs: Scored) -> list[tuple[float, int, int]]:
    """Groups worth a second look, the strongest first (its mean negated, so that it sorts)."""
    import numpy as np

    records = len(groups.of)
    size = np.bincount(groups.of, minlength=records)
    a, b = groups.of[pairs.one], groups.of[pairs.other]
    apart = np.flatnonzero(a != b)
    code = np.minimum(a, b)[apart] * records + np.maximum(a, b)[apart]
    names, place = np.unique(code, return_inverse=True)
    one, other = names // records, names % records
    every, met = size[one] * size[other], np.bincount(place, minlength=len(names))
    some = np.bincount(place, pairs.weight[apart] > 0, len(names)) > 0
    free = np.bincount(place, pairs.held[apart], len(names)) == 0
    worth = some & free & (every >= FEWEST) & (met >= MET * every)
    weights: dict[int, list[float]] = {name: [] for name in np.flatnonzero(worth).tolist()}
    seen = worth[place]
    softer = softened(pairs.weight[apart][seen]).tolist()
    for name, weight in zip(place[seen].tolist(), softer, strict=True):
        weights[name].append(weight)
    looks = []
    for name, each in weights.items():
        half = sorted(each, reverse=True)[: max(1, round(int(every[name]) / 2))]
        if sum(half) > 0:
            looks.append((-sum(half) / len(half), int(one[name]), int(other[name])))
    return sorted(looks)


def softened(weights: "Floats") -> "Floats":
    """What pairs of these weights count in a mean."""
    inside: Floats = weights.clip(-MOST, MOST)
    return inside + (weights - inside) / 10


def _alone(record: int, facts: Facts | None) -> _Group:
    if facts is None:
        return _Group(record, {}, set(), None, None)
    born = None if facts.born is None else (facts.born, facts.born)
    registers = {facts.register} - {""}
    return _Group(record, dict(facts.numbers), registers, born, facts.died)


def impossible(a: _Group, b: _Group) -> str:
    """Why two groups cannot be one person; empty when they can."""
    for system, number in a.numbers.items():
        if b.numbers.get(system, number) != number:
            return "two different valid numbers of which a person has one"
    if a.registers & b.registers:
        return "two records of one register"
    years = [y for g in (a, b) if g.born for y in g.born]
    died = max((g.died for g in (a, b) if g.died), default=0)
    if years and (died - min(years) > LONGEST_LIFE or _lives_apart(min(years), max(years))):
        return f"a life of more than {LONGEST_LIFE} years"
    return ""


def together(one: Iterable[Facts | None], other: Iterable[Facts | None]) -> str:
    """Why the records of these facts cannot be one person; empty when they can."""
    return impossible(_whole(one), _whole(other))


def _whole(facts: Iterable[Facts | None]) -> _Group:
    first, *rest = [_alone(n, each) for n, each in enumerate(facts)]
    for each in rest:
        _absorb(first, each)
    return first


def _lives_apart(early: int, late: int) -> bool:
    """Born too far apart, and not by one slip in the year."""
    slip = DamerauLevenshtein.distance(f"{early:04}", f"{late:04}") <= 1
    return late - early > LONGEST_LIFE and not slip


def _absorb(kept: _Group, gone: _Group) -> None:
    kept.least = min(kept.least, gone.least)
    kept.numbers |= gone.numbers
    kept.registers |= gone.registers
    years = [y for g in (kept, gone) if g.born for y in g.born]
    kept.born = (min(years), max(years)) if years else None
    kept.died = max((d for d in (kept.died, gone.died) if d), default=None)
