"""What changed, when, by whom: read from the kept versions, under the rows' own policies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Model

from joinedup.base.govuk.wording import say_date
from joinedup.record.people.models import (
    AccessNeed,
    Address,
    HouseholdMember,
    Identifier,
    Name,
    Person,
    Relationship,
)
from joinedup.record.people.queries.known import birth_of, load
from joinedup.record.people.queries.records import one_person
from joinedup.record.people.rules import (
    ADDRESS_USE_WORDS,
    IDENTIFIER_WORDS,
    MAINLY_HERE_WORDS,
    NAME_USE_WORDS,
    RELATIONSHIP_WORDS,
    SEX_WORDS,
    AddressUse,
    NameUse,
    Part,
    RelationshipKind,
    Sex,
)
from joinedup.trust.agencies.models import Professional
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer

PARTS: Mapping[Part, type[Model]] = {
    Part.PERSON: Person,
    Part.NAME: Name,
    Part.IDENTIFIER: Identifier,
    Part.ACCESS_NEED: AccessNeed,
    Part.ADDRESS: Address,
    Part.RELATIONSHIP: Relationship,
    Part.STAY: HouseholdMember,
}
LABELS: Mapping[type[Model], Mapping[str, str]] = {
    Person: {
        "sex": "sex",
        "birth": "birth date",
        "expected_on": "expected",
        "died_on": "date of death",
        "language": "language",
        "needs_interpreter": "needs an interpreter",
        "merged_into_id": "merged into another record",
    },
    Name: {
        "use": "kind of name",
        "given": "first names",
        "family": "surname",
        "starts_on": "from",
        "ends_on": "until",
    },
    Identifier: {"system": "kind of number", "value": "number", "ends_on": "until"},
    AccessNeed: {"what": "need", "ends_on": "until"},
    Address: {
        "use": "kind of address",
        "line": "address",
        "town": "town",
        "postcode": "postcode",
        "uprn": "property number (UPRN)",
        "source_as_of": "as another agency had it on",
        "starts_on": "from",
        "ends_on": "until",
    },
    Relationship: {
        "kind": "relationship",
        "related": "to",
        "parental_responsibility": "parental responsibility",
        "lives_with": "lives with them",
        "starts_on": "from",
        "ends_on": "until",
    },
    HouseholdMember: {"mainly_here": "how much", "starts_on": "from", "ends_on": "until"},
}


@dataclass(frozen=True)
class Changed:
    """One fact before and after, in words; empty where there was, or is, nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One version of one row: when, by whom, what about."""

    when: datetime
    by: str
    about: str
    added: bool
    facts: tuple[Changed, ...]


@dataclass(frozen=True)
class Version:
    """The latest version of a row: its values by column, and the token that a form gives back."""

    token: int
    facts: Mapping[str, Any]


def history_of(viewer: Viewer, person_id: UUID) -> list[Change]:
    """Every visible version of a person's rows, newest first. Audited. Raises ``NotVisible``."""
    person = Person.objects.select_related("folder").filter(pk=person_id).first()
    if person is None:
        raise NotVisible
    records = one_person(person_id)
    versions: list[tuple[type[Model], list[Any]]] = []
    for model in LABELS:
        owner = "pgh_obj_id__in" if model is Person else "person_id__in"
        versions += [(model, rows) for rows in _by_row(model, {owner: records})]
    changes = _in_words(versions)
    record(Action.OPENED, subject_kind="person_history", subject_id=person.pk, folder=person.folder)
    return changes


def version_of(part: Part, row_id: UUID) -> Version:
    """The latest version of a row. Raises ``NotVisible``."""
    latest = _events(PARTS[part]).filter(pgh_obj_id=row_id).order_by("-pgh_id").first()
    if latest is None:
        raise NotVisible
    options = PARTS[part]._meta
    columns = [column.attname for column in options.concrete_fields]
    return Version(token=latest.pgh_id, facts={name: getattr(latest, name) for name in columns})


def changes_since(part: Part, row_id: UUID, token: int) -> list[Change]:
    """What was changed in a row after the version with this token, newest first."""
    versions = _by_row(PARTS[part], {"pgh_obj_id": row_id})
    changes = _in_words([(PARTS[part], rows) for rows in versions])
    newer = sum(1 for rows in versions for row in rows if row.pgh_id > token)
    return changes[:newer]


def _events(model: type[Model]) -> Any:  # noqa: ANN401 - made by pghistory at run time
    return model.pgh_event_model.objects  # type: ignore[attr-defined]


def _by_row(model: type[Model], where: Mapping[str, Any]) -> list[list[Any]]:
    rows: dict[UUID, list[Any]] = {}
    for version in _events(model).filter(**where).order_by("pgh_id"):
        rows.setdefault(version.pgh_obj_id, []).append(version)
    return list(rows.values())


def _in_words(versions: Iterable[tuple[type[Model], list[Any]]]) -> list[Change]:
    every = list(versions)
    people = {pk: p.name for pk, p in load(_related(every)).items()}
    names = dict(
        Professional.objects.filter(
            pk__in={row.pgh_by for _, rows in every for row in rows}
        ).values_list("pk", "name")
    )
    changes: list[tuple[datetime, int, Change]] = []
    for model, rows in every:
        if model is Relationship and rows[0].related_id not in people:
            continue
        for before, after in pairwise([None, *rows]):
            facts = _facts(model, before, after, people)
            change = Change(
                when=after.pgh_created_at,
                by=names.get(after.pgh_by, "the system"),
                about=str(model._meta.verbose_name),
                added=before is None,
                facts=facts,
            )
            if facts or change.added:
                changes.append((change.when, after.pgh_id, change))
    changes.sort(key=lambda entry: entry[:2], reverse=True)
    return [change for _, _, change in changes]


def _related(versions: list[tuple[type[Model], list[Any]]]) -> set[UUID]:
    return {row.related_id for model, rows in versions if model is Relationship for row in rows}


def _facts(
    model: type[Model],
    before: Any,  # noqa: ANN401 - a kept version or nothing
    after: Any,  # noqa: ANN401
    people: Mapping[UUID, str],
) -> tuple[Changed, ...]:
    changed = []
    for name, label in LABELS[model].items():
        was = _say(model, before, name, people) if before else ""
        now = _say(model, after, name, people)
        if was != now:
            changed.append(Changed(label, was, now))
    return tuple(changed)


def _say(model: type[Model], version: Any, name: str, people: Mapping[UUID, str]) -> str:  # noqa: ANN401
    if name == "birth":
        birth = birth_of(version)
        return say_date(birth.known) if birth else ""
    if name == "related":
        return people.get(version.related_id, "")
    value = getattr(version, name)
    if name == "merged_into_id":
        return "yes" if value else ""
    if (model, name) in _WORDS:
        return str(_WORDS[model, name](value))
    if isinstance(value, date):
        return say_date(value)
    return {None: "", True: "yes", False: "no"}.get(value, str(value))


_WORDS: Mapping[tuple[type[Model], str], Any] = {
    (Person, "sex"): lambda code: SEX_WORDS[Sex(code)],
    (Name, "use"): lambda code: NAME_USE_WORDS[NameUse(code)],
    (Address, "use"): lambda code: ADDRESS_USE_WORDS[AddressUse(code)],
    (Identifier, "system"): lambda uri: IDENTIFIER_WORDS.get(uri, "number"),
    (HouseholdMember, "mainly_here"): lambda mainly: MAINLY_HERE_WORDS[mainly],
    (Relationship, "kind"): lambda code: RELATIONSHIP_WORDS[RelationshipKind(code)],
}
