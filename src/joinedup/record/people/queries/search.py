"""Finding people among those whom the viewer may see.

Under row-level security only equality keeps its index, so a search is equality of carefully made
keys (``linkage.engine.keys``) first, and an order for reading second.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from joinedup.record.linkage.engine.identity import Identity
from joinedup.record.linkage.engine.interface import current_matcher
from joinedup.record.linkage.engine.keys import kind_of
from joinedup.record.linkage.engine.ranking import Ranked
from joinedup.record.linkage.engine.typed import TypedQuery, read_query
from joinedup.record.linkage.queries.model import matcher
from joinedup.record.people.queries.known import PersonBrief, as_identity, load
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.rules import Category

MOST_FOUND = 20
MOST_PER_KEY = 400
MOST_COMPARED = 100
ENOUGH = 3
SELECTIVE = 450
"""A key that more people than this may share is looked up only when the others find too few."""
FEW_FOLDERS = 2_000
"""Somebody who holds no more than these is looked for among them: the policy, which asks for a
grant row by row, would be slow over the thousands of strangers who share a common name."""


@dataclass(frozen=True)
class Found:
    """One candidate. ``words`` say what agrees with the question and hold no personal data."""

    person: PersonBrief
    ranked: Ranked[UUID]

    @property
    def words(self) -> str:
        """What agrees, in a sentence."""
        return self.ranked.words


@dataclass(frozen=True)
class Search:
    """What was found, best first; ``faults`` are sentences about numbers that cannot be right."""

    found: tuple[Found, ...]
    faults: tuple[str, ...] = ()
    more: bool = False


def find_people(viewer: Viewer, query: str | Identity, limit: int = MOST_FOUND) -> Search:
    """The people whom the question may mean, as the engine ranks them.

    Two queries; four where only a name that many share is given.

    A record that was merged is answered by the one that is kept. The log gets counts only.
    """
    asked = read_query(query) if isinstance(query, str) else query
    ids = _candidates(asked)
    people = load(ids)
    ranked = matcher().rank(
        asked, ((pk, as_identity(person)) for pk, person in people.items()), most=len(people)
    )
    found = _once_each(ranked, people)
    details: dict[str, str | int | bool | list[str] | None] = {
        "compared": len(people),
        "found": min(len(found), limit),
    }
    record(Action.SEARCHED, subject_kind="person", details=details)
    return Search(
        found=tuple(found[:limit]),
        faults=asked.faults if isinstance(asked, TypedQuery) else (),
        more=len(found) > limit,
    )


def _candidates(asked: TypedQuery | Identity) -> list[UUID]:
    keys = current_matcher().query_keys(asked)
    selective = [key for key in keys if kind_of(key).worst <= SELECTIVE]
    found = _people_with(selective)
    if len(found) < ENOUGH:
        broad = [key for key in keys if kind_of(key).worst > SELECTIVE]
        more = _people_with(broad, _held_folders() if broad else None)
        found += [pk for pk in more if pk not in set(found)]
    return found[:MOST_COMPARED]


def _held_folders() -> list[UUID] | None:
    """The folders that the viewer holds, when they are few."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT folder_id FROM sharing_grant"
            " WHERE holder_id = ANY (joinedup_holders()) AND may_read AND category = %s LIMIT %s",
            [Category.IDENTITY.value, FEW_FOLDERS + 1],
        )
        held = [row[0] for row in cursor.fetchall()]
    return held if len(held) <= FEW_FOLDERS else None


def _people_with(keys: Sequence[str], folders: list[UUID] | None = None) -> list[UUID]:
    """Those who share most keys first; of each key only so many are read."""
    if not keys:
        return []
    among = "" if folders is None else " AND s.folder_id = ANY (%(folders)s::uuid[])"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT found.person_id"  # noqa: S608 - the one of two constants above
            " FROM unnest(%(keys)s::text[]) WITH ORDINALITY AS asked (key, place)"
            " CROSS JOIN LATERAL (SELECT s.person_id FROM people_searchkey s"
            f" WHERE s.key = asked.key{among} LIMIT %(per_key)s) AS found"
            " GROUP BY found.person_id"
            " ORDER BY count(*) DESC, min(asked.place), found.person_id LIMIT %(most)s",
            {
                "keys": list(keys),
                "folders": folders,
                "per_key": MOST_PER_KEY,
                "most": MOST_COMPARED,
            },
        )
        return [row[0] for row in cursor.fetchall()]


def _once_each(ranked: Sequence[Ranked[UUID]], people: dict[UUID, PersonBrief]) -> list[Found]:
    """Each person once, in the place of their best record, shown as the record that is kept."""
    missing = {p.merged_into_id for p in people.values() if p.merged_into_id} - people.keys()
    while missing:
        more = load([pk for pk in missing if pk is not None])
        people = people | more
        missing = {p.merged_into_id for p in more.values() if p.merged_into_id} - people.keys()
    found: dict[UUID, Found] = {}
    for one in ranked:
        person = people[one.id]
        while person.merged_into_id in people:
            person = people[person.merged_into_id]
        found.setdefault(person.id, Found(person, one))
    return list(found.values())
