"""How urgent is it, and why: the rating that sets the clocks."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.govuk.forms import Radios
from joinedup.base.govuk.wording import say_datetime
from joinedup.practice.safeguarding_hub import commands, queries
from joinedup.practice.safeguarding_hub.pages.cards import what_they_need
from joinedup.practice.safeguarding_hub.queries import EnquiryView
from joinedup.practice.safeguarding_hub.rules.ratings import RATINGS, Rating
from joinedup.practice.safeguarding_hub.rules.states import Event, State, why_not_now
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Purpose


class ScreeningForm(forms.Form):
    """The rating and its reasons. ``seen_rating`` is what the page showed when it was opened."""

    seen_rating = forms.CharField(widget=forms.HiddenInput, required=False)
    rating = forms.ChoiceField(
        label="How urgent is it?",
        choices=[(rating.value, meaning.words) for rating, meaning in RATINGS.items()],
        widget=Radios(
            hints={
                rating.value: f"{meaning.hint} Agencies answer within {meaning.clocks.answer};"
                f" decide within {meaning.clocks.decision}."
                for rating, meaning in RATINGS.items()
            }
        ),
    )
    rationale = forms.CharField(
        label="Why this rating?",
        help_text="What you know, what you do not know, and what makes it more or less urgent."
        " The family may read it.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
    )


@page(Purpose.SCREENING, Role.SCREENER, Role.DECISION_MAKER)
def screening(request: PageRequest, enquiry_id: UUID) -> HttpResponse:
    """Rate it, or change the rating; a colleague's rating given meanwhile is shown first."""
    view = queries.open_enquiry(request.viewer, enquiry_id)
    if not_now := why_not_now(State(view.enquiry.state), Event.SCREEN):
        messages.info(request, not_now)
        return redirect("enquiry", enquiry_id)
    key = f"screening:{enquiry_id}"
    form = resume(request, ScreeningForm, key, initial={"seen_rating": view.enquiry.rating})
    changed = ""
    if request.method == "POST" and form.is_valid():
        try:
            commands.screen(
                request.viewer,
                enquiry_id=enquiry_id,
                rating=Rating(form.cleaned_data["rating"]),
                rationale=form.cleaned_data["rationale"],
                seen_rating=form.cleaned_data["seen_rating"],
            )
        except commands.Changed:
            changed = _theirs(view)
            # What was typed stays; the next saving is over the rating that is shown now.
            typed = request.POST.copy()
            typed["seen_rating"] = view.enquiry.rating
            form.data = typed
        else:
            discard_draft(request.viewer, form=key)
            messages.success(request, "Rating recorded")
            return redirect("enquiry", enquiry_id)
    context = {
        "form": form,
        "changed": changed,
        "theirs": view.screenings[0] if changed else None,
        "reference": view.enquiry.reference,
        "needs": what_they_need(view.subjects),
        "worry": view.contact.worry if view.contact else "",
        "danger": bool(view.contact and view.contact.immediate_danger),
        "rating": view.enquiry.rating,
        "due": view.enquiry.screening_due_at if not view.enquiry.rating else None,
        "ratings": ratings_in_words(view),
        "others": queries.other_enquiries(request.viewer, enquiry_id),
        "why": explanations(view.enquiry.folder_id),
        "back": reverse("enquiry", args=[enquiry_id]),
    }
    return render(request, "practice/safeguarding_hub/pages/screening/page.html", context)


def _theirs(view: EnquiryView) -> str:
    last = view.screenings[0]
    return f"{last.by.name} rated it {last.rating} on {say_datetime(last.at)}."


def ratings_in_words(view: EnquiryView) -> list[dict[str, object]]:
    """Every rating with its rationale, newest first, for the timeline."""
    return [
        {
            "title": RATINGS[Rating(given.rating)].words,
            "when": say_datetime(given.at),
            "by": given.by.name,
            "description": given.rationale,
            "judgement": True,
        }
        for given in view.screenings
    ]


urlpatterns = [path("hub/enquiries/<uuid:enquiry_id>/screening/", screening, name="screening")]
