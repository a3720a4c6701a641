"""No agency needs to be asked: a decision of its own, with reasons."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.practice.safeguarding_hub import commands, queries
from joinedup.practice.safeguarding_hub.pages.cards import what_they_need
from joinedup.practice.safeguarding_hub.pages.gate.forms import NobodyForm
from joinedup.practice.safeguarding_hub.rules.states import Event, State, why_not_now
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Purpose


@page(Purpose.SCREENING, Role.DECISION_MAKER)
def ask_nobody(request: PageRequest, enquiry_id: UUID) -> HttpResponse:
    """Say why, and go on to the decision."""
    view = queries.open_enquiry(request.viewer, enquiry_id)
    if not_now := why_not_now(State(view.enquiry.state), Event.ASK_NOBODY):
        messages.info(request, not_now)
        return redirect("enquiry", enquiry_id)
    key = f"ask_nobody:{enquiry_id}"
    form = resume(request, NobodyForm, key)
    if request.method == "POST" and form.is_valid():
        commands.ask_nobody(
            request.viewer, enquiry_id=enquiry_id, reasons=form.cleaned_data["reasons"]
        )
        discard_draft(request.viewer, form=key)
        messages.success(request, "Recorded: no agency needs to be asked")
        return redirect("enquiry", enquiry_id)
    context = {
        "form": form,
        "reference": view.enquiry.reference,
        "needs": what_they_need(view.subjects),
        "why": explanations(view.enquiry.folder_id),
        "back": reverse("gate", args=[enquiry_id]),
    }
    return render(request, "practice/safeguarding_hub/pages/gate/nobody.html", context)


urlpatterns = [path("hub/enquiries/<uuid:enquiry_id>/gate/nobody/", ask_nobody, name="ask_nobody")]
