"""The exercises in which one's own agency takes part."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.govuk.wording import say_date
from joinedup.practice.think_family import queries
from joinedup.practice.think_family.rules.states import ENDED, READERS, STATE_WORDS, State
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import work_of


@page(work_of, *READERS)
def exercises(request: PageRequest) -> HttpResponse:
    """Each with where it stands."""
    rows = [
        [
            {
                "text": found.title,
                "href": reverse("exercise", args=[found.pk]),
                "reference": found.reference,
            },
            found.reference,
            found.lead.name,
            STATE_WORDS[State(found.state)],
            "Nothing is kept" if found.state in ENDED else say_date(found.delete_on),
        ]
        for found in queries.exercises(request.viewer)
    ]
    context = {
        "rows": rows,
        "may_propose": request.viewer.has(Role.INFORMATION_GOVERNANCE_LEAD),
    }
    return render(request, "practice/think_family/pages/exercises/page.html", context)


urlpatterns = [path("", exercises, name="exercises")]
