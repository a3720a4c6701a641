"""Somebody whom nobody named at first: a sister, a new partner. Look for them, then add them."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.foundation.transitions import NotNow
from joinedup.base.govuk.forms import Radios
from joinedup.practice.safeguarding_hub import commands, queries
from joinedup.practice.safeguarding_hub.pages.contact.forms import ADULT_IS, ChildForm
from joinedup.practice.safeguarding_hub.pages.identity import candidates
from joinedup.practice.safeguarding_hub.pages.identity.identifying import NEW, IdentifyForm
from joinedup.practice.safeguarding_hub.pages.sheets import (
    Sheet,
    drop_sheet,
    notice_with_draft,
    pressed,
    read_sheet,
)
from joinedup.practice.safeguarding_hub.queries import EnquiryView
from joinedup.practice.safeguarding_hub.rules.states import DECIDED, State
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Purpose, Relation

DETAILS, CHOICE = "details", "choice"
ANYBODY_IS = [(Relation.CHILD.value, "A child"), *ADULT_IS]


class DetailsForm(ChildForm):
    """What is known of somebody who is to be added: enough to look for them."""

    called = "person"
    school = None  # type: ignore[assignment]

    adult_is = forms.ChoiceField(
        label="Who are they in this enquiry?", choices=ANYBODY_IS, widget=Radios(small=True)
    )
    field_order = ["adult_is", "given", "family", "born", "expected", "sex"]

    def nothing_known(self) -> str:
        """What to say when nothing was written about the person."""
        return "Write what you know of them: a name, an age or where they live"


@page(Purpose.SCREENING, Role.SCREENER, Role.DECISION_MAKER)
def add_person(request: PageRequest, enquiry_id: UUID) -> HttpResponse:
    """Type what is known, look at who it may be, and add them with what makes it sure."""
    view = queries.open_enquiry(request.viewer, enquiry_id)
    if State(view.enquiry.state) in DECIDED:
        messages.info(request, commands.TOO_LATE_TO_ADD)
        return redirect("enquiry", enquiry_id)
    key = f"add_person:{enquiry_id}"
    sheet = read_sheet(request, key)
    action, _ = pressed(request)
    details = sheet.part(DetailsForm, DETAILS, check=bool(action))
    if not action or not details.is_valid():
        return _shown(request, view, sheet, key, details)
    like = queries.people_like(request.viewer, details.mentioned())
    lines = candidates.lines(like)
    choice = sheet.part(
        IdentifyForm,
        CHOICE,
        check=action == "add",
        lines=lines,
        view=view,
        relation=details.mentioned().relation,
    )
    if action != "add" or not choice.is_valid():
        return _shown(request, view, sheet, key, details, choice, lines)
    try:
        _add(request, enquiry_id, details, choice)
    except (commands.Changed, NotNow) as problem:
        choice.add_error(None, str(problem))
        return _shown(request, view, sheet, key, details, choice, lines)
    drop_sheet(request, key)
    messages.success(request, _added(view))
    return redirect("enquiry", enquiry_id)


def _shown(
    request: PageRequest,
    view: EnquiryView,
    sheet: Sheet,
    key: str,
    details: DetailsForm,
    choice: IdentifyForm | None = None,
    lines: list[candidates.Line] | None = None,
) -> HttpResponse:
    notice = notice_with_draft(request, key, sheet)
    context = {
        "form": notice,
        "details": details,
        "choice": choice,
        "lines": lines or [],
        "relatives": candidates.possible_relatives(lines or []),
        "forms": [notice, details, *([choice] if choice else [])],
        "reference": view.enquiry.reference,
        "why": explanations(view.enquiry.folder_id),
        "back": reverse("enquiry", args=[view.enquiry.pk]),
    }
    return render(request, "practice/safeguarding_hub/pages/identity/adding.html", context)


def _add(
    request: PageRequest, enquiry_id: UUID, details: DetailsForm, choice: IdentifyForm
) -> None:
    described = details.mentioned()
    kind, _, found = choice.cleaned_data["who"].partition(":")
    given: dict[str, Any] = {
        "enquiry_id": enquiry_id,
        "evidence": choice.cleaned_data["evidence"],
        "kinship": choice.confirmed(),
    }
    if kind == NEW:
        commands.add_new_person(request.viewer, described=described, **given)
        return
    given |= {"relation": described.relation, "relation_words": ""}
    if kind == "record":
        commands.confirm_known_person(request.viewer, person_id=UUID(found), **given)
    else:
        commands.confirm_from_index(request.viewer, entry_id=UUID(found), **given)


def _added(view: EnquiryView) -> str:
    asked = " No agency has been asked about them yet." if view.checks else ""
    return f"They are part of the enquiry now.{asked}"


urlpatterns = [
    path("hub/enquiries/<uuid:enquiry_id>/people/add/", add_person, name="add_enquiry_person")
]
