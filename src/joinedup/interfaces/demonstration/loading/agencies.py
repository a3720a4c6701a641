"""The area's organisations, services, teams and staff, each with an account to sign in with."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from joinedup.base.foundation.owning import as_owner_of_tables
from joinedup.interfaces.demonstration.area import STAFF, StaffMember
from joinedup.interfaces.demonstration.loading.folder import Area, AreaAgency
from joinedup.interfaces.demonstration.loading.sign_in import PASSWORD, ROLES
from joinedup.trust.accounts.commands import create_account
from joinedup.trust.accounts.queries import NoSuchAccountError, account_with_email
from joinedup.trust.agencies.commands import (
    add_organisation,
    add_service,
    add_team,
    appoint,
    join_team,
    open_front_door,
)
from joinedup.trust.agencies.queries import organisations
from joinedup.trust.agencies.rules import OrganisationKind

SINCE = date(2024, 9, 2)
"""When everybody began their work, and the agreement its life."""

HUB_TEAM = "hub"
COUNCIL = "childrens-social-care"
_MENTAL_HEALTH = "adult-mental-health"
_KINDS = {
    "local-authority": OrganisationKind.COUNCIL,
    "police-force": OrganisationKind.POLICE,
    "nhs-trust": OrganisationKind.HEALTH,
    "education-service": OrganisationKind.EDUCATION,
    "housing-provider": OrganisationKind.HOUSING,
    "probation-service": OrganisationKind.PROBATION,
    "voluntary-organisation": OrganisationKind.CHARITY,
}


@dataclass(frozen=True, slots=True)
class Workforce:
    """Who works here: ids of organisations and teams by slug, of professionals by e-mail."""

    organisations: dict[str, UUID]
    teams: dict[str, UUID]
    professionals: dict[str, UUID]


def set_up_workforce(area: Area) -> Workforce:
    """Everybody who works in the area. What is there already is brought up to date."""
    teams: dict[str, UUID] = {}
    professionals: dict[str, UUID] = {}
    with as_owner_of_tables():
        for agency in area.agencies:
            _set_up(agency, teams, professionals)
        open_front_door()
    return Workforce({o.slug: o.pk for o in organisations()}, teams, professionals)


def desk_slug(agency: str) -> str:
    """The team that holds an agency's place in the hub; the council's is the hub itself."""
    return HUB_TEAM if agency == COUNCIL else f"{agency}-hub-desk"


def team_slug(agency: str, name: str) -> str:
    """An operational team of an agency."""
    return f"{agency}-{slugify(name)}"[:80]


@transaction.atomic
def _set_up(agency: AreaAgency, teams: dict[str, UUID], professionals: dict[str, UUID]) -> None:
    kind = OrganisationKind.MENTAL_HEALTH if agency.slug == _MENTAL_HEALTH else _KINDS[agency.kind]
    organisation = add_organisation(slug=agency.slug, name=agency.name, kind=kind)
    desk = add_team(
        organisation,
        slug=desk_slug(agency.slug),
        name="Safeguarding hub" if agency.slug == COUNCIL else f"{agency.name}: hub desk",
        is_hub=True,
    )
    made = {desk.slug: desk}
    for service in agency.services:
        add_service(organisation, name=service.name, contact=service.contact)
        slug = team_slug(agency.slug, service.name)
        made[slug] = add_team(organisation, slug=slug, name=service.name, contact=service.contact)
    for member in (m for m in STAFF if m.agency == agency.slug):
        slug = _team_of(member)
        if slug not in made:
            made[slug] = add_team(organisation, slug=slug, name=member.team)
        found = _in_post(member.email)
        if found is None:
            person = appoint(
                organisation, name=member.name, job_title=member.title, starts_on=SINCE
            )
            for role in dict.fromkeys(ROLES[role] for role in member.roles):
                join_team(person, team=made[slug], role=role, starts_on=SINCE)
            create_account(person, email=member.email, password=PASSWORD)
            found = person.pk
        professionals[member.email] = found
    teams |= {slug: team.pk for slug, team in made.items()}


def _team_of(member: StaffMember) -> str:
    return desk_slug(member.agency) if member.hub else team_slug(member.agency, member.team)


def _in_post(email: str) -> UUID | None:
    try:
        found: UUID | None = account_with_email(email).professional_id
    except NoSuchAccountError:
        return None
    return found
