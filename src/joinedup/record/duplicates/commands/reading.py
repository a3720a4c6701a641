"""Everybody's identity as the bulk engine takes it. Read as the owner of the tables alone.

Identity and nothing else: names, birth, death, recorded sex, addresses, NHS number and UPN. A name
that was given to protect somebody is left out, and so is a refuge, where strangers live together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from joinedup.record.linkage.engine.files import Listed, Role
from joinedup.record.linkage.engine.files import Mapping as Columns
from joinedup.record.linkage.engine.files.decisions import Decisions, ordered
from joinedup.record.linkage.engine.identity import NHS_NUMBER, UNIQUE_PUPIL_NUMBER
from joinedup.record.people.models import PairDecision, Relationship
from joinedup.record.people.rules import PairAnswer

SOURCE = "people"
_COLUMNS: tuple[tuple[str, Role], ...] = (
    ("first name", Role.GIVEN_NAME),
    ("another first name", Role.GIVEN_NAME),
    ("surname", Role.FAMILY_NAME),
    ("another surname", Role.FAMILY_NAME),
    ("a third surname", Role.FAMILY_NAME),
    ("birth date", Role.BIRTH_DATE),
    ("death date", Role.DEATH_DATE),
    ("recorded sex", Role.SEX),
    ("postcode", Role.POSTCODE),
    ("another postcode", Role.POSTCODE),
    ("a third postcode", Role.POSTCODE),
    ("address", Role.ADDRESS),
    ("NHS number", Role.IDENTIFIER),
    ("UPN", Role.IDENTIFIER),
)
COLUMNS = Columns("record", _COLUMNS)

_EVERYBODY = """
    SELECT p.id::text, p.folder_id, p.merged_into_id,
        n.given, n.family, concat_ws('-', lpad(p.birth_year::text, 4, '0'),
            lpad(p.birth_month::text, 2, '0'),
            CASE WHEN p.birth_month IS NOT NULL THEN lpad(p.birth_day::text, 2, '0') END),
        coalesce(p.died_on::text, ''), CASE p.sex WHEN '1' THEN 'm' WHEN '2' THEN 'f' ELSE '' END,
        a.postcodes, a.lines, nhs.value, upn.value
    FROM people_person p
    LEFT JOIN LATERAL (
        SELECT array_agg(given ORDER BY place) AS given, array_agg(family ORDER BY place) AS family
        FROM (SELECT given, family, row_number() OVER (ORDER BY
                ends_on IS NOT NULL, use <> 'usual', use <> 'official', created_at, id) AS place
            FROM people_name WHERE person_id = p.id AND use <> 'anonymous') of_person) n ON true
    LEFT JOIN LATERAL (
        SELECT array_agg(postcode ORDER BY place) AS postcodes,
            array_agg(line ORDER BY place) AS lines
        FROM (SELECT postcode, line, row_number() OVER (ORDER BY
                ends_on IS NOT NULL, created_at DESC, id) AS place
            FROM people_address WHERE person_id = p.id AND use <> 'refuge') of_person) a ON true
    LEFT JOIN LATERAL (SELECT min(value) AS value FROM people_identifier
        WHERE person_id = p.id AND system = %s) nhs ON true
    LEFT JOIN LATERAL (SELECT min(value) AS value FROM people_identifier
        WHERE person_id = p.id AND system = %s) upn ON true
    ORDER BY p.id"""


@dataclass(frozen=True)
class Everybody:
    """``kept``: of every record the one that it is merged into in the end, itself where none;
    ``folders`` by person; ``related`` are pairs that are recorded to be two people of a family."""

    records: Listed
    kept: Mapping[UUID, UUID]
    folders: Mapping[UUID, UUID]
    decisions: Decisions
    related: frozenset[tuple[UUID, UUID]]


def read_everybody() -> Everybody:
    """Every record of a person, with what was decided about it."""
    ids: list[str] = []
    folders: dict[UUID, UUID] = {}
    into: dict[UUID, UUID | None] = {}
    values: dict[str, list[str]] = {name: [] for name, _ in _COLUMNS}
    with connection.cursor() as cursor:
        cursor.execute(_EVERYBODY, [NHS_NUMBER, UNIQUE_PUPIL_NUMBER])
        while rows := cursor.fetchmany(10_000):
            for text, folder, merged_into, *known in rows:
                ids.append(text)
                folders[UUID(text)] = folder
                into[UUID(text)] = merged_into
                for column, value in zip(values.values(), _row(*known), strict=True):
                    column.append(value)
    return Everybody(
        Listed([SOURCE] * len(ids), ids, values),
        {person: _in_the_end(person, into) for person in into},
        folders,
        _decisions(into),
        frozenset(
            (min(pair), max(pair))
            for pair in Relationship.objects.values_list("person_id", "related_id")
        ),
    )


def _row(
    given: list[str] | None,
    family: list[str] | None,
    birth: str,
    death: str,
    sex: str,
    postcodes: list[str] | None,
    lines: list[str] | None,
    nhs: str | None,
    upn: str | None,
) -> list[str]:
    return [
        *_some(given, 2), *_some(family, 3), birth, death, sex, *_some(postcodes, 3),
        *_some(lines, 1), nhs or "", upn or "",
    ]  # fmt: skip


def _some(found: list[str] | None, most: int) -> list[str]:
    """The first different ones; the first of all stays in its place, even when it is empty."""
    different = list(dict.fromkeys(found or [""]))
    return [*different[:most], *[""] * (most - len(different))]


def _in_the_end(person: UUID, into: Mapping[UUID, UUID | None]) -> UUID:
    while (further := into[person]) is not None:
        person = further
    return person


def _decisions(into: Mapping[UUID, UUID | None]) -> Decisions:
    never = PairDecision.objects.filter(answer=PairAnswer.TWO_PEOPLE.value, ended_at__isnull=True)
    merged = [(person, kept) for person, kept in into.items() if kept is not None]
    return Decisions(
        frozenset(_key(*pair) for pair in never.values_list("one_id", "other_id")),
        frozenset(_key(*pair) for pair in merged),
    )


def _key(one: UUID, other: UUID) -> tuple[tuple[str, str], tuple[str, str]]:
    return ordered((SOURCE, str(one)), (SOURCE, str(other)))
