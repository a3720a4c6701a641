"""Who lives with whom: households that begin and change, and a child who may belong to two."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from joinedup.base.foundation.ids import new_id
from joinedup.record.people.commands.writing import note, person_to_change, row_to_change
from joinedup.record.people.models import Household, HouseholdMember, Person
from joinedup.record.people.rules import (
    CannotRecordError,
    MayNotChangeError,
    Part,
    check_period,
)
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.commands import Holder, Opening, open_folder, say_whom_it_is_about
from joinedup.trust.sharing.models import Folder, Grant
from joinedup.trust.sharing.queries import may_decide, writable
from joinedup.trust.sharing.rules import Category, FolderKind, Purpose

AS_THE_FAMILY = "Whoever may see this family may see who of them live together."


@transaction.atomic
def begin_household(
    actor: Viewer,
    *,
    person_id: UUID,
    others: Collection[UUID],
    purpose: Purpose,
    mainly_here: bool = True,
    starts_on: date | None = None,
) -> Household:
    """Record a household of a person and others, open to whoever may see the person's family.

    ``mainly_here`` is said of the person; the others live there. Sending the same form twice
    records it once. Raises ``MayNotChangeError``, and ``NotVisible`` for somebody whom the actor
    may not see.
    """
    person = person_to_change(person_id, Category.FAMILY)
    everybody = {person_id, *others}
    same = _same(everybody, starts_on)
    if same is not None:
        return same
    household = form_household(
        actor,
        controller_id=person.folder.controller_id,
        openings=_as_the_family(person.folder_id),
        purpose=purpose,
        reasons=AS_THE_FAMILY,
        members=sorted(everybody - {person_id}),
        starts_on=starts_on,
    )
    join_household(
        actor,
        household_id=household.pk,
        person_id=person_id,
        mainly_here=mainly_here,
        starts_on=starts_on,
    )
    return household


def _same(people: set[UUID], starts_on: date | None) -> Household | None:
    rows = HouseholdMember.objects.filter(ends_on__isnull=True, household__starts_on=starts_on)
    homes = rows.filter(person__in=people).values("household")
    members: dict[UUID, set[UUID]] = {}
    for household_id, person_id in rows.filter(household__in=homes).values_list(
        "household_id", "person_id"
    ):
        members.setdefault(household_id, set()).add(person_id)
    found = next((pk for pk, living in members.items() if living == people), None)
    return Household.objects.get(pk=found) if found else None


def _as_the_family(folder_id: UUID) -> list[Opening]:
    held = Grant.objects.raw("SELECT * FROM sharing_who_may_see(%s)", [folder_id])
    return [
        Opening(
            Holder(team_id=grant.team_id, professional_id=grant.professional_id),
            (Category.FAMILY,),
            may_read=grant.may_read,
            may_write=grant.may_write,
            may_decide=grant.may_decide,
            until=grant.ends_at,
        )
        for grant in held
        if grant.category == Category.FAMILY
    ]


@transaction.atomic
def form_household(
    actor: Viewer,
    *,
    controller_id: UUID,
    openings: Iterable[Opening],
    purpose: Purpose,
    reasons: str,
    members: Collection[UUID] = (),
    starts_on: date | None = None,
) -> Household:
    """Open a household's folder and put its first members into it.

    The openings must let the actor write *family*. Raises ``NotVisible`` for a member whom the
    actor may not see.
    """
    folder = open_folder(
        actor,
        kind=FolderKind.HOUSEHOLD,
        controller_id=controller_id,
        purpose=purpose,
        reasons=reasons,
        openings=openings,
    )
    household = Household(id=new_id(), folder=folder, starts_on=starts_on)
    household.save(force_insert=True)
    note(Action.ADDED, household)
    for person_id in members:
        join_household(actor, household_id=household.pk, person_id=person_id, starts_on=starts_on)
    return household


@transaction.atomic
def join_household(
    actor: Viewer,
    *,
    household_id: UUID,
    person_id: UUID,
    mainly_here: bool = True,
    starts_on: date | None = None,
) -> HouseholdMember:
    """Put somebody into a household; they may belong to another one too.

    Whoever is kept out of their record is kept out of the household from now on. Raises
    ``CannotRecordError`` when somebody has recorded otherwise that they belong to it.
    """
    household = Household.objects.select_related("folder").filter(pk=household_id).first()
    person = Person.objects.filter(pk=person_id).first()
    if household is None or person is None:
        raise NotVisible
    if Category.FAMILY not in writable(household.folder_id):
        raise MayNotChangeError
    same = HouseholdMember.objects.filter(
        household=household, person=person, ends_on__isnull=True
    ).first()
    if same is not None:
        if (same.mainly_here, same.starts_on) != (mainly_here, starts_on):
            raise CannotRecordError("home", "Somebody has recorded already that they live here")
        return same
    member = HouseholdMember(
        folder=household.folder,
        household=household,
        person=person,
        mainly_here=mainly_here,
        starts_on=starts_on,
    )
    member.save(force_insert=True)
    note(Action.ADDED, member)
    _kept_out_alike(actor, household.folder, person)
    return member


def _kept_out_alike(actor: Viewer, folder: Folder, person: Person) -> None:
    if may_decide(folder.pk) and may_decide(person.folder_id):
        say_whom_it_is_about(actor, folder=folder, people_folder_ids=[person.folder_id])


@transaction.atomic
def change_stay(
    actor: Viewer,
    *,
    member_id: UUID,
    mainly_here: bool,
    starts_on: date | None = None,
    ends_on: date | None = None,
    seen: int | None = None,
) -> HouseholdMember:
    """Write somebody's time in a household as it should be, or end it: they have left.

    Raises ``CannotRecordError``, ``MayNotChangeError`` or ``ChangedMeanwhileError``.
    """
    member = row_to_change(HouseholdMember, Part.STAY, member_id, seen)
    check_period(starts_on, ends_on)
    left = ends_on is not None and member.ends_on is None
    member.mainly_here, member.starts_on, member.ends_on = mainly_here, starts_on, ends_on
    member.save(update_fields=["mainly_here", "starts_on", "ends_on"])
    note(Action.ENDED if left else Action.CHANGED, member)
    return member
