"""Runs: begun by an evaluator, carried out in the background in that person's name, and kept."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from joinedup.base.foundation.transitions import NotNow
from joinedup.insight.evaluation.commands.steps import locked, log
from joinedup.insight.evaluation.models import Run, Study
from joinedup.insight.evaluation.rules import plans
from joinedup.insight.evaluation.rules.plans import Plan
from joinedup.insight.evaluation.rules.runs import FINISHED, RunState, Work
from joinedup.insight.evaluation.rules.states import State
from joinedup.trust.agencies.rules import Role
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer


class StoppedError(Exception):
    """Somebody has stopped the run meanwhile."""


@transaction.atomic
def begin_run(actor: Viewer, *, study_id: UUID, plan: Plan, why: str = "") -> Run:
    """Have a method run on the data set. What is not as the protocol says needs its reasons.

    Raises ``NotNow`` without a data set, ``ValueError`` for a plan that cannot be, or that deviates
    without reasons, ``NotVisible`` unless the actor is an evaluator.
    """
    study = locked(study_id)
    if not actor.has(Role.EVALUATOR) or actor.agency_id != study.agency_id:
        raise NotVisible
    if study.state != State.BUILT:
        raise NotNow("There is no data set to run it on.")
    held = [name for name in study.variables if name not in study.data["gone"]]
    if wrong := plans.what_is_wrong(plan, held)[1]:
        raise ValueError(wrong)
    said = plans.deviations(plans.plan_of(study.protocol), plan, gone=study.data["gone"])
    if said and not why.strip():
        raise ValueError("Say why it is not done as the protocol says.")
    last = Run.objects.filter(study=study).aggregate(last=Max("number"))["last"] or 0
    run = Run(
        study=study,
        number=last + 1,
        plan=plan.as_json(),
        why=why.strip(),
        state=RunState.WAITING,
        started_by_id=actor.professional_id,
        protocol_sha256=study.protocol_sha256,
        data_sha256=study.data_sha256,
        deviations=[*said, *plans.earlier_runs(_finished(study))],
    )
    run.save(force_insert=True)
    log(study, Action.ADDED, {"run": run.number, "method": plan.method}, kind="study_run")
    return run


@transaction.atomic
def start_run(actor: Viewer, *, run_id: UUID) -> bool:
    """Begin to carry a run out. False when there is nothing to do any more, so that it can be
    tried twice."""
    run = _locked_run(run_id)
    if run.state in FINISHED or run.started_by_id != actor.professional_id:
        return False
    run.state, run.percent, run.doing = RunState.RUNNING, 1, "Opening the data set"
    run.save(update_fields=["state", "percent", "doing"])
    return True


def data_of_run(actor: Viewer, *, run_id: UUID) -> Work:
    """The data set and the plan. Needs a session for the purpose of evaluation.

    Raises ``NotVisible`` where the data set is not there, or not the actor's.
    """
    run = _locked_run(run_id)
    study = run.study
    with connection.cursor() as cursor:
        cursor.execute("SELECT evaluation_rows(%s)", [study.pk])
        content = cursor.fetchone()[0]
    if content is None:
        raise NotVisible
    return Work(
        title=study.title,
        plan=plans.plan_of(run.plan),
        content=bytes(content),
        data_sha256=run.data_sha256,
        deviations=tuple(run.deviations),
        facts=(
            ("Study", f"{study.reference}, run {run.number}, by {actor.name}"),
            ("Question", study.question),
            ("SHA-256 of the protocol", run.protocol_sha256),
            ("Families that are alike at least", str(study.k)),
        ),
    )


@transaction.atomic
def say_how_far(actor: Viewer, *, run_id: UUID, percent: int, doing: str) -> None:
    """For whoever looks on. Raises ``StoppedError`` when the run was stopped."""
    run = _running(actor, run_id)
    run.percent, run.doing = max(run.percent, min(percent, 99)), doing
    run.save(update_fields=["percent", "doing"])


@transaction.atomic
def finish_run(
    actor: Viewer, *, run_id: UUID, finding: Mapping[str, Any], html: str, pdf: bytes
) -> None:
    """Keep what was found, with the report. Raises ``StoppedError``."""
    run = _running(actor, run_id)
    run.state, run.percent, run.doing = RunState.DONE, 100, ""
    run.finding, run.html, run.pdf, run.ended_at = finding, html, pdf, timezone.now()
    run.save(update_fields=["state", "percent", "doing", "finding", "html", "pdf", "ended_at"])
    details = {"run": run.number, "deviations": len(run.deviations)}
    log(run.study, Action.DECIDED, {**details}, kind="study_run")


@transaction.atomic
def fail_run(actor: Viewer, *, run_id: UUID, failure: str) -> None:
    """The data cannot answer; ``failure`` says why. Raises ``StoppedError``."""
    run = _running(actor, run_id)
    run.state, run.doing, run.failure = RunState.FAILED, "", failure
    run.ended_at = timezone.now()
    run.save(update_fields=["state", "doing", "failure", "ended_at"])
    log(run.study, Action.ENDED, {"run": run.number, "failed": True}, kind="study_run")


@transaction.atomic
def stop_run(actor: Viewer, *, study_id: UUID, run_id: UUID) -> None:
    """Stop it; it can be begun anew. Raises ``NotNow`` when it is over already."""
    run = _locked_run(run_id)
    if run.study_id != study_id or not actor.has(Role.EVALUATOR):
        raise NotVisible
    if run.state in FINISHED:
        raise NotNow("The run is over already.")
    run.state, run.doing, run.ended_at = RunState.CANCELLED, "", timezone.now()
    run.save(update_fields=["state", "doing", "ended_at"])
    log(run.study, Action.ENDED, {"run": run.number, "stopped": True}, kind="study_run")


def _running(actor: Viewer, run_id: UUID) -> Run:
    run = _locked_run(run_id)
    if run.state != RunState.RUNNING or run.started_by_id != actor.professional_id:
        raise StoppedError
    return run


def _locked_run(run_id: UUID) -> Run:
    rows = Run.objects.select_related("study").select_for_update(of=("self",))
    found = rows.filter(pk=run_id).first()
    if found is None:
        raise NotVisible
    return found


def _finished(study: Study) -> int:
    return Run.objects.filter(study=study, state=RunState.DONE).count()
