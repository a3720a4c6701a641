"""The sealed room: answers and items of every agency side by side, for those in it alone."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.practice.safeguarding_hub.pages.cards import what_they_need
from joinedup.practice.safeguarding_hub.pages.room import presenting
from joinedup.practice.safeguarding_hub.queries import Room, open_room
from joinedup.practice.safeguarding_hub.rules.outcomes import OUTCOME_WORDS, Outcome
from joinedup.practice.safeguarding_hub.rules.states import (
    STATE_WORDS,
    Event,
    State,
    may_cause,
)
from joinedup.record.chronology.presenter import timeline_of
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Purpose

FOLDER = "practice/safeguarding_hub/pages/room"
NEXT_PAGES = {
    Event.RECORD_DECISION: ("Decide what is to happen", "decision"),
    Event.DISSEMINATE: ("Tell those who need to know", "dissemination"),
    Event.GIVE_FEEDBACK: ("Tell the referrer", "feedback"),
}


@page(Purpose.AGENCY_CHECK, Role.SCREENER, Role.DECISION_MAKER, Role.RESEARCHER)
def room(request: PageRequest, enquiry_id: UUID) -> HttpResponse:
    """Who is in it, what each agency answered, and one chronology of what they brought."""
    found = open_room(request.viewer, enquiry_id)
    timeline = timeline_of(request, folders=[found.enquiry.folder_id])
    context = {
        "enquiry": found.enquiry,
        "state": STATE_WORDS[State(found.enquiry.state)],
        "reference": found.enquiry.reference,
        "needs": what_they_need(found.view.subjects),
        "about": _about(found),
        "people": found.people,
        "agencies": presenting.agencies(found, request.viewer),
        "timeline": timeline,
        "items": presenting.shown_items(list(timeline.entries), presenting.items(found)),
        "single": _single_agency(request, found),
        "decision": _decision(found),
        "next_pages": _next_pages(request, found),
        "forms": [timeline.form],
        "back": _back(request, found),
        "why": explanations(found.enquiry.folder_id),
    }
    return render(request, f"{FOLDER}/page.html", context)


def _back(request: PageRequest, found: Room) -> str:
    """To the enquiry for the hub; an agency's desk may not open that, and goes to its questions."""
    if request.viewer.has(Role.SCREENER, Role.DECISION_MAKER):
        return reverse("enquiry", args=[found.enquiry.pk])
    return reverse("hub_checks")


def _about(found: Room) -> list[str]:
    return list(presenting.names_of(found.view).values())


def _single_agency(request: PageRequest, found: Room) -> list[dict[str, Any]]:
    """One chronology of all, or each agency's own: links that need no script."""
    chosen = request.GET.getlist("agency")
    owners = {str(c.agency_id): c.agency.name for c in found.contributions}
    views = [{"text": "All agencies together", "href": request.path, "current": not chosen}]
    views += [
        {"text": name, "href": f"{request.path}?agency={key}", "current": chosen == [key]}
        for key, name in sorted(owners.items(), key=lambda pair: pair[1])
    ]
    return views if len(owners) > 1 else []


def _decision(found: Room) -> dict[str, Any] | None:
    made = found.view.decision
    if made is None:
        return None
    return {
        "outcome": OUTCOME_WORDS[Outcome(made.outcome)],
        "reasons": made.reasons,
        "without_answers": made.without_answers,
        "by": made.decided_by.name,
        "at": made.decided_at,
    }


def _next_pages(request: PageRequest, found: Room) -> list[dict[str, str]]:
    state = State(found.enquiry.state)
    return [
        {"text": text, "href": reverse(name, args=[found.enquiry.pk])}
        for event, (text, name) in NEXT_PAGES.items()
        if may_cause(event, state, request.viewer.roles)
    ]


urlpatterns = [path("hub/enquiries/<uuid:enquiry_id>/room/", room, name="room")]
