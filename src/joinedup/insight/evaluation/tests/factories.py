"""An agency with families, evaluators and those who decide; and studies taken to each state.

    team = a_team()                           # council with 60 families, and its people
    study_id = built(team)                    # and drafted, submitted, approved, run, ended...

Each function that takes a study on returns its id.
"""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from random import Random
from uuid import UUID

from django.utils import timezone

from joinedup.insight.evaluation import commands, jobs
from joinedup.insight.evaluation.models import Run, Study
from joinedup.insight.evaluation.rules.bases import Basis
from joinedup.insight.evaluation.rules.plans import Plan
from joinedup.record.outcomes.rules import Answer, FamilyThen
from joinedup.record.outcomes.tests import factories as outcomes
from joinedup.trust.accounts.models import User
from joinedup.trust.agencies.models import Organisation, Team
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose

PASSWORD = "three unlikely words"
REFERENCE = "FI-SECRET"
VARIABLES = (
    "children",
    "lone_parent",
    "school_start",
    "school_exit",
    "physical_health_start",
    "physical_health_exit",
)
_numbers = count(1)


@dataclass(frozen=True)
class EvaluationTeam:
    """An agency's service, and those who evaluate it, decide about it and read of it."""

    agency: Organisation
    service: outcomes.Service
    evaluator: Viewer
    colleague: Viewer
    lead: Viewer
    board: Viewer


def in_post(team: Team, role: Role, name: str) -> Viewer:
    """Somebody new in a team."""
    return viewer_for(agencies.professional((team, role), name=name).pk)


def a_team(
    families: int = 60,
    agency: Organisation | None = None,
    *,
    evaluator: Viewer | None = None,
    lead: Viewer | None = None,
) -> EvaluationTeam:
    """With so many families, half of whom took part; people who are not named are new."""
    agency = agency or agencies.organisation("Brackenshire Council")
    evaluation = agencies.team(agency, "Evaluation")
    governance = agencies.team(agency, "Information governance")
    service = outcomes.a_service(agency)
    made = EvaluationTeam(
        agency=agency,
        service=service,
        evaluator=evaluator or in_post(evaluation, Role.EVALUATOR, "Yusra Evaluator"),
        colleague=in_post(evaluation, Role.EVALUATOR, "Colm Colleague"),
        lead=lead or in_post(governance, Role.INFORMATION_GOVERNANCE_LEAD, "Lowri Lead"),
        board=in_post(agencies.team(agency, "Board"), Role.BOARD_MEMBER, "Beca Board"),
    )
    draw = Random(11)  # noqa: S311 - made-up families, the same in every run
    for number in range(families):
        a_family(service, draw, number)
    return made


def a_family(service: outcomes.Service, draw: Random, number: int):
    """One whose risks are drawn by lot; those who took part less often have trouble at school."""
    took_part = number % 2 == 0
    risks = {risk: draw.random() < 0.5 for risk in ("school", "physical_health")}
    end = {"school": draw.random() < (0.3 if took_part else 0.6), "physical_health": number % 4 < 2}
    return outcomes.a_family(
        service,
        took_part=took_part,
        family=FamilyThen(1 + number % 3, number % 16, _answer(number % 4 < 2), 1 + number % 5),
        start={risk: _answer(had) for risk, had in risks.items()},
        end={risk: _answer(had) for risk, had in end.items()},
        reference=f"{REFERENCE}-{number}",
    )


def _answer(had: bool) -> Answer:
    return Answer.YES if had else Answer.NO


def account(viewer: Viewer) -> User:
    """An account to sign in with."""
    found = User.objects.filter(professional_id=viewer.professional_id).first()
    return found or User.objects.create_user(
        f"study{next(_numbers)}@agency.example", PASSWORD, professional_id=viewer.professional_id
    )


def a_proposal(**more: object) -> commands.Proposal:
    """Trouble at school, allowing for what was known at the start, deleted in a month."""
    terms: dict[str, object] = {
        "title": "Does help keep children at school?",
        "question": "Do fewer families have trouble at school at the end, if they took part?",
        "why": "We decide in spring whether to go on.",
        "basis": Basis.SERVICE_EVALUATION,
        "variables": VARIABLES,
        "k": 5,
        "takes_out": False,
        "delete_on": timezone.localdate() + timedelta(days=30),
    }
    return commands.Proposal(**{**terms, **more})


def a_plan(**more: object) -> Plan:
    """Regression, with a placebo."""
    terms: dict[str, object] = {
        "method": "regression",
        "estimand": "att",
        "outcome": "school_exit",
        "covariates": ("lone_parent", "school_start"),
        "placebo": "physical_health_exit",
        "draws": 0,
    }
    return Plan(**{**terms, **more})


def drafted(team: EvaluationTeam, **more: object) -> UUID:
    """A study that is being written, with its protocol."""
    with session(team.evaluator, Purpose.EVALUATION):
        made = commands.begin_study(team.evaluator, proposal=a_proposal(**more))
        commands.write_protocol(
            team.evaluator, study_id=made.pk, plan=a_plan(), words="Places were short."
        )
        return made.pk


def submitted(team: EvaluationTeam, **more: object) -> UUID:
    """A study that waits for approval."""
    study_id = drafted(team, **more)
    with session(team.evaluator, Purpose.EVALUATION):
        commands.submit(team.evaluator, study_id=study_id)
    return study_id


def approved(team: EvaluationTeam, **more: object) -> UUID:
    """A study whose data set can be built."""
    study_id = submitted(team, **more)
    with session(team.lead, Purpose.INFORMATION_GOVERNANCE):
        commands.approve(team.lead, study_id=study_id, reasons="Needed, and no more than needed.")
    return study_id


def building(team: EvaluationTeam, **more: object) -> UUID:
    """The data set has been asked for, and not been built yet."""
    study_id = approved(team, **more)
    with session(team.evaluator, Purpose.EVALUATION):
        commands.start_build(team.evaluator, study_id=study_id)
    return study_id


def built(team: EvaluationTeam, **more: object) -> UUID:
    """A study with its data set."""
    study_id = building(team, **more)
    do(jobs.build, study_id=study_id, professional_id=team.evaluator.professional_id)
    return study_id


def begun(team: EvaluationTeam, study_id: UUID, *, why: str = "", **plan: object) -> UUID:
    """A run that waits for the worker."""
    with session(team.evaluator, Purpose.EVALUATION):
        return commands.begin_run(
            team.evaluator, study_id=study_id, plan=a_plan(**plan), why=why
        ).pk


def run(team: EvaluationTeam, study_id: UUID, *, why: str = "", **plan: object) -> UUID:
    """A run that is over."""
    run_id = begun(team, study_id, why=why, **plan)
    do(jobs.carry_out, run_id=run_id, professional_id=team.evaluator.professional_id)
    return run_id


def ended(team: EvaluationTeam, **more: object) -> UUID:
    """The data set is deleted."""
    study_id = built(team, **more)
    with session(team.evaluator, Purpose.EVALUATION):
        commands.end(team.evaluator, study_id=study_id, reasons="The question is answered.")
    return study_id


def do(job: object, **ids: UUID) -> None:
    """The worker does a job."""
    job._task(**{key: str(value) for key, value in ids.items()})


def study(team: EvaluationTeam, study_id: UUID) -> Study:
    """As its evaluator reads it."""
    with session(team.evaluator, Purpose.EVALUATION):
        return Study.objects.get(pk=study_id)


def studies(team: EvaluationTeam) -> list[Study]:
    """All that its evaluator may read."""
    with session(team.evaluator, Purpose.EVALUATION):
        return list(Study.objects.all())


def the_run(team: EvaluationTeam, run_id: UUID) -> Run:
    """As its evaluator reads it."""
    with session(team.evaluator, Purpose.EVALUATION):
        return Run.objects.get(pk=run_id)
