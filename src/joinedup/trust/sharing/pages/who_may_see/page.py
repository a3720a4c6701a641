"""Why I may see a record, who else may, and closing it to some: for those who may decide."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.govuk.forms import Checkboxes
from joinedup.base.govuk.wording import say_count, say_date, say_list
from joinedup.trust.agencies.queries import colleagues
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.commands import (
    exclude_for_conflict_of_interest,
    lift_exclusion,
    lift_restriction,
    restrict_to_named_people,
)
from joinedup.trust.sharing.explaining import explanations, in_words
from joinedup.trust.sharing.queries import (
    deciders_elsewhere,
    exclusions_of,
    folders_about,
    holding_teams,
    may_decide,
    open_folder,
    restriction_of,
    who_may_see,
)
from joinedup.trust.sharing.rules import FolderKind, work_of

_TEMPLATES = "trust/sharing/pages/who_may_see"


def _reasons(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=2_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class PeopleForm(forms.Form):
    """A form that names colleagues: those in the teams that hold the record."""

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people" if "people" in self.fields else "person"]
        field.choices = people


class RestrictForm(PeopleForm):
    """Who may go on seeing the record, and why nobody else."""

    people = forms.MultipleChoiceField(
        label="Who may go on seeing it?",
        help_text="You will be among them. Everybody else will find no such record.",
        widget=Checkboxes(),
        required=False,
    )
    reasons = _reasons(
        "Why must it be closed to others?",
        "For example a family known to many of the staff, or a place that must stay secret",
    )


class ExcludeForm(PeopleForm):
    """Who must not see the record, and why."""

    person = forms.ChoiceField(
        label="Who must not see it?",
        help_text="It may be yourself: nobody works on the record of their own family",
    )
    reasons = _reasons("What is the conflict of interest?", "They will not be shown this.")


class LiftForm(forms.Form):
    """Why it may end."""

    reasons = _reasons("Why is it no longer needed?", "")


@page(work_of)
def who_sees(request: PageRequest, folder_id: UUID) -> HttpResponse:
    """Why I can see this, and everybody who can."""
    folder = open_folder(folder_id)
    record(Action.LISTED, subject_kind="grant", subject_id=folder.pk, folder=folder)
    deciding = may_decide(folder_id)
    restriction = restriction_of(folder_id)
    context = {
        "folder_id": folder_id,
        "why": explanations(folder_id),
        "who": [
            [reason["holder"], reason["what"], reason["because"], reason["until"] or "No end set"]
            for reason in in_words(who_may_see(folder_id))
        ],
        "may_decide": deciding,
        "restriction": restriction,
        "exclusions": [
            [
                {"text": e.professional.name},
                e.reasons,
                f"{e.decided_by.name}, {say_date(e.decided_at)}",
                {
                    "text": "Let them back in",
                    "href": reverse("lift_exclusion", args=[folder_id, e.pk]),
                },
            ]
            for e in exclusions_of(folder_id)
        ]
        if deciding
        else [],
    }
    return render(request, f"{_TEMPLATES}/page.html", context)


@page(work_of)
def restrict(request: PageRequest, folder_id: UUID) -> HttpResponse:
    """From now on, named people only."""
    folder = _folder_to_decide(folder_id)
    people = _colleagues(request, folder_id, besides_me=True)
    form = RestrictForm(_sent(request), people=people)
    if request.method == "POST" and form.is_valid():
        named = [UUID(chosen) for chosen in form.cleaned_data["people"]]
        restrict_to_named_people(
            request.viewer, folder=folder, named=named, reasons=form.cleaned_data["reasons"]
        )
        messages.success(request, "The record is now open to the people that you named.")
        return HttpResponseRedirect(reverse("who_may_see", args=[folder_id]))
    title = "Close this record to all but named people"
    return _draw(request, form, folder_id, title, _reach(folder_id))


def _reach(folder_id: UUID) -> list[str]:
    """What else is closed with a record, and what is not, in sentences."""
    kinds = [folder.kind for folder in folders_about(folder_id)]
    counted = [
        say_count(kinds.count(kind), one, many)
        for kind, one, many in (
            (FolderKind.ENQUIRY, "enquiry", "enquiries"),
            (FolderKind.PRODUCT, "report that was sent", "reports that were sent"),
        )
        if kind in kinds
    ]
    said = []
    if counted:
        said.append(
            f"This also closes {say_list(counted)} about this person. Whoever was asked or told"
            " something keeps just that: an agency can still answer."
        )
    elsewhere = deciders_elsewhere(folder_id)
    for who in sorted(set(elsewhere)):
        count = say_count(elsewhere.count(who), "further record", "further records")
        said.append(f"It does not close {count} about this person. Ask who can: {who}.")
    return said


@page(work_of)
def exclude(request: PageRequest, folder_id: UUID) -> HttpResponse:
    """Keep one person out."""
    folder = _folder_to_decide(folder_id)
    people = [("", "Choose"), *_colleagues(request, folder_id)]
    form = ExcludeForm(_sent(request), people=people)
    if request.method == "POST" and form.is_valid():
        person = UUID(form.cleaned_data["person"])
        exclude_for_conflict_of_interest(
            request.viewer,
            folder=folder,
            professional_id=person,
            reasons=form.cleaned_data["reasons"],
        )
        messages.success(request, "They can no longer see this record.")
        if person == request.viewer.professional_id:
            return HttpResponseRedirect("/")
        return HttpResponseRedirect(reverse("who_may_see", args=[folder_id]))
    return _draw(request, form, folder_id, "Keep somebody out of this record")


@page(work_of)
def let_back_in(request: PageRequest, folder_id: UUID, exclusion_id: UUID) -> HttpResponse:
    """End an exclusion."""
    _folder_to_decide(folder_id)
    found = exclusions_of(folder_id).filter(pk=exclusion_id).first()
    if found is None:
        raise NotVisible
    form = LiftForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        lift_exclusion(request.viewer, exclusion_id=exclusion_id, **form.cleaned_data)
        messages.success(request, "They can see this record again, as far as their team may.")
        return HttpResponseRedirect(reverse("who_may_see", args=[folder_id]))
    return _draw(request, form, folder_id, f"Let {found.professional.name} back in")


@page(work_of)
def lift(request: PageRequest, folder_id: UUID) -> HttpResponse:
    """End a restriction. To share the record again is a decision of its own."""
    folder = _folder_to_decide(folder_id)
    if restriction_of(folder_id) is None:
        raise NotVisible
    form = LiftForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        lift_restriction(request.viewer, folder=folder, **form.cleaned_data)
        messages.success(request, "The restriction has been lifted. Share the record anew.")
        return HttpResponseRedirect(reverse("who_may_see", args=[folder_id]))
    return _draw(request, form, folder_id, "Lift the restriction to named people")


def _sent(request: PageRequest) -> QueryDict | None:
    """What was sent, even when it was nothing."""
    return request.POST if request.method == "POST" else None


def _folder_to_decide(folder_id: UUID) -> Any:  # noqa: ANN401 - a Folder
    folder = open_folder(folder_id)
    if not may_decide(folder_id):
        raise NotVisible
    return folder


def _colleagues(
    request: PageRequest, folder_id: UUID, *, besides_me: bool = False
) -> list[tuple[str, str]]:
    me = request.viewer.professional_id
    people = colleagues(holding_teams(folder_id) | request.viewer.team_ids)
    choices = [
        (str(person.pk), f"{person.name}{f', {person.job_title}' if person.job_title else ''}")
        for person in people
        if person.pk != me
    ]
    return choices if besides_me else [(str(me), "Myself"), *choices]


def _draw(
    request: PageRequest,
    form: forms.Form,
    folder_id: UUID,
    title: str,
    notes: Sequence[str] = (),
) -> HttpResponse:
    back = reverse("who_may_see", args=[folder_id])
    context = {"form": form, "title": title, "notes": notes, "back": back}
    context["why"] = explanations(folder_id)
    return render(request, f"{_TEMPLATES}/decision.html", context)


urlpatterns = [
    path("<uuid:folder_id>/", who_sees, name="who_may_see"),
    path("<uuid:folder_id>/restrict/", restrict, name="restrict_record"),
    path("<uuid:folder_id>/restrict/lift/", lift, name="lift_restriction"),
    path("<uuid:folder_id>/exclude/", exclude, name="exclude_from_record"),
    path("<uuid:folder_id>/exclude/<uuid:exclusion_id>/lift/", let_back_in, name="lift_exclusion"),
]
