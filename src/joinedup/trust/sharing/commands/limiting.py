"""Closing folders to all but named people, and keeping one person out of one."""

from collections.abc import Collection
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from django.utils import timezone

from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.commands.granting import Holder, Opening, end_grants, grant
from joinedup.trust.sharing.models import (
    Exclusion,
    Folder,
    FolderAbout,
    Grant,
    OnePerson,
    Restriction,
)
from joinedup.trust.sharing.queries import folders_about, is_restricted
from joinedup.trust.sharing.rules import Category, Purpose

_AS_THE_PERSON = "It is about somebody whose record is open to named people only."


@transaction.atomic
def restrict_to_named_people(
    actor: Viewer,
    *,
    folder: Folder,
    named: Collection[UUID],
    reasons: str,
    purpose: Purpose = Purpose.SAFEGUARDING_DUTY,
) -> Restriction:
    """Close a folder to teams and open it to the named professionals, the actor among them.

    What the teams held, the named people hold from now on, and nobody else. So it is with every
    folder about it, as far as the actor may decide about that one: there the teams that may decide
    make way for the named people, while whoever was asked or told something keeps just that.
    """
    if not reasons.strip():
        raise ValueError("Give the reasons for the restriction.")
    people = {actor.professional_id, *named}
    for about in folders_about(folder.pk):
        held = _held(about)
        deciders = {g.holder_id for g in held if g.may_decide}
        closed = [g for g in held if g.holder_id in deciders]
        # Where others were named before, nobody is let in whom they left out.
        stay = people & deciders if is_restricted(about.pk) else people
        _close(actor, about, closed, stay, reasons, purpose)
    return _close(actor, folder, _held(folder), people, reasons, purpose)


def _held(folder: Folder) -> list[Grant]:
    """Every grant of it, those that only write and those still to begin too."""
    return list(Grant.objects.raw("SELECT * FROM sharing_every_grant(%s)", [folder.pk]))


def _close(
    actor: Viewer,
    folder: Folder,
    held: list[Grant],
    people: set[UUID],
    reasons: str,
    purpose: Purpose,
) -> Restriction:
    read = [g for g in held if g.may_read and g.starts_at <= timezone.now()]
    categories = {Category(g.category) for g in read}
    writable = {Category(g.category) for g in read if g.may_write}
    openings = []
    for person in people:
        holder = Holder(professional_id=person)
        openings += [
            Opening(holder, writable, may_write=True, may_decide=True),
            Opening(holder, categories - writable, may_decide=True),
        ]
    restriction = Restriction(folder=folder, reasons=reasons, decided_by_id=actor.professional_id)
    restriction.save(force_insert=True)
    grant(actor, folder, purpose, "restricted_to_named_people", reasons, openings)
    end_grants(folder, held, reasons)
    record(
        Action.RESTRICTED,
        subject_kind=f"{folder.kind}_folder",
        subject_id=folder.pk,
        folder=folder,
        details={"named": sorted(str(p) for p in people)},
    )
    return restriction


@transaction.atomic
def exclude_for_conflict_of_interest(
    actor: Viewer, *, folder: Folder, professional_id: UUID, reasons: str
) -> Exclusion:
    """Keep a professional out of a folder that their team may see, at once and in every page.

    And out of every folder about it, now and later: see `say_whom_it_is_about`.
    """
    if not reasons.strip():
        raise ValueError("Give the reasons for the exclusion.")
    exclusion = Exclusion(
        folder=folder,
        professional_id=professional_id,
        reasons=reasons,
        decided_by_id=actor.professional_id,
    )
    exclusion.save(force_insert=True)
    record(
        Action.EXCLUDED,
        subject_kind=f"{folder.kind}_folder",
        subject_id=folder.pk,
        folder=folder,
        details={"professional": str(professional_id)},
    )
    return exclusion


@transaction.atomic
def say_whom_it_is_about(
    actor: Viewer, *, folder: Folder, people_folder_ids: Collection[UUID]
) -> None:
    """Say that a folder describes these people, so that who is kept out of theirs sees neither.

    Where one of their records is open to named people only, so is this folder from now on.
    """
    FolderAbout.objects.bulk_create(
        [FolderAbout(folder=folder, about_id=about) for about in sorted(set(people_folder_ids))],
        ignore_conflicts=True,
    )
    restricted = [pk for pk in set(people_folder_ids) if is_restricted(pk)]
    if not restricted or is_restricted(folder.pk):
        return
    held = _held(folder)
    deciders = {g.holder_id for g in held if g.may_decide}
    named = set.intersection(*(_named(pk) for pk in restricted)) | {actor.professional_id}
    closed = [g for g in held if g.holder_id in deciders]
    _close(actor, folder, closed, named, _AS_THE_PERSON, Purpose.SAFEGUARDING_DUTY)


def _named(folder_id: UUID) -> set[UUID]:
    held = Grant.objects.raw("SELECT * FROM sharing_who_may_see(%s)", [folder_id])
    return {g.professional_id for g in held if g.professional_id and g.may_decide}


@transaction.atomic
def say_one_person(actor: Viewer, *, folder_ids: tuple[UUID, UUID]) -> None:
    """Say that two folders are one person's: who is kept out of one is kept out of both.

    For somebody who may decide about both; the database refuses anybody else.
    """
    one, other = sorted(folder_ids)
    OnePerson(one_id=one, other_id=other).save(force_insert=True)


@transaction.atomic
def say_two_people(actor: Viewer, *, folder_ids: tuple[UUID, UUID]) -> None:
    """Take back ``say_one_person``: each folder is closed again to those kept out of it alone."""
    one, other = sorted(folder_ids)
    OnePerson.objects.filter(one_id=one, other_id=other, ended_at__isnull=True).update(
        ended_at=TransactionNow()
    )


@transaction.atomic
def lift_exclusion(actor: Viewer, *, exclusion_id: UUID, reasons: str) -> None:
    """Let somebody back in, as far as their team may see. Raises ``NotVisible``, ``ValueError``."""
    if not reasons.strip():
        raise ValueError("Give the reasons for letting them back in.")
    rows = Exclusion.objects.filter(pk=exclusion_id, lifted_at__isnull=True)
    exclusion = rows.select_related("folder").first()
    if exclusion is None or not rows.update(
        lifted_by_id=actor.professional_id, lifted_at=TransactionNow(), lift_reasons=reasons.strip()
    ):
        raise NotVisible
    record(
        Action.ENDED,
        subject_kind="exclusion",
        subject_id=exclusion.pk,
        folder=exclusion.folder,
        details={"professional": str(exclusion.professional_id)},
    )


@transaction.atomic
def lift_restriction(actor: Viewer, *, folder: Folder, reasons: str) -> None:
    """Say that the folder is no longer for named people only. It opens to nobody by itself.

    Sharing it again is a decision of its own. Raises ``NotVisible`` where nothing is restricted
    or the actor may not decide, ``ValueError`` without reasons.
    """
    if not reasons.strip():
        raise ValueError("Give the reasons for lifting the restriction.")
    lifted = Restriction.objects.filter(folder=folder, lifted_at__isnull=True).update(
        lifted_by_id=actor.professional_id, lifted_at=TransactionNow(), lift_reasons=reasons.strip()
    )
    if not lifted:
        raise NotVisible
    record(
        Action.ENDED,
        subject_kind="restriction",
        subject_id=folder.pk,
        folder=folder,
    )
