"""Sending our extract, and what became of it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.foundation.transitions import NotNow
from joinedup.base.govuk.files import MOST_BYTES, SentFileField
from joinedup.base.govuk.wording import say_bytes, say_count
from joinedup.practice.think_family import commands, queries
from joinedup.practice.think_family.pages import presenting
from joinedup.practice.think_family.rules.extract_file import OPTIONAL, REQUIRED
from joinedup.practice.think_family.rules.needs import NEEDS
from joinedup.practice.think_family.rules.states import SENDERS, Event
from joinedup.trust.sharing.asking import NotVisible
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import Purpose

MOST_SHOWN = 100


class ExtractForm(forms.Form):
    """The file."""

    file = SentFileField(
        label="The file",
        help_text=f"A CSV file of at most {say_bytes(MOST_BYTES)}. It takes the place of the one"
        " that we sent before, if any.",
        beyond="Ask your system administrator to send it.",
    )


@page(Purpose.OWN_RECORDS, *sorted(SENDERS))
def extract(request: PageRequest, exercise_id: UUID) -> HttpResponse:
    """For an agency that contributes, and for nobody else's file than its own."""
    view = queries.open_exercise(request.viewer, exercise_id)
    if Event.SEND_EXTRACT not in view.may_ever:
        raise NotVisible
    if Event.SEND_EXTRACT not in view.may:
        return redirect("exercise", exercise_id)
    sent = request.method == "POST"
    form = ExtractForm(request.POST, request.FILES) if sent else ExtractForm()
    if sent and form.is_valid():
        try:
            done = commands.send_extract(
                request.viewer,
                exercise_id=exercise_id,
                file=form.cleaned_data["file"].file,
                max_bytes=MOST_BYTES,
            )
        except NotNow as not_now:
            messages.info(request, str(not_now))
            return redirect("exercise", exercise_id)
        except commands.NotTakenError as wrong:
            form.add_error("file", str(wrong))
        else:
            taken = say_count(done.records, "record")
            messages.success(
                request, f"The file is sealed: {taken} taken, {_refused(done.refused)}."
            )
            return redirect("send_extract", exercise_id)
    party = next(p for p in view.parties if p.agency_id == request.viewer.agency_id)
    receipt = queries.my_receipt(request.viewer, exercise_id)
    problems = receipt.problems if receipt else []
    context = {
        "exercise": presenting.header(view),
        "form": form,
        "receipt": receipt,
        "refused": _refused(receipt.refused) if receipt else "",
        "needs": [(code, NEEDS[code].words) for code in party.needs],
        "required": ", ".join(REQUIRED),
        "optional": ", ".join(OPTIONAL),
        "comes_out": presenting.what_will_happen(view)[2:],
        "problems": [
            [_line(p["line"]), p["column"] or "the row", p["message"]]
            for p in problems[:MOST_SHOWN]
        ],
        "further": max(len(problems) - MOST_SHOWN, 0),
        "back": reverse("exercise", args=[exercise_id]),
    }
    return render(request, "practice/think_family/pages/extract/page.html", context)


def _refused(rows: int) -> str:
    return f"{say_count(rows, 'row')} not taken" if rows else "every row of it"


def _line(number: int | None) -> str:
    return "the file" if number is None else f"line {number:,}"


urlpatterns = [path("<uuid:exercise_id>/extract/", extract, name="send_extract")]
