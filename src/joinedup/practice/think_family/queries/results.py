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
    exercise = Exercise.objects.select_related("lead", "receiving_team").filter(pk=exercise_id)
    found = exercise.first()
    if found is None or found.result_folder_id is None:
        raise NotVisible
    folder = open_folder(found.result_folder_id)
    rows = (
        QualifyingFamily.objects.filter(exercise=found)
        .order_by("number")
        .prefetch_related("members", "addresses")
    )
    facts: dict[UUID, dict[str, list[str]]] = {}
    for need in (
        FamilyNeed.objects.filter(folder=folder)
        .select_related("agency")
        .order_by("need", "agency__name")
    ):
        facts.setdefault(need.family_id, {}).setdefault(need.need, []).append(need.agency.name)
    found_families = list(rows)
    homes: dict[int, list[int]] = {}
    for row in found_families:
        for member in row.members.all():
            homes.setdefault(member.person, []).append(row.number)
    families = [
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
        for row in found_families
    ]
    record(
        Action.OPENED,
        subject_kind="sealed_matching_result",
        subject_id=found.pk,
        folder=folder,
    )
    return found, families


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
