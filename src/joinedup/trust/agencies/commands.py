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

_BEFORE_ANY_WORRY = date(2000, 1, 1)


@transaction.atomic
def add_organisation(
    *, slug: str, name: str, kind: OrganisationKind, contact: str = ""
) -> Organisation:
    """Add a partner, or bring its particulars up to date."""
    found, is_new = Organisation.objects.update_or_create(
        slug=slug, defaults={"name": name, "kind": str(kind), "contact": contact}
    )
    record(_added(is_new=is_new), subject_kind="organisation", subject_id=found.pk)
    return found


@transaction.atomic
def add_service(organisation: Organisation, *, name: str, contact: str = "") -> Service:
    """Add a service, or bring its contact up to date."""
    found, is_new = Service.objects.update_or_create(
        organisation=organisation, name=name, defaults={"contact": contact}
    )
    record(_added(is_new=is_new), subject_kind="service", subject_id=found.pk)
    return found


@transaction.atomic
def add_team(
    organisation: Organisation, *, slug: str, name: str, is_hub: bool = False, contact: str = ""
) -> Team:
    """Add a team, or bring its particulars up to date."""
    found, is_new = Team.objects.update_or_create(
        slug=slug,
        defaults={
            "organisation": organisation,
            "name": name,
            "is_hub": is_hub,
            "contact": contact,
        },
    )
    record(_added(is_new=is_new), subject_kind="team", subject_id=found.pk)
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
    """A role in a team ends; what came with it ends the same day, which is its last."""
    membership.ends_on = ends_on or timezone.localdate()
    membership.save(update_fields=["ends_on"])
    record(Action.ENDED, subject_kind="membership", subject_id=membership.pk)


@transaction.atomic
def stay_in_team(membership: Membership) -> None:
    """A role that was to end does not."""
    membership.ends_on = None
    membership.save(update_fields=["ends_on"])
    record(Action.CHANGED, subject_kind="membership", subject_id=membership.pk)


@transaction.atomic
def change_post(
    professional: Professional, *, name: str, job_title: str, telephone: str, starts_on: date
) -> None:
    """Somebody is called otherwise, does other work, or came on another day than was written."""
    professional.name = name
    professional.job_title = job_title
    professional.telephone = telephone
    professional.starts_on = starts_on
    professional.save(update_fields=["name", "job_title", "telephone", "starts_on"])
    record(Action.CHANGED, subject_kind="professional", subject_id=professional.pk)


@transaction.atomic
def leave_post(professional: Professional, *, ends_on: date | None) -> None:
    """Somebody's last day at work, and of every role that would last longer; None: they stay."""
    professional.ends_on = ends_on
    professional.save(update_fields=["ends_on"])
    action = Action.CHANGED if ends_on is None else Action.ENDED
    record(action, subject_kind="professional", subject_id=professional.pk)
    if ends_on is None:
        return
    for held in Membership.objects.filter(professional=professional, starts_on__lte=ends_on):
        if held.ends_on is None or held.ends_on > ends_on:
            leave_team(held, ends_on=ends_on)


@transaction.atomic
def open_front_door() -> None:
    """The system's own service by which the public writes in; made once. Nobody signs in as it."""
    if Membership.objects.filter(role=str(Role.FRONT_DOOR)).exists():
        return
    public = add_organisation(
        slug="public", name="Members of the public", kind=OrganisationKind.PUBLIC
    )
    team = add_team(public, slug="public-front-door", name="Public front door")
    door = appoint(public, name="Public front door", starts_on=_BEFORE_ANY_WORRY)
    join_team(door, team=team, role=Role.FRONT_DOOR, starts_on=_BEFORE_ANY_WORRY)


def _added(*, is_new: bool) -> Action:
    return Action.ADDED if is_new else Action.CHANGED
