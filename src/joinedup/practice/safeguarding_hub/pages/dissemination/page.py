"""Telling each recipient only what it needs: chosen item by item, read through, then sent."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.foundation.transitions import NotNow
from joinedup.practice.safeguarding_hub.commands import ask_owner, disseminate
from joinedup.practice.safeguarding_hub.pages.cards import what_they_need
from joinedup.practice.safeguarding_hub.pages.dissemination import preparing
from joinedup.practice.safeguarding_hub.pages.dissemination.forms import ChooseForm
from joinedup.practice.safeguarding_hub.pages.dissemination.preparing import (
    CHOOSE,
    PREVIEW,
    WHOM,
    Recipient,
)
from joinedup.practice.safeguarding_hub.pages.product.page import made_for
from joinedup.practice.safeguarding_hub.pages.room import presenting
from joinedup.practice.safeguarding_hub.pages.sheets import (
    Sheet,
    drop_sheet,
    keep_sheet,
    notice_with_draft,
    pressed,
    read_sheet,
)
from joinedup.practice.safeguarding_hub.queries import Room, open_room
from joinedup.practice.safeguarding_hub.queries.products import product_content, products_of
from joinedup.practice.safeguarding_hub.rules.outcomes import OUTCOME_WORDS, Outcome
from joinedup.practice.safeguarding_hub.rules.states import STATE_WORDS, State
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Purpose

FOLDER = "practice/safeguarding_hub/pages/dissemination"


@page(Purpose.SAFEGUARDING_DUTY, Role.DECISION_MAKER)
def dissemination(request: PageRequest, enquiry_id: UUID) -> HttpResponse:
    """One step at a time; what the other steps hold goes along in hidden fields."""
    room = open_room(request.viewer, enquiry_id)
    key = f"dissemination:{enquiry_id}"
    sheet = read_sheet(request, key)
    if room.enquiry.state != State.DECIDED:
        late = "This has been sent already." if request.method == "POST" else ""
        return _not_now(request, room, sheet, late)
    if request.method != "POST":
        return _step(request, room, sheet, key)
    action, about = pressed(request)
    match action, about:
        case "show", [step]:
            sheet.put("step", step)
        case "choose", []:
            return _chosen(request, room, sheet, key)
        case "rest", [step]:
            _leave_out_the_rest(request, room, sheet, step)
        case "ask", [step, item]:
            return _ask(request, room, sheet, key, step, item)
        case "next", [step]:
            return _next(request, room, sheet, key, step)
        case "send", []:
            return _send(request, room, sheet, key)
    keep_sheet(request, key, sheet)
    return _step(request, room, sheet, key)


def _leave_out_the_rest(request: PageRequest, room: Room, sheet: Sheet, step: str) -> None:
    sheet.put("step", step)
    for recipient in preparing.recipients_of(request.viewer, room, sheet, check=False):
        if str(recipient.number) == step:
            preparing.leave_out_the_rest(sheet, recipient)


def _step(request: PageRequest, room: Room, sheet: Sheet, key: str, text: str = "") -> HttpResponse:
    """The step that the sheet stands at, as it was typed."""
    step = sheet.one("step", CHOOSE)
    recipients = preparing.recipients_of(request.viewer, room, sheet, check=False)
    if step == PREVIEW:
        return _preview(request, room, sheet, key)
    for recipient in recipients:
        if str(recipient.number) == step:
            return _recipient(request, room, sheet, key, recipient, recipients, text)
    form = preparing.choose_form(room, sheet, check=False)
    return _choose(request, room, sheet, key, form, text)


def _choose(
    request: PageRequest,
    room: Room,
    sheet: Sheet,
    key: str,
    form: ChooseForm,
    text: str = "",
) -> HttpResponse:
    notice = notice_with_draft(request, key, sheet, text)
    context = {
        **_about(room),
        "form": notice,
        "forms": [notice, form],
        "whom": form,
        "hidden": list(sheet.hidden([WHOM])),
    }
    return render(request, f"{FOLDER}/choose.html", context)


def _chosen(request: PageRequest, room: Room, sheet: Sheet, key: str) -> HttpResponse:
    form = preparing.choose_form(room, sheet, check=True)
    if not form.is_valid():
        sheet.put("step", CHOOSE)
        return _choose(request, room, sheet, key, form)
    sheet.put("step", PREVIEW if preparing.nobody_is_told(sheet) else "0")
    keep_sheet(request, key, sheet)
    return _step(request, room, sheet, key)


def _recipient(
    request: PageRequest,
    room: Room,
    sheet: Sheet,
    key: str,
    recipient: Recipient,
    recipients: list[Recipient],
    text: str = "",
) -> HttpResponse:
    notice = notice_with_draft(request, key, sheet, text)
    last = recipient.number == len(recipients) - 1
    context = {
        **_about(room),
        "form": notice,
        "forms": [notice, *recipient.forms],
        "recipient": recipient,
        "total": len(recipients),
        "before": CHOOSE if recipient.number == 0 else str(recipient.number - 1),
        "after": "" if last else recipients[recipient.number + 1].called,
        "hidden": list(sheet.hidden(recipient.parts)),
    }
    return render(request, f"{FOLDER}/recipient.html", context)


def _ask(
    request: PageRequest, room: Room, sheet: Sheet, key: str, step: str, item: str
) -> HttpResponse:
    """Ask the owner of one item about one recipient; what was typed stays."""
    recipients = preparing.recipients_of(request.viewer, room, sheet, check=False)
    recipient = next((r for r in recipients if str(r.number) == step), None)
    lines = recipient.lines if recipient else []
    line = next((one for one in lines if one.asks_owner and one.prefix == item), None)
    if recipient is None or line is None:
        return _step(request, room, sheet, key)
    sheet.put("step", step)
    draft = preparing.question_to_owner(recipient, line)
    if draft is None:
        return _recipient(request, room, sheet, key, recipient, recipients)
    try:
        ask_owner(
            request.viewer,
            enquiry_id=room.enquiry.pk,
            contribution_id=draft.contribution_id,
            recipient_id=recipient.team.pk,
            how_much=draft.how_much,
            summary=draft.summary,
            reasons=draft.reasons,
        )
    except ValueError as wrong:
        return _step(request, room, sheet, key, str(wrong))
    keep_sheet(request, key, sheet)
    messages.success(request, f"{line.item['owner']} has been asked. What you typed is kept.")
    return HttpResponseRedirect(reverse("dissemination", args=[room.enquiry.pk]))


def _next(request: PageRequest, room: Room, sheet: Sheet, key: str, step: str) -> HttpResponse:
    recipients = preparing.recipients_of(request.viewer, room, sheet, check=True)
    recipient = next((r for r in recipients if str(r.number) == step), None)
    if recipient is None:
        sheet.put("step", CHOOSE)
        return _step(request, room, sheet, key)
    sheet.put("step", step)
    if not preparing.is_right(recipient):
        return _recipient(request, room, sheet, key, recipient, recipients)
    following = recipient.number + 1
    sheet.put("step", str(following) if following < len(recipients) else PREVIEW)
    keep_sheet(request, key, sheet)
    return _step(request, room, sheet, key)


def _first_wrong(
    request: PageRequest, room: Room, sheet: Sheet, key: str, recipients: list[Recipient]
) -> HttpResponse | None:
    """The step to go back to, when something is not right; in the order of the steps."""
    whom = preparing.choose_form(room, sheet, check=True)
    if not whom.is_valid():
        sheet.put("step", CHOOSE)
        return _choose(request, room, sheet, key, whom)
    wrong = next((r for r in recipients if not preparing.is_right(r)), None)
    if wrong is None:
        return None
    sheet.put("step", str(wrong.number))
    return _recipient(request, room, sheet, key, wrong, recipients)


def _preview(request: PageRequest, room: Room, sheet: Sheet, key: str) -> HttpResponse:
    recipients = preparing.recipients_of(request.viewer, room, sheet, check=True)
    again = _first_wrong(request, room, sheet, key, recipients)
    if again is not None:
        return again
    made = room.view.decision
    if made is None:
        raise ValueError("An enquiry that is decided has a decision.")
    contributions = {c.pk: c for c in room.contributions}
    sheet.put("step", PREVIEW)
    context = {
        **_about(room),
        "form": notice_with_draft(request, key, sheet),
        "products": [
            {
                "number": recipient.number,
                "called": recipient.called,
                "readers": recipient.readers(),
                "title": OUTCOME_WORDS[Outcome(made.outcome)],
                "content": product_content(
                    request.viewer,
                    enquiry=room.enquiry,
                    decision=made,
                    contributions=contributions,
                    draft=recipient.draft(),
                    recipient=recipient.whom,
                    addresses=recipient.addresses,
                ),
            }
            for recipient in recipients
        ],
        "told_nobody": sheet.one(f"{WHOM}-told_nobody") if not recipients else "",
        "hidden": list(sheet.hidden()),
    }
    return render(request, f"{FOLDER}/preview.html", context)


def _send(request: PageRequest, room: Room, sheet: Sheet, key: str) -> HttpResponse:
    recipients = preparing.recipients_of(request.viewer, room, sheet, check=True)
    again = _first_wrong(request, room, sheet, key, recipients)
    if again is not None:
        return again
    try:
        disseminate(
            request.viewer,
            enquiry_id=room.enquiry.pk,
            products=[recipient.draft() for recipient in recipients],
            told_nobody=sheet.one(f"{WHOM}-told_nobody") if not recipients else "",
        )
    except NotNow:
        late = "A colleague has sent this since you opened the page. Yours was not sent."
        return _not_now(request, open_room(request.viewer, room.enquiry.pk), sheet, late)
    except ValueError as wrong:
        sheet.put("step", "0" if recipients else CHOOSE)
        return _step(request, room, sheet, key, str(wrong))
    drop_sheet(request, key)
    done = "Each recipient has been told." if recipients else "It is recorded that nobody is told."
    messages.success(request, done)
    return HttpResponseRedirect(reverse("feedback", args=[room.enquiry.pk]))


def _not_now(request: PageRequest, room: Room, sheet: Sheet, late: str) -> HttpResponse:
    made = room.view.decision
    key = f"dissemination:{room.enquiry.pk}"
    typed = preparing.recipients_of(request.viewer, room, sheet, check=False) if late else []
    context = {
        **_about(room),
        "form": notice_with_draft(request, key, sheet, late),
        "decided": made is not None,
        "products": (
            [(one, made_for(one)) for one in products_of(request.viewer, made.pk)] if made else []
        ),
        "told_nobody": made.told_nobody if made else "",
        "typed": [(recipient.called, recipient.words()) for recipient in typed],
        "feedback_due": room.enquiry.state == State.DISSEMINATED,
        "feedback_href": reverse("feedback", args=[room.enquiry.pk]),
    }
    return render(request, f"{FOLDER}/not_now.html", context)


def _about(room: Room) -> dict[str, Any]:
    made = room.view.decision
    return {
        "about": list(presenting.names_of(room.view).values()),
        "needs": what_they_need(room.view.subjects),
        "outcome": OUTCOME_WORDS[Outcome(made.outcome)] if made else "",
        "state": STATE_WORDS[State(room.enquiry.state)],
        "why": explanations(room.enquiry.folder_id),
        "back": reverse("room", args=[room.enquiry.pk]),
    }


urlpatterns = [
    path("hub/enquiries/<uuid:enquiry_id>/dissemination/", dissemination, name="dissemination")
]
