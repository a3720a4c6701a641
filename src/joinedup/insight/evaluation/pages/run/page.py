"""Running a method on a data set: begun here, looked on at here, stopped here."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.foundation.tasks import enqueue
from joinedup.base.foundation.transitions import NotNow
from joinedup.base.govuk.wording import say_datetime
from joinedup.insight.evaluation import commands, jobs, queries
from joinedup.insight.evaluation.pages import presenting
from joinedup.insight.evaluation.pages.planning import PlanForm, initial_of
from joinedup.insight.evaluation.queries import StudyView
from joinedup.insight.evaluation.rules.plans import Plan, plan_of
from joinedup.insight.evaluation.rules.runs import FINISHED, RUN_WORDS, RunState
from joinedup.insight.evaluation.rules.states import READERS, State
from joinedup.insight.evaluation.rules.variables import in_words
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import Purpose, work_of

_TEMPLATES = "insight/evaluation/pages/run"
_COLOURS = {
    RunState.WAITING: "yellow",
    RunState.RUNNING: "blue",
    RunState.DONE: "green",
    RunState.FAILED: "red",
    RunState.CANCELLED: "grey",
}


class RunForm(PlanForm):
    """The plan, as the protocol has it unless something else is chosen."""

    why = forms.CharField(
        label="If it is not what the protocol says: why?",
        help_text="This run is then reported as not planned. Name nobody",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
    )


@page(Purpose.EVALUATION, Role.EVALUATOR)
def begin(request: PageRequest, study_id: UUID) -> HttpResponse:
    """What the protocol says is chosen already."""
    view = queries.open_study(request.viewer, study_id)
    if view.state is not State.BUILT:
        return redirect("study", study_id)
    key = f"run:{study_id}"
    held = [name for name in view.study.variables if name not in view.study.data["gone"]]
    initial = initial_of(_again(view, request.GET.get("as", "")))
    form = resume(request, RunForm, key, asked=held, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            run = commands.begin_run(
                request.viewer,
                study_id=study_id,
                plan=form.plan(),
                why=form.cleaned_data["why"],
            )
        except NotNow as not_now:
            messages.info(request, str(not_now))
            return redirect("study", study_id)
        except ValueError as impossible:
            said = str(impossible).removesuffix(".")
            form.add_error("why" if "protocol" in said else None, said)
        else:
            discard_draft(request.viewer, form=key)
            enqueue(jobs.carry_out, run_id=run.pk, professional_id=request.viewer.professional_id)
            return redirect("study_run", study_id, run.pk)
    context = {
        "study": presenting.header(view),
        "form": form,
        "earlier": sum(run.state == RunState.DONE for run in view.runs),
        "gone": [in_words(name) for name in view.study.data["gone"]],
        "back": reverse("study", args=[study_id]),
    }
    return render(request, f"{_TEMPLATES}/begin.html", context)


def _again(view: StudyView, number: str) -> Plan | None:
    """The plan of an earlier run that is to be repeated, or the protocol's."""
    return next((plan_of(run.plan) for run in view.runs if str(run.number) == number), view.plan)


@page(work_of, *READERS)
def run(request: PageRequest, study_id: UUID, run_id: UUID) -> HttpResponse:
    """How far it is, or how it ended. Looked at again to see more: it needs no script."""
    found = queries.open_run(request.viewer, study_id, run_id)
    state = RunState(found.state)
    evaluates = request.viewer.has(Role.EVALUATOR)
    context: dict[str, Any] = {
        "study": {"reference": found.study.reference, "title": found.study.title},
        "run": {
            "number": found.number,
            "percent": found.percent,
            "doing": found.doing,
            "failure": found.failure,
            "state": RUN_WORDS[state],
            "colour": _COLOURS[state],
        },
        "under_way": state not in FINISHED,
        "done": state is RunState.DONE,
        "plan": presenting.plan_in_words(plan_of(found.plan)),
        "why": found.why,
        "deviations": found.deviations,
        "facts": [
            ("Begun", f"{say_datetime(found.started_at)} by {found.started_by.name}"),
            ("Protocol (SHA-256)", presenting.broken(found.protocol_sha256)),
            ("Data set (SHA-256)", presenting.broken(found.data_sha256)),
        ],
        "here": reverse("study_run", args=[study_id, run_id]),
        "report": reverse("study_report", args=[study_id, run_id]),
        "stop": reverse("stop_run", args=[study_id, run_id]) if evaluates else "",
        "again": (
            f"{reverse('begin_run', args=[study_id])}?as={found.number}"
            if evaluates and found.study.state == State.BUILT
            else ""
        ),
        "back": reverse("study", args=[study_id]),
    }
    return render(request, f"{_TEMPLATES}/page.html", context)


@page(Purpose.EVALUATION, Role.EVALUATOR)
def stop(request: PageRequest, study_id: UUID, run_id: UUID) -> HttpResponse:
    """Ask first, then stop it."""
    found = queries.open_run(request.viewer, study_id, run_id)
    if RunState(found.state) in FINISHED:
        return redirect("study_run", study_id, run_id)
    if request.method == "POST":
        try:
            commands.stop_run(request.viewer, study_id=study_id, run_id=run_id)
        except NotNow as not_now:
            messages.info(request, str(not_now))
        else:
            messages.success(request, "The run is stopped.")
        return redirect("study_run", study_id, run_id)
    context = {
        "study": {"reference": found.study.reference, "title": found.study.title},
        "number": found.number,
        "back": reverse("study_run", args=[study_id, run_id]),
    }
    return render(request, f"{_TEMPLATES}/stop.html", context)


urlpatterns = [
    path("<uuid:study_id>/run/", begin, name="begin_run"),
    path("<uuid:study_id>/runs/<uuid:run_id>/", run, name="study_run"),
    path("<uuid:study_id>/runs/<uuid:run_id>/stop/", stop, name="stop_run"),
]
