"""Our records: how up to date our agency's index is, sending a file, and what was wrong in it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.documents.spreadsheets import write_csv
from joinedup.base.govuk.files import MOST_BYTES, SentFileField
from joinedup.base.govuk.forms import Radios
from joinedup.base.govuk.wording import say_bytes, say_count, say_date, say_datetime
from joinedup.record.linkage import commands, queries
from joinedup.trust.agencies.rules import Role
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Purpose

READERS = (Role.RESEARCHER, Role.INFORMATION_GOVERNANCE_LEAD)
MOST_SHOWN = 20
MOST_PROBLEMS_SHOWN = 100
_TEMPLATES = "record/linkage/pages/our_records"
_KINDS = {"people": "People", "relationships": "Relationships"}
_READ_HERE = _KINDS | {"events": "Events"}


class FileForm(forms.Form):
    """A file from the agency's own system."""

    kind = forms.ChoiceField(
        label="What is in the file?",
        choices=list(_KINDS.items()),
        widget=Radios(
            hints={
                "people": "One row for each person whom your agency knows.",
                "relationships": "Who is what to whom. Send the people first.",
            }
        ),
        error_messages={"required": "Select what is in the file"},
    )
    complete = forms.ChoiceField(
        label="Does it hold everybody your agency knows?",
        choices=[("no", "No, only some"), ("yes", "Yes, everybody")],
        widget=Radios(
            hints={
                "no": "Those who are not in the file stay as they are.",
                "yes": "Whoever is not in the file is taken to have left your agency’s records.",
            }
        ),
        error_messages={"required": "Select whether the file holds everybody"},
    )
    file = SentFileField(
        label="The file",
        help_text=f"A CSV file of at most {say_bytes(MOST_BYTES)}, as your system saves it.",
        beyond="Ask your system administrator to read it in, or send it in parts.",
    )


@page(Purpose.OWN_RECORDS, *READERS)
def our_records(request: PageRequest) -> HttpResponse:
    """Last update and coverage, the form for a file, and earlier imports."""
    sent = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if sent else FileForm()
    if sent and form.is_valid():
        done = _import(request, form)
        if done is not None:
            messages.success(request, f"The file has been read: {_summary(done)}.")
            return HttpResponseRedirect(reverse("own_import", args=[done.pk]))
    [cover] = queries.coverage(request.viewer, [request.viewer.agency_id])
    found = queries.imports(request.viewer)[:MOST_SHOWN]
    context = {
        "form": form,
        "agency": request.viewer.agency_name,
        "events_href": reverse("own_events") if request.viewer.has(Role.RESEARCHER) else "",
        "cover": cover,
        "facts": _facts(cover),
        "imports": [_row(row) for row in found],
    }
    return render(request, f"{_TEMPLATES}/page.html", context)


def _import(request: PageRequest, form: FileForm) -> Any:  # noqa: ANN401 - an IndexImport
    """The import, or None when the form says why there is none."""
    answers = form.cleaned_data
    take = {
        "people": commands.import_people,
        "relationships": commands.import_relationships,
    }[answers["kind"]]
    try:
        return take(
            request.viewer,
            agency=request.viewer.agency_id,
            file=answers["file"].file,
            file_name=answers["file"].name,
            complete=answers["complete"] == "yes",
            max_bytes=MOST_BYTES,
        )
    except commands.NotImportedError as unreadable:
        form.add_error("file", str(unreadable))
    except ValueError as impossible:
        form.add_error(None, str(impossible))
    return None


@page(Purpose.OWN_RECORDS, *READERS)
def our_import(request: PageRequest, import_id: UUID) -> HttpResponse:
    """One import: what came in, and what was wrong, line by line."""
    done = queries.open_import(request.viewer, import_id)
    context = {
        "done": done,
        "facts": [
            ("File", done.file_name),
            ("Read", f"{say_datetime(done.created_at)}, sent by {done.imported_by.name}"),
            ("How it was read", done.statement),
            ("Held everybody", "yes" if done.complete else "no, only some"),
            ("Rows", f"{done.rows:,}"),
            ("New", f"{done.added:,}"),
            ("Changed", f"{done.changed:,}"),
            ("As before", f"{done.unchanged:,}"),
            ("Taken to have left", f"{done.left:,}"),
            ("Rows not taken", f"{done.rejected:,}"),
        ],
        "problems": [
            [_line(p["line"]), p["column"] or "the row", p["message"]]
            for p in done.problems[:MOST_PROBLEMS_SHOWN]
        ],
        "more": max(len(done.problems) - MOST_PROBLEMS_SHOWN, 0),
        "back": reverse("own_records"),
        "why": explanations(done.folder_id),
    }
    return render(request, f"{_TEMPLATES}/import.html", context)


@page(Purpose.OWN_RECORDS, *READERS)
def problems_file(request: PageRequest, import_id: UUID) -> HttpResponse:
    """The problems as a spreadsheet, for whoever corrects them at the source."""
    done = queries.open_import(request.viewer, import_id)
    rows: list[list[object]] = [["Line", "Column", "What is wrong"]]
    rows += [[p["line"], p["column"], p["message"]] for p in done.problems]
    record(
        Action.EXPORTED,
        subject_kind="index_import",
        subject_id=done.pk,
        folder=done.folder,
        details={"rows": len(done.problems)},
    )
    response = HttpResponse(write_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="problems.csv"'
    return response


def _facts(cover: queries.Coverage) -> list[tuple[str, str]]:
    if cover.imported_at is None:
        return [("Last file", "none yet")]
    span = "not said"
    if cover.newest_update and cover.oldest_update:
        span = f"{say_date(cover.oldest_update)} to {say_date(cover.newest_update)}"
    return [
        ("Last file of people", say_datetime(cover.imported_at)),
        ("People in our index", f"{cover.known:,}"),
        ("Records updated", span),
        ("The last file held everybody", "yes" if cover.complete else "no, only some"),
    ]


def _row(row: Any) -> list[Any]:  # noqa: ANN401 - an IndexImport
    return [
        {"text": say_datetime(row.created_at), "href": reverse("own_import", args=[row.pk])},
        _READ_HERE.get(row.file_kind, row.file_kind),
        row.imported_by.name,
        f"{row.rows:,}",
        f"{row.added:,}",
        f"{row.changed:,}",
        f"{row.rejected:,}",
    ]


def _summary(done: Any) -> str:  # noqa: ANN401 - an IndexImport
    parts = [f"{done.added:,} new", f"{done.changed:,} changed", f"{done.unchanged:,} as before"]
    if done.left:
        parts.append(f"{done.left:,} taken to have left")
    left_out = (
        f"{say_count(done.rejected, 'row')} not taken" if done.rejected else "every row taken"
    )
    return f"{', '.join(parts)}, {left_out}"


def _line(number: int | None) -> str:
    return "the file" if number is None else f"line {number:,}"


urlpatterns = [
    path("", our_records, name="own_records"),
    path("imports/<uuid:import_id>/", our_import, name="own_import"),
    path("imports/<uuid:import_id>/problems.csv", problems_file, name="own_import_problems"),
]
