"""Deciding about a study, one page for each decision: what it does, and the reasons for it."""

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
from joinedup.insight.evaluation import commands, jobs, queries
from joinedup.insight.evaluation.pages import presenting
from joinedup.insight.evaluation.queries import StudyView
from joinedup.insight.evaluation.rules.states import Event, State
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import Purpose, work_of

_TEMPLATE = "insight/evaluation/pages/deciding/page.html"


class NoReasonsForm(forms.Form):
    """A step that needs no reasons of its own: they stand in the study."""


class ReasonsForm(forms.Form):
    """Why."""

    reasons = forms.CharField(
        label="Why?",
        help_text="It stays in the record of the study. Name nobody",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
    )


class AnswerForm(ReasonsForm):
    """What is decided."""

    answer = forms.ChoiceField(
        label="What do you decide?",
        choices=[("approve", "Approve it"), ("refuse", "Refuse it")],
        widget=Radios(
            hints={
                "approve": "The data set can be built, exactly as it is asked for.",
                "refuse": "It ends. Another study can be asked for.",
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
    roles: tuple[Role, ...] = (Role.EVALUATOR,)


def _build(actor: Viewer, study_id: UUID, _reasons: str) -> None:
    commands.start_build(actor, study_id=study_id)
    enqueue(jobs.build, study_id=study_id, professional_id=actor.professional_id)


STEPS: tuple[Deciding, ...] = (
    Deciding(
        "submit_study",
        Event.SUBMIT,
        "Ask for approval",
        (
            "Your agency’s information governance lead decides. You cannot.",
            ("From then on nothing can be changed, neither in what is asked for nor in the"
            " protocol. A fingerprint of the protocol is kept."),
        ),
        "Ask for approval",
        "Approval has been asked for",
        NoReasonsForm,
        lambda actor, pk, _: commands.submit(actor, study_id=pk),
    ),
    Deciding(
        "build_study",
        Event.START_BUILD,
        "Build the data set",
        (
            "The database puts the rows together under pseudonyms. You do not see whose they are.",
            ("Where too few families are alike, values are made coarser or families are left out."
            " If that is not enough, no data set is made."),
            "That it was built, by whom and when, stays on record.",
        ),
        "Build the data set",
        "The data set is being built",
        NoReasonsForm,
        _build,
    ),
    Deciding(
        "end_study",
        Event.END,
        "End it and delete the data set",
        (
            "The rows and the key of their pseudonyms are deleted, and cannot be brought back.",
            "This record stays, with the protocol, the runs and their reports.",
        ),
        "Delete the data set",
        "The study is over, and the data set is deleted",
        ReasonsForm,
        lambda actor, pk, why: commands.end(actor, study_id=pk, reasons=why),
        warning=True,
        roles=(Role.EVALUATOR, Role.INFORMATION_GOVERNANCE_LEAD),
    ),
    Deciding(
        "withdraw_study",
        Event.WITHDRAW,
        "Withdraw the study",
        ("It ends before there is a data set.", "This record of it stays."),
        "Withdraw it",
        "The study is withdrawn",
        ReasonsForm,
        lambda actor, pk, why: commands.withdraw(actor, study_id=pk, reasons=why),
        warning=True,
    ),
)  # fmt: skip


def _view_of(step: Deciding) -> Callable[..., HttpResponseBase]:
    @page(work_of, *step.roles)
    def deciding(request: PageRequest, study_id: UUID) -> HttpResponse:
        view = queries.open_study(request.viewer, study_id)
        return _decide(request, view, step)

    return deciding


@page(Purpose.INFORMATION_GOVERNANCE, Role.INFORMATION_GOVERNANCE_LEAD)
def answer(request: PageRequest, study_id: UUID) -> HttpResponse:
    """Approve it or refuse it."""
    view = queries.open_study(request.viewer, study_id)
    if view.why_not_decide:
        raise NotVisible
    event = Event.APPROVE if view.state is State.SUBMITTED else Event.REFUSE
    step = Deciding(
        "answer_study",
        event,
        "Approve it or refuse it" if event is Event.APPROVE else "Take the approval back",
        (),
        "Record the decision" if event is Event.APPROVE else "Refuse it after all",
        "Your decision has been recorded",
        AnswerForm if event is Event.APPROVE else ReasonsForm,
        lambda actor, pk, why: commands.refuse(actor, study_id=pk, reasons=why),
        warning=event is Event.REFUSE,
    )
    return _decide(request, view, step)


def _decide(request: PageRequest, view: StudyView, step: Deciding) -> HttpResponse:
    study_id = view.study.pk
    if step.event not in view.may_ever:
        raise NotVisible
    if step.event not in view.may:
        return redirect("study", study_id)
    key = f"{step.name}:{study_id}"
    form = resume(request, step.form, key)
    if request.method == "POST" and form.is_valid():
        try:
            _make(request.viewer, study_id, step, form)
        except NotNow as not_now:
            messages.info(request, str(not_now))
            return redirect("study", study_id)
        except ValueError as impossible:
            form.add_error(None, str(impossible))
        else:
            discard_draft(request.viewer, form=key)
            messages.success(request, step.done)
            return redirect("study", study_id)
    context: dict[str, Any] = {
        "study": presenting.header(view),
        "step": step,
        "form": form,
        "what_will_happen": presenting.what_will_happen(view),
        "facts": presenting.facts(view),
        "protocol": presenting.protocol(view),
        "back": reverse("study", args=[study_id]),
    }
    return render(request, _TEMPLATE, context)


def _make(viewer: Viewer, study_id: UUID, step: Deciding, form: forms.Form) -> None:
    reasons = form.cleaned_data.get("reasons", "")
    if form.cleaned_data.get("answer") == "approve":
        commands.approve(viewer, study_id=study_id, reasons=reasons)
    else:
        step.make(viewer, study_id, reasons)


_PATHS = {
    "submit_study": "submit",
    "build_study": "build",
    "end_study": "end",
    "withdraw_study": "withdraw",
}
urlpatterns = [
    path("<uuid:study_id>/decide/", answer, name="answer_study"),
    *(
        path(f"<uuid:study_id>/{_PATHS[step.name]}/", _view_of(step), name=step.name)
        for step in STEPS
    ),
]
