"""Breaking the glass: opening one record for an hour, in immediate danger, with a reason."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.gb import nhs

from joinedup.base.govuk.dates import ThreePartDateField
from joinedup.base.govuk.forms import Checkboxes
from joinedup.record.people.commands.breaking_glass import Sought, break_glass_for
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.commands import BREAK_GLASS_MINUTES
from joinedup.trust.sharing.rules import Category, Purpose
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS, CONTENT

# What is first needed to reach and protect somebody; the rest is ticked when it matters.
FIRST_NEEDED = (Category.IDENTITY, Category.FAMILY, Category.WHEREABOUTS, Category.INVOLVEMENT)
BREAKERS = (Role.SCREENER, Role.DECISION_MAKER, Role.PRACTITIONER, Role.TEAM_MANAGER)
OFFERED = tuple(dict.fromkeys((*FIRST_NEEDED, *CONTENT)))
EARLIEST = date(1890, 1, 1)
DRAFT = "break_glass"


class BreakGlassForm(forms.Form):
    """Who is in danger, exactly; what must be seen; why it cannot wait."""

    nhs_number = forms.CharField(
        label="NHS number",
        help_text="10 digits. Without it, give the name and the birth date",
        max_length=20,
        required=False,
    )
    given = forms.CharField(label="First names, as recorded", max_length=200, required=False)
    family = forms.CharField(label="Surname, as recorded", max_length=200, required=False)
    born = ThreePartDateField(label="Birth date", past=True, earliest=EARLIEST, required=False)
    categories = forms.MultipleChoiceField(
        label="What do you need to see?",
        help_text="Only what you need to protect them",
        choices=[(c.value, CATEGORY_WORDS[c].capitalize()) for c in OFFERED],
        initial=[c.value for c in FIRST_NEEDED],
        widget=Checkboxes(small=True),
    )
    reasons = forms.CharField(
        label="What is the danger, and why can it not wait?",
        help_text="Somebody else will read this and decide whether it was right.",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_nhs_number(self) -> str:
        """Ten digits with a right check digit, or nothing."""
        typed: str = self.cleaned_data["nhs_number"].strip()
        if not typed:
            return ""
        try:
            return str(nhs.validate(typed))
        except WrongNumber:
            raise forms.ValidationError(
                "This is not an NHS number: check each of its 10 digits"
            ) from None

    def clean(self) -> dict[str, Any]:
        """A number, or the whole name with the birth date."""
        made: dict[str, Any] = super().clean() or {}
        if made.get("nhs_number") or "nhs_number" in self.errors:
            return made
        for name, what in (
            ("given", "Enter their first names, or an NHS number"),
            ("family", "Enter their surname, or an NHS number"),
            ("born", "Enter their birth date, or an NHS number"),
        ):
            if not made.get(name) and name not in self.errors:
                self.add_error(name, what)
        return made

    def sought(self) -> Sought:
        """Who it is; the number alone where there is one."""
        made = self.cleaned_data
        if made["nhs_number"]:
            return Sought(nhs_number=made["nhs_number"])
        return Sought(given=made["given"], family=made["family"], born=made["born"])


@page(Purpose.BREAK_GLASS, *BREAKERS)
def break_glass(request: PageRequest) -> HttpResponse:
    """Found or not is said only by opening, which a second person reviews; a miss is logged."""
    sent = request.method == "POST"
    form = resume(request, BreakGlassForm, DRAFT)
    not_opened = False
    if sent and form.is_valid():
        opened = break_glass_for(
            request.viewer,
            sought=form.sought(),
            reasons=form.cleaned_data["reasons"],
            categories=[Category(c) for c in form.cleaned_data["categories"]],
        )
        if opened is not None:
            discard_draft(request.viewer, form=DRAFT)
            messages.success(
                request,
                f"The record is open to you for {BREAK_GLASS_MINUTES} minutes."
                " A second person will review this.",
            )
            return HttpResponseRedirect(reverse("person", args=[opened]))
        not_opened = True
    context = {"form": form, "minutes": BREAK_GLASS_MINUTES, "not_opened": not_opened}
    return render(request, "interfaces/web/break_glass/page.html", context)


urlpatterns = [path("", break_glass, name="break_glass")]
