"""A professional reports a worry: the form, the answers to check, and the reference."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.foundation.ids import new_id
from joinedup.practice.safeguarding_hub import commands, queries
from joinedup.practice.safeguarding_hub.pages.contact.answers import in_words
from joinedup.practice.safeguarding_hub.pages.contact.forms import (
    AdultForm,
    ChildForm,
    WorryForm,
)
from joinedup.practice.safeguarding_hub.pages.contact.whole import (
    MOST_ADULTS,
    MOST_CHILDREN,
    WholeForm,
    added,
    removed,
)
from joinedup.practice.safeguarding_hub.pages.no_hub import hub_missing
from joinedup.trust.drafts.commands import discard_draft, save_draft
from joinedup.trust.drafts.forms import Typed, keeping
from joinedup.trust.drafts.queries import AsTyped, draft_for
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import Purpose

FOLDER = "practice/safeguarding_hub/pages/contact"
DRAFT = "worry"


@page(Purpose.CONTACT)
def new_worry(request: PageRequest) -> HttpResponse:
    """The form. It grows by a person at a time, and keeps what was typed whatever happens."""
    if request.method != "POST":
        left = draft_for(DRAFT)
        return _form_page(request, _whole(request, left.fields if left else None), left=left)
    typed: Typed = dict(request.POST.lists())
    if "add" in request.POST:
        return _form_page(request, _whole(request, added(typed, request.POST["add"])))
    if "remove" in request.POST:
        return _form_page(request, _whole(request, removed(typed, request.POST["remove"])))
    whole = _whole(request, typed, check=True)
    if not whole.is_valid():
        return _form_page(request, whole)
    sent_before = queries.reference_sent(whole.submission_key)
    if sent_before:
        again = _whole(request, {**typed, "submission_key": [str(new_id())]})
        return _form_page(request, again, sent_before=sent_before)
    save_draft(request.viewer, form=DRAFT, fields=typed)
    return redirect("check_worry")


@page(Purpose.CONTACT)
def check_worry(request: PageRequest) -> HttpResponse:
    """What will be sent, to look through. Going back to change it loses nothing."""
    left = draft_for(DRAFT)
    if left is None:
        return _nothing_left(request)
    whole = _whole(request, left.fields, check=True)
    if not whole.is_valid():
        return _form_page(request, whole)
    contact = whole.contact()
    if request.method == "POST":
        try:
            reference = commands.report_worry(request.viewer, draft=contact)
        except commands.NoHubError:
            return _check_page(request, contact)
        discard_draft(request.viewer, form=DRAFT)
        return redirect("worry_sent", reference)
    return _check_page(request, contact)


def _check_page(request: PageRequest, contact: commands.ContactDraft) -> HttpResponse:
    context = {
        "answers": in_words(contact, contact.mentioned),
        "submission_key": contact.submission_key,
        "back": reverse("report_worry"),
        **hub_missing(),
    }
    return render(request, f"{FOLDER}/check.html", context)


@page(Purpose.CONTACT)
def worry_sent(request: PageRequest, reference: str) -> HttpResponse:
    """It has arrived: the reference, and what happens now."""
    contact = queries.my_contact(request.viewer, reference)
    return render(request, f"{FOLDER}/sent.html", {"contact": contact})


def _whole(request: PageRequest, typed: Typed | None, *, check: bool = False) -> WholeForm:
    me = {"referrer_name": request.viewer.name, "referrer_relation": request.viewer.job_title}
    return WholeForm(
        typed, about=WorryForm, child=ChildForm, adult=AdultForm, check=check, initial=me
    )


def _form_page(
    request: PageRequest, whole: WholeForm, *, left: AsTyped | None = None, sent_before: str = ""
) -> HttpResponse:
    whole.draft = keeping(request, DRAFT, left=left)
    context = {
        "whole": whole,
        "forms": whole.every_form,
        "sent_before": sent_before,
        "may_add": {
            "children": len(whole.children) < MOST_CHILDREN,
            "adults": len(whole.adults) < MOST_ADULTS,
        },
        "back": reverse("my_worries"),
        "typed": request.method == "POST" or left is not None,
        **hub_missing(),
    }
    return render(request, f"{FOLDER}/page.html", context)


def _nothing_left(request: PageRequest) -> HttpResponse:
    """There is no draft: it has been sent already, from here or by a second click."""
    typed = forms.UUIDField(required=False)
    try:
        key = typed.clean(request.POST.get("submission_key", ""))
    except forms.ValidationError:
        key = None
    sent = queries.reference_sent(key) if key else ""
    if sent:
        return redirect("worry_sent", sent)
    messages.info(request, "There is nothing here to send. Write what you are worried about.")
    return redirect("report_worry")


urlpatterns = [
    path("worries/new/", new_worry, name="report_worry"),
    path("worries/new/check/", check_worry, name="check_worry"),
    path("worries/sent/<str:reference>/", worry_sent, name="worry_sent"),
]
