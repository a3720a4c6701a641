"""The work list of records that may be one person's: the surest first, relatives apart."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from joinedup.base.govuk.paging import page_asked, page_href
from joinedup.base.govuk.wording import capital, say_date
from joinedup.record.duplicates import queries
from joinedup.record.duplicates.queries import MOST_COUNTED, PairLine
from joinedup.record.duplicates.rules import SHOWN_WORDS, PairKind, Shown
from joinedup.record.linkage.engine.explaining.weights import odds
from joinedup.record.people.pages.audience import WRITERS
from joinedup.record.people.pages.presenting import born
from joinedup.record.people.queries import (
    Decided,
    OverturningView,
    PersonBrief,
    open_questions,
    overturnings_to_answer,
    recent_decisions,
)
from joinedup.record.people.rules import PairAnswer
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import work_of

_MOST = 50
_KINDS = {Shown.DUPLICATES: PairKind.DUPLICATE, Shown.RELATIVES: PairKind.RELATIVE}


@page(work_of, *WRITERS)
def possible_duplicates(request: PageRequest) -> HttpResponse:
    """The part of the list that is asked for, and how much is in the others."""
    asked = request.GET.get("show", "")
    shown = Shown(asked) if asked in list(Shown) else Shown.DUPLICATES
    waiting = overturnings_to_answer(request.viewer, most=_MOST)
    totals = {part: queries.how_many(kind) for part, kind in _KINDS.items()}
    context: dict[str, Any] = {
        "shown": shown.value,
        "title": SHOWN_WORDS[shown],
        "parts": _parts(shown, totals, len(waiting)),
        "run": queries.last_run(),
        "first": None,
        "pages": 0,
    }
    if shown in _KINDS:
        context |= _pairs(request, _KINDS[shown], totals[shown])
    elif shown is Shown.WAITING:
        context["rows"] = [_waiting(one) for one in waiting]
    elif shown is Shown.OPEN:
        context["rows"] = [_open(one) for one in open_questions(request.viewer, most=_MOST)]
    else:
        context["rows"] = [_decided(one) for one in recent_decisions(request.viewer, most=_MOST)]
    return render(request, "record/duplicates/pages/list/page.html", context)


def _parts(shown: Shown, totals: dict[Shown, int], waiting: int) -> list[dict[str, Any]]:
    counts = {part: counted(total) for part, total in totals.items()}
    counts[Shown.WAITING] = str(waiting)
    here = reverse("possible_duplicates")
    return [
        {
            "text": f"{words} ({counts[part]})" if part in counts else words,
            "href": here if part is Shown.DUPLICATES else f"{here}?show={part}",
            "current": part is shown,
        }
        for part, words in SHOWN_WORDS.items()
    ]


def counted(total: int) -> str:
    """ "12", or "more than 500"."""
    return f"more than {MOST_COUNTED}" if total > MOST_COUNTED else str(total)


def _pairs(request: PageRequest, kind: PairKind, total: int) -> dict[str, Any]:
    asked = page_asked(request.GET)
    found = queries.pairs_to_do(request.viewer, kind, total=total, page=asked)
    first = next((line for line in found.pairs if line.may), None)
    return {
        "rows": [_line(line) for line in found.pairs],
        "first": {"href": _href(first.one, first.other), "names": _names(first.one, first.other)}
        if first and found.page == 1
        else None,
        "page": found.page,
        "pages": found.pages,
        "page_href": page_href(request.GET),
    }


def _href(one: PersonBrief, other: PersonBrief) -> str:
    return reverse("possible_duplicate", args=[one.id, other.id])


def _names(one: PersonBrief, other: PersonBrief) -> str:
    return f"{one.name} and {other.name}"


def _two(one: PersonBrief, other: PersonBrief) -> str:
    """Both names with their births, so that two pairs of one name are told apart."""
    today = timezone.localdate()
    return "; ".join(f"{person.name}, {born(person, today)}" for person in (one, other))


def _line(line: PairLine) -> list[Any]:
    said = capital(odds(line.why.weight))
    return [
        {"text": _two(line.one, line.other), "href": _href(line.one, line.other)},
        line.why.sentence,
        said if line.why.kind is PairKind.DUPLICATE else capital(line.why.found),
        "You can decide" if line.may else "Somebody else decides",
    ]


def _waiting(asked: OverturningView) -> list[Any]:
    return [
        {"text": _two(asked.one, asked.other), "href": reverse("overturning", args=[asked.id])},
        "They are one person after all" if asked.to_merge else "They are two people after all",
        asked.reasons,
        f"{asked.asked_by}, {say_date(asked.asked_at)}",
    ]


def _open(found: Decided) -> list[Any]:
    return [
        {"text": _two(found.one, found.other), "href": _href(found.one, found.other)},
        found.missing,
        found.reasons,
        f"{found.by}, {say_date(found.at)}",
    ]


def _decided(found: Decided) -> list[Any]:
    words = {
        None: "One person",
        PairAnswer.TWO_PEOPLE: "Two people",
        PairAnswer.CANNOT_TELL: "Cannot be told yet",
    }[found.answer]
    return [
        {"text": _two(found.one, found.other), "href": _href(found.one, found.other)},
        words if found.stands else f"{words} (no longer)",
        found.reasons,
        f"{found.by}, {say_date(found.at)}",
    ]


urlpatterns = [path("", possible_duplicates, name="possible_duplicates")]
