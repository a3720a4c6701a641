"""Who knows this family? Whom to ring at each agency that may be asked; never what they hold."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.govuk.wording import say_date, say_list
from joinedup.practice.safeguarding_hub import queries
from joinedup.practice.safeguarding_hub.pages.cards import how_far, name_of, what_they_need
from joinedup.practice.safeguarding_hub.queries import Knowing
from joinedup.record.linkage.engine.grading import Verdict
from joinedup.record.linkage.queries import Located, LocatedPerson
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Purpose, Relation

VERDICT_WORDS = {
    Verdict.MATCH: "Known",
    Verdict.POSSIBLE: "May be known",
    Verdict.POSSIBLE_RELATIVE: "May be a relative",
}


@page(Purpose.SCREENING, Role.SCREENER, Role.DECISION_MAKER)
def knowing(request: PageRequest, enquiry_id: UUID) -> HttpResponse:
    """Each person of the enquiry with what the agencies' indexes say."""
    view = queries.open_enquiry(request.viewer, enquiry_id)
    context: dict[str, Any] = {
        "people": [],
        "reference": view.enquiry.reference,
        "needs": what_they_need(view.subjects),
        "stopped": "",
        "why": explanations(view.enquiry.folder_id),
        "back": reverse("enquiry", args=[enquiry_id]),
    }
    try:
        found = queries.who_knows_them(request.viewer, view)
    except ValueError as too_often:
        context["stopped"] = str(too_often)
    else:
        children_first = sorted(found, key=lambda k: k.subject.subject.relation != Relation.CHILD)
        context["people"] = [_person(knowing) for knowing in children_first]
    return render(request, "practice/safeguarding_hub/pages/knowing/page.html", context)


def _person(found: Knowing) -> dict[str, Any]:
    return {
        "name": name_of(found.subject),
        "rows": [row for answer in found.answers for row in _rows(answer)],
        "not_asked": say_list(found.not_asked),
    }


def _rows(answer: Located) -> list[list[str]]:
    """The agency's row, and one more for each other record that it may be."""
    agency = answer.coverage.agency_name
    if not answer.people:
        return [[agency, "Not known", "", how_far(answer.coverage)]]
    return [
        [agency, VERDICT_WORDS[known.verdict], _whom_to_ring(known), _why(known, answer)]
        for known in answer.people
    ]


def _whom_to_ring(known: LocatedPerson) -> str:
    status = f" ({known.service_status})" if known.service_status else ""
    service = f"{known.service}{status}" if known.service else ""
    parts = (service, known.contact_name, known.contact_telephone, known.contact_email)
    return ", ".join(part for part in parts if part) or "The agency names nobody"


def _why(known: LocatedPerson, answer: Located) -> str:
    updated = f" Record of {say_date(known.updated_on)}." if known.updated_on else ""
    return f"{known.words}{updated} {how_far(answer.coverage)}"


urlpatterns = [path("hub/enquiries/<uuid:enquiry_id>/who-knows/", knowing, name="who_knows")]
