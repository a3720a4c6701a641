"""Writing down what a run found: the families that meet the criteria, and nobody else.

They go into folders that nobody can read yet. Those who lead information governance at the lead
agency may decide about them, and read no row of them. Releasing opens them.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from joinedup.practice.think_family.linking import People, Sent
from joinedup.practice.think_family.models import (
    Exercise,
    FamilyAddress,
    FamilyMember,
    FamilyNeed,
    OwnRecord,
    Party,
    QualifyingFamily,
)
from joinedup.practice.think_family.queries import leads_of
from joinedup.practice.think_family.rules.families import Family, Found
from joinedup.practice.think_family.rules.needs import NEEDS
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.commands import Holder, Opening, open_folder
from joinedup.trust.sharing.commands.granting import end_grants
from joinedup.trust.sharing.models import Folder, Grant
from joinedup.trust.sharing.rules import Category, FolderKind, Purpose

RESULT = (Category.IDENTITY, Category.FAMILY, Category.WHEREABOUTS)
_REASONS = "Families that met the criteria of a sealed matching exercise."


def write_outcome(
    actor: Viewer, exercise: Exercise, sent: Sequence[Sent], people: People, found: Found
) -> None:
    """Write the result for the lead agency and, where agreed, each agency's own record numbers."""
    categories = {*RESULT, *(need.category for need in NEEDS.values())}
    folder = _folder(actor, exercise, exercise.lead_id, categories)
    exercise.result_folder = folder
    of_person: dict[int, list[Sent]] = {}
    for one, person in zip(sent, people.person, strict=True):
        of_person.setdefault(person, []).append(one)
    for number, family in enumerate(found.qualifying, start=1):
        _write_family(exercise, folder, number, family, of_person)
    _close_to_writer(actor, folder)
    if exercise.own_records_back:
        qualifying = {person for family in found.qualifying for person in family.people}
        _write_own(actor, exercise, [one for p in sorted(qualifying) for one in of_person[p]])


def _write_family(
    exercise: Exercise,
    folder: Folder,
    number: int,
    family: Family,
    of_person: dict[int, list[Sent]],
) -> None:
    rows = [one.row for person in sorted(family.people) for one in of_person[person]]
    row = QualifyingFamily(
        folder=folder,
        category=Category.FAMILY,
        exercise=exercise,
        number=number,
        address_hidden=any(row.hide_address for row in rows),
    )
    row.save(force_insert=True)
    FamilyMember.objects.bulk_create(
        FamilyMember(folder=folder, category=Category.IDENTITY, family=row, **named)
        for named in _members(exercise, family, of_person)
    )
    # One agency's word is enough: no other's copy of the address comes out either.
    addresses = {} if row.address_hidden else {r.home: r for r in rows if r.home}
    FamilyAddress.objects.bulk_create(
        FamilyAddress(
            folder=folder,
            category=Category.WHEREABOUTS,
            family=row,
            line=known.address_line,
            postcode=known.postcode,
        )
        for known in addresses.values()
    )
    FamilyNeed.objects.bulk_create(
        FamilyNeed(
            folder=folder,
            category=NEEDS[need].category,
            family=row,
            need=need,
            agency_id=UUID(agency),
        )
        for need, agency in sorted(family.facts)
    )


def _members(
    exercise: Exercise, family: Family, of_person: dict[int, list[Sent]]
) -> Iterable[dict[str, str]]:
    """Each person once, as the lead agency knows them, or else as the fullest record has it."""
    for person in sorted(family.people):
        best = max(
            of_person[person],
            key=lambda one: (
                one.agency == str(exercise.lead_id),
                len(one.row.birth_date),
                len(one.row.given_names) + len(one.row.family_name),
                one.agency,
            ),
        ).row
        yield {
            "given_names": best.given_names,
            "family_name": best.family_name,
            "birth_date": best.birth_date,
        }


def _write_own(actor: Viewer, exercise: Exercise, records: Sequence[Sent]) -> None:
    for party in Party.objects.filter(exercise=exercise):
        folder = _folder(actor, exercise, party.agency_id, {Category.INVOLVEMENT})
        party.own_folder = folder
        party.save(update_fields=["own_folder"])
        OwnRecord.objects.bulk_create(
            OwnRecord(
                folder=folder,
                category=Category.INVOLVEMENT,
                exercise=exercise,
                agency_id=party.agency_id,
                record_id=one.row.record_id,
            )
            for one in {(s.agency, s.row.record_id): s for s in records}.values()
            if one.agency == str(party.agency_id)
        )
        _close_to_writer(actor, folder)


def _folder(
    actor: Viewer, exercise: Exercise, controller_id: UUID, categories: Iterable[Category]
) -> Folder:
    """A folder in which the run can write and that nobody can read."""
    writer = Opening(
        Holder(professional_id=actor.professional_id),
        sorted(categories),
        may_read=False,
        may_write=True,
    )
    deciders = [
        Opening(Holder(professional_id=lead), [Category.REQUEST], may_decide=True)
        for lead in leads_of(exercise.lead_id)
    ]
    return open_folder(
        actor,
        kind=FolderKind.EXERCISE_RESULT,
        controller_id=controller_id,
        purpose=Purpose(exercise.purpose),
        reasons=_REASONS,
        openings=[writer, *deciders],
    )


def _close_to_writer(actor: Viewer, folder: Folder) -> None:
    written = Grant.objects.filter(
        folder=folder, professional_id=actor.professional_id, may_write=True
    )
    end_grants(folder, list(written), "The run has written what it found.")
