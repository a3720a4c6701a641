"""The chronology of one person, wherever its entries stand."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.interfaces.web.navigation import FINDERS
from joinedup.interfaces.web.person_chronology.about import about_person, folders_shown, records_of
from joinedup.practice.safeguarding_hub.queries import enquiries_about
from joinedup.record.chronology.pages.timeline.page import add_entry
from joinedup.record.chronology.rules import ENTRY_CATEGORIES
from joinedup.record.people.pages.presenting import card
from joinedup.record.people.queries import PersonView, open_person
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import work_of


@page(work_of, *FINDERS)
def person_chronology(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Every entry about a person that this viewer may see."""
    person = open_person(request.viewer, person_id)
    enquiries = enquiries_about(request.viewer, records_of(person))
    timeline = about_person(request, person, enquiries)
    context = {
        "person": person,
        "card": card(person),
        "timeline": timeline,
        "forms": [timeline.form],
        "add_href": _add_href(person),
        "enquiries": [
            {"reference": enquiry.reference, "href": reverse("room", args=[enquiry.id])}
            for enquiry in enquiries
        ],
        "why": explanations(*folders_shown(person, timeline, enquiries)),
        "back": reverse("person", args=[person.id]),
    }
    return render(request, "interfaces/web/person_chronology/page.html", context)


def _add_href(person: PersonView) -> str:
    """Where an entry is added to the person's own record; nothing where the viewer may not."""
    if not person.may_write & set(ENTRY_CATEGORIES):
        return ""
    return reverse("add_to_chronology", args=[person.id])


@page(work_of, *FINDERS)
def add(request: PageRequest, person_id: UUID) -> HttpResponse:
    """A new entry in a person's own record, about nobody else."""
    person = open_person(request.viewer, person_id)
    title = f"Add to the chronology of {person.name}"
    back = reverse("person_chronology", args=[person.id])
    return add_entry(request, person.folder_id, subject_id=person.id, title=title, back=back)


urlpatterns = [
    path("people/<uuid:person_id>/chronology/", person_chronology, name="person_chronology"),
    path("people/<uuid:person_id>/chronology/add/", add, name="add_to_chronology"),
]
