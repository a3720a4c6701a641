"""Why I may see a record, who else may, and closing it to some: for those who may decide."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.govuk.wording import say_count, say_date, say_list
from joinedup.interfaces.web.navigation import HUB
from joinedup.interfaces.web.who_may_see.deciding import colleagues_of, draw, folder_to_decide
from joinedup.interfaces.web.who_may_see.forms import ExcludeForm, LiftForm, RestrictForm
from joinedup.practice.safeguarding_hub.queries import enquiry_of
from joinedup.record.people.pages.audience import READERS
from joinedup.record.people.queries import person_of
from joinedup.trust.agencies.rules import Role
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.commands import (
    exclude_for_conflict_of_interest,
    lift_exclusion,
    lift_restriction,
    restrict_to_named_people,
)
from joinedup.trust.sharing.explaining import (
    DECISION_COLUMNS,
    decision_in_words,
    explanations,
    in_words,
)
from joinedup.trust.sharing.queries import (
    Why,
    deciders_elsewhere,
    decisions_on,
    exclusions_of,
    folders_about,
    may_decide,
    open_folder,
    restriction_of,
    who_may_see,
)
from joinedup.trust.sharing.rules import FolderKind, work_of

_TEMPLATES = "interfaces/web/who_may_see"


@page(work_of)
def who_sees(request: PageRequest, folder_id: UUID) -> HttpResponse:
    """Why I can see this, and everybody who can."""
    folder = open_folder(folder_id)
    record(Action.LISTED, subject_kind="grant", subject_id=folder.pk, folder=folder)
    deciding = may_decide(folder_id)
    restriction = restriction_of(folder_id)
    holders = who_may_see(folder_id)
    context = {
        "folder_id": folder_id,
        "why": explanations(folder_id),
        "who": [
            _holder(why, said, folder_id, deciding=deciding)
            for why, said in zip(holders, in_words(holders), strict=True)
        ],
        "may_decide": deciding,
        "decisions": [decision_in_words(made) for made in decisions_on(folder_id)],
        "decision_columns": DECISION_COLUMNS,
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
        "back": _record(request.viewer, folder_id),
    }
    return render(request, f"{_TEMPLATES}/page.html", context)


def _record(viewer: Viewer, folder_id: UUID) -> str:
    """The page of the record, where the viewer may open it; of other records, one's own work."""
    if viewer.has(*READERS) and (person_id := person_of(folder_id)):
        return reverse("person", args=[person_id])
    if viewer.has(*HUB) and (enquiry_id := enquiry_of(folder_id)):
        return reverse("enquiry", args=[enquiry_id])
    if viewer.has(Role.RESEARCHER) and (enquiry_id := enquiry_of(folder_id)):
        return reverse("room", args=[enquiry_id])
    return reverse("home")


def _holder(why: Why, said: dict[str, Any], folder_id: UUID, *, deciding: bool) -> list[Any]:
    end: dict[str, str] | str = ""
    if deciding:
        end = {
            "text": "End this",
            "href": reverse("end_access", args=[folder_id, why.grant_ids[0]]),
            "reference": f"{why.holder}: {why.what}",
        }
    return [said["holder"], said["what"], said["because"], said["until"] or "No end set", end]


@page(work_of)
def restrict(request: PageRequest, folder_id: UUID) -> HttpResponse:
    """From now on, named people only."""
    folder = folder_to_decide(folder_id)
    people = colleagues_of(request, folder_id, besides_me=True)
    key = f"restrict:{folder_id}"
    form = resume(request, RestrictForm, key, people=people)
    if request.method == "POST" and form.is_valid():
        named = [UUID(chosen) for chosen in form.cleaned_data["people"]]
        restrict_to_named_people(
            request.viewer, folder=folder, named=named, reasons=form.cleaned_data["reasons"]
        )
        discard_draft(request.viewer, form=key)
        messages.success(request, "The record is now open to the people that you named.")
        return HttpResponseRedirect(reverse("who_may_see", args=[folder_id]))
    title = "Close this record to all but named people"
    return draw(request, form, folder_id, title, _reach(folder_id))


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
    folder = folder_to_decide(folder_id)
    people = [("", "Choose"), *colleagues_of(request, folder_id)]
    key = f"exclude:{folder_id}"
    form = resume(request, ExcludeForm, key, people=people)
    if request.method == "POST" and form.is_valid():
        person = UUID(form.cleaned_data["person"])
        exclude_for_conflict_of_interest(
            request.viewer,
            folder=folder,
            professional_id=person,
            reasons=form.cleaned_data["reasons"],
        )
        discard_draft(request.viewer, form=key)
        messages.success(request, "They can no longer see this record.")
        if person == request.viewer.professional_id:
            return HttpResponseRedirect("/")
        return HttpResponseRedirect(reverse("who_may_see", args=[folder_id]))
    return draw(request, form, folder_id, "Keep somebody out of this record")


@page(work_of)
def let_back_in(request: PageRequest, folder_id: UUID, exclusion_id: UUID) -> HttpResponse:
    """End an exclusion."""
    folder_to_decide(folder_id)
    found = exclusions_of(folder_id).filter(pk=exclusion_id).first()
    if found is None:
        raise NotVisible
    key = f"let_back_in:{exclusion_id}"
    form = resume(request, LiftForm, key)
    if request.method == "POST" and form.is_valid():
        lift_exclusion(request.viewer, exclusion_id=exclusion_id, **form.cleaned_data)
        discard_draft(request.viewer, form=key)
        messages.success(request, "They can see this record again, as far as their team may.")
        return HttpResponseRedirect(reverse("who_may_see", args=[folder_id]))
    return draw(request, form, folder_id, f"Let {found.professional.name} back in")


@page(work_of)
def lift(request: PageRequest, folder_id: UUID) -> HttpResponse:
    """End a restriction. To share the record again is a decision of its own."""
    folder = folder_to_decide(folder_id)
    if restriction_of(folder_id) is None:
        raise NotVisible
    key = f"lift:{folder_id}"
    form = resume(request, LiftForm, key)
    if request.method == "POST" and form.is_valid():
        lift_restriction(request.viewer, folder=folder, **form.cleaned_data)
        discard_draft(request.viewer, form=key)
        messages.success(
            request,
            "The restriction has been lifted. It opens to nobody by itself: share it with"
            " whoever is to see it again.",
        )
        return HttpResponseRedirect(reverse("share_record", args=[folder_id]))
    return draw(request, form, folder_id, "Lift the restriction to named people")


urlpatterns = [
    path("<uuid:folder_id>/", who_sees, name="who_may_see"),
    path("<uuid:folder_id>/restrict/", restrict, name="restrict_record"),
    path("<uuid:folder_id>/restrict/lift/", lift, name="lift_restriction"),
    path("<uuid:folder_id>/exclude/", exclude, name="exclude_from_record"),
    path("<uuid:folder_id>/exclude/<uuid:exclusion_id>/lift/", let_back_in, name="lift_exclusion"),
]
