"""What is in a data set: counts that may be told, what was made coarser, and the file."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.documents.file_names import safe_file_name
from joinedup.base.govuk.wording import capital, say_count
from joinedup.insight.evaluation import commands, queries
from joinedup.insight.evaluation.pages import presenting
from joinedup.insight.evaluation.queries import StudyView
from joinedup.insight.evaluation.rules.small_numbers import LEAST, number_in_words
from joinedup.insight.evaluation.rules.states import State
from joinedup.insight.evaluation.rules.variables import VARIABLES, in_words
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import NotVisible
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import Purpose, work_of


@page(work_of, Role.EVALUATOR, Role.INFORMATION_GOVERNANCE_LEAD)
def data(request: PageRequest, study_id: UUID) -> HttpResponse:
    """For evaluators, and for leads who want to know what an approval became."""
    view = queries.open_study(request.viewer, study_id)
    if not view.study.data:
        raise NotVisible
    kept = view.study.data
    takes_out = view.study.takes_out and request.viewer.has(Role.EVALUATOR)
    context = {
        "study": presenting.header(view),
        "checks": _checks(view.study.k, kept),
        "tables": [_table(name, table) for name, table in _in_order(view, kept)],
        "least": LEAST,
        "file": (
            reverse("study_rows", args=[study_id])
            if takes_out and view.state is State.BUILT
            else ""
        ),
        "back": reverse("study", args=[study_id]),
    }
    return render(request, "insight/evaluation/pages/data/page.html", context)


def _checks(k: int, kept: Mapping[str, Any]) -> list[tuple[str, Any]]:
    left_out = kept["left_out"]
    coarser = [
        f"{in_words(name)}: {say_count(steps, 'step')}" for name, steps in kept["coarser"].items()
    ]
    return [
        ("Families that took part", f"{kept['families']['yes']:,}"),
        ("Families that waited", f"{kept['families']['no']:,}"),
        ("Alike in what somebody might know", f"Each with at least {k - 1} others"),
        ("Made coarser for that", coarser or "Nothing"),
        ("Left out of it for that", [in_words(name) for name in kept["gone"]] or "Nothing"),
        (
            "Families left out for that",
            number_in_words(0) if left_out is None else number_in_words(left_out),
        ),
    ]


def _in_order(view: StudyView, kept: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """As they were asked for: the database does not keep the order."""
    tables = kept["tables"]
    return [(name, tables[name]) for name in view.study.variables if name in tables]


def _table(name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    number = VARIABLES[name].number
    return {
        "title": in_words(name),
        "rows": [
            [
                _said(value, number=number),
                f"{yes:,}",
                f"{no:,}",
            ]
            for value, yes, no in table["lines"]
        ],
        "hidden": table["hidden"],
    }


def _said(value: str, *, number: bool) -> str:
    if not value:
        return "Not known"
    return f"{value} months" if number else capital(value)


@page(Purpose.EVALUATION, Role.EVALUATOR)
def rows(request: PageRequest, study_id: UUID) -> HttpResponse:
    """The rows as a file, where that was approved."""
    study, content = commands.take_out_rows(request.viewer, study_id=study_id)
    name = safe_file_name(f"Study {study.reference}.csv")
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


urlpatterns = [
    path("<uuid:study_id>/data/", data, name="study_data"),
    path("<uuid:study_id>/data.csv", rows, name="study_rows"),
]
