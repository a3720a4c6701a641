"""What came out: the families, for the team that is entitled to them; our own record numbers."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.govuk.paging import page_asked, page_href
from joinedup.base.govuk.wording import MONTHS, say_date, say_list
from joinedup.practice.think_family import queries
from joinedup.practice.think_family.queries import FamilyView
from joinedup.practice.think_family.rules.needs import NEEDS
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Purpose

A_PAGE = 10
_TEMPLATES = "practice/think_family/pages/result"


@page(Purpose.DIRECT_WORK, Role.TEAM_MANAGER)
def result(request: PageRequest, exercise_id: UUID) -> HttpResponse:
    """The families that met the criteria, and why each did."""
    exercise, families = queries.open_result(request.viewer, exercise_id)
    pages = max((len(families) + A_PAGE - 1) // A_PAGE, 1)
    current = min(max(page_asked(request.GET), 1), pages)
    context = {
        "exercise": {"reference": exercise.reference, "title": exercise.title},
        "total": len(families),
        "families": [_family(found) for found in families[(current - 1) * A_PAGE :][:A_PAGE]],
        "current": current,
        "pages": pages,
        "href_of": page_href(request.GET),
        "until": say_date(exercise.delete_on),
        "why": explanations(exercise.result_folder_id) if exercise.result_folder_id else [],
        "back": reverse("exercise", args=[exercise_id]),
    }
    return render(request, f"{_TEMPLATES}/page.html", context)


def _family(found: FamilyView) -> dict[str, Any]:
    return {
        "number": found.number,
        "members": [
            [
                " ".join(filter(None, (m.given_names, m.family_name))) or "Name not known",
                _born(m.birth_date),
                say_list([f"family {number}" for number in found.also_in[m.person]]),
            ]
            for m in found.members
        ],
        "address": (
            ["Not told: an agency keeps it safe. Ask before you go anywhere."]
            if found.address_hidden
            else [f"{a.line}, {a.postcode}" for a in found.addresses] or ["Not known"]
        ),
        "needs": [
            (NEEDS[need].words.capitalize(), f"Known to {say_list(agencies)}")
            for need, agencies in found.needs.items()
        ],
    }


def _born(text: str) -> str:
    """A birth date as much as is known of it: 2016-05-03, 2016-05, 2016."""
    year, _, rest = text.partition("-")
    month, _, day = rest.partition("-")
    if not year:
        return "not known"
    said = f"{MONTHS[int(month) - 1]} {year}" if month else year
    return f"{int(day)} {said}" if day else said


@page(Purpose.OWN_RECORDS, Role.RESEARCHER)
def own_records(request: PageRequest, exercise_id: UUID) -> HttpResponse:
    """Which of our own records are in those families."""
    exercise, folder, numbers = queries.open_own_records(request.viewer, exercise_id)
    context = {
        "exercise": {"reference": exercise.reference, "title": exercise.title},
        "numbers": numbers,
        "lead": exercise.lead.name,
        "until": say_date(exercise.delete_on),
        "why": explanations(folder.pk),
        "back": reverse("exercise", args=[exercise_id]),
    }
    return render(request, f"{_TEMPLATES}/own.html", context)


urlpatterns = [
    path("<uuid:exercise_id>/result/", result, name="exercise_result"),
    path("<uuid:exercise_id>/our-records/", own_records, name="exercise_own_records"),
]
