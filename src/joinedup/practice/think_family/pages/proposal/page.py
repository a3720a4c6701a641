"""Proposing an exercise, and changing a proposal that has not been submitted."""

from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.govuk.dates import ThreePartDateField
from joinedup.base.govuk.forms import Checkboxes, Radios, YesNoField
from joinedup.base.govuk.wording import capital
from joinedup.practice.think_family import commands, queries
from joinedup.practice.think_family.queries import ExerciseView
from joinedup.practice.think_family.rules.criteria import Criteria, what_is_wrong
from joinedup.practice.think_family.rules.entitlement import PURPOSES
from joinedup.practice.think_family.rules.needs import NEEDS
from joinedup.practice.think_family.rules.states import Event
from joinedup.trust.agencies.queries import organisations, teams_of
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.asking import NotVisible
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import Purpose, Told
from joinedup.trust.sharing.rules.purposes import GROUNDS

_NEEDS = [(need.code, need.words.capitalize()) for need in NEEDS.values()]
_FIELD_OF = {"agencies": "least_agencies", "needs": "least_needs", "required": "required_needs"}


class Named(Protocol):
    """An agency, or a team of one."""

    pk: UUID
    name: str


class ProposalForm(forms.Form):
    """What for, who takes part with what, which families come out, to whom, until when."""

    title = forms.CharField(label="What is it called?", max_length=200)
    purpose = forms.ChoiceField(
        label="What is it for?",
        choices=[(p.value, capital(GROUNDS[p].words)) for p in PURPOSES],
        widget=Radios(hints={p.value: GROUNDS[p].source for p in PURPOSES}),
    )
    why = forms.CharField(
        label="Why is it needed, and why is nothing less enough?",
        help_text="Everybody who has to approve it reads this",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5_000,
    )
    told = forms.ChoiceField(
        label="Have families been told that this happens?",
        choices=[(Told.YES.value, "Yes"), (Told.NO.value, "No")],
        widget=Radios(inline=True),
    )
    told_reason = forms.CharField(
        label="How have they been told? If not, why not?",
        help_text="For example: the privacy notices of all agencies say so since May",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
    )
    least_needs = forms.IntegerField(
        label="How many different needs must a family have?", min_value=1, max_value=len(NEEDS)
    )
    least_agencies = forms.IntegerField(
        label="How many agencies must know of one of them?", min_value=1, max_value=99
    )
    required_needs = forms.MultipleChoiceField(
        label="Is there a need that every family must have?",
        help_text="Leave this empty if there is none",
        choices=_NEEDS,
        required=False,
        widget=Checkboxes(small=True),
    )
    receiving_team = forms.ChoiceField(
        label="Which team of your agency gets the families?",
        help_text="Nobody in this team can approve the exercise",
        widget=forms.Select,
    )
    own_records_back = YesNoField(
        label="Does each agency get back which of its own records are among them?",
    )
    delete_on = ThreePartDateField(
        label="By the end of which day is everything deleted?",
        help_text="At most a year from today. It can be closed before",
        subject="The day on which everything is deleted",
        future=True,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own arguments
        agencies: Iterable[Named],
        teams: Iterable[Named],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {f"needs-{one.pk}": one for one in agencies}
        team = self.fields["receiving_team"]
        assert isinstance(team, forms.ChoiceField)  # noqa: S101 - for the type checker
        team.choices = [("", "Choose a team"), *((str(t.pk), t.name) for t in teams)]
        for name, agency in self.agencies.items():
            self.fields[name] = forms.MultipleChoiceField(
                label=f"What does {agency.name} contribute?",
                choices=_NEEDS,
                required=False,
                widget=Checkboxes(small=True),
            )
        before, after = list(self.fields)[:5], list(self.fields)[5:11]
        self.order_fields([*before, *self.agencies, *after])

    @property
    def contributes(self) -> dict[UUID, frozenset[str]]:
        """Which agencies take part, with which needs."""
        chosen = {one.pk: self.cleaned_data.get(name) for name, one in self.agencies.items()}
        return {agency: frozenset(codes) for agency, codes in chosen.items() if codes}

    @property
    def criteria(self) -> Criteria:
        """Which families come out."""
        return Criteria(
            self.cleaned_data["least_needs"],
            self.cleaned_data["least_agencies"],
            frozenset(self.cleaned_data["required_needs"]),
        )

    def clean(self) -> dict[str, Any]:
        """Criteria that some family could meet."""
        cleaned = super().clean() or self.cleaned_data
        if {"least_needs", "least_agencies", "required_needs"} <= cleaned.keys():
            contributed = {str(agency): needs for agency, needs in self.contributes.items()}
            if wrong := what_is_wrong(self.criteria, contributed):
                self.add_error(_FIELD_OF[wrong.about], wrong.words)
        return cleaned

    def proposal(self) -> commands.Proposal:
        """What was typed, as the command takes it."""
        typed = self.cleaned_data
        return commands.Proposal(
            title=typed["title"],
            purpose=Purpose(typed["purpose"]),
            why=typed["why"],
            told=Told(typed["told"]),
            told_reason=typed["told_reason"],
            receiving_team_id=UUID(typed["receiving_team"]),
            contributes=self.contributes,
            criteria=self.criteria,
            own_records_back=typed["own_records_back"],
            delete_on=typed["delete_on"],
        )


@page(Purpose.INFORMATION_GOVERNANCE, Role.INFORMATION_GOVERNANCE_LEAD)
def propose(request: PageRequest) -> HttpResponse:
    """Nobody outside one's own agency sees it until it is submitted."""
    form = _form(request, "exercise:new")
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.propose(request.viewer, proposal=form.proposal())
        except ValueError as impossible:
            form.add_error(None, str(impossible))
        else:
            discard_draft(request.viewer, form="exercise:new")
            messages.success(request, "The proposal is saved. Nobody has been asked yet.")
            return redirect("exercise", made.pk)
    return _page(request, form, "Propose an exercise", reverse("exercises"))


@page(Purpose.INFORMATION_GOVERNANCE, Role.INFORMATION_GOVERNANCE_LEAD)
def change(request: PageRequest, exercise_id: UUID) -> HttpResponse:
    """The same, of what is still being written."""
    view = queries.open_exercise(request.viewer, exercise_id)
    if Event.SUBMIT not in view.may_ever:
        raise NotVisible
    if Event.SUBMIT not in view.may:
        return redirect("exercise", exercise_id)
    key = f"exercise:{exercise_id}"
    form = _form(request, key, initial=_initial(view))
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_proposal(
                request.viewer, exercise_id=exercise_id, proposal=form.proposal()
            )
        except ValueError as impossible:
            form.add_error(None, str(impossible))
        else:
            discard_draft(request.viewer, form=key)
            messages.success(request, "The proposal is changed.")
            return redirect("exercise", exercise_id)
    back = reverse("exercise", args=[exercise_id])
    return _page(request, form, f"Change the proposal {view.exercise.reference}", back)


def _form(request: PageRequest, key: str, **kwargs: Any) -> ProposalForm:  # noqa: ANN401
    teams = teams_of(request.viewer.agency_id)
    return resume(
        request, ProposalForm, key, agencies=list(organisations()), teams=list(teams), **kwargs
    )


def _initial(view: ExerciseView) -> dict[str, Any]:
    exercise = view.exercise
    return {
        "title": exercise.title,
        "purpose": exercise.purpose,
        "why": exercise.why,
        "told": exercise.told,
        "told_reason": exercise.told_reason,
        "least_needs": exercise.least_needs,
        "least_agencies": exercise.least_agencies,
        "required_needs": exercise.required_needs,
        "receiving_team": str(exercise.receiving_team_id),
        "own_records_back": exercise.own_records_back,
        "delete_on": exercise.delete_on,
        **{f"needs-{party.agency_id}": party.needs for party in view.parties},
    }


def _page(request: PageRequest, form: ProposalForm, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    return render(request, "practice/think_family/pages/proposal/page.html", context)


urlpatterns = [
    path("new/", propose, name="propose_exercise"),
    path("<uuid:exercise_id>/change/", change, name="change_exercise"),
]
