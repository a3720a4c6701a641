"""Setting up agencies and their people. For the system administrator; no case record is touched.

The application may not write these tables: call these inside ``as_owner_of_tables``.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from joinedup.trust.agencies.models import Membership, Organisation, Professional, Service, Team
from joinedup.trust.agencies.rules import OrganisationKind, Role
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action


@transaction.atomic
def add_organisation(
    *, slug: str, name: str, kind: OrganisationKind, contact: str = ""
) -> Organisation:
    """Add a partner, or bring its particulars up to date."""
    found, _ = Organisation.objects.update_or_create(
        slug=slug, defaults={"name": name, "kind": str(kind), "contact": contact}
    )
    record(Action.ADDED, subject_kind="organisation", subject_id=found.pk)
    return found


@transaction.atomic
def add_service(organisation: Organisation, *, name: str, contact: str = "") -> Service:
    """Add a service, or bring its contact up to date."""
    found, _ = Service.objects.update_or_create(
        organisation=organisation, name=name, defaults={"contact": contact}
    )
    record(Action.ADDED, subject_kind="service", subject_id=found.pk)
    return found


@transaction.atomic
def add_team(
    organisation: Organisation, *, slug: str, name: str, is_hub: bool = False, contact: str = ""
) -> Team:
    """Add a team, or bring its particulars up to date."""
    found, _ = Team.objects.update_or_create(
        slug=slug,
        defaults={
            "organisation": organisation,
            "name": name,
            "is_hub": is_hub,
            "contact": contact,
        },
    )
    record(Action.ADDED, subject_kind="team", subject_id=found.pk)
    return found


@transaction.atomic
def appoint(
    organisation: Organisation,
    *,
    name: str,
    job_title: str = "",
    telephone: str = "",
    starts_on: date | None = None,
) -> Professional:
    """Somebody starts work for an organisation."""
    person = Professional(
        organisation=organisation,
        name=name,
        job_title=job_title,
        telephone=telephone,
        starts_on=starts_on or timezone.localdate(),
    )
    person.save(force_insert=True)
    record(Action.ADDED, subject_kind="professional", subject_id=person.pk)
    return person


@transaction.atomic
def join_team(
    professional: Professional, *, team: Team, role: Role, starts_on: date | None = None
) -> Membership:
    """Somebody takes a role in a team."""
    membership = Membership(
        professional=professional,
        team=team,
        role=str(role),
        starts_on=starts_on or timezone.localdate(),
    )
    membership.save(force_insert=True)
    record(
        Action.ADDED,
        subject_kind="membership",
        subject_id=membership.pk,
        details={"professional": str(professional.pk), "team": str(team.pk), "role": str(role)},
    )
    return membership


@transaction.atomic
def leave_team(membership: Membership, *, ends_on: date | None = None) -> None:
    """A role in a team ends; what came with it ends the same day."""
    membership.ends_on = ends_on or timezone.localdate()
    membership.save(update_fields=["ends_on"])
    record(Action.ENDED, subject_kind="membership", subject_id=membership.pk)
