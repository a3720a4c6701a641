"""Carrying out the register of agencies: what differs is changed, through the commands.

Nothing is ever removed for not being in the file. Call this inside ``as_owner_of_tables``.
"""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from joinedup.trust.accounts import commands as accounts
from joinedup.trust.accounts.queries import NoSuchAccountError, account_with_email
from joinedup.trust.agencies import commands
from joinedup.trust.agencies.models import Membership, Organisation, Professional, Service, Team
from joinedup.trust.agencies.queries import hub_teams
from joinedup.trust.agencies.register import (
    Register,
    RegisteredOrganisation,
    RegisteredPerson,
    RegisteredRole,
    RegisteredService,
    RegisteredTeam,
    RegisterError,
)
from joinedup.trust.agencies.rules import OrganisationKind, Role

_OF_THE_HUB = (Role.SCREENER, Role.DECISION_MAKER)


@transaction.atomic
def apply_register(register: Register) -> list[str]:
    """Bring agencies, people, roles and accounts to what the register says, all or nothing.

    Returns what was changed, a line each. Raises ``RegisterError``.
    """
    commands.open_front_door()
    done: list[str] = []
    for organisation in register.organisations:
        _organisation(organisation, done)
    if len(hub_teams()) > 1:
        names = ", ".join(team.slug for team in hub_teams())
        raise RegisterError(f"there can be one hub, a team of one council: {names} are several")
    for person in register.people:
        _person(person, done)
    return done


def _organisation(wanted: RegisteredOrganisation, done: list[str]) -> None:
    said = {"name": wanted.name, "kind": wanted.kind, "contact": wanted.contact}
    found = Organisation.objects.filter(slug=wanted.slug).first()
    if found is None or _differs(found, said):
        what = "added" if found is None else "changed"
        found = commands.add_organisation(
            slug=wanted.slug, name=wanted.name, kind=wanted.kind, contact=wanted.contact
        )
        done.append(f"organisation {wanted.slug}: {what}")
    for service in wanted.services:
        _service(found, service, done)
    for team in wanted.teams:
        _team(found, team, done)


def _service(organisation: Organisation, wanted: RegisteredService, done: list[str]) -> None:
    found = Service.objects.filter(organisation=organisation, name=wanted.name).first()
    if _differs(found, {"contact": wanted.contact}):
        commands.add_service(organisation, name=wanted.name, contact=wanted.contact)
        what = "added" if found is None else "changed"
        done.append(f"service {wanted.name!r} of {organisation.slug}: {what}")


def _team(organisation: Organisation, wanted: RegisteredTeam, done: list[str]) -> None:
    said = {"name": wanted.name, "is_hub": wanted.is_hub, "contact": wanted.contact}
    found = Team.objects.select_related("organisation").filter(slug=wanted.slug).first()
    if found is not None and found.organisation_id != organisation.pk:
        raise RegisterError(
            f"team {wanted.slug}: it is {found.organisation.slug}'s, with what that may see;"
            f" give {organisation.slug}'s team another slug"
        )
    if _differs(found, said):
        commands.add_team(
            organisation,
            slug=wanted.slug,
            name=wanted.name,
            is_hub=wanted.is_hub,
            contact=wanted.contact,
        )
        done.append(f"team {wanted.slug}: {'added' if found is None else 'changed'}")


def _differs(found: object | None, said: Mapping[str, object]) -> bool:
    return found is None or any(getattr(found, name) != value for name, value in said.items())


def _person(wanted: RegisteredPerson, done: list[str]) -> None:
    organisation = Organisation.objects.filter(slug=wanted.organisation).first()
    if organisation is None:
        raise RegisterError(f"{wanted.email}: there is no organisation {wanted.organisation}")
    person = _in_post(wanted, organisation)
    if person is None:
        person = commands.appoint(
            organisation,
            name=wanted.name,
            job_title=wanted.job_title,
            telephone=wanted.telephone,
            starts_on=wanted.starts_on,
        )
        accounts.create_account(person, email=wanted.email)
        done.append(f"{wanted.email}: appointed, with an account")
    said = {
        "name": wanted.name,
        "job_title": wanted.job_title,
        "telephone": wanted.telephone,
        "starts_on": wanted.starts_on,
    }
    if _differs(person, said):
        commands.change_post(
            person,
            name=wanted.name,
            job_title=wanted.job_title,
            telephone=wanted.telephone,
            starts_on=wanted.starts_on,
        )
        done.append(f"{wanted.email}: particulars changed")
    for role in wanted.roles:
        _role(person, role, wanted.email, done)
    _post(person, wanted, done)


def _in_post(wanted: RegisteredPerson, organisation: Organisation) -> Professional | None:
    try:
        person = account_with_email(wanted.email).professional
    except NoSuchAccountError:
        return None
    if person is None:
        raise RegisterError(f"{wanted.email}: there is an account of this address without a person")
    if person.organisation_id != organisation.pk:
        raise RegisterError(
            f"{wanted.email}: they work for {person.organisation.slug}; who goes to another"
            " organisation leaves (ends_on) and is entered anew with their address there"
        )
    if person.ends_on != wanted.ends_on and _is_past(person.ends_on):
        raise RegisterError(
            f"{wanted.email}: they left on {person.ends_on}; who comes back is entered anew, with"
            " another address"
        )
    return person


def _post(person: Professional, wanted: RegisteredPerson, done: list[str]) -> None:
    """Leaving, or staying after all. A last day that has passed stays as it was written."""
    if person.ends_on == wanted.ends_on:
        return
    commands.leave_post(person, ends_on=wanted.ends_on)
    if _is_past(wanted.ends_on):
        accounts.deactivate_account(email=wanted.email)
    until = f"leaves on {wanted.ends_on}" if wanted.ends_on else "stays after all"
    done.append(f"{wanted.email}: {until}")


def _role(person: Professional, wanted: RegisteredRole, email: str, done: list[str]) -> None:
    team = Team.objects.select_related("organisation").filter(slug=wanted.team).first()
    if team is None:
        raise RegisterError(f"{email}: there is no team {wanted.team}")
    if wanted.role in _OF_THE_HUB and not _is_the_hub(team):
        raise RegisterError(f"{email}: a {wanted.role} works in the hub, and {team.slug} is not it")
    what = f"{email}: {wanted.role} in {team.slug}"
    held = list(Membership.objects.filter(professional=person, team=team, role=str(wanted.role)))
    same = next((one for one in held if one.starts_on == wanted.starts_on), None)
    if same is None:
        _refuse_twice(held, wanted, what)
        same = commands.join_team(person, team=team, role=wanted.role, starts_on=wanted.starts_on)
        done.append(f"{what} from {wanted.starts_on}")
    if same.ends_on == wanted.ends_on:
        return
    if _is_past(same.ends_on):
        raise RegisterError(
            f"{what} ended on {same.ends_on}: to begin it again add the role with a new starts_on"
        )
    if wanted.ends_on is None:
        commands.stay_in_team(same)
        done.append(f"{what} does not end after all")
    else:
        commands.leave_team(same, ends_on=wanted.ends_on)
        done.append(f"{what} ends on {wanted.ends_on}")


def _is_the_hub(team: Team) -> bool:
    return team.is_hub and team.organisation.kind == str(OrganisationKind.COUNCIL)


def _refuse_twice(held: list[Membership], wanted: RegisteredRole, what: str) -> None:
    for one in held:
        begins_after = wanted.ends_on is not None and one.starts_on > wanted.ends_on
        ended_before = one.ends_on is not None and one.ends_on < wanted.starts_on
        if not (begins_after or ended_before):
            raise RegisterError(
                f"{what} from {wanted.starts_on}: they have it from {one.starts_on} already"
            )


def _is_past(day: date | None) -> bool:
    return day is not None and day < timezone.localdate()
