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
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from rapidfuzz.distance import DamerauLevenshtein

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
    members: list[int]
    numbers: dict[str, str]
    registers: set[str]
    born: tuple[int, int] | None
    died: int | None
    near: dict[int, tuple[float, int]] = field(default_factory=dict)
    """Of every group with which pairs were compared: the sum of weights and how many pairs."""


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


Pair = tuple[int, int, float]


def cluster(
    records: int,
    pairs: Iterable[Pair],
    facts: Sequence[Facts | None],
    held: Collection[tuple[int, int]] = frozenset(),
) -> Clustered:
    """``pairs``: two records and the weight of their being one person, prior included, each pair
    once.  ``held``: those of them that may be relatives."""
    scored = list(pairs)
    groups = _connected(records, scored, facts)
    refused: dict[tuple[int, int], Refused] = {}
    _by_mean(groups, refused)
    _by_better_half(groups, scored, held, refused)
    person = _persons(records, groups)
    return Clustered(person, tuple(refused[key] for key in sorted(refused)))


def _persons(records: int, groups: Mapping[int, _Group]) -> list[int]:
    person = list(range(records))
    for group in groups.values():
        least = min(group.members)
        for member in group.members:
            person[member] = least
    return person


def _by_mean(groups: dict[int, _Group], refused: dict[tuple[int, int], Refused]) -> None:
    heap = [
        (-_mean(groups, a, b), a, b) for a in groups for b in groups[a].near if a < b
    ]  # fmt: skip
    heap = [entry for entry in heap if entry[0] < 0]
    heapify(heap)
    while heap:
        negative, a, b = heappop(heap)
        if a not in groups or b not in groups or b not in groups[a].near:
            continue
        if negative != -_mean(groups, a, b):
            continue
        if _refuse(groups[a], groups[b], refused):
            _forget(groups, a, b)
            continue
        _join(groups, a, b)
        for c in groups[a].near:
            mean = _mean(groups, a, c)
            if mean > 0:
                heappush(heap, (-mean, min(a, c), max(a, c)))


def _by_better_half(
    groups: dict[int, _Group],
    pairs: Sequence[Pair],
    held: Collection[tuple[int, int]],
    refused: dict[tuple[int, int], Refused],
) -> None:
    now = {name: name for name in groups}
    for _, a, b in _second_looks(groups, pairs, held):
        one, other = sorted((now[a], now[b]))
        if one == other or _refuse(groups[one], groups[other], refused):
            continue
        _absorb(groups[one], groups.pop(other))
        now = {name: one if place == other else place for name, place in now.items()}


def _second_looks(
    groups: Mapping[int, _Group], pairs: Sequence[Pair], held: Collection[tuple[int, int]]
) -> list[tuple[float, int, int]]:
    """Groups worth a second look, the strongest first (its mean negated, so that it sorts)."""
    of = {member: name for name, group in groups.items() for member in group.members}
    between: dict[tuple[int, int], list[float]] = {}
    for one, other, weight in pairs:
        if weight > 0 and of[one] != of[other]:
            between[_ordered(of[one], of[other])] = []
    for one, other, weight in pairs:
        found = between.get(_ordered(of.get(one, -1), of.get(other, -1)))
        if found is not None:
            found.append(weight if (one, other) not in held else float("-inf"))
    looks = []
    for (a, b), weights in between.items():
        every = len(groups[a].members) * len(groups[b].members)
        if every >= FEWEST and len(weights) >= MET * every and min(weights) > float("-inf"):
            half = sorted(map(_softened, weights), reverse=True)[: max(1, round(every / 2))]
            if sum(half) > 0:
                looks.append((-sum(half) / len(half), a, b))
    return sorted(looks)


def _ordered(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a <= b else (b, a)


def _refuse(a: _Group, b: _Group, refused: dict[tuple[int, int], Refused]) -> bool:
    if reason := impossible(a, b):
        one, other = sorted((min(a.members), min(b.members)))
        refused.setdefault((one, other), Refused(reason, one, other))
    return bool(reason)


def _connected(
    records: int, pairs: list[tuple[int, int, float]], facts: Sequence[Facts | None]
) -> dict[int, _Group]:
    """Every record that some pair speaks for, with its pairs inside the connected component."""
    root = list(range(records))

    def find(n: int) -> int:
        while root[n] != n:
            root[n] = root[root[n]]
            n = root[n]
        return n

    for one, other, weight in pairs:
        if weight > 0:
            a, b = find(one), find(other)
            root[max(a, b)] = min(a, b)
    groups: dict[int, _Group] = {}
    for one, other, weight in pairs:
        if find(one) != find(other):
            continue
        bounded = (_softened(weight), 1)
        for n, m in ((one, other), (other, one)):
            if n not in groups:
                groups[n] = _alone(n, facts[n])
            groups[n].near[m] = bounded
    return groups


def _softened(weight: float) -> float:
    inside = max(-MOST, min(MOST, weight))
    return inside + (weight - inside) / 10


def softened(weights: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """What pairs of these weights count in a mean."""
    inside: NDArray[np.float64] = weights.clip(-MOST, MOST)
    return inside + (weights - inside) / 10


def _alone(record: int, facts: Facts | None) -> _Group:
    if facts is None:
        return _Group([record], {}, set(), None, None)
    born = None if facts.born is None else (facts.born, facts.born)
    registers = {facts.register} - {""}
    return _Group([record], dict(facts.numbers), registers, born, facts.died)


def _mean(groups: Mapping[int, _Group], a: int, b: int) -> float:
    total, count = groups[a].near[b]
    every = len(groups[a].members) * len(groups[b].members)
    return (total + UNCOMPARED * (every - count)) / every


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


def _forget(groups: dict[int, _Group], a: int, b: int) -> None:
    del groups[a].near[b]
    del groups[b].near[a]


def _join(groups: dict[int, _Group], a: int, b: int) -> None:
    """``b`` becomes part of ``a``."""
    kept, gone = groups[a], groups.pop(b)
    _absorb(kept, gone)
    del kept.near[b]
    for c, (total, count) in gone.near.items():
        if c == a:
            continue
        before, counted = kept.near.get(c, (0.0, 0))
        kept.near[c] = (before + total, counted + count)
        groups[c].near[a] = kept.near[c]
        del groups[c].near[b]


def _absorb(kept: _Group, gone: _Group) -> None:
    kept.members += gone.members
    kept.numbers |= gone.numbers
    kept.registers |= gone.registers
    years = [y for g in (kept, gone) if g.born for y in g.born]
    kept.born = (min(years), max(years)) if years else None
    kept.died = max((d for d in (kept.died, gone.died) if d), default=None)
