"""Families out of linked people: who shares a home, and what is known of them together.

A home is an address, or what one agency calls a household. Homes are never chained: two homes are
not one because somebody was in both, so that a child with two homes, or a record with an old
address, does not put the needs of two families together. An agency's record without an address
takes the one that its household has, where that is one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from joinedup.practice.think_family.rules.criteria import Criteria, Fact

MOST_IN_A_HOME = 12
"""More people than this share a hostel, a landing or a mistake, and are not taken for a family."""


@dataclass(frozen=True, slots=True)
class Record:
    """What matters here of one row of an extract. ``address`` and ``household`` may be empty."""

    agency: str
    needs: frozenset[str]
    address: str
    household: str


@dataclass(frozen=True)
class Family:
    """People, by their numbers, and what is known of them: each need with who knows of it.

    ``at_home`` are the records, by their places, that say that they live together: what else is
    known of one of them, such as another home, is not the family's.
    """

    people: frozenset[int]
    facts: frozenset[Fact]
    at_home: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Found:
    """``families`` is every family; ``qualifying`` those that meet the criteria on certain links
    alone. ``hanging`` counts those that would meet them if uncertain links held, and ``by_agency``
    in how many of them each agency has a record to look at. ``too_large`` counts homes left out."""

    families: int
    qualifying: tuple[Family, ...]
    hanging: int
    by_agency: dict[str, int]
    too_large: int


def find(
    records: Sequence[Record],
    person: Sequence[int],
    uncertain: Iterable[tuple[int, int]],
    criteria: Criteria,
) -> Found:
    """``person`` says for each record whose it is; ``uncertain`` are pairs of records that may be
    of one person, or of two. They make no family meet the criteria."""
    homes, too_large = _homes(records, person)
    facts = _facts(records, person)
    families = [_family(people, facts, homes[people]) for people in _largest(homes)]
    qualifying = [one for one in families if criteria.met_by(one.facts)]
    doubtful = [(one, other) for one, other in uncertain if person[one] != person[other]]
    hanging = _hanging(families, facts, doubtful, person, criteria)
    by_agency: dict[str, int] = defaultdict(int)
    for pairs in hanging:
        for agency in {records[n].agency for pair in pairs for n in pair}:
            by_agency[agency] += 1
    qualifying.sort(key=lambda one: (-len(one.facts), sorted(one.people)))
    return Found(len(families), tuple(qualifying), len(hanging), dict(by_agency), too_large)


def _facts(records: Sequence[Record], person: Sequence[int]) -> dict[int, set[Fact]]:
    facts: dict[int, set[Fact]] = defaultdict(set)
    for record, who in zip(records, person, strict=True):
        facts[who] |= {(need, record.agency) for need in record.needs}
    return facts


_Homes = dict[frozenset[int], frozenset[int]]
"""The people of each home, and the records that say so."""


def _homes(records: Sequence[Record], person: Sequence[int]) -> tuple[_Homes, int]:
    """Every home, and how many were left out as too large."""
    of_household = _addresses_of_households(records)
    found: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for place, record in enumerate(records):
        household = (record.agency, record.household)
        address = record.address or of_household.get(household, "")
        if record.household:
            found["household", *household].add(place)
        if address:
            found["address", address].add(place)
    kept: dict[frozenset[int], set[int]] = defaultdict(set)
    too_large = 0
    for places in found.values():
        people = frozenset(person[place] for place in places)
        if len(people) <= MOST_IN_A_HOME:
            kept[people] |= places
        else:
            too_large += 1
    housed = {who for people in kept for who in people}
    for place, who in enumerate(person):
        if who not in housed:
            kept[frozenset({who})].add(place)
    return {people: frozenset(places) for people, places in kept.items()}, too_large


def _addresses_of_households(records: Sequence[Record]) -> dict[tuple[str, str], str]:
    """The one address of each agency's household, where its records name one only."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        if record.household and record.address:
            found[record.agency, record.household].add(record.address)
    return {household: next(iter(some)) for household, some in found.items() if len(some) == 1}


def _largest(homes: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """Each set of people once, and none that is a part of another."""
    with_person: dict[int, set[frozenset[int]]] = defaultdict(set)
    distinct = set(homes)
    for home in distinct:
        for who in home:
            with_person[who].add(home)
    largest = [
        home for home in distinct if not any(home < other for other in with_person[min(home)])
    ]
    return sorted(largest, key=sorted)


def _family(people: frozenset[int], facts: dict[int, set[Fact]], at_home: frozenset[int]) -> Family:
    return Family(people, frozenset().union(*(facts[who] for who in people)), at_home)


_Pair = tuple[int, int]


def _hanging(
    families: Iterable[Family],
    facts: dict[int, set[Fact]],
    doubtful: Sequence[_Pair],
    person: Sequence[int],
    criteria: Criteria,
) -> list[list[_Pair]]:
    """For each family that does not meet the criteria, and would with what the people to whom its
    own may be linked bring: the pairs that it hangs on."""
    touching: dict[int, list[_Pair]] = defaultdict(list)
    for one, other in doubtful:
        touching[person[one]].append((one, other))
        touching[person[other]].append((one, other))
    found = []
    for family in families:
        if criteria.met_by(family.facts):
            continue
        pairs = [pair for who in family.people for pair in touching[who]]
        linked = {person[n] for pair in pairs for n in pair}
        if pairs and criteria.met_by(family.facts.union(*(facts[who] for who in linked))):
            found.append(pairs)
    return found
