"""Letting a team or a person into a folder, and ending it again: for those who may decide."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.trust.agencies.models import Organisation, Professional, Team
from joinedup.trust.agencies.queries import colleagues
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.commands.deciding import decide
from joinedup.trust.sharing.commands.granting import Holder, Opening, end_grants, share_with
from joinedup.trust.sharing.models import Decision, Folder, Grant
from joinedup.trust.sharing.queries import (
    grants_in_force,
    is_kept_out,
    is_restricted,
    may_decide,
    readable,
    terms_begun,
    writable,
)
from joinedup.trust.sharing.rules import (
    Category,
    Consent,
    FolderKind,
    Outcome,
    Purpose,
    Question,
    Relation,
    Told,
)
from joinedup.trust.sharing.rules.purposes import GROUNDS

# The rest holds what other agencies brought, each under its owner's own handling.
SHARED_BY_HAND = frozenset({FolderKind.PERSON, FolderKind.HOUSEHOLD})


class Access(StrEnum):
    """What whoever is let in may do."""

    READ = "read"
    WORK = "work"


@dataclass(frozen=True)
class Letting:
    """Whom somebody wants to let in, to what, why, and what the family knows of it.

    ``left_to_me`` says that they have read why the rules leave it to a person, and go on.
    """

    holder: Holder
    categories: Collection[Category]
    access: Access
    purpose: Purpose
    relation: Relation
    told: Told
    told_reason: str
    consent: Consent
    reasons: str
    until: datetime | None = None
    left_to_me: bool = False


@transaction.atomic
def let_in(actor: Viewer, *, folder: Folder, wanted: Letting) -> Decision:
    """Put it to the rules, keep their answer, and open the folder where they do not refuse.

    What they leave to a person is opened only with ``left_to_me``. Look at the answer's outcome.
    Raises ``NotVisible`` for whoever may not decide, ``ValueError`` for what cannot be shared so.
    """
    if not may_decide(folder.pk):
        raise NotVisible
    agency = _agency_of(wanted.holder)
    _check(actor, folder, wanted, agency)
    decision = decide(
        actor,
        folder=folder,
        about=folder,
        question=_question(folder, wanted, agency),
        asking_id=agency.pk,
        holding_id=folder.controller_id,
    )
    outcome = Outcome(decision.outcome)
    if outcome is Outcome.PERMIT or (outcome is Outcome.REVIEW and wanted.left_to_me):
        rule = decision.rule if outcome is Outcome.PERMIT else "person_decided"
        share_with(
            actor,
            folder=folder,
            purpose=wanted.purpose,
            rule=rule,
            reasons=wanted.reasons.strip(),
            openings=_openings(folder, wanted),
        )
    return decision


def _agency_of(holder: Holder) -> Organisation:
    found: Organisation | None = None
    if holder.team_id is not None:
        team = Team.objects.select_related("organisation").filter(pk=holder.team_id).first()
        found = team.organisation if team else None
    elif holder.professional_id is not None:
        people = Professional.objects.select_related("organisation")
        person = people.filter(pk=holder.professional_id).first()
        found = person.organisation if person else None
    if found is None:
        raise ValueError("Choose a team or a person.")
    return found


def _check(actor: Viewer, folder: Folder, wanted: Letting, agency: Organisation) -> None:
    if not wanted.reasons.strip():
        raise ValueError("Give the reasons for sharing.")
    if not wanted.categories:
        raise ValueError("Choose what they may see.")
    asked = {(folder.pk, category) for category in wanted.categories}
    if readable(asked) != asked:
        raise ValueError("You can share only what you may see yourself.")
    if wanted.until is not None and wanted.until <= timezone.now():
        raise ValueError("The last day must be in the future.")
    if FolderKind(folder.kind) not in SHARED_BY_HAND and not _works_on_it(folder, wanted.holder):
        raise ValueError(
            "What is in an enquiry reaches others by their being asked or told. It can be shared"
            " here only within the team of the hub that works on it."
        )
    if wanted.holder.team_id is not None and is_restricted(folder.pk):
        raise ValueError(
            "This record is open to named people only. Name a person, or lift the restriction."
        )
    if wanted.access is Access.WORK and agency.pk != folder.controller_id:
        raise ValueError(
            "Another agency may read this record. To work on it is for the agency that keeps it."
        )


def _works_on_it(folder: Folder, holder: Holder) -> bool:
    """Whether it is the keeping agency's own team in the hub, or somebody in it today."""
    teams = Team.objects.filter(is_hub=True, organisation_id=folder.controller_id)
    if holder.team_id is not None:
        return teams.filter(pk=holder.team_id).exists()
    in_it = colleagues(frozenset(teams.values_list("pk", flat=True)))
    return in_it.filter(pk=holder.professional_id or folder.pk).exists()


def _question(folder: Folder, wanted: Letting, agency: Organisation) -> Question:
    """As the rules take it; the purpose that is given stands for the level of need."""
    today = timezone.localdate()
    kept_out = wanted.holder.professional_id is not None and is_kept_out(
        folder.pk, wanted.holder.professional_id
    )
    return Question(
        purpose=wanted.purpose,
        asking=agency.slug,
        holding=folder.controller.slug,
        categories=frozenset(wanted.categories),
        relation=wanted.relation,
        threshold=GROUNDS[wanted.purpose].threshold,
        told=wanted.told,
        told_reason=wanted.told_reason,
        consent=wanted.consent,
        asker_may_decide=True,
        on=today,
        terms=terms_begun(today),
        restricted=is_restricted(folder.pk),
        conflict=kept_out,
    )


def _openings(folder: Folder, wanted: Letting) -> list[Opening]:
    work = wanted.access is Access.WORK
    written = writable(folder.pk) & set(wanted.categories) if work else frozenset()
    read = set(wanted.categories) - written
    kinds = [(written, True), (read, False)]
    return [
        Opening(wanted.holder, sorted(some), may_write=write, may_decide=work, until=wanted.until)
        for some, write in kinds
        if some
    ]


@transaction.atomic
def end_access(
    actor: Viewer, *, folder: Folder, grant_ids: Collection[UUID], reasons: str
) -> list[Grant]:
    """End these grants, with reasons. Somebody always goes on deciding about the folder.

    Raises ``NotVisible`` where the actor may not decide or a grant is none of those in force, and
    ``ValueError`` without reasons or where nobody would be left to decide.
    """
    if not reasons.strip():
        raise ValueError("Give the reasons for ending the sharing.")
    if not may_decide(folder.pk):
        raise NotVisible
    held = grants_in_force(folder.pk)
    ending = [one for one in held if one.pk in grant_ids]
    if not ending or len(ending) != len(set(grant_ids)):
        raise NotVisible
    stay = [one for one in held if one.pk not in grant_ids]
    if not any(one.may_decide and one.ends_at is None for one in stay):
        raise ValueError(
            "Nobody would be left who may decide about this record. Share it with somebody who"
            " may work on it first."
        )
    end_grants(folder, ending, reasons.strip())
    record(
        Action.ENDED,
        subject_kind=f"{folder.kind}_folder",
        subject_id=folder.pk,
        folder=folder,
        details={
            "grants": len(ending),
            "categories": sorted({one.category for one in ending}),
            "holders": sorted({str(one.holder_id) for one in ending}),
        },
    )
    return ending
