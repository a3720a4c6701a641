"""A study that has been carried out to its report, and one that waits for approval."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.insight.evaluation import commands
from joinedup.insight.evaluation.analysing import analyse
from joinedup.insight.evaluation.queries import studies
from joinedup.insight.evaluation.rules.bases import Basis
from joinedup.insight.evaluation.rules.plans import Plan
from joinedup.insight.evaluation.rules.states import State
from joinedup.insight.evaluation.rules.variables import measure
from joinedup.interfaces.demonstration.area.programme import EFFECTS, RISKS
from joinedup.interfaces.demonstration.loading.agencies import Workforce
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose

Say = Callable[[str], None]

TITLE = "Does family intervention lessen anti-social behaviour?"
WAITING = "Do families that stay longer do better?"
_EVALUATOR = "yusra.kettering@council.example.org"
_LEAD = "edmund.sayle@council.example.org"
_OUTCOME, _PLACEBO = "antisocial_behaviour", "physical_health"
_WHY = (
    "There were fewer places than families. Those with more troubles were taken in first, so the"
    " groups differ in what they began with. That is what is allowed for. Help does nothing for"
    " physical health: a difference there would mean that the groups cannot be compared."
)
_WHY_LONGER = (
    "How long a family is helped is decided by its keyworker and itself, so that those who stay"
    " longer may be worse off, or more willing. We begin with whether help does anything at all"
    " for parenting, allowing for every risk at the start, and look at months only then."
)
_BACKGROUND = ("children", "lone_parent", "deprivation")


def carry_out_a_study(workforce: Workforce, say: Say) -> None:
    """Act both out, unless they have been."""
    evaluator = viewer_for(workforce.professionals[_EVALUATOR])
    lead = viewer_for(workforce.professionals[_LEAD])
    with session(evaluator, Purpose.EVALUATION):
        there = {found.title: found for found in studies(evaluator)}
    if TITLE not in there:
        # All of it or nothing: a load that was cut short begins it anew.
        with transaction.atomic():
            _carry_out(evaluator, lead)
    if WAITING not in there:
        with transaction.atomic():
            _submit(evaluator, _longer(), _plan_of_longer(), _WHY_LONGER)
    say("    a study with its report, and one that waits for approval")


def _carry_out(evaluator: Viewer, lead: Viewer) -> None:
    study_id = _submit(evaluator, _proposal(), _plan(), _WHY)
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        commands.approve(
            lead,
            study_id=study_id,
            reasons="The board has to know, and nothing here says which family is which.",
        )
    with session(evaluator, Purpose.EVALUATION):
        commands.start_build(evaluator, study_id=study_id)
        commands.build(evaluator, study_id=study_id)
        held = {found.pk: found for found in studies(evaluator)}[study_id]
        # In an area of a few dozen families none is built, and the study says why.
        if held.state == State.BUILT:
            _run(evaluator, study_id, _held(_plan(), held.data["gone"]))


def _submit(evaluator: Viewer, proposal: commands.Proposal, plan: Plan, words: str) -> UUID:
    with session(evaluator, Purpose.EVALUATION):
        made = commands.begin_study(evaluator, proposal=proposal)
        commands.write_protocol(evaluator, study_id=made.pk, plan=plan, words=words)
        commands.submit(evaluator, study_id=made.pk)
        return made.pk


def _run(evaluator: Viewer, study_id: UUID, plan: Plan) -> None:
    """What the worker does meanwhile is done here and now."""
    why = "" if plan == _plan() else "What is left out is not in the data set."
    run = commands.begin_run(evaluator, study_id=study_id, plan=plan, why=why)
    commands.start_run(evaluator, run_id=run.pk)
    made = analyse(commands.data_of_run(evaluator, run_id=run.pk), _silent)
    commands.finish_run(
        evaluator, run_id=run.pk, finding=made.finding, html=made.html, pdf=made.pdf
    )


def _held(plan: Plan, gone: list[str]) -> Plan:
    kept = tuple(name for name in plan.covariates if name not in gone)
    return Plan(plan.method, plan.estimand, plan.outcome, kept, plan.placebo, plan.draws)


def _proposal() -> commands.Proposal:
    risks = (*EFFECTS, _PLACEBO)
    return commands.Proposal(
        title=TITLE,
        question=(
            "Do fewer families show anti-social behaviour at the end, if they took part in family"
            " intervention, than if they had waited?"
        ),
        why="The board decides in spring whether the programme goes on.",
        basis=Basis.SERVICE_EVALUATION,
        variables=[
            *_BACKGROUND,
            *(measure(risk, at) for risk in risks for at in ("start", "exit")),
        ],
        k=5,
        takes_out=True,
        delete_on=timezone.localdate() + timedelta(days=180),
    )


def _plan() -> Plan:
    return Plan(
        method="aipw",
        estimand="att",
        outcome=measure(_OUTCOME, "exit"),
        covariates=(*_BACKGROUND, *(measure(risk, "start") for risk in EFFECTS)),
        placebo=measure(_PLACEBO, "exit"),
    )


def _longer() -> commands.Proposal:
    return commands.Proposal(
        title=WAITING,
        question="Is it better for a family at the end, the longer it was helped?",
        why="Keyworkers ask how long they should stay with a family.",
        basis=Basis.SERVICE_EVALUATION,
        variables=[
            "lone_parent",
            "months",
            "exit_class",
            *(measure(risk, at) for risk in RISKS for at in ("start", "exit")),
        ],
        k=10,
        takes_out=False,
        delete_on=timezone.localdate() + timedelta(days=365),
    )


def _plan_of_longer() -> Plan:
    return Plan(
        method="entropy-balancing",
        estimand="att",
        outcome=measure("parenting", "exit"),
        covariates=("lone_parent", *(measure(risk, "start") for risk in RISKS)),
        draws=200,
    )


def _silent(_percent: int, _doing: str) -> None:
    """How far it is: it takes seconds here."""
