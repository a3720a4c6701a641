"""People's decisions bind: never one person, not even through others; always, unless impossible.

The clusterer finds people by weights.  Then the groups that a decision is about are looked at
again, and no others: two records that are never one person are parted, each of the others staying
with whom it is nearest to; two that always are one are joined, with their groups.  Where decisions
contradict one another, *never* stands.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Pair = tuple[int, int]
Impossible = Callable[[Sequence[int], Sequence[int]], str]
FAR = -3.0
"""Bits of a pair that was never compared: it shares no key at all."""
MOST = 12.0
"""Beyond this a single pair is heard no louder."""


@dataclass(frozen=True)
class Overruled:
    """A decision that could not be carried out, and why."""

    reason: str
    one: int
    other: int


@dataclass(frozen=True)
class Bound:
    """``person`` of each record: the least number among the records of its group."""

    person: list[int]
    overruled: tuple[Overruled, ...]


def affected(person: Sequence[int], never: Iterable[Pair], always: Iterable[Pair]) -> set[int]:
    """The groups, by their person, that some decision changes; most change none, because the
    weights say the same."""
    parted = {person[one] for one, other in never if person[one] == person[other]}
    joined = [(person[one], person[other]) for one, other in always]
    return parted | {p for pair in joined if pair[0] != pair[1] for p in pair}


def bind(
    person: Sequence[int],
    weights: Mapping[Pair, float],
    never: Sequence[Pair],
    always: Sequence[Pair],
    impossible: Impossible,
) -> Bound:
    """Carry the decisions out.

    ``weights``: of the pairs within the affected groups, the lesser number first, prior included.
    ``impossible``: why two groups of records cannot be one person; empty when they can.
    """
    found = list(person)
    concerned = affected(person, never, always)
    if not concerned:
        return Bound(found, ())
    members: dict[int, list[int]] = {p: [] for p in concerned}
    for record, p in enumerate(person):
        if p in members:
            members[p].append(record)
    groups = _Groups(members, weights, never, impossible)
    overruled = groups.join_always(always)
    for p in sorted(members):
        groups.join_again(members[p])
    for group in groups.all():
        for record in group:
            found[record] = min(group)
    return Bound(found, overruled)


class _Groups:
    """Groups of records that are built up again from single ones."""

    def __init__(
        self,
        members: Mapping[int, Sequence[int]],
        weights: Mapping[Pair, float],
        never: Sequence[Pair],
        impossible: Impossible,
    ) -> None:
        self._of = {record: {record} for group in members.values() for record in group}
        self._weights, self._impossible = weights, impossible
        self._never: dict[int, set[int]] = {}
        for one, other in never:
            self._never.setdefault(one, set()).add(other)
            self._never.setdefault(other, set()).add(one)

    def all(self) -> list[set[int]]:
        return list({id(group): group for group in self._of.values()}.values())

    def join_always(self, always: Sequence[Pair]) -> tuple[Overruled, ...]:
        """Before all else, and in the records' own order, so that no order of decisions counts."""
        overruled = []
        for one, other in sorted(always):
            if one not in self._of or other not in self._of or self._of[one] is self._of[other]:
                continue
            if reason := self._kept_apart(self._of[one], self._of[other]):
                overruled.append(Overruled(reason, one, other))
            else:
                self._unite(self._of[one], self._of[other])
        return tuple(overruled)

    def join_again(self, members: Sequence[int]) -> None:
        """What the weights had joined, from the nearest on, except what is never one person."""
        while True:
            groups = list({id(self._of[r]): self._of[r] for r in sorted(members)}.values())
            nearest = [
                (-self._mean(a, b), min(a), min(b), a, b)
                for n, a in enumerate(groups)
                for b in groups[n + 1 :]
                if not self._kept_apart(a, b)
            ]
            if not nearest:
                return
            *_, a, b = min(nearest, key=lambda found: found[:3])
            self._unite(a, b)

    def _mean(self, a: set[int], b: set[int]) -> float:
        pairs = [(min(one, other), max(one, other)) for one in a for other in b]
        heard = (max(-MOST, min(MOST, self._weights.get(pair, FAR))) for pair in pairs)
        return sum(heard) / len(pairs)

    def _kept_apart(self, a: set[int], b: set[int]) -> str:
        if any(self._never.get(record, set()) & b for record in a):
            return "never one person, by another decision"
        return self._impossible(sorted(a), sorted(b))

    def _unite(self, a: set[int], b: set[int]) -> None:
        a |= b
        for record in b:
            self._of[record] = a
