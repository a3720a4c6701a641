"""Names, numbers and access needs: added, and corrected as new versions."""

from datetime import date
from uuid import UUID

from django.db import transaction

from joinedup.record.people.commands.finding import refresh_search_keys
from joinedup.record.people.commands.writing import note, person_to_change, row_to_change
from joinedup.record.people.models import AccessNeed, Identifier, Name
from joinedup.record.people.rules import (
    CannotRecordError,
    NameUse,
    Part,
    check_identifier,
    check_period,
    check_text,
)
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.rules import Category


@transaction.atomic
def add_name(
    actor: Viewer,
    *,
    person_id: UUID,
    use: NameUse,
    given: str,
    family: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Name:
    """Add a name. Sending the same form twice adds it once. Raises ``CannotRecordError``."""
    person = person_to_change(person_id, Category.IDENTITY)
    given, family = _checked_name(given, family, starts_on, ends_on)
    facts = {"use": use.value, "given": given, "family": family}
    same = Name.objects.filter(person=person, starts_on=starts_on, ends_on=ends_on, **facts).first()
    if same is not None:
        return same
    name = Name(folder=person.folder, person=person, starts_on=starts_on, ends_on=ends_on, **facts)
    name.save(force_insert=True)
    note(Action.ADDED, name)
    refresh_search_keys(person.pk)
    return name


@transaction.atomic
def correct_name(
    actor: Viewer,
    *,
    name_id: UUID,
    use: NameUse,
    given: str,
    family: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    seen: int | None = None,
) -> Name:
    """Write a name as it should be; the version before stays in the history.

    Raises ``CannotRecordError``, ``MayNotChangeError`` or ``ChangedMeanwhileError``.
    """
    name = row_to_change(Name, Part.NAME, name_id, seen)
    name.given, name.family = _checked_name(given, family, starts_on, ends_on)
    name.use, name.starts_on, name.ends_on = use.value, starts_on, ends_on
    name.save(update_fields=["use", "given", "family", "starts_on", "ends_on"])
    note(Action.CHANGED, name)
    refresh_search_keys(name.person_id)
    return name


def _checked_name(
    given: str, family: str, starts_on: date | None, ends_on: date | None
) -> tuple[str, str]:
    given = check_text("given", given, called="First names", most=200)
    family = check_text("family", family, called="Surname", most=200)
    if not given and not family:
        raise CannotRecordError("given", "Enter a first name or a surname")
    check_period(starts_on, ends_on)
    return given, family


@transaction.atomic
def add_identifier(
    actor: Viewer, *, person_id: UUID, system: str, value: str, ends_on: date | None = None
) -> Identifier:
    """Add a number of a system, its check digit checked. Raises ``CannotRecordError``."""
    person = person_to_change(person_id, Category.IDENTITY)
    value = check_identifier(system, value)
    same = Identifier.objects.filter(person=person, system=system, value=value).first()
    if same is not None:
        return same
    identifier = Identifier(
        folder=person.folder, person=person, system=system, value=value, ends_on=ends_on
    )
    identifier.save(force_insert=True)
    note(Action.ADDED, identifier)
    refresh_search_keys(person.pk)
    return identifier


@transaction.atomic
def correct_identifier(
    actor: Viewer,
    *,
    identifier_id: UUID,
    system: str,
    value: str,
    ends_on: date | None = None,
    seen: int | None = None,
) -> Identifier:
    """Write a number as it should be. Raises as ``correct_name`` does."""
    identifier = row_to_change(Identifier, Part.IDENTIFIER, identifier_id, seen)
    identifier.value = check_identifier(system, value)
    identifier.system, identifier.ends_on = system, ends_on
    identifier.save(update_fields=["system", "value", "ends_on"])
    note(Action.CHANGED, identifier)
    refresh_search_keys(identifier.person_id)
    return identifier


@transaction.atomic
def record_access_need(
    actor: Viewer, *, person_id: UUID, what: str, ends_on: date | None = None
) -> AccessNeed:
    """Record what somebody needs to take part, or a reasonable adjustment."""
    person = person_to_change(person_id, Category.IDENTITY)
    what = check_text("what", what, called="What they need", most=300, needed=True)
    same = AccessNeed.objects.filter(person=person, what=what, ends_on=ends_on).first()
    if same is not None:
        return same
    need = AccessNeed(folder=person.folder, person=person, what=what, ends_on=ends_on)
    need.save(force_insert=True)
    note(Action.ADDED, need)
    return need


@transaction.atomic
def correct_access_need(
    actor: Viewer,
    *,
    need_id: UUID,
    what: str,
    ends_on: date | None = None,
    seen: int | None = None,
) -> AccessNeed:
    """Write an access need as it should be, or end it. Raises as ``correct_name`` does."""
    need = row_to_change(AccessNeed, Part.ACCESS_NEED, need_id, seen)
    need.what = check_text("what", what, called="What they need", most=300, needed=True)
    need.ends_on = ends_on
    need.save(update_fields=["what", "ends_on"])
    note(Action.CHANGED, need)
    return need
