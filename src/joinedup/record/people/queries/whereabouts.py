"""Where people live now, each address with who wrote it down and when."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from joinedup.base.govuk.wording import say_date
from joinedup.record.people.models import Address
from joinedup.record.people.queries.records import kept_records, one_person
from joinedup.record.people.rules import AddressUse, as_had_by
from joinedup.trust.agencies.models import Professional
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.models import Folder


@dataclass(frozen=True)
class CurrentAddress:
    """One place where somebody lives now.

    ``version`` is another whenever the row is corrected; ``recorded_at`` is when this version was
    written down, by whom (None where no version was kept), ``first`` whether it is the first.
    ``provenance`` says whose index it was taken from and how old it was there.
    """

    id: UUID
    person_id: UUID
    folder: Folder
    version: int
    use: AddressUse
    words: str
    place: tuple[str, str]
    starts_on: date | None
    recorded_at: datetime
    recorded_by: str | None
    first: bool
    provenance: str


def addresses_now(
    viewer: Viewer, person_ids: Collection[UUID]
) -> dict[UUID, tuple[CurrentAddress, ...]]:
    """The current addresses of these people that the viewer may see; the last written comes first.

    Those of records that are one person stand under the id that was asked for. One place is one
    address, however often it was written down. The reading is audited.
    """
    found = {person_id: _addresses(person_id) for person_id in person_ids}
    seen = sorted(str(person_id) for person_id, rows in found.items() if rows)
    if seen:
        record(Action.LISTED, subject_kind="address", details={"people": seen})
    return found


def _addresses(person_id: UUID) -> tuple[CurrentAddress, ...]:
    records = one_person(kept_records([person_id])[person_id])
    today = timezone.localdate()
    rows = list(
        Address.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=today),
            Q(starts_on__isnull=True) | Q(starts_on__lte=today),
            person__in={person_id, *records},
        )
        .exclude(use=AddressUse.OLD.value)
        .select_related("folder", "source_agency")
    )
    versions = _versions([row.pk for row in rows])
    names = dict(
        Professional.objects.filter(
            pk__in={version.pgh_by for kept in versions.values() for version in kept}
        ).values_list("pk", "name")
    )
    made = sorted(
        (_address(row, versions.get(row.pk, []), names) for row in rows),
        key=lambda address: (address.recorded_at, address.version),
        reverse=True,
    )
    return tuple(_one_of_each_place(made))


def _versions(ids: Collection[UUID]) -> dict[UUID, list[Any]]:
    kept: dict[UUID, list[Any]] = {}
    events: Any = Address.pgh_event_model.objects  # type: ignore[attr-defined]
    for version in events.filter(pgh_obj_id__in=ids).order_by("pgh_id"):
        kept.setdefault(version.pgh_obj_id, []).append(version)
    return kept


def _address(row: Address, versions: list[Any], names: dict[UUID, str]) -> CurrentAddress:
    last = versions[-1] if versions else None
    return CurrentAddress(
        id=row.pk,
        person_id=row.person_id,
        folder=row.folder,
        version=last.pgh_id if last else 0,
        use=AddressUse(row.use),
        words=", ".join(part for part in (row.line, row.town, row.postcode) if part)
        or f"property number (UPRN) {row.uprn}",
        place=(_plain(row.line), _plain(row.postcode) or _plain(row.town) or row.uprn),
        starts_on=row.starts_on,
        recorded_at=last.pgh_created_at if last else row.created_at,
        recorded_by=names.get(last.pgh_by) if last else None,
        first=len(versions) == 1,
        provenance=as_had_by(
            row.source_agency.name if row.source_agency else "",
            say_date(row.source_as_of) if row.source_as_of else "",
        ),
    )


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _one_of_each_place(addresses: Collection[CurrentAddress]) -> Iterator[CurrentAddress]:
    seen: set[tuple[str, str]] = set()
    for address in addresses:
        if address.place not in seen:
            seen.add(address.place)
            yield address
