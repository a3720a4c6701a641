"""Agencies that take part in an exercise, their extracts, and exercises taken to each state.

    team = a_team()                           # council, police, health, and their people
    exercise_id = opened(team)                # and drafted, submitted, sent, matched, released...

Each function that takes an exercise on returns its id. Whatever the people in the extracts, they
are made up; ``extract`` turns rows into a file as an agency sends it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from itertools import count
from random import Random
from uuid import UUID

from django.utils import timezone

from joinedup.base.documents.spreadsheets import write_csv
from joinedup.practice.think_family import commands, jobs
from joinedup.practice.think_family.models import Exercise
from joinedup.practice.think_family.rules.criteria import Criteria
from joinedup.practice.think_family.rules.extract_file import OPTIONAL, REQUIRED
from joinedup.record.linkage.engine.tests.town import FAMILY, GIVEN, STREETS
from joinedup.trust.accounts.models import User
from joinedup.trust.agencies.models import Organisation, Team
from joinedup.trust.agencies.rules import OrganisationKind, Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.agreeing import AgreementDraft, record_agreement
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose, Told
from joinedup.trust.sharing.rules.categories import CONTENT
from joinedup.trust.sharing.tests import agreements

PASSWORD = "three unlikely words"
COLUMNS = (*REQUIRED, *OPTIONAL)
Row = Mapping[str, str]
_numbers = count(1)


@dataclass(frozen=True)
class Taking:
    """One agency that takes part: who decides for it, and who sends its extract."""

    agency: Organisation
    lead: Viewer
    researcher: Viewer


@dataclass(frozen=True)
class Partnership:
    """A council that leads, with its people, and two agencies that contribute with it."""

    council: Taking
    police: Taking
    health: Taking
    second: Viewer
    early_help: Team
    manager: Viewer
    board: Viewer

    @property
    def all(self) -> tuple[Taking, ...]:
        """Everybody who contributes."""
        return (self.council, self.police, self.health)


def in_post(team: Team, role: Role, name: str) -> Viewer:
    """Somebody new in a team."""
    return viewer_for(agencies.professional((team, role), name=name).pk)


def a_partnership(
    *,
    agreement: bool = True,
    council: Organisation | None = None,
    police: Organisation | None = None,
    health: Organisation | None = None,
) -> Partnership:
    """Three agencies; with ``agreement``, one that binds them for every purpose of asking."""
    council = council or agencies.organisation("Brackenshire Council")
    police = police or agencies.organisation("Brackenshire Police", OrganisationKind.POLICE)
    health = health or agencies.organisation("Brackenshire NHS Trust", OrganisationKind.HEALTH)
    if agreement:
        an_agreement(council, police, health)
    office = agencies.team(council, "Information governance")
    early_help = agencies.team(council, "Early help west")
    board = agencies.team(council, "Partnership board")
    return Partnership(
        council=_taking(council),
        police=_taking(police),
        health=_taking(health),
        second=in_post(office, Role.INFORMATION_GOVERNANCE_LEAD, "Siân Second"),
        early_help=early_help,
        manager=in_post(early_help, Role.TEAM_MANAGER, "Marged Manager"),
        board=in_post(board, Role.BOARD_MEMBER, "Bryn Board"),
    )


def _taking(agency: Organisation) -> Taking:
    office = agencies.team(agency, f"Governance of {agency.name}")
    desk = agencies.team(agency, f"Desk of {agency.name}", is_hub=True)
    return Taking(
        agency,
        in_post(office, Role.INFORMATION_GOVERNANCE_LEAD, f"Lead of {agency.name}"),
        in_post(desk, Role.RESEARCHER, f"Researcher of {agency.name}"),
    )


def an_agreement(*parties: Organisation, purposes: Iterable[Purpose] = (Purpose.EARLY_HELP,)):
    """An agreement that all of them have accepted."""
    draft = AgreementDraft(
        reference=f"exercises-{next(_numbers)}",
        version=1,
        name="Sealed matching agreement",
        contact="Information governance",
        parties=[party.pk for party in parties],
        data=[],
        purposes=list(purposes),
        categories=CONTENT,
        starts_on=timezone.localdate() - timedelta(days=100),
        ends_on=timezone.localdate() + timedelta(days=400),
        permitted_uses=[],
    )
    first, *others = [agreements.governance_lead(party) for party in parties]
    with session(first, Purpose.INFORMATION_GOVERNANCE):
        made = record_agreement(first, draft=draft)
    for lead in others:
        agreements.answer(lead, made)
    return made


def account(viewer: Viewer) -> User:
    """An account to sign in with."""
    found = User.objects.filter(professional_id=viewer.professional_id).first()
    return found or User.objects.create_user(
        f"exercise{next(_numbers)}@agency.example", PASSWORD, professional_id=viewer.professional_id
    )


def a_proposal(team: Partnership | None, **more: object) -> commands.Proposal:
    """Three needs from two agencies, for early help, deleted in a month."""
    terms: dict[str, object] = {
        "title": "Families who need early help",
        "purpose": Purpose.EARLY_HELP,
        "why": "Each agency sees one need; nobody sees the family.",
        "told": Told.YES,
        "told_reason": "The councils' and agencies' privacy notices say so.",
        "criteria": Criteria(needs=3, agencies=2),
        "own_records_back": True,
        "delete_on": timezone.localdate() + timedelta(days=30),
    }
    if team is not None:
        terms["receiving_team_id"] = team.early_help.pk
        terms["contributes"] = {
            team.council.agency.pk: frozenset({"education", "finance"}),
            team.police.agency.pk: frozenset({"crime", "domestic_abuse"}),
            team.health.agency.pk: frozenset({"health", "substance_use"}),
        }
    return commands.Proposal(**{**terms, **more})


def drafted(team: Partnership, **more: object) -> UUID:
    """A proposal that is being written."""
    lead = team.council.lead
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        return commands.propose(lead, proposal=a_proposal(team, **more)).pk


def submitted(team: Partnership, **more: object) -> UUID:
    """An exercise that waits for approvals."""
    exercise_id = drafted(team, **more)
    lead = team.council.lead
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        commands.submit(lead, exercise_id=exercise_id)
    return exercise_id


def exercises(team: Partnership) -> list[Exercise]:
    """All that the lead agency's information governance lead may see."""
    with session(team.council.lead, Purpose.INFORMATION_GOVERNANCE):
        return list(Exercise.objects.all())


def exercise(team: Partnership, exercise_id: UUID) -> Exercise:
    """One of them."""
    return next(found for found in exercises(team) if found.pk == exercise_id)


def approve(who: Viewer, exercise_id: UUID) -> None:
    """Somebody approves."""
    with session(who, Purpose.INFORMATION_GOVERNANCE):
        commands.approve(who, exercise_id=exercise_id, reasons="Needed, and no wider than needed.")


def opened(team: Partnership, **more: object) -> UUID:
    """An exercise that is open for extracts."""
    exercise_id = submitted(team, **more)
    for who in (team.second, team.police.lead, team.health.lead):
        approve(who, exercise_id)
    return exercise_id


def send(by: Viewer, exercise_id: UUID, rows: Iterable[Row]):
    """An agency sends its extract."""
    with session(by, Purpose.OWN_RECORDS):
        return commands.send_extract(by, exercise_id=exercise_id, file=extract(rows))


def sent(team: Partnership, rows: Mapping[str, list[Row]] | None = None, **more: object) -> UUID:
    """Every agency has sent its extract: ``rows`` by council, police, health."""
    exercise_id = opened(team, **more)
    rows = rows or a_town()
    for name in ("council", "police", "health"):
        send(getattr(team, name).researcher, exercise_id, rows[name])
    return exercise_id


def started(team: Partnership, rows: Mapping[str, list[Row]] | None = None, **more: object) -> UUID:
    """The run has been started, and not yet been carried out."""
    exercise_id = sent(team, rows, **more)
    lead = team.council.lead
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        commands.start_run(lead, exercise_id=exercise_id)
    return exercise_id


def matched(team: Partnership, rows: Mapping[str, list[Row]] | None = None, **more: object) -> UUID:
    """The run is over, and its result not released."""
    exercise_id = started(team, rows, **more)
    run(team.council.lead, exercise_id)
    return exercise_id


def run(by: Viewer, exercise_id: UUID) -> None:
    """The worker does the job that somebody started."""
    work = {"exercise_id": exercise_id, "professional_id": by.professional_id}
    jobs.carry_out._task(**{key: str(value) for key, value in work.items()})


def released(
    team: Partnership, rows: Mapping[str, list[Row]] | None = None, **more: object
) -> UUID:
    """The result is with the team that it is for."""
    exercise_id = matched(team, rows, **more)
    lead = team.council.lead
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        commands.release(lead, exercise_id=exercise_id, reasons="They will be offered help.")
    return exercise_id


def closed(team: Partnership, rows: Mapping[str, list[Row]] | None = None) -> UUID:
    """Everything is deleted."""
    exercise_id = released(team, rows)
    lead = team.council.lead
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        commands.close(lead, exercise_id=exercise_id, reasons="All families have been visited.")
    return exercise_id


def a_row(record_id: str, **cells: str) -> Row:
    """One person as an agency sends them."""
    return {
        "record_id": record_id,
        "given_names": "Ffion",
        "family_name": "Ŵyn",
        "birth_date": "2014-05-03",
        "needs": "",
        **cells,
    }


def extract(rows: Iterable[Row]) -> BytesIO:
    """The file."""
    table = [[row.get(name, "") for name in COLUMNS] for row in rows]
    return BytesIO(write_csv([COLUMNS, *table]))


QUALIFYING, BELOW = "Hollowbrook", "Thistlemere"
"""Surnames that nobody else has: of a family that meets the criteria, and of one that does not."""


def a_town(households: int = 60) -> dict[str, list[Row]]:
    """Extracts of council, police and health: a crowd with at most two needs a family, one family
    that meets the criteria of ``a_proposal``, and one that has two needs."""
    rows: dict[str, list[Row]] = {"council": [], "police": [], "health": []}
    draw = Random(4)  # noqa: S311 - made-up people, the same in every run
    needs = {"council": "education", "police": "crime", "health": "health"}
    for home in range(households):
        family, line = FAMILY[home % len(FAMILY)], f"{home + 1} {STREETS[home % len(STREETS)]}"
        place = {"address_line": line, "postcode": f"QX{home % 9 + 1} {home % 8 + 1}AB"}
        for member in range(3):
            given = GIVEN[(home * 7 + member * 17) % len(GIVEN)]
            born = f"{1980 + draw.randrange(10) + 28 * (member > 0)}-{draw.randrange(1, 13):02d}"
            person = {
                "given_names": given.title(),
                "family_name": family.title(),
                "birth_date": f"{born}-{draw.randrange(1, 29):02d}",
                **place,
            }
            for agency in draw.sample(sorted(rows), 2):
                known = needs[agency] if member == 0 and agency != "health" else ""
                number = f"{agency[0].upper()}{home:03d}{member}"
                rows[agency].append(a_row(number, **person, needs=known))
    _add(rows, QUALIFYING, "9", {"council": "education", "police": "crime", "health": "health"})
    _add(rows, BELOW, "8", {"council": "education", "police": "crime", "health": ""})
    return rows


def _add(rows: dict[str, list[Row]], family: str, number: str, needs: Mapping[str, str]) -> None:
    """A mother and a son whom each agency knows, with one need each."""
    for agency, need in needs.items():
        for n, (given, born) in enumerate([("Rhiannon", "1988-02-11"), ("Osian", "2015-09-23")]):
            rows[agency].append(
                a_row(
                    f"{agency[0].upper()}-{family[0]}{n}",
                    given_names=given if number == "9" else {0: "Meinir", 1: "Tomos"}[n],
                    family_name=family,
                    birth_date=born if number == "9" else {0: "1985-07-19", 1: "2012-01-30"}[n],
                    address_line=f"{number}00 Long Lane",
                    postcode=f"QY1 {number}ZZ",
                    needs=need if n == 0 else "",
                )
            )
