"""What I have reported, how far it has come, and what the hub told me. Its referrer's alone."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.govuk.wording import say_date, say_datetime
from joinedup.practice.safeguarding_hub import queries
from joinedup.practice.safeguarding_hub.pages.contact.answers import in_words
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Purpose

FOLDER = "practice/safeguarding_hub/pages/my_contacts"
NOT_NAMED = "A child whose name you did not know"


@page(Purpose.CONTACT)
def my_worries(request: PageRequest) -> HttpResponse:
    """Newest first."""
    rows: list[list[Any]] = [
        [
            {
                "text": found.about or NOT_NAMED,
                "href": reverse("my_worry", args=[found.id]),
                "reference": found.reference,
            },
            found.reference,
            say_date(found.received_at),
            "The hub has answered you" if found.feedback_given else found.progress,
        ]
        for found in queries.my_contacts(request.viewer)
    ]
    return render(request, f"{FOLDER}/list.html", {"rows": rows})


@page(Purpose.CONTACT)
def my_worry(request: PageRequest, contact_id: UUID) -> HttpResponse:
    """One of my own, in my words, with the feedback when it has come."""
    contact, mentioned, feedback = queries.open_contact_of_mine(request.viewer, contact_id)
    context = {
        "reference": contact.reference,
        "sent": say_datetime(contact.received_at),
        "answers": in_words(contact, mentioned),
        "feedback": feedback.message if feedback else "",
        "feedback_from": f"{feedback.by.name}, {say_datetime(feedback.at)}" if feedback else "",
        "why": explanations(contact.folder_id),
        "back": reverse("my_worries"),
    }
    return render(request, f"{FOLDER}/page.html", context)


urlpatterns = [
    path("worries/", my_worries, name="my_worries"),
    path("worries/<uuid:contact_id>/", my_worry, name="my_worry"),
]
