"""What the pages of one decision about a record have in common."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from joinedup.trust.agencies.queries import colleagues
from joinedup.trust.sharing.asking import NotVisible
from joinedup.trust.sharing.audience import PageRequest
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.queries import holding_teams, may_decide, open_folder

_TEMPLATES = "interfaces/web/who_may_see"


def folder_to_decide(folder_id: UUID) -> Any:  # noqa: ANN401 - a Folder
    """The folder, for those who may decide about it. Raises ``NotVisible``."""
    folder = open_folder(folder_id)
    if not may_decide(folder_id):
        raise NotVisible
    return folder


def colleagues_of(
    request: PageRequest, folder_id: UUID, *, besides_me: bool = False
) -> list[tuple[str, str]]:
    """Those in the teams that hold the record, and in the viewer's own, to choose from."""
    me = request.viewer.professional_id
    people = colleagues(holding_teams(folder_id) | request.viewer.team_ids)
    choices = [
        (str(person.pk), f"{person.name}{f', {person.job_title}' if person.job_title else ''}")
        for person in people
        if person.pk != me
    ]
    return choices if besides_me else [(str(me), "Myself"), *choices]


def draw(
    request: PageRequest,
    form: forms.Form,
    folder_id: UUID,
    title: str,
    notes: Sequence[str] = (),
    *,
    do: str = "Decide",
) -> HttpResponse:
    """The page of one decision."""
    back = reverse("who_may_see", args=[folder_id])
    context: dict[str, Any] = {"form": form, "title": title, "notes": notes, "back": back, "do": do}
    context["why"] = explanations(folder_id)
    return render(request, f"{_TEMPLATES}/decision.html", context)
