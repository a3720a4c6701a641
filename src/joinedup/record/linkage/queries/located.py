"""Locate without reading: whether agencies know somebody, and whom to ring there."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from joinedup.record.linkage.engine.comparing import prepare
from joinedup.record.linkage.engine.explaining import explain
from joinedup.record.linkage.engine.grading import Verdict, grade_evidence
from joinedup.record.linkage.engine.identity import Identity
from joinedup.record.linkage.engine.interface import current_matcher
from joinedup.record.linkage.engine.keys import kind_of
from joinedup.record.linkage.engine.live.within import LEAST_BITS, SAID, Told
from joinedup.record.linkage.engine.verdict import Verdict as Judged
from joinedup.record.linkage.queries.coverage import Coverage
from joinedup.record.linkage.queries.model import weigher
from joinedup.record.linkage.rules import compared, comparing
from joinedup.trust.sharing.asking import Viewer

SELECTIVE = frozenset({"id", "gb", "fb", "pb", "ph", "up", "pf", "fg"})
"""Kinds of key that tell people apart well enough to ring somebody up about."""
OF_THE_UNBORN = frozenset({"pc"})
"""Besides, of a child who is expected or was born this year: its surname may be the other parent's.
The database looks among children expected or born about then and nobody else."""
_INFANT_DAYS = 365
MOST_KEYS = 300


@dataclass(frozen=True)
class LocatedPerson:
    """Somebody whom an agency has and who may be the person asked about: whom to ring.

    ``entry_id`` means something to that agency's own people alone. ``score`` is from 0 to 1.
    """

    entry_id: UUID
    service: str
    service_status: str
    contact_name: str
    contact_telephone: str
    contact_email: str
    updated_on: date | None
    score: float
    verdict: Verdict
    reason: str
    words: str


@dataclass(frozen=True)
class Located:
    """One agency's answer. Nobody in ``people`` means "not known", as far as ``coverage`` goes."""

    agency_id: UUID
    decision_id: UUID
    people: tuple[LocatedPerson, ...]
    coverage: Coverage

    @property
    def known(self) -> bool:
        """Whether the agency has somebody who may be the person."""
        return bool(self.people)


def locate(viewer: Viewer, *, decisions: Collection[UUID], identity: Identity) -> list[Located]:
    """Ask agencies whether they know a person: one answer for each that a decision opens.

    An agency without a decision in force (permitted, or reviewed by a person; recent; for a
    purpose on which agencies may be asked; covering involvement; in a folder of the viewer's) is
    not asked and gives no answer, whether the decision was refused, is another's or does not exist.
    So it is when the decisions are about somebody else: ``identity`` must be that of the person's
    own record, and what it has besides is not asked about (``record.people.queries.who_knows``).
    Best candidates first. The database writes the audit entry of each agency asked.

    Raises ``ValueError`` when the enquiry has asked too often today.
    """
    wanted = SELECTIVE | OF_THE_UNBORN if _expected_or_infant(identity) else SELECTIVE
    keys = [k for k in current_matcher().query_keys(identity) if kind_of(k).code in wanted]
    question = compared.question_of(identity, prepare(identity), weigher())
    with connection.cursor() as cursor:
        cursor.execute(
            _ASKING,
            [list(decisions), keys[:MOST_KEYS], json.dumps(question, ensure_ascii=False)],
        )
        rows = cursor.fetchall()
    asked: dict[UUID, UUID] = {}
    covers: dict[UUID, Coverage] = {}
    found: dict[UUID, list[LocatedPerson]] = {}
    for decision, *answer, agency, name, imported_at, known, newest, oldest, complete in rows:
        if agency is None:
            raise ValueError(
                "This enquiry has asked about too many people today. Ask again tomorrow, or ask"
                " your information governance lead."
            )
        asked[agency] = decision
        covers[agency] = Coverage(agency, name, imported_at, known, newest, oldest, complete)
        person = _person(answer, question[compared.MODEL]) if answer[0] else None
        if person and person.verdict is not Verdict.NO:
            found.setdefault(agency, []).append(person)
    return [
        Located(agency, asked[agency], tuple(_best(found.get(agency, []))), cover)
        for agency, cover in covers.items()
    ]


def _expected_or_infant(identity: Identity) -> bool:
    born = identity.birth
    if born is None:
        return identity.expected is not None
    if born.month is None or born.day is None:
        return False
    return (timezone.localdate() - date(born.year, born.month, born.day)).days <= _INFANT_DAYS


_ASKING = """
WITH told AS MATERIALIZED (SELECT * FROM linkage_locate(%s::uuid[], %s::text[], %s::jsonb))
SELECT told.decision, told.entry, told.service, told.service_status, told.contact_name,
    told.contact_telephone, told.contact_email, told.updated_on, told.levels,
    told.agency, c.name, c.imported_at, c.known, c.newest, c.oldest, c.complete
FROM told LEFT JOIN linkage_coverage(ARRAY(SELECT DISTINCT t.agency FROM told t)) c
    ON c.agency = told.agency
WHERE c.agency IS NOT NULL OR told.agency IS NULL
ORDER BY c.name, told.agency
"""
"""By the agencies' names, each answer with how far it can be relied on."""

_ORDER = {Verdict.MATCH: 0, Verdict.POSSIBLE: 1, Verdict.POSSIBLE_RELATIVE: 2}


def _best(people: list[LocatedPerson]) -> list[LocatedPerson]:
    return sorted(people, key=lambda p: (_ORDER[p.verdict], -p.score, str(p.entry_id)))


_OTHERS = {
    Judged.MATCH: "twins cannot be",
    Judged.RELATIVE: "twins cannot be",
    Judged.NAMESAKE: "a relative of the same name cannot be",
}


def _person(answer: list[Any], record: compared.Json) -> LocatedPerson:
    score, verdict, reason, words = said_of(answer[7], record)
    return LocatedPerson(
        entry_id=answer[0],
        service=answer[1],
        service_status=answer[2],
        contact_name=answer[3],
        contact_telephone=answer[4],
        contact_email=answer[5],
        updated_on=answer[6],
        score=score,
        verdict=verdict,
        reason=reason,
        words=words,
    )


def said_of(levels: str, record: compared.Json) -> tuple[float, Verdict, str, str]:
    """Score, verdict, reason and words: by the model, or graded where it does not serve."""
    if "|" in levels:
        grade = grade_evidence(comparing.evidence_from(levels))
        return grade.score, grade.verdict, grade.reason, explain(grade.evidence)
    told = weigher().told(record, [int(level) for level in levels.split(",")])
    if told.unknown:
        reason = f"{told.unknown} not known of both, so that {_OTHERS[told.verdict]} ruled out"
        return _chance(told), Verdict.POSSIBLE, reason, told.sentence
    return _chance(told), SAID[told.verdict], str(told.verdict), told.sentence


def _chance(told: Told) -> float:
    """Of one in 4,000 to be the person, with what was found: comparable with a grade's score."""
    return float(1 / (1 + 2.0 ** (LEAST_BITS - told.weight)))
