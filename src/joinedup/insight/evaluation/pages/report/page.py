"""What a run found: on screen in words, pictures and tables, and to take out as PDF or HTML."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from markupsafe import Markup

from joinedup.base.documents.file_names import safe_file_name
from joinedup.base.govuk.wording import say_datetime
from joinedup.insight.evaluation import commands, queries
from joinedup.insight.evaluation.analysing import command_of, finding_of
from joinedup.insight.evaluation.pages import presenting
from joinedup.insight.evaluation.reports.finding import Shown
from joinedup.insight.evaluation.reports.repeating import repeating
from joinedup.insight.evaluation.rules.plans import plan_of
from joinedup.insight.evaluation.rules.runs import RunState
from joinedup.insight.evaluation.rules.states import READERS
from joinedup.trust.sharing.asking import NotVisible
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import work_of

_TYPES = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}


@page(work_of, *READERS)
def report(request: PageRequest, study_id: UUID, run_id: UUID) -> HttpResponse:
    """For evaluators, leads and board members."""
    run = queries.open_run(request.viewer, study_id, run_id)
    if run.state != RunState.DONE:
        raise NotVisible
    finding = finding_of(run.finding)
    context = {
        "study": {"reference": run.study.reference, "title": run.study.title},
        "run": {"number": run.number},
        "question": run.study.question,
        "verdict": finding.verdict,
        "in_words": finding.in_words,
        "warnings": [
            said for said in finding.warnings if not said.startswith("Not as the protocol")
        ],
        "deviations": run.deviations,
        "why": run.why,
        "shown": [_shown(one) for one in finding.shown],
        "protocol": [
            ("Protocol (SHA-256)", presenting.broken(run.protocol_sha256)),
            ("Data set (SHA-256)", presenting.broken(run.data_sha256)),
            ("Run", f"{run.number}, {say_datetime(run.ended_at)}, by {run.started_by.name}"),
        ],
        "repeating": repeating(finding, command_of(plan_of(run.plan))),
        "files": [
            {"text": words, "href": reverse("study_report_file", args=[study_id, run_id, form])}
            for form, words in (("pdf", "Report (PDF)"), ("html", "Report (HTML)"))
        ],
        "run_href": reverse("study_run", args=[study_id, run_id]),
        "back": reverse("study", args=[study_id]),
    }
    return render(request, "insight/evaluation/pages/report/page.html", context)


def _shown(one: Shown) -> dict[str, Any]:
    # Drawn by reports.pictures, which escapes whatever it writes.
    return {
        "title": one.title,
        "words": one.words,
        "headings": one.headings,
        "rows": one.rows,
        "svg": Markup(one.svg),  # noqa: S704
    }


@page(work_of, *READERS)
def report_file(request: PageRequest, study_id: UUID, run_id: UUID, form: str) -> HttpResponse:
    """The same as a file, as it was made when the run ended."""
    if form not in _TYPES:
        raise Http404
    run = commands.take_out_report(request.viewer, study_id=study_id, run_id=run_id, form=form)
    name = safe_file_name(f"Study {run.study.reference} run {run.number}.{form}")
    return HttpResponse(
        bytes(run.pdf or b"") if form == "pdf" else run.html,
        content_type=_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


urlpatterns = [
    path("<uuid:study_id>/runs/<uuid:run_id>/report/", report, name="study_report"),
    path(
        "<uuid:study_id>/runs/<uuid:run_id>/report.<slug:form>",
        report_file,
        name="study_report_file",
    ),
]
