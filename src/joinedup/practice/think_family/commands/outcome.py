"""Writing down what a run found: the families that meet the criteria, and nobody else.

They go into folders that nobody can read yet. Those who lead information governance at the lead
agency may decide about them, and read no row of them. Releasing opens them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
from joinedup.practice.think_family.rules.extract_file import ExtractRow
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
    writing = _Writing(exercise, folder, of_person)
    for number, family in enumerate(found.qualifying, start=1):
        writing.write(number, family, [sent[place].row for place in sorted(family.at_home)])
    _close_to_writer(actor, folder)
    if exercise.own_records_back:
        qualifying = {person for family in found.qualifying for person in family.people}
        _write_own(actor, exercise, [one for p in sorted(qualifying) for one in of_person[p]])


@dataclass
class _Writing:
    """Writes one family after another. ``numbers`` tells people apart in this result alone."""

    exercise: Exercise
    folder: Folder
    of_person: Mapping[int, Sequence[Sent]]
    numbers: dict[int, int] = field(default_factory=dict)

    def write(self, number: int, family: Family, at_home: Sequence[ExtractRow]) -> None:
        """One family. One agency's word is enough to hide its address: no other's copy comes out
        either; nor does another home that one of them has."""
        known = [one.row for person in family.people for one in self.of_person[person]]
        row = QualifyingFamily(
            folder=self.folder,
            category=Category.FAMILY,
            exercise=self.exercise,
            number=number,
            address_hidden=any(one.hide_address for one in known),
        )
        row.save(force_insert=True)
        FamilyMember.objects.bulk_create(
            self._member(row, person) for person in sorted(family.people)
        )
        homes = {} if row.address_hidden else {one.home: one for one in at_home if one.home}
        FamilyAddress.objects.bulk_create(
            FamilyAddress(
                folder=self.folder,
                category=Category.WHEREABOUTS,
                family=row,
                line=home.address_line,
                postcode=home.postcode,
            )
            for home in homes.values()
        )
        FamilyNeed.objects.bulk_create(
            FamilyNeed(
                folder=self.folder,
                category=NEEDS[need].category,
                family=row,
                need=need,
                agency_id=UUID(agency),
            )
            for need, agency in sorted(family.facts)
        )

    def _member(self, family: QualifyingFamily, person: int) -> FamilyMember:
        """As the lead agency knows them, or else as the fullest record has it."""
        best = max(
            self.of_person[person],
            key=lambda one: (
                one.agency == str(self.exercise.lead_id),
                len(one.row.birth_date),
                len(one.row.given_names) + len(one.row.family_name),
                one.agency,
            ),
        ).row
        return FamilyMember(
            folder=self.folder,
            category=Category.IDENTITY,
            family=family,
            person=self.numbers.setdefault(person, len(self.numbers) + 1),
            given_names=best.given_names,
            family_name=best.family_name,
            birth_date=best.birth_date,
        )


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
