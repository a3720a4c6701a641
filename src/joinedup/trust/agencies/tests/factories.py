"""Made-up agencies for tests. Tables of agencies are written by the owner's role."""

from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from joinedup.base.foundation.owning import as_owner_of_tables
from joinedup.trust.agencies.models import Membership, Organisation, Professional, Team
from joinedup.trust.agencies.rules import OrganisationKind, Role

_numbers = count(1)
LONG_AGO = date(2020, 1, 1)


def organisation(
    name: str = "Council", kind: OrganisationKind = OrganisationKind.COUNCIL
) -> Organisation:
    """A new organisation."""
    with as_owner_of_tables():
        return Organisation.objects.create(
            slug=f"organisation-{next(_numbers)}", name=name, kind=str(kind)
        )


def team(of: Organisation | None = None, name: str = "Team", *, is_hub: bool = False) -> Team:
    """A new team."""
    of = of or organisation()
    with as_owner_of_tables():
        return Team.objects.create(
            organisation=of, slug=f"team-{next(_numbers)}", name=name, is_hub=is_hub
        )


def professional(
    *roles: tuple[Team, Role], of: Organisation | None = None, name: str = "Ada Worker"
) -> Professional:
    """A professional in post with these roles."""
    of = of or (roles[0][0].organisation if roles else organisation())
    with as_owner_of_tables():
        person = Professional.objects.create(organisation=of, name=name, starts_on=LONG_AGO)
    for member_of, role in roles:
        join(person.pk, member_of, role)
    return person


def join(person_id: UUID, member_of: Team, role: Role) -> None:
    """A place in a team, since long ago."""
    with as_owner_of_tables():
        Membership.objects.create(
            professional_id=person_id, team=member_of, role=str(role), starts_on=LONG_AGO
        )


def everybody_leaves(team: Team) -> None:
    """Nobody is in a team any more."""
    change(Membership.objects.filter(team=team), ends_on=LONG_AGO)


def change(rows: QuerySet[Any], **to: object) -> None:
    """What the administrator changes about agencies and their people."""
    with as_owner_of_tables():
        rows.update(**to)
