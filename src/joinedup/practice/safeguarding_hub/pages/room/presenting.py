"""What stands in a sealed room, in words, for its own page and beside the decision."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from joinedup.base.govuk.wording import say_datetime
from joinedup.practice.safeguarding_hub.pages.cards import how_far
from joinedup.practice.safeguarding_hub.queries import Room
from joinedup.practice.safeguarding_hub.queries.enquiry import CheckView, EnquiryView
from joinedup.practice.safeguarding_hub.rules.outcomes import (
    HANDLING_WORDS,
    HOW_MUCH_WORDS,
    Handling,
    HowMuch,
)
from joinedup.practice.safeguarding_hub.rules.states import (
    CHECK_WORDS,
    KNOWN_WORDS,
    CheckState,
    Known,
)
from joinedup.record.chronology.presenter import ShownEntry, show
from joinedup.record.linkage.queries import Coverage
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.rules import Category
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS

KNOWN_COLOURS = {Known.KNOWN: "turquoise", Known.NOT_KNOWN: "grey", Known.DECLINED: "orange"}
NOT_SEEN = "A person whom you may not see"


def names_of(view: EnquiryView) -> dict[UUID, str]:
    """What each subject is called, as far as this viewer may see it."""
    return {s.subject.pk: s.person.name if s.person else NOT_SEEN for s in view.subjects}


def agencies(room: Room, viewer: Viewer) -> list[dict[str, Any]]:
    """What each agency that was asked has answered, or how late it is."""
    names = names_of(room.view)
    return [_agency(found, names, viewer, room.coverage) for found in room.view.checks]


def _agency(
    found: CheckView,
    names: Mapping[UUID, str],
    viewer: Viewer,
    coverage: Mapping[UUID, Coverage],
) -> dict[str, Any]:
    check = found.check
    covered = coverage.get(check.agency_id)
    waiting = check.state == CheckState.ASKED
    mine = waiting and check.team_id in viewer.team_ids
    return {
        "id": str(check.agency_id),
        "name": check.agency.name,
        "state": CHECK_WORDS[CheckState(check.state)],
        "waiting": waiting,
        "late": waiting and check.due_at is not None and check.due_at < timezone.now(),
        "due_at": check.due_at,
        "asked_at": check.asked_at,
        "asked_about": [CATEGORY_WORDS[Category(c)] for c in check.categories],
        "because": check.review_reasons or " ".join(d.because for d in found.decisions[:1]),
        "answer_href": reverse("hub_check", args=[check.pk]) if mine else "",
        "answers": [
            {
                "name": names.get(answer.subject_id, NOT_SEEN),
                "known": KNOWN_WORDS[Known(answer.known)],
                "colour": KNOWN_COLOURS[Known(answer.known)],
                "involvement": answer.involvement,
                "contact": answer.contact,
                "reasons": answer.reasons,
                "records_as_of": answer.records_as_of,
                "how_far": (
                    how_far(covered) if covered and answer.known == Known.NOT_KNOWN else ""
                ),
                "by": f"{answer.answered_by.name}, {say_datetime(answer.answered_at)}",
            }
            for answer in found.answers
        ],
    }


def items(room: Room) -> dict[UUID, dict[str, Any]]:
    """Every item by its entry's id, newest first: what it says and whose it is."""
    names = names_of(room.view)
    sent: dict[UUID, list[str]] = {}
    for one in room.sent:
        if one.how_much != HowMuch.NOT:
            words = HOW_MUCH_WORDS[HowMuch(one.how_much)].lower()
            sent.setdefault(one.contribution_id, []).append(f"{one.recipient.name} ({words})")
    return {
        c.entry.pk: {
            "id": c.pk,
            "shown": show(c.entry, source=c.agency.name),
            "about": names.get(c.answer.subject_id, NOT_SEEN),
            "owner": c.agency.name,
            "by": c.answer.answered_by.name,
            "handling": HANDLING_WORDS[Handling(c.handling)],
            "handling_words": c.handling_words,
            "sent": sent.get(c.pk, []),
        }
        for c in room.contributions
    }


def shown_items(
    entries: list[ShownEntry], by_entry: Mapping[UUID, dict[str, Any]]
) -> list[dict[str, Any]]:
    """The items of these entries of a chronology, in its order."""
    return [by_entry[entry.id] for entry in entries if entry.id in by_entry]
