"""Where somebody lives or lived: a category of its own, because it can be what must not leak."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from joinedup.record.linkage.engine.cleaning.places import clean_postcode
from joinedup.record.people.commands.finding import refresh_search_keys
from joinedup.record.people.commands.writing import note, person_to_change, row_to_change
from joinedup.record.people.models import Address
from joinedup.record.people.rules import (
    AddressUse,
    CannotRecordError,
    Part,
    check_period,
    check_text,
    check_uprn,
)
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.rules import Category


@dataclass(frozen=True)
class _Place:
    line: str
    town: str
    postcode: str
    uprn: str


@transaction.atomic
def add_address(
    actor: Viewer,
    *,
    person_id: UUID,
    use: AddressUse,
    line: str = "",
    town: str = "",
    postcode: str = "",
    uprn: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Address:
    """Add an address beside those there are. Raises ``CannotRecordError``."""
    person = person_to_change(person_id, Category.WHEREABOUTS)
    place = _checked(line, town, postcode, uprn)
    check_period(starts_on, ends_on)
    facts = {"use": use.value, "starts_on": starts_on, "ends_on": ends_on} | vars(place)
    same = Address.objects.filter(person=person, **facts).first()
    if same is not None:
        return same
    address = Address(folder=person.folder, person=person, **facts)
    address.save(force_insert=True)
    note(Action.ADDED, address)
    refresh_search_keys(person.pk)
    return address


@transaction.atomic
def move(
    actor: Viewer,
    *,
    person_id: UUID,
    on: date,
    line: str = "",
    town: str = "",
    postcode: str = "",
    uprn: str = "",
    use: AddressUse = AddressUse.HOME,
) -> Address:
    """End the home that they leave on the day that they move, and begin the new one.

    Raises ``CannotRecordError``, for example when they moved before the old home began.
    """
    person = person_to_change(person_id, Category.WHEREABOUTS)
    if on > timezone.localdate():
        raise CannotRecordError("on", "The day they moved must be today or in the past")
    homes = Address.objects.select_for_update().filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on),
        person=person,
        use__in=[AddressUse.HOME.value, AddressUse.TEMP.value, AddressUse.REFUGE.value],
    )
    place = _checked(line, town, postcode, uprn)
    for home in homes:
        if vars(place).items() <= vars(home).items() and home.starts_on == on:
            return home
        if home.starts_on and home.starts_on > on:
            raise CannotRecordError("on", "They moved into the home recorded now after that day")
        home.ends_on = on
        home.save(update_fields=["ends_on"])
        note(Action.ENDED, home)
    return add_address(actor, person_id=person_id, use=use, starts_on=on, **vars(place))


@transaction.atomic
def correct_address(
    actor: Viewer,
    *,
    address_id: UUID,
    use: AddressUse,
    line: str = "",
    town: str = "",
    postcode: str = "",
    uprn: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    seen: int | None = None,
) -> Address:
    """Write an address as it should be.

    Raises ``CannotRecordError``, ``MayNotChangeError`` or ``ChangedMeanwhileError``.
    """
    address = row_to_change(Address, Part.ADDRESS, address_id, seen)
    check_period(starts_on, ends_on)
    place = vars(_checked(line, town, postcode, uprn))
    if any(getattr(address, name) != value for name, value in place.items()):
        # Another place than the one that the agency had.
        address.source_agency_id = address.source_as_of = None
    for name, value in place.items():
        setattr(address, name, value)
    address.use, address.starts_on, address.ends_on = use.value, starts_on, ends_on
    written = ["use", "starts_on", "ends_on", "source_agency", "source_as_of", *place]
    address.save(update_fields=written)
    note(Action.CHANGED, address)
    refresh_search_keys(address.person_id)
    return address


def _checked(line: str, town: str, postcode: str, uprn: str) -> _Place:
    line = check_text("line", line, called="Address", most=300)
    town = check_text("town", town, called="Town", most=100)
    typed = check_text("postcode", postcode, called="Postcode", most=10)
    uprn = check_uprn(uprn)
    if not (line or town or typed or uprn):
        raise CannotRecordError("line", "Enter an address, or at least a postcode")
    if typed and not clean_postcode(typed):
        raise CannotRecordError("postcode", "Enter a full UK postcode, like LS1 4AP")
    return _Place(line, town, clean_postcode(typed), uprn)
