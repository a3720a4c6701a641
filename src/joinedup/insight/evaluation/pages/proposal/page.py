"""Asking for a study, and changing what has not been submitted."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.govuk.dates import ThreePartDateField
from joinedup.base.govuk.forms import Checkboxes, Radios, YesNoField
from joinedup.base.govuk.wording import capital
from joinedup.insight.evaluation import commands, queries
from joinedup.insight.evaluation.queries import StudyView
from joinedup.insight.evaluation.rules import variables
from joinedup.insight.evaluation.rules.anonymity import DEFAULT_K, LEAST_K, MOST_K
from joinedup.insight.evaluation.rules.bases import BASES, Basis
from joinedup.insight.evaluation.rules.states import Event
from joinedup.insight.evaluation.rules.variables import (
    BACKGROUND,
    MOMENT_WORDS,
    STAGES,
    measure,
)
from joinedup.record.outcomes.rules import RISKS
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.asking import NotVisible
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import Purpose

_NEW = "study:new"


class ProposalForm(forms.Form):
    """What it wants to know, why, on which basis, of what, and until when."""

    title = forms.CharField(label="What is it called?", max_length=200)
    question = forms.CharField(
        label="What do you want to find out?",
        help_text="One question: of which families, compared with which, after how long",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
    )
    why = forms.CharField(
        label="Why is it needed, and why is nothing less enough?",
        help_text="Whoever approves it reads this. Name nobody",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5_000,
    )
    basis = forms.ChoiceField(
        label="What is it?",
        choices=[(b.value, words.words) for b, words in BASES.items()],
        widget=Radios(hints={b.value: words.source for b, words in BASES.items()}),
    )
    background = forms.MultipleChoiceField(
        label="What do you need to know about each family’s background?",
        help_text="Only what may have decided both who took part and what became of them",
        choices=[(code, variable.words) for code, variable in BACKGROUND.items()],
        required=False,
        widget=Checkboxes(small=True),
    )
    risks = forms.MultipleChoiceField(
        label="Which risks?",
        choices=[(code, capital(risk.words)) for code, risk in RISKS.items()],
        required=False,
        widget=Checkboxes(small=True),
    )
    moments = forms.MultipleChoiceField(
        label="At which moments?",
        help_text="For a family that waits, the end is when it would have left by now",
        choices=[(moment.value, capital(words)) for moment, words in MOMENT_WORDS.items()],
        required=False,
        widget=Checkboxes(small=True),
    )
    stages = forms.MultipleChoiceField(
        label="How far help went?",
        choices=[(code, variable.words) for code, variable in STAGES.items()],
        required=False,
        widget=Checkboxes(small=True),
    )
    k = forms.IntegerField(
        label="How many families must be alike, at least?",
        help_text=f"At least {LEAST_K}. The more, the safer, and the coarser what you get",
        min_value=LEAST_K,
        max_value=MOST_K,
        initial=DEFAULT_K,
        error_messages={
            "min_value": f"Enter {LEAST_K} or more",
            "max_value": f"Enter {MOST_K} or fewer",
        },
    )
    takes_out = YesNoField(
        label="Do you need to take the rows out as a file?",
        hints={
            "yes": "Under pseudonyms. Say above why running methods here is not enough",
            "no": "Methods run here; reports can be taken out",
        },
    )
    delete_on = ThreePartDateField(
        label="By the end of which day is the data set deleted?",
        help_text="At most two years from today. The study can be ended before",
        subject="The day on which the data set is deleted",
        future=True,
    )

    @property
    def variables(self) -> list[str]:
        """What is asked for, by code."""
        typed = self.cleaned_data
        risks = [measure(risk, at) for risk in typed["risks"] for at in typed["moments"]]
        return [*typed["background"], *typed["stages"], *risks]

    def clean(self) -> dict[str, Any]:
        """Something that became of the families."""
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("risks")) is not bool(cleaned.get("moments")):
            missing = "moments" if cleaned.get("risks") else "risks"
            self.add_error(missing, "Choose both risks and moments, or neither")
        elif wrong := self._wrong(cleaned):
            self.add_error("risks", wrong.removesuffix("."))
        return cleaned

    def _wrong(self, cleaned: dict[str, Any]) -> str:
        if not {"background", "stages", "risks", "moments"} <= cleaned.keys():
            return ""
        return variables.what_is_wrong(self.variables)

    def proposal(self) -> commands.Proposal:
        """What was typed, as the command takes it."""
        typed = self.cleaned_data
        return commands.Proposal(
            title=typed["title"],
            question=typed["question"],
            why=typed["why"],
            basis=Basis(typed["basis"]),
            variables=self.variables,
            k=typed["k"],
            takes_out=typed["takes_out"],
            delete_on=typed["delete_on"],
        )


@page(Purpose.EVALUATION, Role.EVALUATOR)
def begin(request: PageRequest) -> HttpResponse:
    """Nobody but evaluators sees it until it is submitted."""
    form = resume(request, ProposalForm, _NEW)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.begin_study(request.viewer, proposal=form.proposal())
        except ValueError as impossible:
            form.add_error(None, str(impossible))
        else:
            discard_draft(request.viewer, form=_NEW)
            messages.success(request, "The study is saved. Write the protocol next.")
            return redirect("study", made.pk)
    return _page(request, form, "Begin a study", reverse("studies"))


@page(Purpose.EVALUATION, Role.EVALUATOR)
def change(request: PageRequest, study_id: UUID) -> HttpResponse:
    """The same, of what is still being written."""
    view = queries.open_study(request.viewer, study_id)
    if Event.SUBMIT not in view.may_ever:
        raise NotVisible
    if Event.SUBMIT not in view.may:
        return redirect("study", study_id)
    key = f"study:{study_id}"
    form = resume(request, ProposalForm, key, initial=_initial(view))
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_study(request.viewer, study_id=study_id, proposal=form.proposal())
        except ValueError as impossible:
            form.add_error(None, str(impossible))
        else:
            discard_draft(request.viewer, form=key)
            messages.success(request, "The study is changed.")
            return redirect("study", study_id)
    back = reverse("study", args=[study_id])
    return _page(request, form, f"Change the study {view.study.reference}", back)


def _initial(view: StudyView) -> dict[str, Any]:
    study = view.study
    asked = set(study.variables)
    return {
        "title": study.title,
        "question": study.question,
        "why": study.why,
        "basis": study.basis,
        "background": [code for code in BACKGROUND if code in asked],
        "stages": [code for code in STAGES if code in asked],
        "risks": [risk for risk in RISKS if any(measure(risk, at) in asked for at in MOMENT_WORDS)],
        "moments": [at for at in MOMENT_WORDS if any(measure(r, at) in asked for r in RISKS)],
        "k": study.k,
        "takes_out": study.takes_out,
        "delete_on": study.delete_on,
    }


def _page(request: PageRequest, form: ProposalForm, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    return render(request, "insight/evaluation/pages/proposal/page.html", context)


urlpatterns = [
    path("new/", begin, name="begin_study"),
    path("<uuid:study_id>/change/", change, name="change_study"),
]
