"""The benchmark's staff: the demonstration's, and enough practitioners to hold the caseloads."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction

from joinedup.base.foundation.owning import as_owner_of_tables
from joinedup.interfaces.command_line.bench.filling.cast import Cast, Desk, FieldTeam
from joinedup.interfaces.command_line.bench.filling.people import FAMILIES_A_TEAM
from joinedup.interfaces.command_line.bench.filling.rows import Kind, row_id
from joinedup.interfaces.demonstration.area import STAFF
from joinedup.interfaces.demonstration.area.catalogue import AGENCIES
from joinedup.interfaces.demonstration.area.generate import FEWEST, generate_area
from joinedup.interfaces.demonstration.loading.agencies import (
    COUNCIL,
    HUB_TEAM,
    SINCE,
    Workforce,
    desk_slug,
    set_up_workforce,
)
from joinedup.interfaces.demonstration.loading.folder import read_area
from joinedup.interfaces.demonstration.loading.records import researcher_of
from joinedup.record.linkage.commands import open_agency_records
from joinedup.trust.accounts.commands import create_account
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose

FEWEST_TEAMS, MOST_TEAMS = 12, 200
SCREENERS = 50
"""How many sign in at once when readers are measured."""


def email_of(kind: str, number: int) -> str:
    """The account of a practitioner or a screener of the benchmark."""
    return f"{kind}-{number}@bench.example.org"


def set_up_cast(people: int) -> Cast:
    """Agencies and staff as the demonstration's, through the same commands; then the others."""
    with tempfile.TemporaryDirectory() as folder:
        generate_area(FEWEST, 1, Path(folder))
        workforce = set_up_workforce(read_area(Path(folder)))
    council = workforce.organisations[COUNCIL]
    hub = workforce.teams[HUB_TEAM]
    families = Cast(people, "", "", "", "", (), ()).families
    teams = min(MOST_TEAMS, max(FEWEST_TEAMS, families // 40))
    with as_owner_of_tables():
        practitioners = _practitioners(council, min(teams, families // FAMILIES_A_TEAM or 1), hub)
    return Cast(
        people=people,
        council=str(council),
        hub=str(hub),
        screener=_with_role(workforce, "screener"),
        manager=_with_role(workforce, "hub_decision_maker"),
        desks=tuple(_desk(workforce, slug) for slug in AGENCIES),
        teams=practitioners,
    )


def _with_role(workforce: Workforce, role: str) -> str:
    return str(next(workforce.professionals[m.email] for m in STAFF if role in m.roles))


def _desk(workforce: Workforce, slug: str) -> Desk:
    researcher = viewer_for(workforce.professionals[researcher_of(slug)])
    with session(researcher, Purpose.OWN_RECORDS):
        records = open_agency_records(researcher, agency=researcher.agency_id)
    return Desk(
        slug=slug,
        organisation=str(workforce.organisations[slug]),
        team=str(workforce.teams[desk_slug(slug)]),
        researcher=str(researcher.professional_id),
        records=str(records.pk),
    )


@transaction.atomic
def _practitioners(council: UUID, teams: int, hub: UUID) -> tuple[FieldTeam, ...]:
    """A practitioner a team, and screeners who read at the same time."""
    model = apps.get_model
    made = []
    for number in range(teams):
        team = UUID(row_id(Kind.TEAM, number))
        model("agencies.Team").objects.create(
            id=team, organisation_id=council, slug=f"bench-team-{number}",
            name=f"Family team {number + 1}",
        )  # fmt: skip
        person = _professional(number, council, team, Role.PRACTITIONER, "practitioner")
        made.append(FieldTeam(str(team), str(person), str(council)))
    for number in range(SCREENERS):
        _professional(MOST_TEAMS + number, council, hub, Role.SCREENER, "screener", name=number)
    return tuple(made)


def _professional(
    number: int, council: UUID, team: UUID, role: Role, kind: str, *, name: int | None = None
) -> UUID:
    called = number if name is None else name
    person: Any = apps.get_model("agencies.Professional").objects.create(
        id=UUID(row_id(Kind.PROFESSIONAL, number)), organisation_id=council,
        name=f"{role.label} {called + 1}", job_title=role.label, starts_on=SINCE,
    )  # fmt: skip
    apps.get_model("agencies.Membership").objects.create(
        id=UUID(row_id(Kind.MEMBERSHIP, number)), professional=person, team_id=team,
        role=str(role), starts_on=date(2024, 9, 2),
    )  # fmt: skip
    create_account(person, email=email_of(kind, called), password=None)
    found: UUID = person.pk
    return found
