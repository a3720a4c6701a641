"""Deciding about a study, one page for each decision: what it does, and the reasons for it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path

from joinedup.base.foundation.tasks import enqueue
from joinedup.insight.evaluation import commands, jobs, queries
from joinedup.insight.evaluation.pages import presenting
from joinedup.insight.evaluation.queries import StudyView
from joinedup.insight.evaluation.rules.states import Event, State
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

_TEMPLATE = "insight/evaluation/pages/deciding/page.html"
_EVALUATORS = (Role.EVALUATOR,)
_LEADS = (Role.INFORMATION_GOVERNANCE_LEAD,)


class ReasonsForm(forms.Form):
    """Why."""

    reasons = reasons_field("It stays in the record of the study. Name nobody")


class AnswerForm(ReasonsForm):
    """What is decided."""

    answer = answer_field(
        "What do you decide?",
        approve="The data set can be built, exactly as it is asked for.",
        refuse="It ends. Another study can be asked for.",
    )
    field_order = ["answer", "reasons"]


def _build(actor: Viewer, study_id: UUID, _: dict[str, str]) -> None:
    commands.start_build(actor, study_id=study_id)
    enqueue(jobs.build, study_id=study_id, professional_id=actor.professional_id)


def _answer(actor: Viewer, study_id: UUID, given: dict[str, str]) -> None:
    doing = commands.approve if given.get("answer") == APPROVE else commands.refuse
    doing(actor, study_id=study_id, reasons=given["reasons"])


STEPS: tuple[Deciding, ...] = (
    Deciding(
        name="submit_study",
        at="submit",
        event=Event.SUBMIT,
        roles=_EVALUATORS,
        title="Ask for approval",
        says=(
            "Your agency’s information governance lead decides. You cannot.",
            ("From then on nothing can be changed, neither in what is asked for nor in the"
            " protocol. A fingerprint of the protocol is kept."),
        ),
        button="Ask for approval",
        done="Approval has been asked for",
        form=NoReasonsForm,
        make=lambda actor, pk, _: commands.submit(actor, study_id=pk),
    ),
    Deciding(
        name="build_study",
        at="build",
        event=Event.START_BUILD,
        roles=_EVALUATORS,
        title="Build the data set",
        says=(
            "The database puts the rows together under pseudonyms. You do not see whose they are.",
            ("Where too few families are alike, values are made coarser or families are left out."
            " If that is not enough, no data set is made."),
            "That it was built, by whom and when, stays on record.",
        ),
        button="Build the data set",
        done="The data set is being built",
        form=NoReasonsForm,
        make=_build,
    ),
    Deciding(
        name="end_study",
        at="end",
        event=Event.END,
        roles=_EVALUATORS + _LEADS,
        title="End it and delete the data set",
        says=(
            "The rows and the key of their pseudonyms are deleted, and cannot be brought back.",
            "This record stays, with the protocol, the runs and their reports.",
        ),
        button="Delete the data set",
        done="The study is over, and the data set is deleted",
        form=ReasonsForm,
        make=lambda actor, pk, given: commands.end(actor, study_id=pk, **given),
        warning=True,
    ),
    Deciding(
        name="withdraw_study",
        at="withdraw",
        event=Event.WITHDRAW,
        roles=_EVALUATORS,
        title="Withdraw the study",
        says=("It ends before there is a data set.", "This record of it stays."),
        button="Withdraw it",
        done="The study is withdrawn",
        form=ReasonsForm,
        make=lambda actor, pk, given: commands.withdraw(actor, study_id=pk, **given),
        warning=True,
    ),
)  # fmt: skip
_ANSWER = Deciding(
    name="answer_study",
    at="decide",
    event=Event.APPROVE,
    roles=_LEADS,
    title="Approve it or refuse it",
    button="Record the decision",
    done="Your decision has been recorded",
    form=AnswerForm,
    make=_answer,
)
_TAKE_BACK = replace(
    _ANSWER,
    event=Event.REFUSE,
    title="Take the approval back",
    button="Refuse it after all",
    form=ReasonsForm,
    warning=True,
)


def _view_of(step: Deciding) -> Callable[..., HttpResponseBase]:
    @page(work_of, *step.roles)
    def deciding(request: PageRequest, study_id: UUID) -> HttpResponse:
        return _decide(request, queries.open_study(request.viewer, study_id), step)

    return deciding


@page(Purpose.INFORMATION_GOVERNANCE, *_ANSWER.roles)
def answer(request: PageRequest, study_id: UUID) -> HttpResponse:
    """Approve it or refuse it."""
    view = queries.open_study(request.viewer, study_id)
    if view.why_not_decide:
        raise NotVisible
    return _decide(request, view, _ANSWER if view.state is State.SUBMITTED else _TAKE_BACK)


def _decide(request: PageRequest, view: StudyView, step: Deciding) -> HttpResponse:
    home = ("study", view.study.pk)
    return decide(request, step, view, home=home, template=_TEMPLATE, shown=_shown)


def _shown(view: StudyView) -> dict[str, Any]:
    return {
        "study": presenting.header(view),
        "what_will_happen": presenting.what_will_happen(view),
        "facts": presenting.facts(view),
        "protocol": presenting.protocol(view),
    }


urlpatterns = [
    path(f"<uuid:study_id>/{_ANSWER.at}/", answer, name=_ANSWER.name),
    *(path(f"<uuid:study_id>/{step.at}/", _view_of(step), name=step.name) for step in STEPS),
]
