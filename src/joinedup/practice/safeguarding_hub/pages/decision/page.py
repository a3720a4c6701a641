"""A manager decides, with what stands in the room before their eyes."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.foundation.transitions import NotNow
from joinedup.base.govuk.forms import Radios
from joinedup.practice.safeguarding_hub.commands import Changed, record_decision
from joinedup.practice.safeguarding_hub.pages.cards import what_they_need
from joinedup.practice.safeguarding_hub.pages.room import presenting
from joinedup.practice.safeguarding_hub.pages.sheets import Notice
from joinedup.practice.safeguarding_hub.queries import Room, open_room
from joinedup.practice.safeguarding_hub.queries.answering import (
    agencies_waited_for,
    answers_given,
)
from joinedup.practice.safeguarding_hub.rules.outcomes import (
    OUTCOME_WORDS,
    Outcome,
    already_decided,
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

TEMPLATE = "practice/safeguarding_hub/pages/decision/page.html"
OUTCOME_HINTS: dict[str, str] = {
    Outcome.STRATEGY_DISCUSSION: "A child is suffering, or is likely to suffer, significant harm.",
    Outcome.ASSESSMENT: "A child is in need, and children's social care should find out of what.",
    Outcome.EARLY_HELP: "The family needs help from more than one service, and wants it.",
    Outcome.SINGLE_AGENCY: "One service can give the help that is needed.",
    Outcome.ADVICE: "Information or a talk is enough.",
    Outcome.NO_FURTHER_ACTION: "Nothing more is needed from the hub now.",
}


class DecisionForm(forms.Form):
    """Outcome and reasons; why now, when an agency has not answered."""

    outcome = forms.ChoiceField(
        label="What is to happen?",
        choices=[(o.value, OUTCOME_WORDS[o]) for o in Outcome],
        widget=Radios(hints=OUTCOME_HINTS),
        error_messages={"required": "Choose what is to happen"},
    )
    reasons = forms.CharField(
        label="Why?",
        help_text="What weighed most, what you set aside, and how the child's own voice counted.",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=20_000,
        error_messages={"required": "Give the reasons for the decision"},
    )
    without_answers = forms.CharField(
        label="Why do you decide now, without every answer?",
        help_text="For example: the child is in danger today.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        required=False,
    )
    seen_answers = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, needs_why_now: bool, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        if not needs_why_now:
            del self.fields["without_answers"]
        else:
            field = self.fields["without_answers"]
            field.required = True
            field.error_messages["required"] = "Say why you decide without every answer"


@page(Purpose.SAFEGUARDING_DUTY, Role.DECISION_MAKER)
def decision(request: PageRequest, enquiry_id: UUID) -> HttpResponse:
    """The form beside the room; afterwards, on to telling those who need to know."""
    room = open_room(request.viewer, enquiry_id)
    key = f"decision:{enquiry_id}"
    given = answers_given(enquiry_id)
    state = State(room.enquiry.state)
    form = resume(request, DecisionForm, key, needs_why_now=state != State.READY)
    if request.method == "POST":
        if not may_cause(Event.RECORD_DECISION, state, request.viewer.roles):
            return render(request, TEMPLATE, _context(request, room, form, given, _too_late(room)))
        if form.is_valid() and _record(request, enquiry_id, form):
            discard_draft(request.viewer, form=key)
            messages.success(request, "The decision is recorded.")
            return HttpResponseRedirect(reverse("dissemination", args=[enquiry_id]))
        # What is shown from here on has been read; the next sending answers to it.
        room = open_room(request.viewer, enquiry_id)
    return render(request, TEMPLATE, _context(request, room, form, given))


def _record(request: PageRequest, enquiry_id: UUID, form: DecisionForm) -> bool:
    """Whether it was recorded; otherwise the form says what stands in the way."""
    made = form.cleaned_data
    try:
        record_decision(
            request.viewer,
            enquiry_id=enquiry_id,
            outcome=Outcome(made["outcome"]),
            reasons=made["reasons"],
            without_answers=made.get("without_answers", ""),
            seen_answers=made["seen_answers"],
        )
    except (Changed, NotNow) as late:
        form.add_error(None, str(late))
        return False
    except ValueError as wrong:
        form.add_error("reasons", str(wrong))
        return False
    return True


def _too_late(room: Room) -> str:
    """Why it cannot be decided now, whatever was typed."""
    if room.view.decision is not None:
        return already_decided(room.view.decision.decided_by.name)
    early = why_not_now(State(room.enquiry.state), Event.RECORD_DECISION)
    return early or "You cannot decide now."


def _context(
    request: PageRequest, room: Room, form: DecisionForm, given: int, late: str = ""
) -> dict[str, Any]:
    state = State(room.enquiry.state)
    made = room.view.decision
    return {
        "form": form,
        "forms": [Notice.saying(late) if late else form],
        "enquiry": room.enquiry,
        "needs": what_they_need(room.view.subjects),
        "about": list(presenting.names_of(room.view).values()),
        "open": may_cause(Event.RECORD_DECISION, state, request.viewer.roles),
        "state": STATE_WORDS[state],
        "seen_answers": given,
        "waited_for": agencies_waited_for(room.enquiry.pk),
        "nobody_asked": not room.view.checks,
        "agencies": presenting.agencies(room, request.viewer),
        "items": list(presenting.items(room).values()),
        "made": made,
        "made_words": OUTCOME_WORDS[Outcome(made.outcome)] if made else "",
        "room_href": reverse("room", args=[room.enquiry.pk]),
        "next_href": reverse("dissemination", args=[room.enquiry.pk]),
        "why": explanations(room.enquiry.folder_id),
        "back": reverse("room", args=[room.enquiry.pk]),
    }


urlpatterns = [path("hub/enquiries/<uuid:enquiry_id>/decision/", decision, name="decision")]
