"""Two records of one person: finding the other, comparing, deciding, and taking it back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from joinedup.record.people import commands
from joinedup.record.people.pages.audience import READERS, WRITERS
from joinedup.record.people.pages.change.forms import LONGEST_QUESTION, FindingForm
from joinedup.record.people.pages.presenting import born, card
from joinedup.record.people.queries import (
    AddressRow,
    Comparison,
    MergeView,
    PersonBrief,
    compare_records,
    decided_about,
    find_people,
    may_merge,
    open_merge,
    open_person,
    overturnings_about,
)
from joinedup.record.people.rules import SEX_WORDS, CannotMergeError, CannotRecordError
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import work_of

LONGEST = 5_000


class MergeForm(forms.Form):
    """Why two records are one person."""

    evidence = forms.CharField(
        label="What shows that they are one person?",
        help_text="Do not write down where anybody lives: others read this who may not know it",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
    )
    reasons = forms.CharField(
        label="Why do you merge the records?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
    )


class RelativesForm(MergeForm):
    """The same, where the two may be twins, siblings or namesakes: a person has to say so."""

    is_one_person = forms.BooleanField(
        label="I know that this is one person, not two people of one family, and have said how",
    )


class UnmergeForm(forms.Form):
    """Why two records are two people after all."""

    reasons = forms.CharField(
        label="Why are they two people?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
    )


@page(work_of, *WRITERS)
def choose_merge(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Find the other record."""
    view = open_person(request.viewer, person_id)
    finding: dict[str, Any] = {
        "find": lambda text: find_people(request.viewer, text),
        "but": person_id,
    }
    form = FindingForm(request.POST or None, **finding)
    if "find" in request.POST and form.data.get("who", "").strip():
        who = form.data["who"]
        form = (
            FindingForm(initial={"who": who}, **finding) if len(who) <= LONGEST_QUESTION else form
        )
    elif request.method == "POST" and form.is_valid():
        return redirect("merge_people", person_id, form.cleaned_data["related_id"])
    context = {
        "form": form,
        "card": card(view, reverse("person", args=[person_id])),
        "back": reverse("person", args=[person_id]),
        "why": explanations(view.folder_id),
    }
    return render(request, "record/people/pages/merge/choose.html", context)


@page(work_of, *WRITERS)
def merge_people(request: PageRequest, person_id: UUID, other_id: UUID) -> HttpResponse:
    """Compare two records side by side and decide; or ask for what takes two people to decide."""
    comparison = compare_records(request.viewer, person_id, other_id)
    apart = next((d for d in decided_about({person_id, other_id}) if d.binds), None)
    waiting = next((o for o in overturnings_about({person_id, other_id}) if o.waits), None)
    key = f"merge:{person_id}:{other_id}"
    form = resume(request, RelativesForm if comparison.maybe_relatives else MergeForm, key)
    if request.method == "POST" and form.is_valid():
        try:
            if apart is not None:
                form.cleaned_data.pop("is_one_person", None)
                asked = commands.ask_to_merge_after_all(
                    request.viewer, decision_id=apart.id, kept_id=person_id, **form.cleaned_data
                )
            else:
                commands.merge_people(
                    request.viewer, kept_id=person_id, merged_id=other_id, **form.cleaned_data
                )
        except CannotRecordError as refused:
            form.add_error(refused.field, str(refused))
        except CannotMergeError as refused:
            form.add_error(None, str(refused))
        else:
            discard_draft(request.viewer, form=key)
            if apart is not None:
                return redirect("overturning", asked.pk)
            messages.success(request, "The records are one now. They can be separated again.")
            return redirect("person", person_id)
    context = {
        "form": form,
        "apart": apart,
        "waiting": waiting,
        "comparison": comparison,
        "may": may_merge(comparison.kept, comparison.merged),
        "rows": side_by_side(comparison),
        "back": reverse("person", args=[person_id]),
        "why": explanations(comparison.kept.folder_id, comparison.merged.folder_id),
    }
    return render(request, "record/people/pages/merge/page.html", context)


@page(work_of, *READERS)
def unmerge_people(request: PageRequest, merge_id: UUID) -> HttpResponse:
    """Read a decision to merge and, where one may, ask that it be taken back."""
    merge = open_merge(request.viewer, merge_id)
    pair = {merge.kept.id, merge.merged.id}
    asked = [one for one in overturnings_about(pair) if one.merge_id == merge_id]
    waiting = next((one for one in asked if one.waits), None)
    key = f"unmerge:{merge_id}"
    form = resume(request, UnmergeForm, key) if merge.stands and waiting is None else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            made = commands.ask_to_separate(request.viewer, merge_id=merge_id, **form.cleaned_data)
        except CannotMergeError as refused:
            form.add_error(None, str(refused))
        except CannotRecordError as refused:
            form.add_error(refused.field, str(refused))
        else:
            discard_draft(request.viewer, form=key)
            return redirect("overturning", made.pk)
    context: dict[str, Any] = {"merge": merge, "facts": _facts(merge), "back": _kept(merge)}
    context |= {"waiting": waiting, "asked": [one for one in asked if not one.waits]}
    context["why"] = explanations(merge.kept.folder_id, merge.merged.folder_id)
    context |= {"form": form} if form is not None else {}
    return render(request, "record/people/pages/merge/decision.html", context)


def _kept(merge: MergeView) -> str:
    return reverse("person", args=[merge.kept.id])


def _facts(merge: MergeView) -> list[tuple[str, str]]:
    facts = [
        ("What showed it", merge.evidence),
        ("Why", merge.reasons),
        ("Decided by", merge.decided_by),
    ]
    if not merge.stands:
        facts += [("Separation agreed by", merge.undone_by), ("Why separated", merge.undo_reasons)]
    return facts


def side_by_side(comparison: Comparison) -> list[list[str]]:
    """What each record says, a row for each kind of fact; addresses only where both have some."""
    one, other = _said(comparison.kept), _said(comparison.merged)
    return [[label, one[label], other[label]] for label in one if one[label] or other[label]]


def _said(person: PersonBrief) -> dict[str, str]:
    return {
        "Name": person.name,
        "Other names": ", ".join(person.other_names),
        "Born": born(person, timezone.localdate()).removeprefix("born "),
        "Recorded sex": SEX_WORDS[person.sex],
        "Numbers": ", ".join(f"{i.called} {i.value}" for i in person.identifiers),
        "Addresses": "; ".join(_address(a) for a in person.addresses),
        "Language": person.language,
        "To take part": person.needs_said,
    }


def _address(place: AddressRow) -> str:
    return f"{place.in_full} ({place.provenance})" if place.provenance else place.in_full


urlpatterns = [
    path("merges/<uuid:merge_id>/", unmerge_people, name="unmerge_people"),
    path("<uuid:person_id>/merge/", choose_merge, name="choose_merge"),
    path("<uuid:person_id>/merge/<uuid:other_id>/", merge_people, name="merge_people"),
]
