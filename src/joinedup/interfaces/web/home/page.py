"""Work lists, not menus: a person signs in and sees what waits for them."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse, reverse_lazy

from joinedup.base.govuk.wording import say_list
from joinedup.insight.evaluation.queries import waiting_for as studies_waiting_for
from joinedup.insight.evaluation.rules.states import STATE_WORDS as STUDY_WORDS
from joinedup.insight.evaluation.rules.states import State as Study
from joinedup.interfaces.web.navigation import FINDERS, HUB
from joinedup.practice.safeguarding_hub import queries as hub
from joinedup.practice.safeguarding_hub.rules.states import State
from joinedup.practice.think_family.queries import waiting_for
from joinedup.practice.think_family.rules.states import STATE_WORDS
from joinedup.practice.think_family.rules.states import State as Matching
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.queries import agreements_to_answer, break_glass_to_review
from joinedup.trust.sharing.rules import work_of

Row = list[Any]
_MOST = 10

SCREENERS_STATES = (State.RECEIVED, State.IDENTIFIED)
MANAGERS_STATES = (State.SCREENED, State.CHECKING, State.READY, State.DECIDED, State.DISSEMINATED)
# What those see who open no record of a family: words, and where it is.
_INSTEAD = {
    Role.BOARD_MEMBER: {
        "words": (
            "You see how the partnership works, in numbers and without a name: its agreements, its"
            " sealed matchings and its studies."
        ),
        "href": reverse_lazy("studies"),
        "text": "Read what studies have found",
    },
    Role.EVALUATOR: {
        "words": "You ask what became of families, and read the answer in numbers.",
        "href": reverse_lazy("studies"),
        "text": "Begin a study, or go on with one",
    },
    Role.SYSTEM_ADMINISTRATOR: {
        "words": "What you do is done at the command line; the guide beside the program says how.",
        "href": "",
        "text": "",
    },
}


@page(work_of)
def home(request: PageRequest) -> HttpResponse:
    """What is due to this person, by their roles; what they reported; what was sent to them."""
    viewer = request.viewer
    return render(
        request,
        "interfaces/web/home/page.html",
        {
            "name": viewer.name,
            "to_screen": _enquiries(request, SCREENERS_STATES) if viewer.has(*HUB) else None,
            "to_decide": (
                _enquiries(request, MANAGERS_STATES) if viewer.has(Role.DECISION_MAKER) else None
            ),
            "to_say": _owners_word(request) if viewer.has(Role.RESEARCHER) else [],
            "to_answer": _checks(request) if viewer.has(Role.RESEARCHER) else None,
            "to_review": (
                _reviews(request) if viewer.has(Role.INFORMATION_GOVERNANCE_LEAD) else None
            ),
            "to_accept": _agreements(request),
            "to_match": _exercises(request),
            "to_study": _studies(request),
            "received": _received(request),
            "reported": _reported(request),
            "may_search": viewer.has(*FINDERS),
            "instead": [seen for role, seen in _INSTEAD.items() if viewer.has(role)],
        },
    )


def _enquiries(request: PageRequest, states: tuple[State, ...]) -> dict[str, Any]:
    """The first of them, and where the rest are when there are more."""
    found = hub.enquiries_to_do(request.viewer, states=states, page_size=_MOST)
    query = urlencode({"state": [state.value for state in states]}, doseq=True)
    rows = [
        {
            "reference": work.reference,
            "href": reverse("enquiry", args=[work.id]),
            "about": work.about,
            "danger": work.immediate_danger,
            "rating": work.rating,
            "state": work.state_words,
            "due": work.due_at,
        }
        for work in found.enquiries
    ]
    more = {"total": found.total, "href": f"{reverse('hub_work')}?{query}"}
    return {"rows": rows, "more": more if found.pages > 1 else None}


def _checks(request: PageRequest) -> list[dict[str, Any]]:
    return [
        {
            "about": work.about,
            "reference": work.reference,
            "href": reverse("hub_check", args=[work.id]),
            "rating": work.rating,
            "due": work.due_at,
        }
        for work in hub.checks_to_answer(request.viewer, most=_MOST)
    ]


def _owners_word(request: PageRequest) -> list[dict[str, Any]]:
    """Items of ours that the hub asks to send."""
    return [
        {
            "reference": asked.reference,
            "href": reverse("owner_question", args=[asked.id]),
            "to": asked.recipient,
            "at": asked.asked_at,
        }
        for asked in hub.waiting_for_our_word(request.viewer)[:_MOST]
    ]


def _reviews(request: PageRequest) -> list[dict[str, Any]]:
    return [
        {
            "who": opening.professional.name,
            "href": reverse("break_glass_review", args=[opening.pk]),
            "agency": opening.agency.name,
            "at": opening.started_at,
        }
        for opening in break_glass_to_review(request.viewer)[:_MOST]
    ]


def _agreements(request: PageRequest) -> list[dict[str, Any]]:
    if not request.viewer.has(Role.INFORMATION_GOVERNANCE_LEAD):
        return []
    return [
        {
            "name": f"{found.name}, version {found.version}",
            "href": reverse("answer_agreement", args=[found.pk]),
            "between": say_list(sorted(party.name for party in found.parties.all())),
            "ends_on": found.ends_on,
        }
        for found in agreements_to_answer(request.viewer)
    ]


def _exercises(request: PageRequest) -> list[dict[str, Any]]:
    """Sealed matchings in which the next step is this person's."""
    return [
        {
            "name": found.title,
            "href": reverse("exercise", args=[found.pk]),
            "reference": found.reference,
            "state": STATE_WORDS[Matching(found.state)],
        }
        for found in waiting_for(request.viewer)[:_MOST]
    ]


def _studies(request: PageRequest) -> list[dict[str, Any]]:
    """Studies in which the next step is this person's."""
    return [
        {
            "name": found.title,
            "href": reverse("study", args=[found.pk]),
            "reference": found.reference,
            "state": STUDY_WORDS[Study(found.state)],
        }
        for found in studies_waiting_for(request.viewer)[:_MOST]
    ]


def _received(request: PageRequest) -> list[dict[str, Any]]:
    return [
        {
            "about": work.about,
            "reference": work.reference,
            "href": reverse("product", args=[work.id]),
            "title": work.title,
            "at": work.made_at,
        }
        for work in hub.products_received(request.viewer, most=_MOST)
    ]


def _reported(request: PageRequest) -> list[dict[str, Any]]:
    return [
        {
            "reference": work.reference,
            "href": reverse("my_worry", args=[work.id]),
            "about": work.about,
            "at": work.received_at,
            "progress": work.progress,
        }
        for work in hub.my_contacts(request.viewer, most=_MOST)
    ]


urlpatterns = [path("", home, name="home")]
