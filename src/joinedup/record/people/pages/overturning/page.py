"""A request to take back a decision about two records: a second person agrees, or does not."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.govuk.forms import YesNoField
from joinedup.base.govuk.wording import say_datetime
from joinedup.record.people import commands
from joinedup.record.people.pages.audience import READERS
from joinedup.record.people.queries import OverturningView, may_merge, open_overturning
from joinedup.record.people.rules import CannotMergeError, CannotRecordError
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import work_of

LONGEST = 5_000


class AnswerForm(forms.Form):
    """Whether the second person agrees, and why."""

    agree = YesNoField(label="Do you agree that the decision is overturned?")
    reasons = forms.CharField(
        label="How did you come to that?",
        help_text="What you looked at yourself. Do not write down where anybody lives",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
    )


@page(work_of, *READERS)
def overturning(request: PageRequest, overturning_id: UUID) -> HttpResponse:
    """Read what was asked and, as a second person who may decide about both records, answer."""
    asked = open_overturning(request.viewer, overturning_id)
    key = f"overturning:{overturning_id}"
    mine = asked.asked_by_id == request.viewer.professional_id
    may = may_merge(asked.one, asked.other)
    form = resume(request, AnswerForm, key) if asked.waits and may and not mine else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            commands.answer_overturning(
                request.viewer, overturning_id=overturning_id, **form.cleaned_data
            )
        except CannotRecordError as refused:
            form.add_error(refused.field, str(refused))
        except CannotMergeError as refused:
            form.add_error(None, str(refused))
        else:
            discard_draft(request.viewer, form=key)
            messages.success(request, _done(asked, agreed=form.cleaned_data["agree"]))
            return redirect("person", asked.one.id)
    context = {
        "asked": asked,
        "facts": _facts(asked),
        "mine": mine,
        "back": reverse("person", args=[asked.one.id]),
        "why": explanations(asked.one.folder_id, asked.other.folder_id),
    }
    context |= {"form": form} if form is not None else {}
    return render(request, "record/people/pages/overturning/page.html", context)


def _done(asked: OverturningView, *, agreed: bool) -> str:
    if not agreed:
        return "The decision stands as it was."
    if asked.to_merge:
        return "The records are one now."
    return "The records are two again, as they were before, and are kept apart."


def _facts(asked: OverturningView) -> list[tuple[str, str]]:
    was = "two people" if asked.to_merge else "one person"
    facts = [
        (f"They were decided to be {was}", f"{asked.decided_by}, {say_datetime(asked.decided_at)}"),
        ("Why", asked.decided),
        ("Asked to overturn that", f"{asked.asked_by}, {say_datetime(asked.asked_at)}"),
    ]
    if asked.evidence:
        facts.append(("What shows it", asked.evidence))
    facts.append(("Reasons for asking", asked.reasons))
    if asked.answered_at:
        answer = "agreed" if asked.agreed else "did not agree"
        facts += [
            ("Answered", f"{asked.answered_by} {answer}, {say_datetime(asked.answered_at)}"),
            ("Reasons for the answer", asked.answer_reasons),
        ]
    return facts


urlpatterns = [path("overturnings/<uuid:overturning_id>/", overturning, name="overturning")]
