"""What came out: for whom it was released to, and for nobody else. Policies see to that."""

from dataclasses import dataclass
from uuid import UUID

from joinedup.practice.think_family.models import (
    Exercise,
    FamilyAddress,
    FamilyMember,
    FamilyNeed,
    OwnRecord,
    QualifyingFamily,
)
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.queries import open_folder


@dataclass(frozen=True)
class FamilyView:
    """A family that met the criteria, and why: each need with the agencies that know of it."""

    number: int
    members: list[FamilyMember]
    addresses: list[FamilyAddress]
    address_hidden: bool
    needs: dict[str, list[str]]
    also_in: dict[int, list[int]]
    """Numbers of other families, for each person who is in one too."""


def open_result(viewer: Viewer, exercise_id: UUID) -> tuple[Exercise, list[FamilyView]]:
    """The families, in the order of how much is known. Raises ``NotVisible``."""
    rows = Exercise.objects.select_related("lead", "receiving_team")
    found = rows.filter(pk=exercise_id).first()
    if found is None or found.result_folder_id is None:
        raise NotVisible
    folder = open_folder(found.result_folder_id)
    families = _families(folder)
    record(
        Action.OPENED,
        subject_kind="sealed_matching_result",
        subject_id=found.pk,
        folder=folder,
    )
    return found, families


def _families(folder: Folder) -> list[FamilyView]:
    families = QualifyingFamily.objects.filter(folder=folder).order_by("number")
    rows = list(families.prefetch_related("members", "addresses"))
    homes: dict[int, list[int]] = {}
    for row in rows:
        for member in row.members.all():
            homes.setdefault(member.person, []).append(row.number)
    facts = _facts(folder)
    return [
        FamilyView(
            number=row.number,
            members=sorted(row.members.all(), key=lambda m: (m.birth_date or "9", m.given_names)),
            addresses=sorted(row.addresses.all(), key=lambda a: (a.postcode, a.line)),
            address_hidden=row.address_hidden,
            needs=facts.get(row.pk, {}),
            also_in={
                m.person: [n for n in homes[m.person] if n != row.number] for m in row.members.all()
            },
        )
        for row in rows
    ]


def _facts(folder: Folder) -> dict[UUID, dict[str, list[str]]]:
    """For each family its needs, and the agencies that know of each."""
    facts: dict[UUID, dict[str, list[str]]] = {}
    rows = FamilyNeed.objects.filter(folder=folder).select_related("agency")
    for known in rows.order_by("need", "agency__name"):
        facts.setdefault(known.family_id, {}).setdefault(known.need, []).append(known.agency.name)
    return facts


def open_own_records(viewer: Viewer, exercise_id: UUID) -> tuple[Exercise, Folder, list[str]]:
    """The viewer's agency's own record numbers in families that met the criteria.

    Raises ``NotVisible`` where that was not agreed, or nothing has been released yet.
    """
    found = Exercise.objects.select_related("lead").filter(pk=exercise_id).first()
    party = found.parties.filter(agency_id=viewer.agency_id).first() if found else None
    if found is None or party is None or party.own_folder_id is None:
        raise NotVisible
    folder = open_folder(party.own_folder_id)
    numbers = OwnRecord.objects.filter(folder=folder).values_list("record_id", flat=True)
    record(Action.OPENED, subject_kind="sealed_matching_result", subject_id=found.pk, folder=folder)
    return found, folder, sorted(numbers)
