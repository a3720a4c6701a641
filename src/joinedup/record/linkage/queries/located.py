"""Locate without reading: whether agencies know somebody, and whom to ring there."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from joinedup.record.linkage.engine.comparing import prepare
from joinedup.record.linkage.engine.explaining import explain
from joinedup.record.linkage.engine.grading import Verdict, grade_evidence
from joinedup.record.linkage.engine.identity import Identity
from joinedup.record.linkage.engine.interface import current_matcher
from joinedup.record.linkage.engine.keys import kind_of
from joinedup.record.linkage.queries.coverage import Coverage, coverage
from joinedup.record.linkage.rules import comparing
from joinedup.trust.sharing.asking import Viewer

SELECTIVE = frozenset({"id", "gb", "fb", "pb", "ph", "up", "pf", "fg"})
"""Kinds of key that tell people apart well enough to ring somebody up about."""
MOST_KEYS = 300


@dataclass(frozen=True)
class LocatedPerson:
    """Somebody whom an agency has and who may be the person asked about: whom to ring.

    ``entry_id`` means something to that agency's own people alone.
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
    keys = [k for k in current_matcher().query_keys(identity) if kind_of(k).code in SELECTIVE]
    question = json.dumps(comparing.asked(prepare(identity)), ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT decision, agency, entry, service, service_status, contact_name,"
            " contact_telephone, contact_email, updated_on, levels"
            " FROM linkage_locate(%s::uuid[], %s::text[], %s::jsonb)",
            [list(decisions), keys[:MOST_KEYS], question],
        )
        rows = cursor.fetchall()
    asked: dict[UUID, UUID] = {}
    found: dict[UUID, list[LocatedPerson]] = {}
    for decision, agency, *answer in rows:
        if agency is None:
            raise ValueError(
                "This enquiry has asked about too many people today. Ask again tomorrow, or ask"
                " your information governance lead."
            )
        asked[agency] = decision
        person = _person(answer) if answer[0] else None
        if person and person.verdict is not Verdict.NO:
            found.setdefault(agency, []).append(person)
    covers = {c.agency_id: c for c in coverage(viewer, asked)} if asked else {}
    return [
        Located(agency, asked[agency], tuple(_best(found.get(agency, []))), cover)
        for agency, cover in covers.items()
    ]


_ORDER = {Verdict.MATCH: 0, Verdict.POSSIBLE: 1, Verdict.POSSIBLE_RELATIVE: 2}


def _best(people: list[LocatedPerson]) -> list[LocatedPerson]:
    return sorted(people, key=lambda p: (_ORDER[p.verdict], -p.score, str(p.entry_id)))


def _person(answer: list[Any]) -> LocatedPerson:
    grade = grade_evidence(comparing.evidence_from(answer[7]))
    return LocatedPerson(
        entry_id=answer[0],
        service=answer[1],
        service_status=answer[2],
        contact_name=answer[3],
        contact_telephone=answer[4],
        contact_email=answer[5],
        updated_on=answer[6],
        score=grade.score,
        verdict=grade.verdict,
        reason=grade.reason,
        words=explain(grade.evidence),
    )
