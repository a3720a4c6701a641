"""The manager's gate: whom to ask about whom; what the rules say to it; and only then, asking."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.foundation.transitions import NotNow
from joinedup.base.govuk.wording import say_list
from joinedup.practice.safeguarding_hub import commands, queries
from joinedup.practice.safeguarding_hub.pages.cards import name_of, what_they_need
from joinedup.practice.safeguarding_hub.pages.gate import nobody, review
from joinedup.practice.safeguarding_hub.pages.gate.whole import GateForm
from joinedup.practice.safeguarding_hub.queries import EnquiryView, PreviewedAsk
from joinedup.practice.safeguarding_hub.rules.ratings import RATINGS, Rating
from joinedup.practice.safeguarding_hub.rules.states import CheckState, Event, State, why_not_now
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft, save_draft
from joinedup.trust.drafts.forms import Typed, keeping
from joinedup.trust.drafts.queries import AsTyped, draft_for
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Outcome, Purpose, Told
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS
from joinedup.trust.sharing.rules.purposes import GROUNDS

FOLDER = "practice/safeguarding_hub/pages/gate"
RESULTS = {
    CheckState.ASKED: "has been asked",
    CheckState.REVIEW: "needs your decision before it is asked",
    CheckState.DENIED: "is not asked",
}


@page(Purpose.SCREENING, Role.DECISION_MAKER)
def gate(request: PageRequest, enquiry_id: UUID) -> HttpResponse:
    """Choose. Nobody is asked from this page."""
    view = queries.open_enquiry(request.viewer, enquiry_id)
    refused = _not_now(request, view)
    if refused:
        return refused
    if request.method != "POST":
        left = draft_for(_key(enquiry_id))
        whole = GateForm(view, left.fields if left else None, check=False)
        return _form_page(request, view, whole, left=left)
    typed: Typed = dict(request.POST.lists())
    whole = GateForm(view, typed, check=True)
    if not whole.is_valid():
        return _form_page(request, view, whole)
    save_draft(request.viewer, form=_key(enquiry_id), fields=typed)
    return redirect("gate_check", enquiry_id)


@page(Purpose.SCREENING, Role.DECISION_MAKER)
def gate_check(request: PageRequest, enquiry_id: UUID) -> HttpResponse:
    """What the rules say to each ask. Then ask, or go back: nothing is lost."""
    view = queries.open_enquiry(request.viewer, enquiry_id)
    refused = _not_now(request, view)
    if refused:
        return refused
    left = draft_for(_key(enquiry_id))
    if left is None:
        return redirect("gate", enquiry_id)
    whole = GateForm(view, left.fields, check=True)
    if not whole.is_valid():
        return _form_page(request, view, whole, left=left)
    terms, asks = whole.terms.terms(), whole.asks()
    if request.method == "POST":
        try:
            checks = commands.ask_agencies(
                request.viewer,
                enquiry_id=enquiry_id,
                purpose=terms.purpose,
                told=terms.told,
                consent=terms.consent,
                told_reasons=terms.told_reasons,
                asks=asks,
            )
        except (commands.Changed, NotNow) as problem:
            messages.error(request, str(problem))
            return redirect("gate", enquiry_id)
        discard_draft(request.viewer, form=_key(enquiry_id))
        for check in checks:
            result = f"{check.team.organisation.name} {RESULTS[CheckState(check.state)]}."
            messages.success(request, result)
        return redirect("enquiry", enquiry_id)
    previewed = queries.preview_asks(request.viewer, enquiry_id=enquiry_id, terms=terms, asks=asks)
    context = {
        "asks": [_previewed(view, ask) for ask in previewed],
        "ground": GROUNDS[terms.purpose],
        "needs": what_they_need(view.subjects),
        "back": reverse("gate", args=[enquiry_id]),
        "why": explanations(view.enquiry.folder_id),
    }
    return render(request, f"{FOLDER}/check.html", context)


def _key(enquiry_id: UUID) -> str:
    return f"gate:{enquiry_id}"


def _not_now(request: PageRequest, view: EnquiryView) -> HttpResponse | None:
    if not_now := why_not_now(State(view.enquiry.state), Event.ASK_AGENCIES):
        messages.info(request, not_now)
        return redirect("enquiry", view.enquiry.pk)
    return None


def _form_page(
    request: PageRequest, view: EnquiryView, whole: GateForm, *, left: AsTyped | None = None
) -> HttpResponse:
    whole.draft = keeping(request, _key(view.enquiry.pk), left=left)
    state = State(view.enquiry.state)
    context = {
        "whole": whole,
        "action": reverse("gate", args=[view.enquiry.pk]),
        "forms": whole.every_form,
        "reference": view.enquiry.reference,
        "needs": what_they_need(view.subjects),
        "rating": view.enquiry.rating,
        "rating_words": RATINGS[Rating(view.enquiry.rating)].meaning,
        "answer_within": RATINGS[Rating(view.enquiry.rating)].clocks.answer,
        "due": view.enquiry.decision_due_at,
        "rationale": view.screenings[0].rationale if view.screenings else "",
        "worry": view.contact.worry if view.contact else "",
        "referrer_says_unsafe": bool(view.contact and view.contact.family_told == Told.UNSAFE),
        "referrer_says_why": view.contact.family_told_reasons if view.contact else "",
        "others": queries.other_enquiries(request.viewer, view.enquiry.pk),
        "nobody": reverse("ask_nobody", args=[view.enquiry.pk]) if state is State.SCREENED else "",
        "why": explanations(view.enquiry.folder_id),
        "back": reverse("enquiry", args=[view.enquiry.pk]),
    }
    return render(request, f"{FOLDER}/page.html", context)


def _previewed(view: EnquiryView, ask: PreviewedAsk) -> dict[str, Any]:
    """One ask: the gravest answer for the agency, and each person's with the rule's words."""
    names = {s.subject.pk: name_of(s) for s in view.subjects}
    outcomes = {given.outcome for given in ask.answers.values()}
    gravest = next(o for o in (Outcome.DENY, Outcome.REVIEW, Outcome.PERMIT) if o in outcomes)
    return {
        "agency": ask.desk.organisation.name,
        "outcome": gravest.value,
        "result": {
            Outcome.PERMIT: "It is asked as soon as you confirm.",
            Outcome.REVIEW: "It is not asked until you have decided, with reasons.",
            Outcome.DENY: "It is not asked, about anybody.",
        }[gravest],
        "categories": say_list(CATEGORY_WORDS[c] for c in ask.draft.categories),
        "question": ask.draft.question,
        "people": [
            {"name": names[subject], "outcome": given.outcome.value, "because": given.because}
            for subject, given in ask.answers.items()
        ],
    }


urlpatterns = [
    path("hub/enquiries/<uuid:enquiry_id>/gate/", gate, name="gate"),
    path("hub/enquiries/<uuid:enquiry_id>/gate/check/", gate_check, name="gate_check"),
    *nobody.urlpatterns,
    *review.urlpatterns,
]
