"""Who is it about? The people whom the referrer named, and whom we take each of them to be."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.foundation.transitions import NotNow
from joinedup.practice.safeguarding_hub import commands, queries
from joinedup.practice.safeguarding_hub.pages.cards import children_first, subject_card
from joinedup.practice.safeguarding_hub.pages.contact.answers import person_in_words
from joinedup.practice.safeguarding_hub.pages.identity import adding, family, identifying
from joinedup.practice.safeguarding_hub.queries import EnquiryView, SubjectView
from joinedup.practice.safeguarding_hub.rules.states import DECIDED, State
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Purpose, Relation


@page(Purpose.SCREENING, Role.SCREENER, Role.DECISION_MAKER)
def identity(request: PageRequest, enquiry_id: UUID) -> HttpResponse:
    """Everybody who was named, who is confirmed, and the way on when the child is known."""
    view = queries.open_enquiry(request.viewer, enquiry_id)
    if request.method == "POST":
        try:
            commands.confirm_subjects(request.viewer, enquiry_id=enquiry_id)
        except NotNow as not_now:
            messages.error(request, str(not_now))
            return redirect("identity", enquiry_id)
        messages.success(request, "It is known who it is about. Now rate how urgent it is.")
        return redirect("screening", enquiry_id)
    state = State(view.enquiry.state)
    if state in DECIDED:
        messages.info(request, commands.TOO_LATE_TO_ADD)
        return redirect("enquiry", enquiry_id)
    missing = _not_confirmed(view)
    context = {
        "reference": view.enquiry.reference,
        "missing": missing,
        "people": [
            {
                "card": subject_card(subject),
                "family": _family_address(view, subject),
            }
            for subject in children_first(view.subjects)
        ],
        "child_known": any(s.subject.relation == Relation.CHILD for s in view.subjects),
        "add": reverse("add_enquiry_person", args=[enquiry_id]),
        "may_go_on": state is State.RECEIVED,
        "due": view.enquiry.screening_due_at if state is State.RECEIVED else None,
        "others": queries.other_enquiries(request.viewer, enquiry_id),
        "why": explanations(view.enquiry.folder_id),
        "back": reverse("enquiry", args=[enquiry_id]),
    }
    return render(request, "practice/safeguarding_hub/pages/identity/page.html", context)


def _not_confirmed(view: EnquiryView) -> list[dict[str, object]]:
    confirmed = {s.subject.mentioned_id for s in view.subjects}
    found: list[dict[str, object]] = []
    for person in view.mentioned:
        if person.pk in confirmed:
            continue
        title, rows = person_in_words(person)
        address = reverse("identify", args=[view.enquiry.pk, person.pk])
        found.append({"title": title, "rows": rows, "href": address})
    return found


def _family_address(view: EnquiryView, subject: SubjectView) -> str:
    entry_id = subject.subject.index_entry_id
    return reverse("identity_family", args=[view.enquiry.pk, entry_id]) if entry_id else ""


urlpatterns = [
    path("hub/enquiries/<uuid:enquiry_id>/identity/", identity, name="identity"),
    *identifying.urlpatterns,
    *family.urlpatterns,
    *adding.urlpatterns,
]
