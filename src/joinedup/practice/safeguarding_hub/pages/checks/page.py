"""What a desk has been asked, and its answer: from the agency's own records into the room."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.practice.safeguarding_hub.commands import Changed, answer_check
from joinedup.practice.safeguarding_hub.pages.checks.answering import (
    Person,
    add_item,
    drafts_of,
    people_of,
    remove_item,
    subject_card,
    take_record,
    use_event,
)
from joinedup.practice.safeguarding_hub.pages.no_hub import hub_missing
from joinedup.practice.safeguarding_hub.pages.sheets import (
    Sheet,
    drop_sheet,
    keep_sheet,
    notice_with_draft,
    pressed,
    read_sheet,
)
from joinedup.practice.safeguarding_hub.queries import checks_to_answer, told_family
from joinedup.practice.safeguarding_hub.queries.answering import open_check_to_answer
from joinedup.practice.safeguarding_hub.queries.enquiry import CheckView
from joinedup.practice.safeguarding_hub.queries.owners import (
    asked_about_check,
    waiting_for_our_word,
)
from joinedup.practice.safeguarding_hub.rules.outcomes import HANDLING_WORDS, Handling
from joinedup.practice.safeguarding_hub.rules.states import KNOWN_WORDS, CheckState, Known
from joinedup.practice.safeguarding_hub.rules.telling import caution
from joinedup.record.chronology.rules import IMPACT_WORDS, Impact, kind_words, say_period
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Category, Purpose, Told
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS
from joinedup.trust.sharing.rules.purposes import GROUNDS

FOLDER = "practice/safeguarding_hub/pages/checks"


@page(Purpose.AGENCY_CHECK, Role.RESEARCHER)
def checks(request: PageRequest) -> HttpResponse:
    """What the viewer's desk has been asked and has not answered, the soonest due first."""
    context = {
        "checks": checks_to_answer(request.viewer),
        "waiting": [
            (kind_words(one.contribution.entry.kind), one)
            for one in waiting_for_our_word(request.viewer)
        ],
        **hub_missing(),
    }
    return render(request, f"{FOLDER}/list.html", context)


@page(Purpose.AGENCY_CHECK, Role.RESEARCHER)
def check(request: PageRequest, check_id: UUID) -> HttpResponse:
    """The question, what our own records suggest, and the answer, looked through before sending."""
    _, view = open_check_to_answer(request.viewer, check_id)
    key = f"check:{check_id}"
    sheet = read_sheet(request, key)
    if request.method != "POST":
        if view.check.state == CheckState.ANSWERED:
            return _answered(request, view, sheet)
        return _form(request, view, sheet, key)
    action, about = pressed(request)
    if action == "send":
        return _send(request, view, sheet, key)
    if action == "check":
        return _look_through(request, view, sheet, key)
    _change(request, view, sheet, action, about)
    keep_sheet(request, key, sheet)
    return _form(request, view, sheet, key)


def _change(
    request: PageRequest, view: CheckView, sheet: Sheet, action: str, about: list[str]
) -> None:
    people = {str(number) for number in range(len(view.subjects))}
    if not about or about[0] not in people:
        return
    person = f"p{about[0]}"
    match action, about[1:]:
        case "add", []:
            add_item(sheet, person)
        case "remove", [number]:
            remove_item(sheet, person, number)
        case "record", [entry]:
            take_record(request, view, sheet, person, entry)
        case "use", [event]:
            use_event(request, view, sheet, person, event)


def _form(
    request: PageRequest,
    view: CheckView,
    sheet: Sheet,
    key: str,
    people: list[Person] | None = None,
    text: str = "",
) -> HttpResponse:
    people = people or people_of(request, view, sheet, check=False, suggest=True)
    notice = notice_with_draft(request, key, sheet, text)
    context = {
        **_question(request, view),
        "form": notice,
        "forms": [notice, *(f for p in people for f in (p.form, *(i.form for i in p.items)))],
        "people": people,
    }
    return render(request, f"{FOLDER}/page.html", context)


def _is_right(people: list[Person]) -> bool:
    forms = [form for p in people for form in (p.form, *(item.form for item in p.items))]
    # Every part is checked, so that all messages are shown at once.
    return not [form for form in forms if not form.is_valid()]


def _look_through(request: PageRequest, view: CheckView, sheet: Sheet, key: str) -> HttpResponse:
    people = people_of(request, view, sheet, check=True, suggest=False)
    if not _is_right(people):
        again = people_of(request, view, sheet, check=True, suggest=True)
        return _form(request, view, sheet, key, again)
    notice = notice_with_draft(request, key, sheet)
    context = {
        **_question(request, view),
        "form": notice,
        "answers": [_in_words(person) for person in people],
        "hidden": list(sheet.hidden()),
    }
    return render(request, f"{FOLDER}/look_through.html", context)


def _send(request: PageRequest, view: CheckView, sheet: Sheet, key: str) -> HttpResponse:
    people = people_of(request, view, sheet, check=True, suggest=False)
    if not _is_right(people):
        return _look_through(request, view, sheet, key)
    try:
        answer_check(request.viewer, check_id=view.check.pk, answers=drafts_of(people))
    except Changed as late:
        _, view = open_check_to_answer(request.viewer, view.check.pk)
        return _answered(request, view, sheet, str(late))
    except ValueError as wrong:
        return _form(request, view, sheet, key, text=str(wrong))
    drop_sheet(request, key)
    messages.success(request, "Your answer is with the hub.")
    return HttpResponseRedirect(reverse("hub_checks"))


def _answered(request: PageRequest, view: CheckView, sheet: Sheet, late: str = "") -> HttpResponse:
    typed = people_of(request, view, sheet, check=False, suggest=False) if sheet.fields else []
    context = {
        **_question(request, view),
        "form": notice_with_draft(request, f"check:{view.check.pk}", sheet, late),
        "late": late,
        "answers": _given(view),
        "typed": [_as_typed(person) for person in typed],
        "owner_questions": [
            (kind_words(one.contribution.entry.kind), one)
            for one in asked_about_check(request.viewer, view.check.pk)
        ],
        "room": reverse("room", args=[view.check.enquiry_id]),
    }
    return render(request, f"{FOLDER}/answered.html", context)


def _question(request: PageRequest, view: CheckView) -> dict[str, Any]:
    ground = GROUNDS[Purpose(view.check.purpose)]
    return {
        "check": view.check,
        "reference": view.check.enquiry.reference,
        "cards": [subject_card(found) for found in view.subjects],
        "purpose": ground.words,
        "law": ground.source,
        "gateway": ground.gateway,
        "asked_about": [CATEGORY_WORDS[Category(c)] for c in view.check.categories],
        "asked_by": view.check.asked_by.name,
        "caution": _caution(view.check.folder_id),
        "why": explanations(view.check.folder_id),
        "back": reverse("hub_checks"),
    }


def _caution(folder_id: UUID) -> str:
    found = told_family(folder_id)
    return caution(Told(found.told) if found else Told.NOT_RECORDED)


def _given(view: CheckView) -> list[dict[str, Any]]:
    names = {s.subject.pk: s.person.name if s.person else "A person" for s in view.subjects}
    return [
        {
            "name": names.get(answer.subject_id, "A person"),
            "known": KNOWN_WORDS[Known(answer.known)],
            "involvement": answer.involvement,
            "contact": answer.contact,
            "reasons": answer.reasons,
            "records_as_of": answer.records_as_of,
            "by": answer.answered_by.name,
            "at": answer.answered_at,
        }
        for answer in view.answers
    ]


def _as_typed(person: Person) -> dict[str, Any]:
    """What was typed, right or wrong, for somebody who came too late to send it."""
    texts = [str(person.form[name].value() or "") for name in ("involvement", "contact", "reasons")]
    items = [
        [str(item.form[n].value() or "") for n in ("what", "judgement", "action_taken")]
        for item in person.items
    ]
    return {
        "name": person.called,
        "texts": [text for text in texts if text.strip()],
        "items": [[text for text in item if text.strip()] for item in items],
    }


def _in_words(person: Person) -> dict[str, Any]:
    draft = person.form.draft(person.subject_id, [])
    return {
        "number": person.number,
        "name": person.called,
        "known": KNOWN_WORDS[draft.known],
        "involvement": draft.involvement,
        "contact": draft.contact,
        "reasons": draft.reasons,
        "records_as_of": draft.records_as_of,
        "items": [_item_in_words(item.form.draft()) for item in person.items],
    }


def _item_in_words(item: Any) -> dict[str, Any]:  # noqa: ANN401 - an ItemDraft
    return {
        "kind": kind_words(item.kind),
        "when": say_period(item.starts_on, item.ends_on, item.date_accuracy, item.type),
        "category": CATEGORY_WORDS[item.category],
        "what": item.what,
        "judgement": item.judgement,
        "impact": IMPACT_WORDS[Impact(item.impact)],
        "action": item.action_taken,
        "why_no_action": item.why_no_action,
        "handling": HANDLING_WORDS[Handling(item.handling)],
        "handling_words": item.handling_words,
    }


urlpatterns = [
    path("checks/", checks, name="hub_checks"),
    path("checks/<uuid:check_id>/", check, name="hub_check"),
]
