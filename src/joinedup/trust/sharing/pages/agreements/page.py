"""Sharing agreements: who may ask whom, for what, about what, until when. Open to everybody."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from joinedup.base.govuk.wording import say_date, say_list
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.queries import agreement, agreements
from joinedup.trust.sharing.rules import Category, Purpose
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS
from joinedup.trust.sharing.rules.purposes import GROUNDS


class Dated(Protocol):
    """What says whether an agreement is in force."""

    starts_on: date
    ends_on: date


@page(Purpose.INFORMATION_GOVERNANCE)
def agreement_list(request: PageRequest) -> HttpResponse:
    """The latest version of each agreement, the ones in force first."""
    latest: dict[str, Any] = {}
    for row in agreements():
        latest.setdefault(row.reference, row)
    today = timezone.localdate()
    in_order = sorted(latest.values(), key=lambda a: (state(a, today) != "in force", a.name))
    rows = [
        [
            {"text": found.name, "href": reverse("agreement", args=[found.pk])},
            _names(found.parties.all()),
            f"Version {found.version}",
            f"{state(found, today).capitalize()}, {_period(found)}",
        ]
        for found in in_order
    ]
    context = {
        "rows": rows,
        "may_record": request.viewer.has(Role.INFORMATION_GOVERNANCE_LEAD),
    }
    return render(request, "trust/sharing/pages/agreements/list.html", context)


@page(Purpose.INFORMATION_GOVERNANCE)
def agreement_page(request: PageRequest, agreement_id: UUID) -> HttpResponse:
    """One version in full, with the others."""
    found = agreement(agreement_id)
    today = timezone.localdate()
    versions = [
        {
            "text": f"Version {other.version}, {_period(other)}",
            "href": reverse("agreement", args=[other.pk]),
            "current": other.pk == found.pk,
        }
        for other in agreements()
        if other.reference == found.reference
    ]
    context = {
        "agreement": found,
        "facts": _facts(found, today),
        "versions": versions,
        "newer": versions[0]["href"] if not versions[0]["current"] else None,
        "back": reverse("agreements"),
    }
    return render(request, "trust/sharing/pages/agreements/page.html", context)


def _facts(found: Any, today: date) -> list[tuple[str, Any]]:  # noqa: ANN401 - an Agreement
    return [
        ("Reference", f"{found.reference}, version {found.version}"),
        ("In force", f"{state(found, today).capitalize()}, {_period(found)}"),
        ("Who to ask about it", found.contact),
        ("Parties", sorted(party.name for party in found.parties.all())),
        ("What may be shared", [CATEGORY_WORDS[Category(c)] for c in found.categories]),
        ("In their words", list(found.data)),
        (
            "What for",
            [f"{GROUNDS[Purpose(p)].words} ({GROUNDS[Purpose(p)].source})" for p in found.purposes],
        ),
        ("Permitted uses", list(found.permitted_uses)),
        ("Restrictions", list(found.restrictions) or "None written down"),
        ("What recipients must do", list(found.responsibilities) or "Nothing written down"),
        ("Security", list(found.security_measures) or "Nothing written down"),
        ("Law", list(found.legal_compliance) or "Nothing written down"),
    ]


def state(found: Dated, today: date) -> str:
    """Whether an agreement counts today, in words."""
    if found.ends_on < today:
        return "ended"
    return "in force" if found.starts_on <= today else "not yet in force"


def _period(found: Dated) -> str:
    return f"{say_date(found.starts_on)} to {say_date(found.ends_on)}"


def _names(parties: Iterable[Any]) -> str:
    names = sorted(party.name for party in parties)
    return say_list(names) if len(names) <= 4 else say_list([*names[:3], f"{len(names) - 3} more"])


urlpatterns = [
    path("", agreement_list, name="agreements"),
    path("<uuid:agreement_id>/", agreement_page, name="agreement"),
]
