"""The record of one study: what it asks, who decided, what was run on it, what it found."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.govuk.wording import say_datetime
from joinedup.insight.evaluation import queries
from joinedup.insight.evaluation.pages import presenting
from joinedup.insight.evaluation.queries import StudyView
from joinedup.insight.evaluation.rules.plans import METHODS
from joinedup.insight.evaluation.rules.runs import RUN_WORDS, RunState
from joinedup.insight.evaluation.rules.states import READERS, Event, State
from joinedup.insight.evaluation.rules.variables import in_words
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import work_of
from joinedup.trust.steps.presenting import Offer, next_steps

_WAITING: dict[State, str] = {
    State.DRAFT: "It is still being written.",
    State.SUBMITTED: "A second person has to decide first.",
    State.APPROVED: "It is approved. The data set has not been built yet.",
    State.BUILDING: "The data set is being built. This takes seconds, or a minute or two.",
    State.BUILT: "Methods can be run on the data set.",
    State.ENDED: "It is over. The data set is deleted; the reports are kept.",
    State.REFUSED: "It was refused. No data set is kept.",
    State.WITHDRAWN: "It was withdrawn. No data set is kept.",
}


@page(work_of, *READERS)
def study(request: PageRequest, study_id: UUID) -> HttpResponse:
    """For evaluators, leads and board members; what they can do next stands first."""
    view = queries.open_study(request.viewer, study_id)
    context = {
        "study": presenting.header(view),
        **_next_steps(request.viewer, view),
        "waiting": _WAITING[view.state],
        "look_again": reverse("study", args=[study_id]) if view.state is State.BUILDING else "",
        "why_not_decide": view.why_not_decide if Event.APPROVE in view.may else "",
        "refused": _refused(view),
        "what_will_happen": presenting.what_will_happen(view),
        "facts": presenting.facts(view),
        "protocol": presenting.protocol(view),
        "protocol_file": (
            reverse("study_protocol_file", args=[study_id]) if view.study.protocol_sha256 else ""
        ),
        "data": _data(view),
        "runs": _runs(view),
        "record": presenting.record(view),
        "back": reverse("studies"),
    }
    return render(request, "insight/evaluation/pages/study/page.html", context)


def _next_steps(viewer: Viewer, view: StudyView) -> dict[str, list[dict[str, str]]]:
    """What this viewer can do, the likely first."""
    may, pk, built = view.may, view.study.pk, view.state is State.BUILT
    evaluates, planned = viewer.has(Role.EVALUATOR), view.plan is not None
    decides = Event.APPROVE in may and not view.why_not_decide
    offered: list[Offer] = [
        (
            Event.SUBMIT in may,
            "Change the protocol" if planned else "Write the protocol",
            "study_protocol",
            planned,
        ),
        (Event.SUBMIT in may and planned, "Ask for approval", "submit_study", False),
        (Event.SUBMIT in may, "Change the study", "change_study", True),
        (decides, "Approve it or refuse it", "answer_study", False),
        (
            Event.START_BUILD in may,
            "Build the data set" if view.state is State.APPROVED else "Build it again",
            "build_study",
            view.state is State.BUILDING,
        ),
        (built and evaluates, "Run a method", "begin_run", False),
        (_reads_data(viewer, view), "What is in the data set", "study_data", False),
        (Event.END in may, "End it and delete the data set", "end_study", True),
        (
            Event.REFUSE in may and Event.APPROVE not in may and not view.why_not_decide,
            "Take the approval back",
            "answer_study",
            True,
        ),
        (Event.WITHDRAW in may, "Withdraw it", "withdraw_study", True),
    ]
    return next_steps(offered, pk)


def _reads_data(viewer: Viewer, view: StudyView) -> bool:
    return bool(view.study.data) and viewer.has(Role.EVALUATOR, Role.INFORMATION_GOVERNANCE_LEAD)


def _refused(view: StudyView) -> str:
    """Why no data set was made, while that is the last that happened."""
    last = view.steps[-1] if view.steps else None
    return last.reasons if last and last.event == Event.BUILD_REFUSED else ""


def _data(view: StudyView) -> list[tuple[str, str]]:
    data = view.study.data
    if not data:
        return []
    return [
        ("Families that took part", f"{data['families']['yes']:,}"),
        ("Families that waited", f"{data['families']['no']:,}"),
        ("Its fingerprint (SHA-256)", presenting.broken(view.study.data_sha256)),
    ]


def _runs(view: StudyView) -> list[list[Any]]:
    rows = []
    for run in view.runs:
        state = RunState(run.state)
        name = "study_report" if state is RunState.DONE else "study_run"
        rows.append(
            [
                {
                    "text": f"Run\u00a0{run.number}",
                    "href": reverse(name, args=[view.study.pk, run.pk]),
                },
                f"{METHODS[run.plan['method']]}: {in_words(run.plan['outcome'])}",
                run.finding.get("verdict", "") if run.finding else RUN_WORDS[state],
                "As planned" if not run.deviations else f"{len(run.deviations)} not as planned",
                f"{say_datetime(run.started_at)}, {run.started_by.name}",
            ]
        )
    return rows


urlpatterns = [path("<uuid:study_id>/", study, name="study")]
