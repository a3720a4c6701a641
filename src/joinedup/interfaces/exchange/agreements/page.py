"""Taking in a sharing agreement as a file of the draft standard, and giving one out."""

import json
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.documents.file_names import safe_file_name
from joinedup.interfaces.exchange.sharing_policy import (
    MAPPED_TO,
    UnusablePolicyError,
    read_document,
    to_document,
)
from joinedup.trust.agencies.queries import organisations
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.agreeing import record_agreement
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.queries import agreement
from joinedup.trust.sharing.rules import Purpose


class PolicyForm(forms.Form):
    """A file with one agreement."""

    file = forms.FileField(
        label="The agreement, as a JSON file",
        help_text=f"One object of the draft standard: {MAPPED_TO}",
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
    )


@page(Purpose.INFORMATION_GOVERNANCE, Role.INFORMATION_GOVERNANCE_LEAD)
def upload(request: PageRequest) -> HttpResponse:
    """Every problem is said at once; nothing is kept of a file that has one."""
    sent = request.method == "POST"
    form = PolicyForm(request.POST, request.FILES) if sent else PolicyForm()
    if sent and form.is_valid():
        try:
            draft = read_document(form.cleaned_data["file"].read(), organisations())
            kept = record_agreement(request.viewer, draft=draft)
        except UnusablePolicyError as unusable:
            form.add_error("file", unusable.problems)
        except ValueError as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(
                request,
                f"{kept.name}, version {kept.version}, has been recorded."
                " It binds the other agencies when they have accepted it.",
            )
            return HttpResponseRedirect(reverse("agreement", args=[kept.pk]))
    context = {"form": form, "back": reverse("agreements")}
    return render(request, "interfaces/exchange/agreements/page.html", context)


@page(Purpose.INFORMATION_GOVERNANCE)
def download(request: PageRequest, agreement_id: UUID) -> HttpResponse:
    """One version as a file. Agreements are public among those who sign in."""
    found = agreement(agreement_id)
    document = to_document(found, found.parties.all())
    response = HttpResponse(
        json.dumps(document, indent=2, ensure_ascii=False) + "\n",
        content_type="application/json; charset=utf-8",
    )
    name = safe_file_name(f"{found.reference}-{found.version}.json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


urlpatterns = [
    path("upload/", upload, name="upload_agreement"),
    path("<uuid:agreement_id>/download/", download, name="download_agreement"),
]
