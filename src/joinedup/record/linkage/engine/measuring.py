"""How good clusters are against the truth, and where the losses are.

Pairs are counted over the records that the truth speaks of.  A person of whom the truth has n
records makes n(n-1)/2 true pairs.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from joinedup.record.linkage.engine.files import ComparedPair, FileError, Persons

Key = tuple[str, str]


@dataclass(frozen=True)
class Score:
    """``right`` of ``found`` are among the ``true``."""

    right: int
    found: int
    true: int

    @property
    def precision(self) -> float:
        """Of those found, the share that is right; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Of the true ones, the share that was found; 1 where there is nothing to find."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (self.found + self.true) if self.found + self.true else 1.0


@dataclass(frozen=True)
class Losses:
    """True pairs that are not in one cluster: never compared (``blocking``), compared and found
    unlikely (``scoring``), found likely and still kept apart (``clustering``)."""

    blocking: int
    scoring: int
    clustering: int
    compared: int
    """True pairs that were compared, linked or not."""


@dataclass(frozen=True)
class Measured:
    """``losses`` only where the pairs of the run were given."""

    records: int
    pairs: Score
    clusters: Score
    losses: Losses | None


def measure(
    clusters: Persons, truth: Persons, compared: Iterable[ComparedPair] | None = None
) -> Measured:
    """``compared``: every pair that the run compared.

    :raises FileError: the two files do not speak of the same records.
    """
    found, true = _same_records(clusters, truth)
    pairs = Score(
        _pairs((found[key], true[key]) for key in true),
        _pairs(found[key] for key in true),
        _pairs(true.values()),
    )
    groups, truths = _groups(found, true), _groups(true, true)
    losses = None if compared is None else _losses(found, true, compared)
    whole = Score(len(groups & truths), len(groups), len(truths))
    return Measured(len(true), pairs, whole, losses)


def pairwise(found: Sequence[Hashable], true: Sequence[Hashable]) -> Score:
    """Of every record what was found and what is true, in one order."""
    return Score(_pairs(zip(found, true, strict=True)), _pairs(found), _pairs(true))


def _same_records(clusters: Persons, truth: Persons) -> tuple[dict[Key, str], dict[Key, str]]:
    if clusters.sources.isdisjoint(truth.sources):
        # the truth names no source, or calls the sources otherwise: then the record decides
        clusters, truth = clusters.without_sources(), truth.without_sources()
    true = {key: person for key, person in truth.person.items() if key in clusters.person}
    if not true:
        raise FileError(f"{truth.path} and {clusters.path} have no record in common")
    if missing := len(clusters.person) - len(true):
        raise FileError(f"{truth.path} does not say who {missing:,} of the records are")
    return clusters.person, true


def _pairs(labels: Iterable[Hashable]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(labels).values())


def _groups(labels: Mapping[Key, str], over: Mapping[Key, str]) -> set[frozenset[Key]]:
    return {frozenset(group) for group in _members(labels, over).values()}


def _members(labels: Mapping[Key, str], over: Mapping[Key, str]) -> dict[str, list[Key]]:
    members: dict[str, list[Key]] = {}
    for key in over:
        members.setdefault(labels[key], []).append(key)
    return members


def _losses(
    found: Mapping[Key, str], true: Mapping[Key, str], compared: Iterable[ComparedPair]
) -> Losses:
    bare = not next(iter(true))[0]
    likely: dict[tuple[Key, Key], bool] = {}
    for pair in compared:
        one, other = pair.keys(with_sources=not bare)
        person = true.get(one)
        if person is not None and person == true.get(other):
            likely[one, other] = pair.likely
    lost: Counter[str] = Counter()
    for members in _members(true, true).values():
        for one, other in combinations(sorted(members), 2):
            verdict = likely.get((one, other), likely.get((other, one)))
            if found[one] != found[other]:
                lost["blocking" if verdict is None else "clustering" if verdict else "scoring"] += 1
    return Losses(lost["blocking"], lost["scoring"], lost["clustering"], len(likely))
