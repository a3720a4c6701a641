"""The record of one exercise: what for, who takes part, who decided, what came of it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.govuk.wording import say_datetime
from joinedup.practice.think_family import queries
from joinedup.practice.think_family.pages import presenting
from joinedup.practice.think_family.queries import ExerciseView
from joinedup.practice.think_family.rules.states import READERS, Event, State
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import DECISION_COLUMNS, decision_in_words
from joinedup.trust.sharing.rules import work_of
from joinedup.trust.steps.presenting import Offer, next_steps

_WAITING: dict[State, str] = {
    State.DRAFT: "It is still being written.",
    State.SUBMITTED: "Other people have to decide first.",
    State.OPEN: "Agencies are sending their files.",
    State.RUNNING: "The files are being matched. This takes minutes: come back later.",
    State.MATCHED: "The result has not been released yet. Nobody can read it.",
    State.RELEASED: "The result is with the team that it is for.",
    State.CLOSED: "It is over. Nothing is kept but this record.",
    State.REFUSED: "It was refused. Nothing is kept but this record.",
    State.WITHDRAWN: "It was withdrawn. Nothing is kept but this record.",
}


@page(work_of, *READERS)
def exercise(request: PageRequest, exercise_id: UUID) -> HttpResponse:
    """For everybody at an agency that takes part; what they can do next stands first."""
    view = queries.open_exercise(request.viewer, exercise_id)
    context = {
        "exercise": presenting.header(view),
        **_next_steps(request.viewer, view),
        "waiting": view.not_ready or _WAITING[view.state],
        "why_not_decide": view.why_not_decide if Event.APPROVE in view.may else "",
        "what_will_happen": presenting.what_will_happen(view),
        "facts": presenting.facts(view),
        "agencies": presenting.agencies(view),
        "numbers": presenting.numbers(view),
        "model": view.exercise.model_sha256,
        "columns": DECISION_COLUMNS,
        "decisions": [decision_in_words(made) for made in view.decisions],
        "receipt": _receipt(request.viewer, exercise_id),
        "record": presenting.record(view),
        "back": reverse("exercises"),
    }
    return render(request, "practice/think_family/pages/exercise/page.html", context)


def _next_steps(viewer: Viewer, view: ExerciseView) -> dict[str, list[dict[str, str]]]:
    """What this viewer can do, the likely first."""
    may, pk = view.may, view.exercise.pk
    answered = {d.answer.agency_id for d in view.decided if d.answer}
    decides = Event.APPROVE in may and not view.why_not_decide
    offered: list[Offer] = [
        (Event.SUBMIT in may, "Ask for the approvals", "submit_exercise", False),
        (Event.SUBMIT in may, "Change the proposal", "change_exercise", True),
        (
            decides,
            "Change what we decided" if viewer.agency_id in answered else "Approve it or refuse it",
            "answer_exercise",
            viewer.agency_id in answered,
        ),
        (Event.SEND_EXTRACT in may, "Send our extract", "send_extract", False),
        (
            Event.START_RUN in may and not view.not_ready,
            "Match the files" if view.state is State.OPEN else "Start matching again",
            "run_exercise",
            view.state is State.RUNNING,
        ),
        (
            Event.RELEASE in may and not view.not_ready,
            "Release the result",
            "release_exercise",
            False,
        ),
        (_reads_result(viewer, view), "Read the result", "exercise_result", False),
        (_reads_own(viewer, view), "Our own records among them", "exercise_own_records", False),
        (Event.CLOSE in may, "Close it and delete everything", "close_exercise", True),
        (
            Event.REFUSE in may and view.state is State.OPEN and not view.why_not_decide,
            "Take our approval back",
            "answer_exercise",
            True,
        ),
        (Event.WITHDRAW in may, "Withdraw it", "withdraw_exercise", True),
    ]
    return next_steps(offered, pk)


def _reads_result(viewer: Viewer, view: ExerciseView) -> bool:
    return (
        view.state is State.RELEASED
        and viewer.has(Role.TEAM_MANAGER)
        and view.exercise.receiving_team_id in viewer.team_ids
    )


def _reads_own(viewer: Viewer, view: ExerciseView) -> bool:
    return (
        view.state is State.RELEASED
        and viewer.has(Role.RESEARCHER)
        and any(p.agency_id == viewer.agency_id and p.own_folder_id for p in view.parties)
    )


def _receipt(viewer: Viewer, exercise_id: UUID) -> list[tuple[str, str]]:
    """What became of our own file: for those who send it."""
    if not viewer.has(Role.RESEARCHER, Role.INFORMATION_GOVERNANCE_LEAD):
        return []
    found = queries.my_receipt(viewer, exercise_id)
    if found is None:
        return []
    return [
        ("Sent", f"{say_datetime(found.sent_at)} by {found.sent_by.name}"),
        ("Records taken", f"{found.records:,}"),
        ("Of them with a need", f"{found.with_needs:,}"),
        ("Hard to link: no whole birth date and no number", f"{found.hard_to_link:,}"),
        ("Rows not taken", f"{found.refused:,}"),
    ]


urlpatterns = [path("<uuid:exercise_id>/", exercise, name="exercise")]
