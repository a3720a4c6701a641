"""Deciding about an exercise, one page for each decision: what it does, and the reasons for it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path

from joinedup.base.foundation.tasks import enqueue
from joinedup.practice.think_family import commands, jobs, queries
from joinedup.practice.think_family.pages import presenting
from joinedup.practice.think_family.queries import ExerciseView
from joinedup.practice.think_family.rules.states import Event, State
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import Purpose, work_of
from joinedup.trust.steps.deciding import (
    APPROVE,
    Deciding,
    NoReasonsForm,
    answer_field,
    decide,
    reasons_field,
)

_TEMPLATE = "practice/think_family/pages/deciding/page.html"
_LEADS = (Role.INFORMATION_GOVERNANCE_LEAD,)


class ReasonsForm(forms.Form):
    """Why."""

    reasons = reasons_field("Every agency that takes part can read this. Name nobody.")


class AnswerForm(ReasonsForm):
    """What an agency decides."""

    answer = answer_field(
        "What does your agency decide?",
        approve="It goes on when every agency has approved.",
        refuse="It ends at once, for all agencies. What was sent is deleted.",
    )
    field_order = ["answer", "reasons"]


def _start(actor: Viewer, exercise_id: UUID, _: dict[str, str]) -> None:
    commands.start_run(actor, exercise_id=exercise_id)
    enqueue(jobs.carry_out, exercise_id=exercise_id, professional_id=actor.professional_id)


def _answer(actor: Viewer, exercise_id: UUID, given: dict[str, str]) -> None:
    doing = commands.approve if given.get("answer") == APPROVE else commands.refuse
    doing(actor, exercise_id=exercise_id, reasons=given["reasons"])


STEPS: tuple[Deciding, ...] = (
    Deciding(
        name="submit_exercise",
        at="submit",
        event=Event.SUBMIT,
        roles=_LEADS,
        title="Ask for the approvals",
        says=(
            "The sharing rules are asked about each agency. Where they refuse, it goes no further.",
            ("From then on every agency that takes part can read the proposal, and nothing in it"
            " can be changed."),
            "A second person at your agency has to approve it: you cannot.",
        ),
        button="Ask for the approvals",
        done="Approvals have been asked for",
        form=NoReasonsForm,
        make=lambda actor, pk, _: commands.submit(actor, exercise_id=pk),
    ),
    Deciding(
        name="run_exercise",
        at="match",
        event=Event.START_RUN,
        roles=_LEADS,
        title="Match the files",
        says=(
            "From now on no agency can send another file.",
            "The files are matched once. They cannot be matched again with other criteria.",
            "You will see numbers. No name comes out until the result is released.",
        ),
        button="Match the files",
        done="Matching has started",
        form=NoReasonsForm,
        make=_start,
    ),
    Deciding(
        name="release_exercise",
        at="release",
        event=Event.RELEASE,
        roles=_LEADS,
        title="Release the result",
        says=(
            ("The families that meet the criteria become readable to the team that is named in the"
            " exercise, and to nobody else. You do not see them yourself."),
            "The sharing rules are asked again: where an agreement has ended, nothing is released.",
        ),
        button="Release the result",
        done="The result has been released",
        form=ReasonsForm,
        make=lambda actor, pk, given: commands.release(actor, exercise_id=pk, **given),
    ),
    Deciding(
        name="close_exercise",
        at="close",
        event=Event.CLOSE,
        roles=_LEADS,
        title="Close it and delete everything",
        says=(
            "The extracts and the result are deleted, and cannot be brought back.",
            "This record of the exercise stays, with the numbers.",
        ),
        button="Delete everything",
        done="The exercise is closed, and everything is deleted",
        form=ReasonsForm,
        make=lambda actor, pk, given: commands.close(actor, exercise_id=pk, **given),
        warning=True,
    ),
    Deciding(
        name="withdraw_exercise",
        at="withdraw",
        event=Event.WITHDRAW,
        roles=_LEADS,
        title="Withdraw the exercise",
        says=(
            "It ends, for all agencies. Whatever was sent is deleted.",
            "This record of it stays.",
        ),
        button="Withdraw it",
        done="The exercise is withdrawn",
        form=ReasonsForm,
        make=lambda actor, pk, given: commands.withdraw(actor, exercise_id=pk, **given),
        warning=True,
    ),
)  # fmt: skip
_ANSWER = Deciding(
    name="answer_exercise",
    at="decide",
    event=Event.APPROVE,
    roles=(*_LEADS, Role.BOARD_MEMBER, Role.TEAM_MANAGER),
    title="Approve it or refuse it",
    button="Record the decision",
    done="Your agency’s decision has been recorded",
    form=AnswerForm,
    make=_answer,
)
_TAKE_BACK = replace(
    _ANSWER,
    event=Event.REFUSE,
    title="Take our approval back",
    button="Refuse it after all",
    form=ReasonsForm,
    warning=True,
)


def _view_of(step: Deciding) -> Callable[..., HttpResponseBase]:
    # A run is for the purpose of the exercise; the job asks for it itself.
    @page(Purpose.INFORMATION_GOVERNANCE, *step.roles)
    def deciding(request: PageRequest, exercise_id: UUID) -> HttpResponse:
        return _decide(request, queries.open_exercise(request.viewer, exercise_id), step)

    return deciding


@page(work_of, *_ANSWER.roles)
def answer(request: PageRequest, exercise_id: UUID) -> HttpResponse:
    """Approve it or refuse it, for one's own agency."""
    view = queries.open_exercise(request.viewer, exercise_id)
    if view.why_not_decide:
        raise NotVisible
    return _decide(request, view, _ANSWER if view.state is State.SUBMITTED else _TAKE_BACK)


def _decide(request: PageRequest, view: ExerciseView, step: Deciding) -> HttpResponse:
    home = ("exercise", view.exercise.pk)
    return decide(request, step, view, home=home, template=_TEMPLATE, shown=_shown)


def _shown(view: ExerciseView) -> dict[str, Any]:
    return {
        "exercise": presenting.header(view),
        "what_will_happen": presenting.what_will_happen(view),
        "facts": presenting.facts(view),
        "agencies": presenting.agencies(view),
        "numbers": presenting.numbers(view),
    }


urlpatterns = [
    path(f"<uuid:exercise_id>/{_ANSWER.at}/", answer, name=_ANSWER.name),
    *(path(f"<uuid:exercise_id>/{step.at}/", _view_of(step), name=step.name) for step in STEPS),
]
