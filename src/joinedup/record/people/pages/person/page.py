"""One person, whole: needs first, then names, family, homes, places, numbers, and why."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from joinedup.base.govuk.wording import printable
from joinedup.record.people.pages.audience import READERS
from joinedup.record.people.pages.presenting import born, card, period, pictured
from joinedup.record.people.queries import (
    HouseholdView,
    Member,
    MergeView,
    PersonView,
    open_person,
)
from joinedup.record.people.queries.known import Row
from joinedup.record.people.rules import (
    ADDRESS_USE_WORDS,
    MAINLY_HERE_WORDS,
    NAME_USE_WORDS,
    SEX_WORDS,
    Sex,
)
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.queries import who_may_see
from joinedup.trust.sharing.rules import Category, work_of

Cells = list[Any]


@page(work_of, *READERS)
def person(request: PageRequest, person_id: UUID) -> HttpResponse:
    """The person's page."""
    view = open_person(request.viewer, person_id)
    return render(request, "record/people/pages/person/page.html", context_of(view))


def context_of(view: PersonView) -> dict[str, Any]:
    """Everything that the page shows."""
    today = timezone.localdate()
    return {
        "person": view,
        "card": card(view),
        "about": _about(view),
        "may_change": view.may_change,
        "may": {str(category) for category in view.may_write},
        "names": [
            [
                str(n),
                NAME_USE_WORDS[n.use],
                period(n.starts_on, n.ends_on),
                _change(view, n, "name"),
            ]
            for n in view.names
        ],
        "needs": [
            [n.what, period(None, n.ends_on), _change(view, n, "access-need")]
            for n in view.access_needs
        ],
        "identifiers": [
            [i.called, i.value, period(None, i.ends_on), _change(view, i, "identifier")]
            for i in view.identifiers
        ],
        "addresses": [
            [
                a.in_full,
                ADDRESS_USE_WORDS[a.use],
                ", ".join(filter(None, [period(a.starts_on, a.ends_on), a.provenance])),
                _change(view, a, "address"),
            ]
            for a in view.addresses
        ],
        "ties": [_tie(view, tie) for tie in view.ties],
        "picture_of": pictured(view, today) if view.ties else None,
        "homes": _homes(view, today),
        "merges": [_merge(view, merge) for merge in view.merges],
        "apart": view.apart,
        "why": explanations(view.folder_id, *(merged.folder_id for merged in view.merged_records)),
        "who": [
            [reason.holder, reason.what, reason.because, reason.decided_by]
            for reason in who_may_see(view.folder_id)
        ],
    }


def _about(view: PersonView) -> list[tuple[str, str]]:
    interpreter = {True: "yes", False: "no", None: ""}[view.needs_interpreter]
    return [
        ("Recorded sex", "" if view.sex is Sex.NOT_KNOWN else SEX_WORDS[view.sex]),
        ("Language", view.language),
        ("Needs an interpreter", interpreter),
    ]


def _change(view: PersonView, row: Row, slug: str) -> dict[str, str] | str:
    """The link to correct a row; nothing where the viewer may not."""
    category = Category.WHEREABOUTS if slug == "address" else Category.IDENTITY
    if category not in view.may_write or row.person_id != view.id:
        return ""
    return _link(
        view.id, slug, row.id, about=getattr(row, "value", "") or str(getattr(row, "what", row))
    )


def _link(person_id: UUID, slug: str, row_id: UUID, *, about: str) -> dict[str, str]:
    words = format_html('Change<span class="govuk-visually-hidden"> {}</span>', printable(about))
    return {"html": words, "href": reverse("correct_person_part", args=[person_id, slug, row_id])}


def _tie(view: PersonView, tie: Any) -> Cells:  # noqa: ANN401 - a Tie
    more = []
    if tie.parental_responsibility is not None:
        said = "with" if tie.parental_responsibility else "without"
        more.append(f"{said} parental responsibility")
    if tie.lives_with is not None:
        more.append("living together" if tie.lives_with else "living apart")
    here = tie.said_here and tie.person_id == view.id and Category.FAMILY in view.may_write
    about = f"{tie.other.name}, {tie.words}"
    return [
        {"text": tie.other.name, "href": reverse("person", args=[tie.other.id])},
        tie.words,
        "; ".join(filter(None, [", ".join(more), tie.other.needs_said])),
        period(tie.starts_on, tie.ends_on),
        _link(view.id, "relationship", tie.id, about=about) if here else "",
    ]


def _homes(view: PersonView, today: date) -> list[dict[str, Any]]:
    """The households that the person belongs to, then those that they have left."""
    records = {view.id, *(merged.id for merged in view.merged_records)}

    def left(home: HouseholdView) -> bool:
        return not records & {member.person.id for member in home.now}

    homes = sorted(view.households, key=left)
    now = sum(1 for home in homes if not left(home))
    return [
        {
            "title": _home_title(number, now),
            "rows": [_stay(home, member, today) for member in home.members],
        }
        for number, home in enumerate(homes, start=1)
    ]


def _home_title(number: int, now: int) -> str:
    if number > now:
        return "Earlier household"
    return f"Household {number} of {now}" if now > 1 else "Household"


def _stay(home: HouseholdView, member: Member, today: date) -> Cells:
    about = f"{member.person.name} in this household"
    return [
        {"text": member.person.name, "href": reverse("person", args=[member.person.id])},
        born(member.person, today),
        MAINLY_HERE_WORDS[member.mainly_here],
        period(member.starts_on, member.ends_on),
        _link(member.person.id, "household", member.id, about=about) if home.may_write else "",
    ]


def _merge(view: PersonView, merge: MergeView) -> dict[str, Any]:
    other = merge.merged if merge.kept.id == view.id else merge.kept
    return {"merge": merge, "other": other, "href": reverse("unmerge_people", args=[merge.id])}


urlpatterns = [path("<uuid:person_id>/", person, name="person")]
