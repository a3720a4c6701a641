"""Who is in a team today, and to which teams something can be sent."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from joinedup.trust.agencies.models import Membership, Professional
from joinedup.trust.agencies.queries import operational_teams, teams_today
from joinedup.trust.agencies.rules import WORKS_WITH_FAMILIES, OrganisationKind, Role
from joinedup.trust.agencies.tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_a_team_needs_somebody_who_works_with_families(role):
    team = factories.team()
    factories.professional((team, role))
    assert (team in operational_teams()) == (role in WORKS_WITH_FAMILIES)


@pytest.mark.parametrize("table", [Membership, Professional])
@pytest.mark.parametrize(
    ("starts", "ends", "here"),
    [
        (-9, None, True),
        (-9, 0, True),
        (0, None, True),
        (-9, -1, False),
        (1, None, False),
    ],
)
def test_both_the_place_and_the_post_must_be_held_today(table, starts, ends, here):
    team = factories.team()
    factories.professional((team, Role.PRACTITIONER))
    today = timezone.localdate()
    factories.change(
        table.objects.all(),
        starts_on=today + timedelta(days=starts),
        ends_on=None if ends is None else today + timedelta(days=ends),
    )
    assert (team in operational_teams()) is here
    assert len(teams_today([team.pk]).get(team.pk, ())) == here


def test_neither_the_hub_nor_the_public():
    hub = factories.team(is_hub=True)
    public = factories.team(factories.organisation("Public", OrganisationKind.PUBLIC))
    for team in (hub, public):
        factories.professional((team, Role.PRACTITIONER))
    assert not operational_teams().exists()


def test_somebody_with_two_roles_is_one_person():
    team, other = factories.team(), factories.team()
    both = ((team, Role.PRACTITIONER), (team, Role.TEAM_MANAGER), (other, Role.REFERRER))
    ada = factories.professional(*both)
    bea = factories.professional((team, Role.REFERRER), name="Bea Worker")
    factories.change(Membership.objects.filter(professional=bea), starts_on=date(2021, 1, 1))
    found = teams_today([team.pk])
    assert [(c.id, c.works_with_families, c.is_manager) for c in found[team.pk]] == [
        (ada.pk, True, True),
        (bea.pk, False, False),
    ]
