"""A door, and one page on which it is decided to open it."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import include, path

from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import Purpose
from joinedup.trust.steps.deciding import Deciding, answer_field, decide, reasons_field

TEMPLATE = "trust/steps/tests/decision.html"


class Event(StrEnum):
    OPEN_UP = "open_up"


@dataclass
class Door:
    """As its reader has it. ``trouble`` is what opening it raises."""

    may: frozenset[Event] = frozenset(Event)
    may_ever: frozenset[Event] = frozenset(Event)
    trouble: Exception | None = None
    opened: dict[str, str] | None = None


class OpeningForm(forms.Form):
    reasons = reasons_field("Name nobody.")
    answer = answer_field("What do you decide?", approve="It opens.", refuse="It stays shut.")


door = Door()


def _open_up(_actor: object, _pk: UUID, given: dict[str, str]) -> None:
    if door.trouble:
        raise door.trouble
    door.opened = given


OPENING = Deciding(
    name="open_door",
    at="open",
    event=Event.OPEN_UP,
    roles=(Role.REFERRER,),
    title="Open the door",
    button="Open it",
    done="The door is open",
    form=OpeningForm,
    make=_open_up,
    warning=True,
)


@page(Purpose.OWN_ACCOUNT, *OPENING.roles)
def open_door(request: PageRequest, pk: UUID) -> HttpResponse:
    shown = {"about": "An oak door."}
    home = ("door", pk)
    return decide(request, OPENING, door, home=home, template=TEMPLATE, shown=lambda _: shown)


@page(Purpose.OWN_ACCOUNT)
def read_door(request: PageRequest, pk: UUID) -> HttpResponse:
    return render(request, "trust/steps/tests/door.html", {"pk": pk})


urlpatterns = [
    path("", read_door, {"pk": UUID(int=0)}, name="home"),
    path("door/<uuid:pk>/", read_door, name="door"),
    path("door/<uuid:pk>/open/", open_door, name="open_door"),
    path("account/", include("joinedup.trust.accounts.urls")),
    path("drafts/", include("joinedup.trust.drafts.urls")),
]
