"""The studies of one's own agency."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.govuk.wording import say_date
from joinedup.insight.evaluation import queries
from joinedup.insight.evaluation.rules.states import OVER, READERS, STATE_WORDS, State
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import work_of


@page(work_of, *READERS)
def studies(request: PageRequest) -> HttpResponse:
    """Each with where it stands."""
    rows = [
        [
            {
                "text": found.title,
                "href": reverse("study", args=[found.pk]),
                "reference": found.reference,
            },
            found.reference,
            found.asked_by.name,
            STATE_WORDS[State(found.state)],
            "No data is kept" if found.state in OVER else say_date(found.delete_on),
        ]
        for found in queries.studies(request.viewer)
    ]
    context = {"rows": rows, "may_ask": request.viewer.has(Role.EVALUATOR)}
    return render(request, "insight/evaluation/pages/studies/page.html", context)


urlpatterns = [path("", studies, name="studies")]
