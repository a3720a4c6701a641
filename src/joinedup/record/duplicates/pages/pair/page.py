"""One pair: both records side by side, why they look alike, what was decided, and deciding."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.govuk.pictures import Weight, waterfall_picture
from joinedup.base.govuk.wording import say_datetime
from joinedup.record.duplicates import queries
from joinedup.record.duplicates.commands import call_relatives
from joinedup.record.duplicates.pages.pair.forms import (
    ONE,
    OPEN,
    RELATIVES,
    DecisionForm,
    RelativesForm,
)
from joinedup.record.duplicates.queries import PairView, Why
from joinedup.record.duplicates.rules import PairKind
from joinedup.record.linkage.engine.explaining.weights import PRIOR, odds
from joinedup.record.people import commands
from joinedup.record.people.pages.audience import WRITERS
from joinedup.record.people.pages.merge.page import side_by_side
from joinedup.record.people.rules import (
    CannotMergeError,
    CannotRecordError,
    MayNotChangeError,
    PairAnswer,
    RelationshipKind,
)
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import work_of

_FIELDS = {"evidence": "shows", "missing": "shows"}


@page(work_of, *WRITERS)
def possible_duplicate(request: PageRequest, one_id: UUID, other_id: UUID) -> HttpResponse:
    """Two records, and what somebody who may decide about both makes of them."""
    view = queries.open_pair(request.viewer, one_id, other_id)
    relatives = _relatives(view)
    key = f"pair:{min(one_id, other_id)}:{max(one_id, other_id)}"
    form_class = RelativesForm if relatives else DecisionForm
    form = resume(request, form_class, key) if view.may and _is_open(view) else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            said = _decide(request, one_id, other_id, form.cleaned_data)
        except CannotRecordError as refused:
            form.add_error(_FIELDS.get(refused.field, "reasons"), str(refused))
        except (CannotMergeError, MayNotChangeError) as refused:
            form.add_error(None, str(refused))
        else:
            discard_draft(request.viewer, form=key)
            messages.success(request, said)
            return redirect(_list(relatives=relatives))
    one, other = view.comparison.kept, view.comparison.merged
    context: dict[str, Any] = {
        "view": view,
        "relatives": relatives,
        "one": one,
        "other": other,
        "rows": [_compared(*row) for row in side_by_side(view.comparison)],
        "sentence": view.why.sentence if view.why else view.comparison.words,
        "waterfall": _waterfall(view.why) if view.why else None,
        "history": _history(view),
        "waiting": next((asked for asked in view.overturnings if asked.waits), None),
        "back": _list(relatives=relatives),
        "why": explanations(one.folder_id, other.folder_id),
    }
    context |= {"form": form} if form is not None else {}
    return render(request, "record/duplicates/pages/pair/page.html", context)


def _relatives(view: PairView) -> bool:
    """Never offered as duplicates: what the run, the grades or a record say may be relatives."""
    found = view.why is not None and view.why.kind is PairKind.RELATIVE
    return found or view.comparison.maybe_relatives


def _list(*, relatives: bool) -> str:
    """The part of the list that the pair is in, or was."""
    return reverse("possible_duplicates") + ("?show=relatives" if relatives else "")


def _is_open(view: PairView) -> bool:
    """Whether something is left to decide; what binds is overturned elsewhere, by two."""
    return view.merged is None and not (view.stands and view.stands.binds)


def _decide(request: PageRequest, one_id: UUID, other_id: UUID, given: dict[str, str]) -> str:
    both = {"one_id": one_id, "other_id": other_id}
    answer, shows, reasons = given["answer"], given["shows"], given["reasons"]
    if answer == ONE:
        commands.merge_people(
            request.viewer, kept_id=one_id, merged_id=other_id, evidence=shows, reasons=reasons
        )
        return "The records are one now. Two people together can separate them again."
    if answer == OPEN:
        commands.cannot_tell_yet(request.viewer, **both, missing=shows, reasons=reasons)
        return "It stays in the list under “Cannot be told yet”, with what is missing."
    together = f"{shows}\n\n{reasons}"
    if answer == RELATIVES:
        kind = RelationshipKind(given["kind"]) if given["kind"] else None
        call_relatives(request.viewer, **both, kind=kind, reasons=together)
        return "They are two people of one family, and are never taken for one."
    commands.keep_apart(request.viewer, **both, reasons=together)
    return "They are two people, and are never merged."


def _compared(label: str, one: str, other: str) -> list[str]:
    """A row with, in words, whether both say the same; what is not known is no statement."""
    unknown = [not said or said.endswith("not known") for said in (one, other)]
    if any(unknown):
        return [label, one, other, "Not known" if all(unknown) else "Only one record has it"]
    if one == other:
        return [label, one, other, "The same"]
    return [label, one, other, "Different"]


def _waterfall(why: Why) -> Any:  # noqa: ANN401 - markup
    relatives = why.kind is PairKind.RELATIVE
    last = "together, were they no relatives" if relatives else f"together: {odds(why.weight)}"
    return waterfall_picture(
        "What speaks for one person, and what against",
        Weight(PRIOR, odds(why.prior), why.prior),
        [Weight(step.title, step.found, step.bits) for step in why.steps],
        last,
    )


def _history(view: PairView) -> list[dict[str, Any]]:
    """Everything that was decided about the two, the newest first."""
    words = {PairAnswer.TWO_PEOPLE: "Two people", PairAnswer.CANNOT_TELL: "Cannot be told yet"}
    entries = [
        (d.decided_at, words[d.answer], d.decided_by, f"{d.reasons}\n{d.missing}".strip())
        for d in view.decided
    ]
    entries += [(m.decided_at, "One person: merged", m.decided_by, m.reasons) for m in view.merges]
    for asked in view.overturnings:
        entries.append((asked.asked_at, "Asked to overturn it", asked.asked_by, asked.reasons))
        if asked.answered_at:
            said = "Agreed to overturn it" if asked.agreed else "Did not agree to overturn it"
            entries.append((asked.answered_at, said, asked.answered_by, asked.answer_reasons))
    return [
        {"title": title, "when": say_datetime(at), "by": by, "description": reasons}
        for at, title, by, reasons in sorted(entries, reverse=True)
    ]


urlpatterns = [
    path("<uuid:one_id>/<uuid:other_id>/", possible_duplicate, name="possible_duplicate"),
]
