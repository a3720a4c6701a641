"""What was decided about sharing with and by an agency, for its information governance lead."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.govuk.paging import page_asked, page_href
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import DECISION_COLUMNS, decision_in_words
from joinedup.trust.sharing.queries import decisions_to_govern
from joinedup.trust.sharing.rules import Purpose


@page(Purpose.INFORMATION_GOVERNANCE, Role.INFORMATION_GOVERNANCE_LEAD)
def decisions(request: PageRequest) -> HttpResponse:
    """Decisions, each with the number of its record, which the log can be asked for."""
    found = decisions_to_govern(request.viewer, page=page_asked(request.GET))
    log = reverse("audit")
    context = {
        "columns": [*DECISION_COLUMNS, "Record"],
        "decisions": [
            [
                *decision_in_words(one),
                {"text": str(one.folder_id), "href": f"{log}?folder={one.folder_id}"},
            ]
            for one in found.decisions
        ],
        "page": found.page,
        "pages": found.pages,
        "page_href": page_href(request.GET),
        "back": log,
    }
    return render(request, "interfaces/web/governance/decisions.html", context)


urlpatterns = [path("decisions/", decisions, name="sharing_decisions")]
