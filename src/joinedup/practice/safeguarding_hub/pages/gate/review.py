"""An ask that the rules leave to a person: ask the agency after all, or do not."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.foundation.transitions import NotNow
from joinedup.base.govuk.wording import capital, say_list
from joinedup.practice.safeguarding_hub import commands, queries
from joinedup.practice.safeguarding_hub.pages.cards import name_of, what_they_need
from joinedup.practice.safeguarding_hub.pages.gate.forms import ReviewForm
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Category, Purpose
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS
from joinedup.trust.sharing.rules.purposes import GROUNDS


@page(Purpose.SCREENING, Role.DECISION_MAKER)
def review_ask(request: PageRequest, check_id: UUID) -> HttpResponse:
    """What was to be asked, what the rules said, and the decision with its reasons."""
    enquiry, view = queries.open_check(request.viewer, check_id)
    key = f"review:{check_id}"
    form = resume(request, ReviewForm, key)
    if request.method == "POST" and form.is_valid():
        try:
            go_on = form.cleaned_data["go_on"] == "yes"
            commands.review_ask(
                request.viewer,
                check_id=check_id,
                go_on=go_on,
                reasons=form.cleaned_data["reasons"],
            )
        except (commands.Changed, NotNow, ValueError) as problem:
            form.add_error(None, str(problem))
        else:
            discard_draft(request.viewer, form=key)
            done = "has been asked" if go_on else "is not asked"
            messages.success(request, f"{view.check.agency.name} {done}.")
            return redirect("enquiry", enquiry.pk)
    mine = view.check.asked_by_id == request.viewer.professional_id
    others = queries.others_who_may_review(view.check) if mine else ()
    ground = GROUNDS[Purpose(view.check.purpose)]
    context = {
        "form": form,
        "agency": view.check.agency.name,
        "mine": mine,
        "others": say_list(person.name for person in others),
        "needs": what_they_need(view.subjects),
        "decided": view.check.reviewed_by.name if view.check.reviewed_by else "",
        "decided_reasons": view.check.review_reasons,
        "facts": [
            ("About", say_list(name_of(subject) for subject in view.subjects)),
            ("About what", say_list(CATEGORY_WORDS[Category(c)] for c in view.check.categories)),
            ("Question", view.check.question),
            ("Why", f"{capital(ground.words)} ({ground.source})"),
        ],
        # The answers were kept in the order in which the subjects were asked about.
        "rules": [
            {"outcome": decision.outcome, "because": decision.because, "rule": decision.rule}
            for decision in view.decisions
        ],
        "why": explanations(enquiry.folder_id),
        "back": reverse("enquiry", args=[enquiry.pk]),
    }
    return render(request, "practice/safeguarding_hub/pages/gate/review.html", context)


urlpatterns = [path("hub/asks/<uuid:check_id>/review/", review_ask, name="review_ask")]
