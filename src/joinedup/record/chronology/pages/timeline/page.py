"""A folder's chronology: reading it, adding to it, correcting it."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.record.chronology.commands import (
    AlreadyCorrectedError,
    AlreadyRecordedError,
    IncompleteEntryError,
    correct_entry,
    record_entry,
)
from joinedup.record.chronology.pages.timeline.forms import CorrectionForm, EntryForm
from joinedup.record.chronology.presenter import ShownEntry, show, timeline_of
from joinedup.record.chronology.queries import Versions, open_entry, subjects_of
from joinedup.record.chronology.rules import ENTRY_CATEGORIES
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft, save_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.drafts.queries import draft_for
from joinedup.trust.drafts.rules import TooLargeError
from joinedup.trust.sharing.asking import NotVisible
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.queries import open_folder, writable
from joinedup.trust.sharing.rules import Category, FolderKind, work_of

READERS = (
    Role.PRACTITIONER,
    Role.TEAM_MANAGER,
    Role.TRANSITIONS_WORKER,
    Role.SCREENER,
    Role.DECISION_MAKER,
    Role.RESEARCHER,
)
_TEMPLATES = "record/chronology/pages/timeline"


@page(work_of, *READERS)
def chronology(request: PageRequest, folder_id: UUID) -> HttpResponse:
    """The merged chronology of one folder, with its filters."""
    timeline = timeline_of(request, folders=[folder_id])
    may_write = _may_write(folder_id)
    context = {
        "timeline": timeline,
        "add_href": reverse("add_chronology_entry", args=[folder_id]) if may_write else None,
        "why": explanations(folder_id),
        "forms": [timeline.form],
    }
    return render(request, f"{_TEMPLATES}/page.html", context)


@page(work_of, *READERS)
def add(request: PageRequest, folder_id: UUID) -> HttpResponse:
    """A new entry of a folder: about whom its others are, or about all of them."""
    known = subjects_of(folder_id)
    subject_id = known[0] if len(known) == 1 else folder_id
    kind = FolderKind(open_folder(folder_id).kind)
    back = _chronology_of(folder_id, kind, subject_id)
    title = "Add to the chronology"
    return add_entry(request, folder_id, subject_id=subject_id, title=title, back=back)


def add_entry(
    request: PageRequest, folder_id: UUID, *, subject_id: UUID, title: str, back: str
) -> HttpResponse:
    """A new entry, from the viewer's own agency. Whom it is about is not for its writer to say."""
    folder = open_folder(folder_id)
    may_write = _may_write(folder_id)
    if not may_write:
        raise NotVisible
    key = f"chronology:{folder_id}"
    form = resume(request, EntryForm, key, may_write=may_write)
    if request.method == "POST" and form.is_valid():
        try:
            record_entry(
                request.viewer,
                folder=folder,
                subject_id=subject_id,
                source_agency_id=request.viewer.agency_id,
                source_reference=form.cleaned_data["reference"],
                **form.cleaned(),
            )
        except IncompleteEntryError as incomplete:
            form.show_problems(incomplete.problems)
        except AlreadyRecordedError:
            return HttpResponseRedirect(back)
        else:
            discard_draft(request.viewer, form=key)
            messages.success(request, "The entry has been added to the chronology.")
            return HttpResponseRedirect(back)
    context = {
        "form": form,
        "back": back,
        "title": title,
        "why": explanations(folder_id),
    }
    return render(request, f"{_TEMPLATES}/entry_form.html", context)


@page(work_of, *READERS)
def correct(request: PageRequest, entry_id: UUID) -> HttpResponse:
    """A new version of an entry, with the reasons for it."""
    versions = open_entry(request.viewer, entry_id)
    entry = versions.entry
    may_write = _may_write(entry.folder_id)
    own = entry.source_agency_id == request.viewer.agency_id
    if not own or Category(entry.category) not in may_write:
        raise NotVisible
    if versions.later is not None:
        return _to_the_later(request, versions)
    back = _chronology_of(entry.folder_id, FolderKind(entry.folder.kind), entry.subject_id)
    key = _correcting(entry_id)
    initial = CorrectionForm.from_entry(entry)
    form = resume(request, CorrectionForm, key, may_write=may_write, initial=initial)
    if request.method == "POST" and form.is_valid():
        reasons = form.cleaned_data["reasons"]
        try:
            correct_entry(request.viewer, entry=entry, reasons=reasons, **form.changes_to(entry))
        except IncompleteEntryError as incomplete:
            form.show_problems(incomplete.problems)
        except AlreadyCorrectedError:
            return _to_the_later(request, open_entry(request.viewer, entry_id))
        else:
            discard_draft(request.viewer, form=key)
            messages.success(request, "The entry has been corrected.")
            return HttpResponseRedirect(back)
    context: dict[str, Any] = {
        "form": form,
        "back": back,
        "title": "Correct an entry of the chronology",
        "stands": _standing(form, entry),
    }
    context["why"] = explanations(entry.folder_id)
    return render(request, f"{_TEMPLATES}/entry_form.html", context)


def _correcting(entry_id: UUID) -> str:
    return f"chronology_entry:{entry_id}"


def _to_the_later(request: PageRequest, versions: Versions) -> HttpResponse:
    """Somebody was first: what was typed goes along to the version that stands now."""
    key, later = _correcting(versions.entry.pk), versions.later
    left = draft_for(key)
    typed = dict(request.POST.lists()) if request.method == "POST" else left and left.fields
    if later is None or not typed or Category(later.category) not in _may_write(later.folder_id):
        messages.info(request, str(AlreadyCorrectedError()))
        return HttpResponseRedirect(reverse("chronology_entry", args=[versions.entry.pk]))
    if _says_the_same(request, later):
        return HttpResponseRedirect(reverse("chronology_entry", args=[later.pk]))
    with suppress(TooLargeError):
        save_draft(request.viewer, form=_correcting(later.pk), fields=typed)
        discard_draft(request.viewer, form=key)
    messages.info(
        request,
        "Somebody has corrected this entry since you opened it. What you typed is still here:"
        " compare, then save it if yours is right.",
    )
    return HttpResponseRedirect(reverse("correct_chronology_entry", args=[later.pk]))


def _says_the_same(request: PageRequest, later: Any) -> bool:  # noqa: ANN401 - an Entry
    """Whether what was sent is what stands: somebody pressed the button twice."""
    initial, may_write = CorrectionForm.from_entry(later), _may_write(later.folder_id)
    form = CorrectionForm(request.POST or None, may_write=may_write, initial=initial)
    return form.is_valid() and not form.changes_to(later)


def _standing(form: Any, entry: Any) -> ShownEntry | None:  # noqa: ANN401 - pages know no tables
    """The entry as it is, to compare with, where the form holds what its writer left."""
    if form.draft is None or form.draft.kept_at is None:
        return None
    return show(entry, source=entry.source_agency.name)


@page(work_of, *READERS)
def versions(request: PageRequest, entry_id: UUID) -> HttpResponse:
    """An entry with everything that it said before."""
    found = open_entry(request.viewer, entry_id)
    current = show(found.entry, source=found.entry.source_agency.name)
    context = {
        "entry": current,
        "earlier": [show(old, source=old.source_agency.name) for old in found.earlier],
        "later_href": reverse("chronology_entry", args=[found.later.pk]) if found.later else None,
        "back": _chronology_of(
            found.entry.folder_id, FolderKind(found.entry.folder.kind), found.entry.subject_id
        ),
        "why": explanations(found.entry.folder_id),
    }
    return render(request, f"{_TEMPLATES}/versions.html", context)


def _may_write(folder_id: UUID) -> frozenset[Category]:
    return writable(folder_id) & set(ENTRY_CATEGORIES)


def _chronology_of(folder_id: UUID, kind: FolderKind, subject_id: UUID) -> str:
    """Where an entry of this folder about this subject is read among the others."""
    if kind is FolderKind.PERSON and subject_id != folder_id:
        return reverse("person_chronology", args=[subject_id])
    return reverse("chronology", args=[folder_id])


urlpatterns = [
    path("<uuid:folder_id>/", chronology, name="chronology"),
    path("<uuid:folder_id>/add/", add, name="add_chronology_entry"),
    path("entries/<uuid:entry_id>/", versions, name="chronology_entry"),
    path("entries/<uuid:entry_id>/correct/", correct, name="correct_chronology_entry"),
]
