"""Deciding about an exercise, one page for each decision: what it does, and the reasons for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.foundation.tasks import enqueue
from joinedup.base.foundation.transitions import NotNow
from joinedup.base.govuk.forms import Radios
from joinedup.practice.think_family import commands, jobs, queries
from joinedup.practice.think_family.pages import presenting
from joinedup.practice.think_family.queries import ExerciseView
from joinedup.practice.think_family.rules.states import Event, State
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import Purpose, work_of

_TEMPLATE = "practice/think_family/pages/deciding/page.html"


class NoReasonsForm(forms.Form):
    """A step that needs no reasons of its own: they stand in the proposal."""


class ReasonsForm(forms.Form):
    """Why."""

    reasons = forms.CharField(
        label="Why?",
        help_text="Every agency that takes part can read this. Name nobody.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
    )


class AnswerForm(ReasonsForm):
    """What an agency decides."""

    answer = forms.ChoiceField(
        label="What does your agency decide?",
        choices=[("approve", "Approve it"), ("refuse", "Refuse it")],
        widget=Radios(
            hints={
                "approve": "It goes on when every agency has approved.",
                "refuse": "It ends at once, for all agencies. What was sent is deleted.",
            }
        ),
    )
    field_order = ["answer", "reasons"]


@dataclass(frozen=True)
class Deciding:
    """One decision: who finds it where, what it does in words, and the command that makes it."""

    name: str
    event: Event
    title: str
    says: tuple[str, ...]
    button: str
    done: str
    form: type[forms.Form]
    make: Callable[[Viewer, UUID, str], None]
    warning: bool = False


def _start(actor: Viewer, exercise_id: UUID, _reasons: str) -> None:
    commands.start_run(actor, exercise_id=exercise_id)
    enqueue(jobs.carry_out, exercise_id=exercise_id, professional_id=actor.professional_id)


STEPS: tuple[Deciding, ...] = (
    Deciding(
        "submit_exercise",
        Event.SUBMIT,
        "Ask for the approvals",
        (
            "The sharing rules are asked about each agency. Where they refuse, it goes no further.",
            ("From then on every agency that takes part can read the proposal, and nothing in it"
            " can be changed."),
            "A second person at your agency has to approve it: you cannot.",
        ),
        "Ask for the approvals",
        "Approvals have been asked for",
        NoReasonsForm,
        lambda actor, pk, _: commands.submit(actor, exercise_id=pk),
    ),
    Deciding(
        "run_exercise",
        Event.START_RUN,
        "Match the files",
        (
            "From now on no agency can send another file.",
            "The files are matched once. They cannot be matched again with other criteria.",
            "You will see numbers. No name comes out until the result is released.",
        ),
        "Match the files",
        "Matching has started",
        NoReasonsForm,
        _start,
    ),
    Deciding(
        "release_exercise",
        Event.RELEASE,
        "Release the result",
        (
            ("The families that meet the criteria become readable to the team that is named in the"
            " exercise, and to nobody else. You do not see them yourself."),
            "The sharing rules are asked again: where an agreement has ended, nothing is released.",
        ),
        "Release the result",
        "The result has been released",
        ReasonsForm,
        lambda actor, pk, why: commands.release(actor, exercise_id=pk, reasons=why),
    ),
    Deciding(
        "close_exercise",
        Event.CLOSE,
        "Close it and delete everything",
        (
            "The extracts and the result are deleted, and cannot be brought back.",
            "This record of the exercise stays, with the numbers.",
        ),
        "Delete everything",
        "The exercise is closed, and everything is deleted",
        ReasonsForm,
        lambda actor, pk, why: commands.close(actor, exercise_id=pk, reasons=why),
        warning=True,
    ),
    Deciding(
        "withdraw_exercise",
        Event.WITHDRAW,
        "Withdraw the exercise",
        (
            "It ends, for all agencies. Whatever was sent is deleted.",
            "This record of it stays.",
        ),
        "Withdraw it",
        "The exercise is withdrawn",
        ReasonsForm,
        lambda actor, pk, why: commands.withdraw(actor, exercise_id=pk, reasons=why),
        warning=True,
    ),
)  # fmt: skip


def _view_of(step: Deciding) -> Callable[..., HttpResponseBase]:
    # A run is for the purpose of the exercise; the job asks for it itself.
    @page(Purpose.INFORMATION_GOVERNANCE, Role.INFORMATION_GOVERNANCE_LEAD)
    def deciding(request: PageRequest, exercise_id: UUID) -> HttpResponse:
        view = queries.open_exercise(request.viewer, exercise_id)
        return _decide(request, view, step)

    return deciding


@page(work_of, Role.INFORMATION_GOVERNANCE_LEAD, Role.BOARD_MEMBER, Role.TEAM_MANAGER)
def answer(request: PageRequest, exercise_id: UUID) -> HttpResponse:
    """Approve it or refuse it, for one's own agency."""
    view = queries.open_exercise(request.viewer, exercise_id)
    if view.why_not_decide:
        raise NotVisible
    event = Event.APPROVE if view.state is State.SUBMITTED else Event.REFUSE
    step = Deciding(
        "answer_exercise",
        event,
        "Approve it or refuse it" if event is Event.APPROVE else "Take our approval back",
        (),
        "Record the decision" if event is Event.APPROVE else "Refuse it after all",
        "Your agency’s decision has been recorded",
        AnswerForm if event is Event.APPROVE else ReasonsForm,
        lambda actor, pk, why: commands.refuse(actor, exercise_id=pk, reasons=why),
        warning=event is Event.REFUSE,
    )
    return _decide(request, view, step)


def _decide(request: PageRequest, view: ExerciseView, step: Deciding) -> HttpResponse:
    exercise_id = view.exercise.pk
    if step.event not in view.may_ever:
        raise NotVisible
    if step.event not in view.may:
        return redirect("exercise", exercise_id)
    key = f"{step.name}:{exercise_id}"
    form = resume(request, step.form, key)
    if request.method == "POST" and form.is_valid():
        try:
            _make(request.viewer, exercise_id, step, form)
        except NotNow as not_now:
            messages.info(request, str(not_now))
            return redirect("exercise", exercise_id)
        except ValueError as impossible:
            form.add_error(None, str(impossible))
        else:
            discard_draft(request.viewer, form=key)
            messages.success(request, step.done)
            return redirect("exercise", exercise_id)
    context: dict[str, Any] = {
        "exercise": presenting.header(view),
        "step": step,
        "form": form,
        "what_will_happen": presenting.what_will_happen(view),
        "facts": presenting.facts(view),
        "agencies": presenting.agencies(view),
        "numbers": presenting.numbers(view),
        "back": reverse("exercise", args=[exercise_id]),
    }
    return render(request, _TEMPLATE, context)


def _make(viewer: Viewer, exercise_id: UUID, step: Deciding, form: forms.Form) -> None:
    reasons = form.cleaned_data.get("reasons", "")
    if form.cleaned_data.get("answer") == "approve":
        commands.approve(viewer, exercise_id=exercise_id, reasons=reasons)
    else:
        step.make(viewer, exercise_id, reasons)


_PATHS = {
    "submit_exercise": "submit",
    "run_exercise": "match",
    "release_exercise": "release",
    "close_exercise": "close",
    "withdraw_exercise": "withdraw",
}
urlpatterns = [
    path("<uuid:exercise_id>/decide/", answer, name="answer_exercise"),
    *(
        path(f"<uuid:exercise_id>/{_PATHS[step.name]}/", _view_of(step), name=step.name)
        for step in STEPS
    ),
]
