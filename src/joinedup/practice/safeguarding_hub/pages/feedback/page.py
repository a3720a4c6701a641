"""The last step: the referrer hears that it mattered, and nothing that was found out."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.foundation.transitions import NotNow
from joinedup.practice.safeguarding_hub.commands import Changed, give_feedback
from joinedup.practice.safeguarding_hub.pages.cards import what_they_need
from joinedup.practice.safeguarding_hub.pages.room import presenting
from joinedup.practice.safeguarding_hub.pages.sheets import Notice
from joinedup.practice.safeguarding_hub.queries.enquiry import EnquiryView, open_enquiry
from joinedup.practice.safeguarding_hub.queries.products import products_of
from joinedup.practice.safeguarding_hub.rules.outcomes import (
    OUTCOME_WORDS,
    REFERRER_OUTCOME_WORDS,
    Outcome,
)
from joinedup.practice.safeguarding_hub.rules.states import (
    STATE_WORDS,
    Event,
    State,
    may_cause,
    why_not_now,
)
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Purpose

TEMPLATE = "practice/safeguarding_hub/pages/feedback/page.html"


class FeedbackForm(forms.Form):
    """What the referrer reads."""

    message = forms.CharField(
        label="What the referrer reads",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=5_000,
        error_messages={"required": "Write what the referrer is told"},
    )


@page(Purpose.SAFEGUARDING_DUTY, Role.DECISION_MAKER)
def feedback(request: PageRequest, enquiry_id: UUID) -> HttpResponse:
    """The words to the referrer, begun for the writer; afterwards what the enquiry came to."""
    view = open_enquiry(request.viewer, enquiry_id)
    key = f"feedback:{enquiry_id}"
    form = resume(request, FeedbackForm, key, initial={"message": first_words(view)})
    late = ""
    if request.method == "POST":
        late = _too_late(request, view)
        if not late and form.is_valid():
            late = _give(request, enquiry_id, form.cleaned_data["message"])
            if not late:
                discard_draft(request.viewer, form=key)
                done = "The referrer has been answered, and the enquiry is closed."
                messages.success(request, done)
                return HttpResponseRedirect(reverse("feedback", args=[enquiry_id]))
            view = open_enquiry(request.viewer, enquiry_id)
    return render(request, TEMPLATE, _context(request, view, form, late))


def _too_late(request: PageRequest, view: EnquiryView) -> str:
    """Why the referrer cannot be told now, whatever was typed; empty when they can."""
    if view.feedback is not None:
        return f"{view.feedback.by.name} has already told the referrer. Yours was not sent."
    return why_not_now(State(view.enquiry.state), Event.GIVE_FEEDBACK)


def _give(request: PageRequest, enquiry_id: UUID, message: str) -> str:
    """Tell the referrer; returns what stood in the way, if anything did."""
    try:
        give_feedback(request.viewer, enquiry_id=enquiry_id, message=message)
    except (Changed, NotNow) as late:
        return str(late)
    return ""


def first_words(view: EnquiryView) -> str:
    """Words to begin with: thanks, and what is to happen, as far as a referrer may know it."""
    if view.decision is None:
        return ""
    outcome = REFERRER_OUTCOME_WORDS[Outcome(view.decision.outcome)]
    return (
        f"Thank you for telling us what worried you. {outcome}\n\n"
        "If anything changes, or you are still worried, tell us again."
    )


def _context(
    request: PageRequest, view: EnquiryView, form: FeedbackForm, late: str
) -> dict[str, Any]:
    state = State(view.enquiry.state)
    made = view.decision
    contact = view.contact
    return {
        "form": form,
        "forms": [Notice.saying(late) if late else form],
        "open": may_cause(Event.GIVE_FEEDBACK, state, request.viewer.roles),
        "state": STATE_WORDS[state],
        "about": list(presenting.names_of(view).values()),
        "outcome": OUTCOME_WORDS[Outcome(made.outcome)] if made else "",
        "told_nobody": made.told_nobody if made else "",
        "reference": view.enquiry.reference,
        "needs": what_they_need(view.subjects),
        "from_public": bool(contact and contact.from_public),
        "referrer": _referrer(contact),
        "given": view.feedback,
        "closed_at": view.enquiry.closed_at,
        "products": products_of(request.viewer, made.pk) if made else [],
        "agencies": sorted({check.check.agency.name for check in view.checks}),
        "why": explanations(view.enquiry.folder_id),
        "back": reverse("room", args=[view.enquiry.pk]),
    }


def _referrer(contact: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - pages know no tables
    if contact is None:
        return []
    agency = "" if contact.from_public else contact.referrer_agency.name
    return [
        ("Who told us", contact.referrer_name or "They did not give a name"),
        ("Who they are", ", ".join(filter(None, [contact.referrer_relation, agency]))),
        ("What helps them or the family to take part", contact.access_needs or "Nothing was said"),
        ("How to reach them", contact.referrer_contact or "They left no way to reach them"),
    ]


urlpatterns = [path("hub/enquiries/<uuid:enquiry_id>/feedback/", feedback, name="feedback")]
