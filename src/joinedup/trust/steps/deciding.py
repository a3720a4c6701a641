"""A page for one decision: what it does, the reasons for it, and the one command that makes it.

A module says which decisions there are, in its words and with its commands, who comes to each,
and what is shown of the record; its template extends ``trust/steps/deciding.html``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from joinedup.base.foundation.transitions import NotNow
from joinedup.base.govuk.forms import Radios
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.audience import PageRequest

APPROVE = "approve"


class Standing(Protocol):
    """A record as it was opened: the steps that are open to its reader now, and those that are
    theirs at all."""

    @property
    def may(self) -> frozenset[Any]: ...
    @property
    def may_ever(self) -> frozenset[Any]: ...


V = TypeVar("V", bound=Standing)


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """One decision: who finds it where, what it does in words, and the command that makes it.

    ``name`` is the page's own, and its draft's; ``at`` the last part of its address. ``make`` is
    given what was typed. ``warning``: it cannot be taken back.
    """

    name: str
    at: str
    event: StrEnum
    roles: tuple[Role, ...]
    title: str
    says: tuple[str, ...] = ()
    button: str
    done: str
    form: type[forms.Form]
    make: Callable[[Viewer, UUID, dict[str, str]], None]
    warning: bool = False


class NoReasonsForm(forms.Form):
    """A step that needs no reasons of its own: they stand in the record."""


def reasons_field(help_text: str) -> forms.CharField:
    """Why."""
    return forms.CharField(
        label="Why?",
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
    )


def answer_field(label: str, *, approve: str, refuse: str) -> forms.ChoiceField:
    """To approve or to refuse, with what each leads to."""
    return forms.ChoiceField(
        label=label,
        choices=[(APPROVE, "Approve it"), ("refuse", "Refuse it")],
        widget=Radios(hints={APPROVE: approve, "refuse": refuse}),
    )


def decide(
    request: PageRequest,
    step: Deciding,
    view: V,
    *,
    home: tuple[str, UUID],
    template: str,
    shown: Callable[[V], dict[str, Any]],
) -> HttpResponse:
    """The page of a decision, or back to the record, ``home``: once it is made, or is too late.

    Raises ``NotVisible`` for whom it can never be.
    """
    if step.event not in view.may_ever:
        raise NotVisible
    if step.event not in view.may:
        return redirect(*home)
    key = f"{step.name}:{home[1]}"
    form = resume(request, step.form, key)
    if request.method == "POST" and form.is_valid():
        try:
            step.make(request.viewer, home[1], form.cleaned_data)
        except NotNow as not_now:
            messages.info(request, str(not_now))
            return redirect(*home)
        except ValueError as impossible:
            form.add_error(None, str(impossible))
        else:
            discard_draft(request.viewer, form=key)
            messages.success(request, step.done)
            return redirect(*home)
    back = reverse(home[0], args=[home[1]])
    return render(request, template, {**shown(view), "step": step, "form": form, "back": back})
