"""Made-up agencies for tests. Tables of agencies are written by the owner's role."""

from datetime import date
from itertools import count

from joinedup.trust.agencies.models import Membership, Organisation, Professional, Team
from joinedup.trust.agencies.rules import OrganisationKind, Role

_numbers = count(1)
LONG_AGO = date(2020, 1, 1)


def organisation(
    name: str = "Council", kind: OrganisationKind = OrganisationKind.COUNCIL
) -> Organisation:
    """A new organisation."""
    return Organisation.objects.create(
        slug=f"organisation-{next(_numbers)}", name=name, kind=str(kind)
    )


def team(of: Organisation | None = None, name: str = "Team", *, is_hub: bool = False) -> Team:
    """A new team."""
    of = of or organisation()
    return Team.objects.create(
        organisation=of, slug=f"team-{next(_numbers)}", name=name, is_hub=is_hub
    )


def professional(
    *roles: tuple[Team, Role], of: Organisation | None = None, name: str = "Ada Worker"
) -> Professional:
    """A professional in post with these roles."""
    of = of or (roles[0][0].organisation if roles else organisation())
    person = Professional.objects.create(organisation=of, name=name, starts_on=LONG_AGO)
    for member_of, role in roles:
        Membership.objects.create(
            professional=person, team=member_of, role=str(role), starts_on=LONG_AGO
        )
    return person
