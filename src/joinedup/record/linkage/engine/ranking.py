"""Candidates in the order in which a person would want to read them.

The order is not the grade.  The grade is the standard's and asks "same person?"; the order asks
"whom did they mean?": a whole name exactly as typed stands first, then nicknames, then slips of
spelling; a birth date with day and month swapped stands below the right one.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from types import MappingProxyType
from typing import Generic, TypeVar

from joinedup.record.linkage.engine.comparing import (
    Comparison,
    Evidence,
    Field,
    Level,
    Prepared,
    compare,
    prepare,
)
from joinedup.record.linkage.engine.comparing.names import compare_names
from joinedup.record.linkage.engine.explaining import explain
from joinedup.record.linkage.engine.grading import Grade, grade_evidence
from joinedup.record.linkage.engine.identity import Identity
from joinedup.record.linkage.engine.typed import TypedQuery, read_query

Id = TypeVar("Id", bound=Hashable)

MOST_CANDIDATES = 50
"""Nobody reads further; a longer list means that the question needs another detail."""


@dataclass(frozen=True, slots=True)
class Ranked(Generic[Id]):
    """One candidate: ``points`` order the list and mean nothing outside it; ``words`` say what
    agrees and hold no personal data."""

    id: Id
    identity: Identity
    points: float
    grade: Grade
    words: str


_Order = tuple[float, tuple[str, ...], str, str]
_Scored = tuple[_Order, Id, Identity, float, Evidence, int]
"""The last is the place of the reading that agrees best."""

_POINTS: Mapping[tuple[Field, Level], float] = MappingProxyType(
    {
        (Field.IDENTIFIER, Level.EXACT): 40.0,
        (Field.IDENTIFIER, Level.CONFLICT): 15.0,
        (Field.IDENTIFIER, Level.CHANGED): -3.0,
        (Field.IDENTIFIER, Level.DIFFERENT): -12.0,
        (Field.GIVEN, Level.EXACT): 10.0,
        (Field.GIVEN, Level.VARIANT): 8.5,
        (Field.GIVEN, Level.MIDDLE_DIFFERS): 7.5,
        (Field.GIVEN, Level.PART): 6.0,
        (Field.GIVEN, Level.SPELLING): 6.5,
        (Field.GIVEN, Level.RELATED): 6.0,
        (Field.GIVEN, Level.INITIAL): 4.0,
        (Field.GIVEN, Level.DIFFERENT): -4.0,
        (Field.FAMILY, Level.EXACT): 10.0,
        (Field.FAMILY, Level.VARIANT): 8.5,
        (Field.FAMILY, Level.PART): 7.5,
        (Field.FAMILY, Level.SPELLING): 6.5,
        (Field.FAMILY, Level.DIFFERENT): -4.0,
        (Field.BIRTH, Level.EXACT): 12.0,
        (Field.BIRTH, Level.SWAPPED): 9.0,
        (Field.BIRTH, Level.TWO_PARTS): 7.0,
        (Field.BIRTH, Level.DEFAULT_DAY): 7.0,
        (Field.BIRTH, Level.PARTIAL): 6.0,
        (Field.BIRTH, Level.EXPECTED): 6.0,
        (Field.BIRTH, Level.YEAR): 3.0,
        (Field.BIRTH, Level.GENERATION): -4.0,
        (Field.BIRTH, Level.DIFFERENT): -6.0,
        (Field.POSTCODE, Level.EXACT): 5.0,
        (Field.POSTCODE, Level.SECTOR): 3.0,
        (Field.POSTCODE, Level.DISTRICT): 1.5,
        (Field.POSTCODE, Level.DIFFERENT): -1.0,
        (Field.ADDRESS, Level.EXACT): 4.0,
        (Field.ADDRESS, Level.PART): 2.0,
        (Field.HOUSEHOLD, Level.EXACT): 4.0,
        (Field.PHONE, Level.EXACT): 4.0,
        (Field.SEX, Level.DIFFERENT): -0.5,
    }
)
"""Points for an order, set by hand so that the examples in the tests come out as people expect;
the trained model weighs those who come first (``live.matcher``).  Levels not named give nothing."""

_GRADED = frozenset({(Field.GIVEN, Level.SPELLING), (Field.FAMILY, Level.SPELLING)})
"""Here the points shrink with the likeness of the spelling."""

_SECOND_READING = 0.5
"""What another reading of a typed search costs: it wins only by agreeing better."""


def rank(
    query: Identity | TypedQuery | str,
    candidates: Iterable[tuple[Id, Identity]],
    *,
    most: int = MOST_CANDIDATES,
) -> list[Ranked[Id]]:
    """The best ``most`` candidates, best first.

    The same candidates give the same order however they arrive: ties are settled by name, then
    by birth date, then by id.
    """
    return [ranked for _, ranked in rank_readings(query, candidates, most=most)]


def rank_readings(
    query: Identity | TypedQuery | str,
    candidates: Iterable[tuple[Id, Identity]],
    *,
    most: int = MOST_CANDIDATES,
) -> list[tuple[Identity, Ranked[Id]]]:
    """The same, each with the reading of the query by which it agrees best."""
    readings = _readings(query)
    prepared = [prepare(reading) for reading in readings]
    scored = [_score(prepared, key, identity) for key, identity in candidates]
    scored.sort(key=itemgetter(0))
    return [(readings[each[-1]], _ranked(each)) for each in scored[: max(most, 0)]]


def _ranked(candidate: _Scored[Id]) -> Ranked[Id]:
    _, key, identity, points, evidence, _ = candidate
    return Ranked(key, identity, points, grade_evidence(evidence), explain(evidence))


def _readings(query: Identity | TypedQuery | str) -> Sequence[Identity]:
    if isinstance(query, str):
        query = read_query(query)
    return query.readings() if isinstance(query, TypedQuery) else (query,)


def _score(readings: list[Prepared], key: Id, identity: Identity) -> _Scored[Id]:
    candidate = prepare(identity)
    evidence = compare(readings[0], candidate)
    points = _points(evidence)
    best = 0
    for number, reading in enumerate(readings[1:], start=1):
        # readings of one search differ in their names only
        given, family = compare_names(reading, candidate)
        gained = _points((given, family)) - _points((evidence.given, evidence.family))
        if gained > _SECOND_READING:
            points += gained - _SECOND_READING
            best = number
            evidence = evidence._replace(given=given, family=family)
    name = candidate.names[0]
    birth = candidate.birth
    born = f"{birth.year:04}-{birth.month or 0:02}-{birth.day or 0:02}" if birth else "~"
    order = (-round(points, 3), (name.family.whole, *name.given), born, str(key))
    return order, key, identity, points, evidence, best


def _points(comparisons: Iterable[Comparison]) -> float:
    total = 0.0
    for comparison in comparisons:
        if comparison.agreement is not None:
            what = (comparison.field, comparison.level)
            points = _POINTS.get(what, 0.0)
            total += points * comparison.agreement if what in _GRADED else points
    return total
