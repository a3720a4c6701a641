"""A new person: in a folder of their own, or in one that is open already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.record.linkage.engine import identity as engine
from joinedup.record.people.commands.finding import refresh_search_keys
from joinedup.record.people.commands.writing import note
from joinedup.record.people.models import Address, Identifier, Name, Person
from joinedup.record.people.rules import (
    AddressUse,
    CannotRecordError,
    MayNotChangeError,
    NameUse,
    PartialDate,
    Sex,
    check_birth,
    check_death,
    check_identifier,
    check_text,
)
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.commands import Opening, open_folder
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.queries import writable
from joinedup.trust.sharing.rules import Category, FolderKind, Purpose


@dataclass(frozen=True)
class Opened:
    """How a new folder is to be opened: who answers for it, to whom, why."""

    controller_id: UUID
    openings: Iterable[Opening]
    purpose: Purpose
    reasons: str


@dataclass(frozen=True)
class Source:
    """Whose index it was taken from; when that agency last updated its entry, if that is known."""

    agency_id: UUID
    as_of: date | None


@transaction.atomic
def add_person(
    actor: Viewer,
    *,
    folder: Folder | Opened,
    given: str = "",
    family: str = "",
    use: NameUse = NameUse.USUAL,
    sex: Sex = Sex.NOT_KNOWN,
    birth: PartialDate | None = None,
    expected_on: date | None = None,
    died_on: date | None = None,
    language: str = "",
    needs_interpreter: bool | None = None,
) -> Person:
    """Begin a person's record. Raises ``CannotRecordError`` or ``MayNotChangeError``."""
    today = timezone.localdate()
    check_birth(birth, today=today)
    check_death(birth, died_on, today=today)
    held = _opened(actor, folder)
    if Category.IDENTITY not in writable(held.pk):
        raise MayNotChangeError
    person = Person(
        folder=held,
        sex=sex.value,
        expected_on=expected_on,
        died_on=died_on,
        language=check_text("language", language, called="Language", most=60),
        needs_interpreter=needs_interpreter,
    )
    set_birth(person, birth)
    person.save(force_insert=True)
    _names(person, [(use, given, family)])
    note(Action.ADDED, person)
    refresh_search_keys(person.pk)
    return person


@transaction.atomic
def add_known_person(
    actor: Viewer,
    *,
    controller_id: UUID,
    openings: Iterable[Opening],
    purpose: Purpose,
    reasons: str,
    identity: engine.Identity,
    died_on: date | None = None,
    language: str = "",
    needs_interpreter: bool | None = None,
    source: Source | None = None,
) -> Person:
    """Open a person's folder and write all that an index or a contact knows about them, at once.

    Numbers that fail their check digit and birth dates that cannot be are left out: they come
    from another system, and nobody is there to correct them. Addresses keep their ``source``: it
    may have had them long ago. The openings must let the actor
    write identity, and whereabouts where there are addresses.
    """
    held = _opened(actor, Opened(controller_id, openings, purpose, reasons))
    person = Person(
        folder=held,
        sex=identity.sex if identity.sex in set(Sex) else Sex.NOT_KNOWN.value,
        expected_on=identity.expected,
        died_on=died_on,
        language=language[:60],
        needs_interpreter=needs_interpreter,
    )
    set_birth(person, _birth(identity.birth))
    person.save(force_insert=True)
    _names(person, [(NameUse(n.use.value), " ".join(n.given), n.family) for n in identity.names])
    _numbers(person, identity.identifiers)
    _places(person, identity.addresses, source)
    note(Action.ADDED, person)
    refresh_search_keys(person.pk)
    return person


def set_birth(person: Person, birth: PartialDate | None) -> None:
    """Spread a birth date over its columns."""
    person.birth_year = birth.year if birth else None
    person.birth_month = birth.month if birth else None
    person.birth_day = birth.day if birth else None
    person.birth_accuracy = birth.accuracy if birth else ""


def _opened(actor: Viewer, folder: Folder | Opened) -> Folder:
    if isinstance(folder, Folder):
        return folder
    return open_folder(
        actor,
        kind=FolderKind.PERSON,
        controller_id=folder.controller_id,
        purpose=folder.purpose,
        reasons=folder.reasons,
        openings=folder.openings,
    )


def _birth(birth: engine.PartialDate | None) -> PartialDate | None:
    try:
        known = PartialDate(birth.year, birth.month, birth.day) if birth else None
        check_birth(known, today=timezone.localdate())
    except ValueError:
        return None
    return known


def _names(person: Person, names: Iterable[tuple[NameUse, str, str]]) -> None:
    for use, given, family in names:
        given = check_text("given", given, called="First names", most=200)
        family = check_text("family", family, called="Surname", most=200)
        if given or family:
            Name(
                folder=person.folder, person=person, use=use.value, given=given, family=family
            ).save(force_insert=True)


def _numbers(person: Person, identifiers: Iterable[engine.Identifier]) -> None:
    for identifier in identifiers:
        try:
            value = check_identifier(identifier.system_uri, identifier.value)
        except CannotRecordError:
            continue
        Identifier(
            folder=person.folder, person=person, system=identifier.system_uri, value=value
        ).save(force_insert=True)


def _places(person: Person, addresses: Iterable[engine.Address], source: Source | None) -> None:
    for address in addresses:
        if not (address.line or address.town or address.postcode or address.uprn):
            continue
        use = AddressUse.HOME if address.current else AddressUse.OLD
        Address(
            folder=person.folder,
            person=person,
            use=use.value,
            line=check_text("line", address.line, called="Address", most=300),
            town=check_text("town", address.town, called="Town", most=100),
            postcode=address.postcode.strip().upper()[:10],
            uprn=address.uprn.strip()[:12],
            source_agency_id=source.agency_id if source else None,
            source_as_of=source.as_of if source else None,
        ).save(force_insert=True)
