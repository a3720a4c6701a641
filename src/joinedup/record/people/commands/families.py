"""Relationships, and how they change over time."""

from datetime import date
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from joinedup.record.people.commands.writing import note, person_to_change, row_to_change
from joinedup.record.people.models import Person, Relationship
from joinedup.record.people.rules import (
    CannotRecordError,
    Part,
    RelationshipKind,
    Sex,
    check_period,
    inverse,
)
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.queries import writable
from joinedup.trust.sharing.rules import Category


class _Facts(TypedDict):
    parental_responsibility: bool | None
    lives_with: bool | None
    starts_on: date | None
    ends_on: date | None


@transaction.atomic
def relate(
    actor: Viewer,
    *,
    person_id: UUID,
    related_id: UUID,
    kind: RelationshipKind,
    parental_responsibility: bool | None = None,
    lives_with: bool | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Relationship:
    """Record that the related person is ``kind`` to the person.

    The other direction is written too where a code says it and the actor may write in the other
    folder. Raises ``CannotRecordError``; ``NotVisible`` unless both people may be seen.
    """
    person = person_to_change(person_id, Category.FAMILY)
    related = Person.objects.select_related("folder").filter(pk=related_id).first()
    if related is None:
        raise NotVisible
    if person_id == related_id:
        raise CannotRecordError("related", "Choose somebody else: this is the same person")
    check_period(starts_on, ends_on)
    facts: _Facts = {
        "parental_responsibility": parental_responsibility,
        "lives_with": lives_with,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    row = _relation(person, related, kind, facts)
    other_way = inverse(kind, Sex(person.sex))
    if other_way is not None and Category.FAMILY in writable(related.folder_id):
        _relation(related, person, other_way, facts)
    return row


def _relation(
    person: Person, related: Person, kind: RelationshipKind, facts: _Facts
) -> Relationship:
    rows = Relationship.objects.filter(person=person, related=related, kind=kind.value)
    same = rows.filter(starts_on=facts["starts_on"], ends_on=facts["ends_on"]).first()
    if same is not None:
        return same
    row = Relationship(
        folder=person.folder, person=person, related=related, kind=kind.value, **facts
    )
    row.save(force_insert=True)
    note(Action.ADDED, row)
    return row


@transaction.atomic
def correct_relationship(
    actor: Viewer,
    *,
    relationship_id: UUID,
    kind: RelationshipKind,
    parental_responsibility: bool | None = None,
    lives_with: bool | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    seen: int | None = None,
) -> Relationship:
    """Write a relationship as it should be, or end it; the other direction follows where it may.

    Raises ``CannotRecordError``, ``MayNotChangeError`` or ``ChangedMeanwhileError``.
    """
    row = row_to_change(Relationship, Part.RELATIONSHIP, relationship_id, seen)
    check_period(starts_on, ends_on)
    facts: _Facts = {
        "parental_responsibility": parental_responsibility,
        "lives_with": lives_with,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    opposite = _opposite(row)
    row.kind = kind.value
    _write(row, facts)
    if opposite is not None:
        person = Person.objects.get(pk=row.person_id)
        other_way = inverse(kind, Sex(person.sex))
        if other_way is not None:
            opposite.kind = other_way.value
        _write(opposite, facts)
    return row


def _opposite(row: Relationship) -> Relationship | None:
    """The row of the other direction, where the actor may write it."""
    sex = Person.objects.values_list("sex", flat=True).get(pk=row.person_id)
    kind = inverse(RelationshipKind(row.kind), Sex(sex))
    if kind is None:
        return None
    rows = Relationship.objects.select_related("folder").filter(
        person=row.related_id,
        related=row.person_id,
        kind=kind.value,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )
    found = rows.first()
    if found is None or Category.FAMILY not in writable(found.folder_id):
        return None
    return found


def _write(row: Relationship, facts: _Facts) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=["kind", *facts])
    note(Action.CHANGED, row)
