"""An enquiry: what it is and what to do next, then everything that is known of it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.govuk.wording import say_datetime, say_list
from joinedup.practice.safeguarding_hub import queries
from joinedup.practice.safeguarding_hub.pages.cards import children_first, name_of, subject_card
from joinedup.practice.safeguarding_hub.pages.contact.answers import in_words
from joinedup.practice.safeguarding_hub.pages.contact.answers import name_of as mentioned_name
from joinedup.practice.safeguarding_hub.pages.enquiry import steps
from joinedup.practice.safeguarding_hub.pages.screening.page import ratings_in_words
from joinedup.practice.safeguarding_hub.queries import EnquiryView, SubjectView
from joinedup.practice.safeguarding_hub.rules.ratings import RATINGS, Rating
from joinedup.practice.safeguarding_hub.rules.states import (
    CHECK_WORDS,
    DECIDED,
    STATE_WORDS,
    CheckState,
    State,
)
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Purpose, Relation, Told

TOLD_WORDS = {
    "yes": "The family has been told.",
    "no": "The family has not been told.",
    "unsafe": "The family has not been told: it would not be safe.",
    "not_recorded": "The hub has not recorded whether the family has been told.",
}


@page(Purpose.SCREENING, Role.SCREENER, Role.DECISION_MAKER)
def enquiry(request: PageRequest, enquiry_id: UUID) -> HttpResponse:
    """One enquiry, for the hub."""
    view = queries.open_enquiry(request.viewer, enquiry_id)
    way = steps.steps(view)
    state = State(view.enquiry.state)
    context = {
        "about": about(view),
        "reference": view.enquiry.reference,
        "state": STATE_WORDS[state],
        "rating": view.enquiry.rating,
        "rating_words": RATINGS[Rating(view.enquiry.rating)].meaning if view.enquiry.rating else "",
        "deadline": _deadline(view, state),
        "started": view.contact.received_at if view.contact else None,
        "next": steps.next_action(view, request.viewer.roles),
        "room": steps.room(view),
        "sent": steps.sent(view, request.viewer.roles),
        "steps": way,
        "picture_of_steps": steps.picture(way),
        "actions": steps.actions(view, request.viewer.roles),
        "answers": in_words(view.contact, view.mentioned) if view.contact else None,
        "from_public": bool(view.contact and view.contact.from_public),
        "received": say_datetime(view.contact.received_at) if view.contact else "",
        "people": [_person(subject) for subject in children_first(view.subjects)],
        "add": reverse("add_enquiry_person", args=[enquiry_id]) if state not in DECIDED else "",
        "not_confirmed": _not_confirmed(view) if state not in DECIDED else [],
        "identity": reverse("identity", args=[enquiry_id]),
        "ratings": ratings_in_words(view),
        "checks": _checks(view),
        "who_knows": reverse("who_knows", args=[enquiry_id]) if view.checks else "",
        "told": _told(view),
        "unsafe_to_tell": _unsafe_to_tell(view),
        "others": queries.other_enquiries(request.viewer, enquiry_id),
        "why": explanations(view.enquiry.folder_id),
        "back": reverse("hub_work"),
    }
    return render(request, "practice/safeguarding_hub/pages/enquiry/page.html", context)


def about(view: EnquiryView) -> str:
    """The children it is about: as confirmed, or as the referrer named them."""
    confirmed = [name_of(s) for s in view.subjects if s.subject.relation == Relation.CHILD]
    named = [mentioned_name(m) for m in view.mentioned if m.relation == Relation.CHILD]
    return say_list(confirmed or named) or "A child whose name is not known"


def _person(view: SubjectView) -> dict[str, Any]:
    """Their card, which leads to their record where the viewer may open it."""
    shown = subject_card(view)
    if view.person is not None:
        shown["href"] = reverse("person", args=[view.person.id])
    return shown


def _not_confirmed(view: EnquiryView) -> list[str]:
    """Whom the referrer named and nobody has confirmed, once the children are known."""
    confirmed = {s.subject.mentioned_id for s in view.subjects}
    return [mentioned_name(m) for m in view.mentioned if confirmed and m.pk not in confirmed]


def _deadline(view: EnquiryView, state: State) -> dict[str, Any] | None:
    if state in (State.RECEIVED, State.IDENTIFIED):
        return {"what": "Rate it", "at": view.enquiry.screening_due_at}
    if state in (State.SCREENED, State.CHECKING, State.READY) and view.enquiry.decision_due_at:
        return {"what": "Decide", "at": view.enquiry.decision_due_at}
    return None


def _checks(view: EnquiryView) -> list[dict[str, Any]]:
    return [
        {
            "agency": found.check.agency.name,
            "about": say_list(name_of(subject) for subject in found.subjects),
            "stands": CHECK_WORDS[CheckState(found.check.state)],
            "due_at": found.check.due_at if found.check.state == CheckState.ASKED else None,
            "review": _review_address(found.check.pk, found.check.state),
        }
        for found in view.checks
    ]


def _review_address(check_id: UUID, state: str) -> str:
    return reverse("review_ask", args=[check_id]) if state == CheckState.REVIEW else ""


def _told(view: EnquiryView) -> str:
    if view.told is None:
        return TOLD_WORDS["not_recorded"]
    return f"{TOLD_WORDS[view.told.told]} {view.told.reasons}".strip()


def _unsafe_to_tell(view: EnquiryView) -> bool:
    """As the hub or the referrer said, until the hub has told the family."""
    hub = view.told.told if view.told else ""
    referrer = view.contact.family_told if view.contact else ""
    return hub != Told.YES and Told.UNSAFE in (hub, referrer)


urlpatterns = [path("hub/enquiries/<uuid:enquiry_id>/", enquiry, name="enquiry")]
