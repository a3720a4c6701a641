"""One page across modules. Each part shows what its own grants open, and nothing more."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from joinedup.interfaces.web.navigation import FINDERS, HUB
from joinedup.interfaces.web.person_chronology.about import about_person, folders_shown, records_of
from joinedup.practice.safeguarding_hub.queries import EnquiryBrief, enquiries_about
from joinedup.record.people.pages.presenting import card, period, pictured
from joinedup.record.people.queries import PersonView, open_person
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import work_of


@page(work_of, *FINDERS)
def whole_person(request: PageRequest, person_id: UUID) -> HttpResponse:
    """A person with their family, merged chronology and enquiries, as this viewer may see them."""
    person = open_person(request.viewer, person_id)
    records = records_of(person)
    enquiries = enquiries_about(request.viewer, records)
    timeline = about_person(request, person, enquiries)
    return render(
        request,
        "interfaces/web/whole_person/page.html",
        {
            "person": person,
            "card": card(person),
            "family": _family(person),
            "picture_of": pictured(person, timezone.localdate()) if person.ties else None,
            "timeline": timeline,
            "forms": [timeline.form],
            "enquiries": [
                [_enquiry(request.viewer, enquiry), enquiry.state_words] for enquiry in enquiries
            ],
            "why": explanations(*folders_shown(person, timeline, enquiries)),
            "back": reverse("person", args=[person.id]),
        },
    )


def _enquiry(viewer: Viewer, enquiry: EnquiryBrief) -> str | dict[str, str]:
    """Its reference, leading to where this viewer works on it, if they do."""
    if viewer.has(*HUB):
        return {"text": enquiry.reference, "href": reverse("enquiry", args=[enquiry.id])}
    if viewer.has(Role.RESEARCHER):
        return {"text": enquiry.reference, "href": reverse("room", args=[enquiry.id])}
    return enquiry.reference


def _family(person: PersonView) -> list[list[Any]]:
    return [
        [
            {"text": tie.other.name, "href": reverse("whole_person", args=[tie.other.id])},
            tie.words,
            tie.other.needs_said,
            period(tie.starts_on, tie.ends_on),
        ]
        for tie in person.ties
    ]


urlpatterns = [path("people/<uuid:person_id>/whole/", whole_person, name="whole_person")]
