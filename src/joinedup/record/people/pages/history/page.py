"""What changed in a person's record, when, and who changed it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from joinedup.base.govuk.wording import capital, printable, say_datetime
from joinedup.record.people.pages.audience import READERS
from joinedup.record.people.queries import Change, history_of, people_named
from joinedup.trust.sharing.asking import NotVisible
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import work_of

MOST_SHOWN = 200


@page(work_of, *READERS)
def history(request: PageRequest, person_id: UUID) -> HttpResponse:
    """The history page."""
    changes = history_of(request.viewer, person_id)
    named = people_named(request.viewer, [person_id])
    if person_id not in named:
        raise NotVisible
    context = {
        "person": named[person_id],
        "entries": [entry(change) for change in changes[:MOST_SHOWN]],
        "left_out": max(len(changes) - MOST_SHOWN, 0),
        "back": reverse("person", args=[person_id]),
        "why": explanations(named[person_id].folder_id),
    }
    return render(request, "record/people/pages/history/page.html", context)


def entry(change: Change) -> dict[str, Any]:
    """One change as a line of the timeline."""
    about = capital(change.about)
    return {
        "title": f"{about} {'added' if change.added else 'changed'}",
        "when": say_datetime(change.when),
        "by": change.by,
        # a line end would be indented by the components that this is put into
        "description": format_html_join(
            mark_safe("<br>"),
            "{}",
            ((printable(_said(f.label, f.before, f.after)),) for f in change.facts),
        ),
    }


def _said(label: str, before: str, after: str) -> str:
    label = capital(label)
    if before and after:
        return f"{label}: {before} → {after}"
    return f"{label}: {after}" if after else f"{label}: no longer {before}"


urlpatterns = [path("<uuid:person_id>/history/", history, name="person_history")]
