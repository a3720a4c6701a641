"""Search and suggestions to merge by the trained model, under the same guards as a look-up.

The score stays that of the exchange standard, and so do the words for what agrees.  What is said of
the two, and the order in which they are read, is the model's wherever both hold enough; where they
do not (an unborn child has an expected date, of which the model knows nothing) they are graded.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from joinedup.record.linkage.engine import ranking
from joinedup.record.linkage.engine.comparing import Evidence, Level
from joinedup.record.linkage.engine.grading import Grade, Verdict, grade
from joinedup.record.linkage.engine.identity import Identity
from joinedup.record.linkage.engine.interface import GradeMatcher
from joinedup.record.linkage.engine.live.scorer import compiled
from joinedup.record.linkage.engine.live.within import LEAST_OWN_BITS, SAID, Told, Weigher
from joinedup.record.linkage.engine.names import relatives
from joinedup.record.linkage.engine.ranking import Id, Ranked
from joinedup.record.linkage.engine.typed import TypedQuery
from joinedup.record.linkage.engine.verdict import Verdict as Judged

_REASONS = {
    Judged.MATCH: "what agrees could hardly agree by chance, nor with a twin or a namesake",
    Judged.POSSIBLE: "much agrees, but not enough to be sure who it is",
    Judged.RELATIVE: (
        "what agrees is what a family shares, and first names do not say that it is one person:"
        " possible twin, brother or sister"
    ),
    Judged.NAMESAKE: (
        "same name and home, and birth dates do not say that it is one person: possible parent and"
        " child of one name"
    ),
    Judged.UNLIKELY: "too little agrees",
}
_FAMILY = "same home, but names and birth dates differ: probably someone in the family"
_NUMBER_AGAINST = frozenset({Level.CONFLICT, Level.DIFFERENT, Level.CHANGED})
_NUMBERS = ("identifier_1", "identifier_2")
MOST_JUDGED = 30
"""Of a search only the first are weighed: nobody reads further."""
Prepare = Callable[[Identity], Mapping[str, str]]


class TrainedMatcher(GradeMatcher):
    """``prepare`` makes a person ready as the model compares them."""

    name = "trained-model"

    def __init__(self, weigher: Weigher, prepare: Prepare) -> None:
        self.version = weigher.model.sha256[:12]
        self._weigher, self._prepare = weigher, prepare
        self._scorer = compiled(weigher.model)
        self._names = (*weigher.model.comparisons,)

    def grade(self, one: Identity, other: Identity) -> Grade:
        """Symmetric; never raises."""
        return self._judged(grade(one, other), one, other)[0]

    def rank(
        self,
        query: Identity | TypedQuery | str,
        candidates: Iterable[tuple[Id, Identity]],
        *,
        most: int = ranking.MOST_CANDIDATES,
    ) -> list[Ranked[Id]]:
        """As by points, and of the first ``MOST_JUDGED`` those who hold enough by the model: who
        matches first, then by weight where everybody was weighed."""
        found = ranking.rank_readings(query, candidates, most=most)
        first = [self._weighed(reading, each) for reading, each in found[:MOST_JUDGED]]
        if all(weight is not None for _, weight in first):
            first.sort(key=lambda pair: -(pair[1] or 0.0))
        first.sort(key=lambda pair: pair[0].grade.verdict is not Verdict.MATCH)
        return [*(each for each, _ in first), *(each for _, each in found[MOST_JUDGED:])]

    def _weighed(self, reading: Identity, each: Ranked[Id]) -> tuple[Ranked[Id], float | None]:
        judged, weight = self._judged(each.grade, reading, each.identity)
        return replace(each, grade=judged), weight

    def _judged(self, graded: Grade, one: Identity, other: Identity) -> tuple[Grade, float | None]:
        """The grade with the model's verdict, and the weight; as it was where they hold too
        little."""
        told = self._told(one, other)
        if told is None:
            return graded, None
        verdict, reason = _said(graded, told)
        return replace(graded, verdict=verdict, reason=reason), told.weight

    def _told(self, one: Identity, other: Identity) -> Told | None:
        if any(person.expected and not person.birth for person in (one, other)):
            return None
        asked, known = self._prepare(one), self._prepare(other)
        rows = [[record.get(name, "") for name in self._scorer.fields] for record in (asked, known)]
        [(_, levels, _)] = self._scorer.score(rows[0], rows[1:])
        if not self._enough(levels):
            return None
        given = known.get("given", "")
        related = relatives(asked.get("given", "")).get(given, 0)
        named = bool(known.get("known")) or len(given) == 1
        return self._weigher.told(asked, (*levels, int(related), int(named)))

    def _enough(self, levels: Sequence[int]) -> bool:
        """Both have a first name, a surname, and a birth date or a number of one kind."""
        known = dict(zip(self._names, levels, strict=True))
        dated = known["birth"] >= 0 or any(known[name] >= 0 for name in _NUMBERS)
        return known["given"] >= 0 and known["family"] >= 0 and dated


def _said(graded: Grade, told: Told) -> tuple[Verdict, str]:
    """Only the model says *match*, and only where the grades have no objection; whoever the grades
    take for a possible relative stays one, and nobody is dropped on the model's word alone. Who has
    the surname and the home and nothing else is a mother or a brother, and not asked about."""
    verdict = SAID[told.verdict]
    if graded.verdict is Verdict.POSSIBLE_RELATIVE:
        return graded.verdict, graded.reason
    if verdict is Verdict.POSSIBLE_RELATIVE and told.own < LEAST_OWN_BITS:
        return (Verdict.NO, _FAMILY) if graded.verdict is Verdict.NO else _asked(graded)
    if told.unknown:
        return Verdict.POSSIBLE, f"{told.unknown} not known of both: a twin cannot be ruled out"
    if verdict is Verdict.MATCH and (doubt := _doubt(graded.evidence)):
        return Verdict.POSSIBLE, doubt
    if verdict is Verdict.NO and graded.verdict is not Verdict.NO:
        return _asked(graded)
    return verdict, _REASONS[told.verdict]


def _doubt(evidence: Evidence) -> str:
    """What speaks against a match, and counts for too little in a sum."""
    number = evidence.identifier.level
    if number in _NUMBER_AGAINST:
        return "all agrees but a number: one of the numbers may be wrong"
    if evidence.given.level is Level.SPELLING and number is not Level.EXACT:
        return "all agrees, but first names only nearly, as a twin's could"
    return ""


def _asked(graded: Grade) -> tuple[Verdict, str]:
    """What the grades say, but no match."""
    doubted = graded.verdict is Verdict.MATCH
    return Verdict.POSSIBLE, _REASONS[Judged.POSSIBLE] if doubted else graded.reason
