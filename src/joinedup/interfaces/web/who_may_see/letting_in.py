"""Sharing a record with a team or a person, and ending it: for those who may decide."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from joinedup.interfaces.web.who_may_see.deciding import colleagues_of, draw, folder_to_decide
from joinedup.interfaces.web.who_may_see.forms import EndForm, ShareForm
from joinedup.trust.agencies.queries import teams_of_agencies
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing import commands
from joinedup.trust.sharing.asking import NotVisible
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.queries import may_decide, readable, who_may_see
from joinedup.trust.sharing.rules import Category, Outcome, work_of
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS

REFUSED = "The rules refuse it: {}"
LEFT_TO_A_PERSON = "The rules leave it to a person: {} Tick this if you share it all the same"


@page(work_of)
def share(request: PageRequest, folder_id: UUID) -> HttpResponse:
    """Let a team or a person in; the rules answer, and what they answer is kept."""
    folder = folder_to_decide(folder_id)
    key = f"share:{folder_id}"
    held = {category for _, category in readable((folder_id, c) for c in Category)}
    form = resume(
        request,
        ShareForm,
        key,
        holders=_holders(request, folder),
        categories=[category for category in CATEGORY_WORDS if category in held],
    )
    if request.method == "POST" and form.is_valid():
        try:
            decision = commands.let_in(request.viewer, folder=folder, wanted=form.wanted())
        except ValueError as impossible:
            form.add_error(None, str(impossible))
        else:
            if _went_through(form, decision):
                discard_draft(request.viewer, form=key)
                messages.success(request, "The record has been shared.")
                return HttpResponseRedirect(reverse("who_may_see", args=[folder_id]))
    if not (form.has_error("left_to_me") or form.data.get("left_to_me")):
        form.fields.pop("left_to_me")
    title = "Share this record with a team or a person"
    return draw(request, form, folder_id, title, do="Share it")


def _went_through(form: ShareForm, decision: Any) -> bool:  # noqa: ANN401 - a Decision
    """Whether it was shared; otherwise the form says why not."""
    outcome = Outcome(decision.outcome)
    if outcome is Outcome.REVIEW and not form.cleaned_data["left_to_me"]:
        form.add_error("left_to_me", LEFT_TO_A_PERSON.format(decision.because))
    elif outcome is Outcome.DENY:
        form.add_error(None, REFUSED.format(decision.because))
    return form.is_valid()


def _holders(
    request: PageRequest,
    folder: Any,  # noqa: ANN401 - a Folder
) -> list[tuple[str, str, bool]]:
    """Teams and people to choose from, and whether they work for another agency."""
    keeps = folder.controller_id
    teams = [
        (f"team:{team.pk}", f"{team.name}, {team.organisation.name}", team.organisation_id != keeps)
        for team in teams_of_agencies()
    ]
    elsewhere = request.viewer.agency_id != keeps
    people = [
        (f"person:{pk}", name, elsewhere)
        for pk, name in colleagues_of(request, folder.pk, besides_me=True)
    ]
    return [*teams, *people]


@page(work_of)
def end(request: PageRequest, folder_id: UUID, grant_id: UUID) -> HttpResponse:
    """End what one decision gave to one team or person."""
    folder = folder_to_decide(folder_id)
    found = next((why for why in who_may_see(folder_id) if grant_id in why.grant_ids), None)
    if found is None:
        raise NotVisible
    key = f"end:{grant_id}"
    form = resume(request, EndForm, key)
    if request.method == "POST" and form.is_valid():
        try:
            commands.end_access(
                request.viewer, folder=folder, grant_ids=found.grant_ids, **form.cleaned_data
            )
        except ValueError as impossible:
            form.add_error(None, str(impossible))
        else:
            discard_draft(request.viewer, form=key)
            messages.success(request, "They can no longer see this by that decision.")
            still = may_decide(folder_id)
            return HttpResponseRedirect(
                reverse("who_may_see", args=[folder_id]) if still else reverse("home")
            )
    notes = [f"{found.holder} may see: {found.what}.", f"Because: {found.because}"]
    return draw(request, form, folder_id, "End this sharing", notes, do="End it")


urlpatterns = [
    path("<uuid:folder_id>/share/", share, name="share_record"),
    path("<uuid:folder_id>/end/<uuid:grant_id>/", end, name="end_access"),
]
