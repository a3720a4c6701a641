"""A sealed matching of five agencies that has been run to a result, and one that waits."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.base.documents.spreadsheets import write_csv
from joinedup.interfaces.demonstration.area import STAFF
from joinedup.interfaces.demonstration.loading.agencies import COUNCIL, Workforce, team_slug
from joinedup.interfaces.demonstration.loading.folder import Area
from joinedup.interfaces.demonstration.loading.records import researcher_of
from joinedup.practice.think_family import commands
from joinedup.practice.think_family.queries import exercises
from joinedup.practice.think_family.rules.criteria import Criteria
from joinedup.practice.think_family.rules.extract_file import OPTIONAL, REQUIRED
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose, Told

Say = Callable[[str], None]

TITLE = "Families with several needs, before they reach the hub"
WAITING = "Young people with nobody at work at home"
_SECOND = "margaret.eastlake@council.example.org"
_RECEIVING = "Family safeguarding team"
_NEEDS: dict[str, dict[str, str]] = {
    COUNCIL: {
        "referral": "abuse_exploitation",
        "child-and-family-assessment": "abuse_exploitation",
        "section-47": "abuse_exploitation",
        "early-help": "relationships",
    },
    "police": {
        "domestic-abuse-incident": "domestic_abuse",
        "arrest": "crime",
        "police-contact": "crime",
    },
    "health": {
        "substance-treatment": "substance_use",
        "CAMHS-plan": "health",
        "ae-self-harm": "health",
        "was-not-brought": "early_years",
    },
    "education": {
        "attendance-concern": "education",
        "school-suspension": "education",
        "school-exclusion": "education",
    },
    "housing": {"rent-arrears": "finance", "homeless": "housing"},
}
"""Which of an agency's events say that there is a need, and which."""
_COLUMNS = (*REQUIRED, *OPTIONAL)


def match_families(area: Area, workforce: Workforce, say: Say) -> None:
    """Act both out, unless they have been."""
    lead = _lead(workforce, COUNCIL)
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        there = {found.title for found in exercises(lead)}
    if TITLE not in there:
        # All of it or nothing: a load that was cut short begins it anew.
        with transaction.atomic():
            exercise_id = _approved(workforce, lead)
            for agency in _NEEDS:
                _send(area, workforce, agency, exercise_id)
            _run_and_release(lead, exercise_id)
    if WAITING not in there:
        _submitted(workforce, lead, WAITING, ("education", "housing"), Criteria(2, 2))
    say("    a sealed matching with its result, and one that waits for approvals")


def _lead(workforce: Workforce, agency: str) -> Viewer:
    email = next(
        member.email
        for member in STAFF
        if member.agency == agency and "information_governance_lead" in member.roles
    )
    return viewer_for(workforce.professionals[email])


def _approved(workforce: Workforce, lead: Viewer) -> UUID:
    exercise_id = _submitted(workforce, lead, TITLE, tuple(_NEEDS), Criteria(3, 2))
    second = viewer_for(workforce.professionals[_SECOND])
    for who in (second, *(_lead(workforce, agency) for agency in _NEEDS if agency != COUNCIL)):
        with session(who, Purpose.INFORMATION_GOVERNANCE):
            commands.approve(
                who,
                exercise_id=exercise_id,
                reasons="No agency sees these families whole, and nothing less would find them.",
            )
    return exercise_id


@transaction.atomic
def _submitted(
    workforce: Workforce, lead: Viewer, title: str, agencies: tuple[str, ...], criteria: Criteria
) -> UUID:
    proposal = commands.Proposal(
        title=title,
        purpose=Purpose.EARLY_HELP,
        why="Each agency sees one need. A family with several is seen by nobody until it is late.",
        told=Told.YES,
        told_reason="The privacy notices of all agencies have said so since May 2026.",
        receiving_team_id=workforce.teams[team_slug(COUNCIL, _RECEIVING)],
        contributes={
            workforce.organisations[agency]: frozenset(_NEEDS[agency].values())
            for agency in agencies
        },
        criteria=criteria,
        own_records_back=True,
        delete_on=timezone.localdate() + timedelta(days=90),
    )
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        exercise_id = commands.propose(lead, proposal=proposal).pk
        commands.submit(lead, exercise_id=exercise_id)
    return exercise_id


def _send(area: Area, workforce: Workforce, agency: str, exercise_id: UUID) -> None:
    researcher = viewer_for(workforce.professionals[researcher_of(agency)])
    rows = [_COLUMNS, *_rows(area, agency)]
    with session(researcher, Purpose.OWN_RECORDS):
        commands.send_extract(researcher, exercise_id=exercise_id, file=BytesIO(write_csv(rows)))


def _rows(area: Area, agency: str) -> Iterator[list[str]]:
    """The agency's people as its extract has them, with the needs that its events speak of."""
    needs: dict[str, set[str]] = defaultdict(set)
    for event in _table(area, agency, "events"):
        if need := _NEEDS[agency].get(event["kind"]):
            needs[event["record_id"]].add(need)
    hidden = _hidden(area, agency)
    for person in _table(area, agency, "people"):
        number = person["record_id"]
        told = {"needs": ";".join(sorted(needs[number]))}
        if number in hidden:
            told["hide_address"] = "yes"
        yield [(person | told).get(name, "") for name in _COLUMNS]


def _table(area: Area, agency: str, name: str) -> Iterator[dict[str, str]]:
    with area.extract(agency, name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _hidden(area: Area, agency: str) -> set[str]:
    """Records of people whose address nobody may learn."""
    return {
        number
        for story in area.stories.values()
        for key in story.whereabouts_restricted
        for number in story.people[key].records.get(agency, ())
    }


def _run_and_release(lead: Viewer, exercise_id: UUID) -> None:
    """What the worker does meanwhile is done here and now: a job that comes later finds it done."""
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        commands.start_run(lead, exercise_id=exercise_id)
    with session(lead, Purpose.EARLY_HELP):
        commands.carry_out(lead, exercise_id=exercise_id)
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        commands.release(
            lead,
            exercise_id=exercise_id,
            reasons="The team has room to offer these families help this month.",
        )
