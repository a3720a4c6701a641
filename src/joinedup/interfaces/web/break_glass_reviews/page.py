"""A second person's look at each time somebody broke the glass."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.govuk.forms import YesNoField
from joinedup.base.govuk.wording import say_datetime
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.commands import review_break_glass
from joinedup.trust.sharing.queries import break_glass_to_review, open_break_glass
from joinedup.trust.sharing.rules import Purpose

_TEMPLATES = "interfaces/web/break_glass_reviews"


class ReviewForm(forms.Form):
    """Was it justified, and how does the reviewer know?"""

    justified = YesNoField(label="Was it justified?")
    notes = forms.CharField(
        label="What did you look at, and why do you think so?",
        help_text="For example the log of what they opened, the call that came in, their manager",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


@page(Purpose.INFORMATION_GOVERNANCE, Role.INFORMATION_GOVERNANCE_LEAD)
def reviews(request: PageRequest) -> HttpResponse:
    """Openings that nobody has looked at yet, the oldest first."""
    rows = [
        [
            {
                "text": f"{opening.professional.name}, {say_datetime(opening.started_at)}",
                "href": reverse("break_glass_review", args=[opening.pk]),
            },
            opening.agency.name,
            opening.controller.name,
        ]
        for opening in break_glass_to_review(request.viewer)
    ]
    return render(request, f"{_TEMPLATES}/list.html", {"rows": rows})


@page(Purpose.INFORMATION_GOVERNANCE, Role.INFORMATION_GOVERNANCE_LEAD)
def review(request: PageRequest, opening_id: UUID) -> HttpResponse:
    """One opening: who, when, why, what they looked at; and what the reviewer thinks of it."""
    opening = open_break_glass(opening_id)
    mine = opening.professional_id == request.viewer.professional_id
    open_to_review = opening.reviewed_at is None and not mine
    key = f"break_glass_review:{opening_id}"
    form = resume(request, ReviewForm, key)
    if request.method == "POST" and open_to_review and form.is_valid():
        try:
            review_break_glass(request.viewer, opening=opening, **form.cleaned_data)
        except ValueError as refused:
            form.add_error(None, str(refused))
        else:
            discard_draft(request.viewer, form=key)
            messages.success(request, "Your review has been recorded.")
            return HttpResponseRedirect(reverse("break_glass_reviews"))
    context = {
        "form": form,
        "facts": _facts(opening),
        "open_to_review": open_to_review,
        "mine": mine,
        "typed_late": "" if open_to_review or mine else request.POST.get("notes", ""),
        "log_query": f"?folder={opening.folder_id}&actor={opening.professional_id}",
        "back": reverse("break_glass_reviews"),
    }
    return render(request, f"{_TEMPLATES}/page.html", context)


def _facts(opening: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - a BreakGlass
    title = opening.professional.job_title
    facts = [
        ("Who", f"{opening.professional.name}{f', {title}' if title else ''}"),
        ("Works for", opening.agency.name),
        ("Whose record", opening.controller.name),
        ("When", f"{say_datetime(opening.started_at)} to {say_datetime(opening.ends_at)}"),
        ("Why, in their words", opening.reasons),
    ]
    if opening.reviewed_at is not None:
        facts += [
            ("Reviewed by", f"{opening.reviewed_by.name}, {say_datetime(opening.reviewed_at)}"),
            ("Justified", "Yes" if opening.justified else "No"),
            ("What the reviewer says", opening.review_notes),
        ]
    return facts


urlpatterns = [
    path("", reviews, name="break_glass_reviews"),
    path("<uuid:opening_id>/", review, name="break_glass_review"),
]
