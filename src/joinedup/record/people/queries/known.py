"""People with their names, numbers, addresses and needs, as far as the viewer may see each."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import F, Model, OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone

from joinedup.base.govuk.wording import say_date
from joinedup.record.linkage.engine import identity as engine
from joinedup.record.people.models import AccessNeed, Address, Identifier, Name, Person
from joinedup.record.people.rules import (
    IDENTIFIER_WORDS,
    AddressUse,
    KnownName,
    NameUse,
    PartialDate,
    Sex,
    as_had_by,
    name_to_show,
    say_needs,
)
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer

_OF_A_PERSON = (
    *("id", "folder_id", "sex", "birth_year", "birth_month", "birth_day", "birth_accuracy"),
    *("expected_on", "died_on", "language", "needs_interpreter", "merged_into_id"),
)
_PARTS = ("name_rows", "address_rows", "identifier_rows", "need_rows")


@dataclass(frozen=True)
class Row:
    """A row about a person. ``ended`` when its time was over today."""

    id: UUID
    person_id: UUID
    ended: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class NameRow(Row):
    """One name."""

    use: NameUse
    given: str
    family: str
    starts_on: date | None
    ends_on: date | None

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True)
class AddressRow(Row):
    """One address."""

    use: AddressUse
    line: str
    town: str
    postcode: str
    uprn: str
    starts_on: date | None
    ends_on: date | None
    source: str | None = None
    source_as_of: date | None = None

    @property
    def provenance(self) -> str:
        """ "as Brackenshire Council had it on 3 May 2024"; empty for what was written down here."""
        as_of = say_date(self.source_as_of) if self.source_as_of else ""
        return as_had_by(self.source or "", as_of)

    @property
    def dated(self) -> str:
        """The address with whose it is and how old: never an old one as if it were today's."""
        return f"{self} ({self.provenance})" if self.provenance else str(self)

    @property
    def in_full(self) -> str:
        """The address with its property number, for the pages where it is looked after."""
        return f"{self}, UPRN {self.uprn}" if self.uprn and self._in_words else str(self)

    def __str__(self) -> str:
        return self._in_words or (f"property number (UPRN) {self.uprn}" if self.uprn else "")

    @property
    def _in_words(self) -> str:
        return ", ".join(part for part in (self.line, self.town, self.postcode) if part)


@dataclass(frozen=True)
class IdentifierRow(Row):
    """One number and the system that gave it."""

    system: str
    value: str
    ends_on: date | None

    @property
    def called(self) -> str:
        """What people call this kind of number."""
        return IDENTIFIER_WORDS.get(self.system, "Number")


@dataclass(frozen=True)
class NeedRow(Row):
    """One access need or reasonable adjustment."""

    what: str
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class PersonBrief:
    """Enough to meet somebody: what to call them, how old they are, what they need to take part.

    ``identifiers`` and ``addresses`` are those that the viewer may see: none is no statement.
    """

    id: UUID
    folder_id: UUID
    name: str
    names: tuple[NameRow, ...]
    sex: Sex
    birth: PartialDate | None
    expected_on: date | None
    died_on: date | None
    language: str
    needs_interpreter: bool | None
    access_needs: tuple[NeedRow, ...]
    identifiers: tuple[IdentifierRow, ...]
    addresses: tuple[AddressRow, ...]
    merged_into_id: UUID | None

    @property
    def other_names(self) -> tuple[str, ...]:
        """Every other name, once each."""
        return tuple(dict.fromkeys(str(n) for n in self.names if str(n) != self.name))

    @property
    def unborn(self) -> bool:
        """Whether this is a child who is expected."""
        return self.birth is None and self.expected_on is not None

    @property
    def needs(self) -> tuple[str, ...]:
        """The access needs of today, in words."""
        return tuple(need.what for need in self.access_needs if not need.ended)

    @property
    def needs_said(self) -> str:
        """Language, interpreter and access needs of today in one line; empty where there are none.

        For wherever a name stands without a card.
        """
        return say_needs(self.language, self.needs, interpreter=self.needs_interpreter)


def people_named(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, PersonBrief]:
    """Those of these people whom the viewer may see, by id; one query. Recorded as a list."""
    found = load(ids)
    if found:
        seen = sorted(str(person_id) for person_id in found)
        record(Action.LISTED, subject_kind="person", details={"people": seen})
    return found


def names_shown(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, str]:
    """What to call those of these people whom the viewer may see, and nothing else about them.

    For lists: a name is all they show. One query. Recorded as a list.
    """
    if not ids:
        return {}
    names = Name.objects.filter(person=OuterRef("pk")).order_by("created_at", "id")
    shown = JSONObject(use=F("use"), given=F("given"), family=F("family"), ends_on=F("ends_on"))
    people = Person.objects.filter(pk__in=set(ids)).values_list(
        "pk", "birth_year", "expected_on", ArraySubquery(names.values(json=shown))
    )
    today = timezone.localdate().isoformat()
    found = {
        person_id: name_to_show(
            [
                KnownName(
                    NameUse(row["use"]),
                    row["given"],
                    row["family"],
                    ended=row["ends_on"] is not None and row["ends_on"] <= today,
                )
                for row in rows
            ],
            expected=born is None and expected_on is not None,
        )
        for person_id, born, expected_on, rows in people
    }
    if found:
        seen = sorted(str(person_id) for person_id in found)
        record(Action.LISTED, subject_kind="person", details={"people": seen})
    return found


def identity_of(person_id: UUID) -> engine.Identity:
    """What the matching engine may look at, as far as the viewer may see it.

    Raises ``NotVisible``.
    """
    found = load([person_id])
    if person_id not in found:
        raise NotVisible
    return as_identity(found[person_id])


def load(ids: Collection[UUID]) -> dict[UUID, PersonBrief]:
    """The visible ones of these people. Row-level security judges every part by itself."""
    if not ids:
        return {}
    sql, params, columns = _reading()
    wanted = [*set(ids)]
    # one placeholder each: of an array the planner does not know how long it is, and plans anew
    places = ", ".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} WHERE people_person.id IN ({places})", [*params, *wanted])
        rows = [
            SimpleNamespace(**dict(zip(columns, row, strict=True))) for row in cursor.fetchall()
        ]
    today = timezone.localdate()
    return {row.id: _brief(row, today) for row in rows}


@cache
def _reading() -> tuple[str, tuple[Any, ...], tuple[str, ...]]:
    """The statement, its parameters and its columns. Compiling takes Django longer than reading
    takes the database, and it is the same for everybody."""
    people = Person.objects.annotate(
        name_rows=_rows(Name, "use", "given", "family", "starts_on", "ends_on"),
        address_rows=_rows(
            Address,
            *("use", "line", "town", "postcode", "uprn", "starts_on", "ends_on", "source_as_of"),
            source=F("source_agency__name"),
        ),
        identifier_rows=_rows(Identifier, "system", "value", "ends_on"),
        need_rows=_rows(AccessNeed, "what", "ends_on"),
    ).values(*_OF_A_PERSON, *_PARTS)
    sql, params = people.query.sql_with_params()
    return sql, params, (*_OF_A_PERSON, *_PARTS)


def _rows(model: type[Model], *columns: str, **others: F) -> ArraySubquery:
    manager = model._default_manager  # noqa: SLF001 - Django's public name
    rows = manager.filter(person=OuterRef("pk")).order_by("created_at", "id")
    wanted = JSONObject(id=F("id"), **{column: F(column) for column in columns}, **others)
    return ArraySubquery(rows.values(json=wanted))


def _brief(person: Any, today: date) -> PersonBrief:  # noqa: ANN401 - annotated rows have no type
    names = tuple(
        NameRow(use=NameUse(row.pop("use")), **row)
        for row in _plain(person.name_rows, person.id, today)
    )
    addresses = tuple(
        AddressRow(use=AddressUse(row.pop("use")), **row)
        for row in _plain(person.address_rows, person.id, today)
    )
    return PersonBrief(
        id=person.id,
        folder_id=person.folder_id,
        name=name_to_show(
            [KnownName(n.use, n.given, n.family, ended=n.ended) for n in names],
            expected=birth_of(person) is None and person.expected_on is not None,
        ),
        names=names,
        sex=Sex(person.sex),
        birth=birth_of(person),
        expected_on=person.expected_on,
        died_on=person.died_on,
        language=person.language,
        needs_interpreter=person.needs_interpreter,
        access_needs=tuple(NeedRow(**row) for row in _plain(person.need_rows, person.id, today)),
        identifiers=tuple(
            IdentifierRow(**row) for row in _plain(person.identifier_rows, person.id, today)
        ),
        addresses=tuple(sorted(addresses, key=lambda a: a.ended)),
        merged_into_id=person.merged_into_id,
    )


def _plain(rows: Iterable[str], person_id: UUID, today: date) -> Iterable[dict[str, Any]]:
    for row in map(json.loads, rows):
        plain = row | {"id": UUID(row["id"]), "person_id": person_id}
        for column in ("starts_on", "ends_on", "source_as_of"):
            if plain.get(column):
                plain[column] = date.fromisoformat(plain[column])
        ends_on = plain.get("ends_on")
        yield plain | {"ended": ends_on is not None and ends_on <= today}


def birth_of(person: Any) -> PartialDate | None:  # noqa: ANN401 - a person or a kept version
    """The birth date of a row, as far as it can be one."""
    if person.birth_year is None:
        return None
    accuracy = person.birth_accuracy
    try:
        return PartialDate(person.birth_year, person.birth_month, person.birth_day, accuracy)
    except ValueError:
        return PartialDate(person.birth_year, person.birth_month)


def as_identity(
    person: PersonBrief, *, with_addresses: bool = True, household: str | None = None
) -> engine.Identity:
    """The same in the engine's words. A name given to protect somebody is not matched on."""
    return engine.Identity(
        names=tuple(
            engine.Name(tuple(n.given.split()), n.family, _engine_use(n))
            for n in person.names
            if n.use is not NameUse.ANONYMOUS
        ),
        birth=(
            engine.PartialDate(person.birth.year, person.birth.month, person.birth.day)
            if person.birth
            else None
        ),
        expected=person.expected_on if person.unborn else None,
        sex=person.sex.value,
        addresses=tuple(
            engine.Address(a.line, a.town, a.postcode, a.uprn, current=not a.ended)
            for a in person.addresses
            if with_addresses
        ),
        identifiers=tuple(engine.Identifier(i.system, i.value) for i in person.identifiers),
        household=household,
    )


def _engine_use(name: NameRow) -> engine.NameUse:
    if name.use is NameUse.TEMP:
        return engine.NameUse.USUAL
    if name.ended and name.use is not NameUse.MAIDEN:
        return engine.NameUse.OLD
    return engine.NameUse(name.use.value)
