"""Our events: an agency's desk sends a file of what happened to the people in its own index."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.govuk.files import MOST_BYTES, SentFileField
from joinedup.base.govuk.wording import say_bytes, say_count
from joinedup.record.chronology.commands import import_own_events
from joinedup.record.chronology.commands.importing import OPTIONAL, REQUIRED
from joinedup.record.linkage.commands import NotImportedError
from joinedup.record.linkage.queries import coverage
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import Purpose

_PAGE = "record/chronology/pages/own_events/page.html"


class EventsForm(forms.Form):
    """A file of events from the agency's own system."""

    file = SentFileField(
        label="The file of events",
        help_text=f"A CSV file of at most {say_bytes(MOST_BYTES)}, as your system saves it.",
        beyond="Ask your system administrator to read it in, or send it in parts.",
    )


@page(Purpose.OWN_RECORDS, Role.RESEARCHER)
def own_events(request: PageRequest) -> HttpResponse:
    """The form for a file; what came of it is read where the agency's other files are."""
    sent = request.method == "POST"
    form = EventsForm(request.POST, request.FILES) if sent else EventsForm()
    if sent and form.is_valid():
        done = _import(request, form)
        if done is not None:
            messages.success(request, f"The file has been read: {_summary(done)}.")
            return HttpResponseRedirect(reverse("own_import", args=[done.pk]))
    [cover] = coverage(request.viewer, [request.viewer.agency_id])
    context = {
        "form": form,
        "agency": request.viewer.agency_name,
        "no_people": cover.imported_at is None,
        "required": REQUIRED,
        "optional": OPTIONAL,
        "back": reverse("own_records"),
    }
    return render(request, _PAGE, context)


def _import(request: PageRequest, form: EventsForm) -> Any:  # noqa: ANN401 - an IndexImport
    """The import, or None when the form says why there is none."""
    file = form.cleaned_data["file"]
    try:
        return import_own_events(
            request.viewer,
            agency=request.viewer.agency_id,
            file=file.file,
            file_name=file.name,
            max_bytes=MOST_BYTES,
        )
    except NotImportedError as unreadable:
        form.add_error("file", str(unreadable))
    except ValueError as impossible:
        form.add_error(None, str(impossible))
    return None


def _summary(done: Any) -> str:  # noqa: ANN401 - an IndexImport
    left_out = (
        f"{say_count(done.rejected, 'row')} not taken" if done.rejected else "every row taken"
    )
    return f"{done.added:,} new, {done.changed:,} changed, {done.unchanged:,} as before, {left_out}"


urlpatterns = [path("", own_events, name="own_events")]
