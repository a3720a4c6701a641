"""The desk that brought an item says whether it may be sent to one recipient, and why."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.foundation.transitions import NotNow
from joinedup.base.govuk.forms import YesNoField
from joinedup.practice.safeguarding_hub.commands import answer_owner_question
from joinedup.practice.safeguarding_hub.queries.owners import open_owner_question
from joinedup.practice.safeguarding_hub.rules.outcomes import HANDLING_WORDS, Handling
from joinedup.record.chronology.presenter import show
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Purpose

_PAGE = "practice/safeguarding_hub/pages/owner/page.html"


class OwnerForm(forms.Form):
    """Yes or no, and why."""

    agrees = YesNoField(
        label="Does your agency agree to this?",
        error_messages={"required": "Select whether your agency agrees"},
    )
    reasons = forms.CharField(
        label="Why?",
        help_text="The hub's manager reads this beside the item.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        error_messages={"required": "Give the reasons for your answer"},
    )


@page(Purpose.AGENCY_CHECK, Role.RESEARCHER)
def owner_question(request: PageRequest, question_id: UUID) -> HttpResponse:
    """What would be sent to whom and why, the item itself, and the answer."""
    found = open_owner_question(request.viewer, question_id)
    key = f"owner_question:{question_id}"
    form = resume(request, OwnerForm, key)
    if request.method == "POST" and form.is_valid():
        try:
            answer_owner_question(request.viewer, question_id=question_id, **form.cleaned_data)
        except NotNow as late:
            form.add_error(None, str(late))
        else:
            discard_draft(request.viewer, form=key)
            messages.success(request, "Your answer is with the hub.")
            return HttpResponseRedirect(reverse("hub_check", args=[found.check_id]))
    item = found.contribution
    context = {
        "form": form,
        "asked": found,
        "typed_late": "" if found.open else request.POST.get("reasons", ""),
        "shown": show(item.entry, source=item.agency.name),
        "handling": HANDLING_WORDS[Handling(item.handling)],
        "why": explanations(item.folder_id),
        "back": reverse("hub_check", args=[found.check_id]),
    }
    return render(request, _PAGE, context)


urlpatterns = [path("checks/owner/<uuid:question_id>/", owner_question, name="owner_question")]
