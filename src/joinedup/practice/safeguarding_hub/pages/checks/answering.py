"""The parts of the answer page: each person, what our own records suggest, and the items."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from joinedup.base.foundation.ids import new_id
from joinedup.base.govuk.partial_dates import PartialDate
from joinedup.base.govuk.wording import age, capital, say_count, say_date
from joinedup.practice.safeguarding_hub.commands import AnswerDraft
from joinedup.practice.safeguarding_hub.pages.checks.forms import ItemForm, PersonForm
from joinedup.practice.safeguarding_hub.pages.sheets import Sheet
from joinedup.practice.safeguarding_hub.queries.answering import (
    OwnRecords,
    own_coverage,
    own_event,
    own_records,
    suggestions_for,
)
from joinedup.practice.safeguarding_hub.queries.enquiry import CheckView, SubjectView
from joinedup.practice.safeguarding_hub.rules.kinship import say_relation
from joinedup.practice.safeguarding_hub.rules.states import Known
from joinedup.record.chronology.pages.timeline.forms import CorrectionForm
from joinedup.record.chronology.presenter import show
from joinedup.record.people.pages.presenting import card
from joinedup.trust.sharing.asking import NotVisible
from joinedup.trust.sharing.audience import PageRequest
from joinedup.trust.sharing.rules import Category

MOST_ITEMS = 20


@dataclass
class Item:
    """One item about one person: its number among theirs, and its form."""

    number: int
    prefix: str
    form: ItemForm


@dataclass
class Person:
    """One person asked about, with the answer so far."""

    number: int
    prefix: str
    subject_id: UUID
    called: str
    card: dict[str, Any]
    form: PersonForm
    items: list[Item]
    suggestions: list[dict[str, Any]] = field(default_factory=list)
    record: dict[str, Any] | None = None

    @property
    def parts(self) -> list[str]:
        """The prefixes of its forms."""
        return [self.prefix, *(item.prefix for item in self.items)]


def item_numbers(sheet: Sheet, person: str) -> list[int]:
    """Which items of a person there are; numbers that are taken away are not used again."""
    found = {int(n) for n in sheet.all(f"{person}-items") if n.isascii() and n.isdigit()}
    return sorted(n for n in found if n < 10_000)[:MOST_ITEMS]


def people_of(
    request: PageRequest, view: CheckView, sheet: Sheet, *, check: bool, suggest: bool
) -> list[Person]:
    """Every person asked about, as far as the sheet has been filled in."""
    covered = coverage_words(request)
    return [
        _person(request, view, sheet, number, found, covered, check=check, suggest=suggest)
        for number, found in enumerate(view.subjects)
    ]


def _person(
    request: PageRequest,
    view: CheckView,
    sheet: Sheet,
    number: int,
    found: SubjectView,
    covered: str,
    *,
    check: bool,
    suggest: bool,
) -> Person:
    prefix = f"p{number}"
    asked = [Category(c) for c in view.check.categories]
    numbers = item_numbers(sheet, prefix)
    called = found.person.name if found.person else "this person"
    items = [
        Item(n, f"{prefix}i{n}", sheet.part(ItemForm, f"{prefix}i{n}", check=check, asked=asked))
        for n in numbers
    ]
    form = sheet.part(
        PersonForm, prefix, check=check, called=called, coverage=covered, items=len(items)
    )
    person = Person(
        number, prefix, found.subject.pk, called, subject_card(found), form=form, items=items
    )
    if suggest and found.person:
        person.suggestions = [
            _suggested(s.entry, s.words) for s in suggestions_for(request.viewer, found.person.id)
        ]
        person.record = _own_record(request, view, sheet.one(f"{prefix}-entry"), items)
    return person


def subject_card(found: SubjectView) -> dict[str, Any]:
    """Who it is, as ``person_card`` draws it; numbers among the facts."""
    relation = say_relation(found.subject)
    if found.person is None:
        return {"name": "A person whom you may not see", "facts": [relation]}
    drawn = card(found.person)
    numbers = [f"{i.called} {i.value}" for i in found.person.identifiers if not i.ended]
    drawn["facts"] = [capital(relation), *drawn["facts"], *numbers]
    return drawn


def _suggested(entry: Any, words: str) -> dict[str, Any]:  # noqa: ANN401 - pages know no tables
    service = ", ".join(filter(None, [entry.service, entry.service_status]))
    return {
        "id": str(entry.pk),
        "name": f"{entry.given_names} {entry.family_name}".strip() or "Name not known",
        "born": _born(entry),
        "service": service or "No service named",
        "words": words,
        "updated": say_date(entry.updated_on),
        "left": entry.left_at is not None,
    }


def _born(entry: Any) -> str:  # noqa: ANN401 - pages know no tables
    if entry.birth_year is None:
        return f"Expected {say_date(entry.expected_on)}" if entry.expected_on else "Not known"
    try:
        born = PartialDate(entry.birth_year, entry.birth_month, entry.birth_day)
    except ValueError:
        return str(entry.birth_year)
    if entry.died_on:
        return f"{say_date(born)}, died {say_date(entry.died_on)}"
    return f"{say_date(born)} ({age(born, timezone.localdate())})"


def _own_record(
    request: PageRequest, view: CheckView, entry_id: str, items: list[Item]
) -> dict[str, Any] | None:
    records = _records(request, view, entry_id)
    if records is None:
        return None
    picked = {str(item.form["reference"].value()) for item in items}
    return {
        **_suggested(records.entry, ""),
        "events": [
            {
                "shown": show(event, source=view.check.agency.name),
                "id": str(event.pk),
                "picked": source_reference(event) in picked,
            }
            for event in records.events
        ],
        "not_asked": records.not_asked,
        "more": records.more,
    }


def _records(request: PageRequest, view: CheckView, entry_id: str) -> OwnRecords | None:
    if not entry_id:
        return None
    try:
        return own_records(request.viewer, UUID(entry_id), view.check.categories)
    except (NotVisible, ValueError):
        return None


def source_reference(event: Any) -> str:  # noqa: ANN401 - pages know no tables
    """What an event of our own records is called in the room."""
    return str(event.source_reference or f"entry:{event.pk}")


def coverage_words(request: PageRequest) -> str:
    """What stands beside "not known": how far our own index can be relied on."""
    found = own_coverage(request.viewer)
    if found is None or found.imported_at is None:
        return "Your agency has brought no index in yet: look in your own system."
    whole = "everybody" if found.complete else "perhaps not everybody"
    return (
        f"Your index was last updated on {say_date(found.imported_at)}. It holds"
        f" {say_count(found.known, 'person', 'people')}, {whole} whom your agency knows."
    )


def add_item(sheet: Sheet, person: str) -> str:
    """Another item about a person; returns its prefix."""
    numbers = item_numbers(sheet, person)
    number = max(numbers, default=-1) + 1
    if len(numbers) < MOST_ITEMS:
        sheet.put(f"{person}-items", *(str(n) for n in [*numbers, number]))
        sheet.put(f"{person}i{number}-reference", f"form:{new_id()}")
        sheet.put_if_empty(f"{person}-known", Known.KNOWN.value)
    return f"{person}i{number}"


def remove_item(sheet: Sheet, person: str, number: str) -> None:
    """One item less."""
    left = [str(n) for n in item_numbers(sheet, person) if str(n) != number]
    sheet.put(f"{person}-items", *left)
    sheet.drop(f"{person}i{number}")


def take_record(request: PageRequest, view: CheckView, sheet: Sheet, person: str, id_: str) -> None:
    """It is this entry of our index: fill in what it says where nothing has been typed."""
    records = _records(request, view, id_)
    if records is None:
        return
    entry: Any = records.entry
    sheet.put(f"{person}-entry", id_)
    sheet.put_if_empty(f"{person}-known", Known.KNOWN.value)
    since = f"since {say_date(entry.involved_from)}" if entry.involved_from else ""
    until = f"until {say_date(entry.involved_to)}" if entry.involved_to else ""
    service = [entry.service, entry.service_status, since, until]
    sheet.put_if_empty(f"{person}-involvement", ", ".join(filter(None, service)))
    contact = [entry.contact_name, entry.contact_telephone, entry.contact_email]
    sheet.put_if_empty(f"{person}-contact", ", ".join(filter(None, contact)))
    if entry.updated_on and not sheet.one(f"{person}-records_as_of-year"):
        for part in ("day", "month", "year"):
            sheet.put(f"{person}-records_as_of-{part}", str(getattr(entry.updated_on, part)))


def use_event(request: PageRequest, view: CheckView, sheet: Sheet, person: str, id_: str) -> None:
    """An event of our own chronology becomes an item, to be looked through before it is sent."""
    try:
        entry_id, event_id = UUID(sheet.one(f"{person}-entry")), UUID(id_)
        event = own_event(request.viewer, entry_id, event_id, view.check.categories)
    except (NotVisible, ValueError):
        return
    if event is None:
        return
    reference = source_reference(event)
    references = [sheet.one(f"{person}i{n}-reference") for n in item_numbers(sheet, person)]
    if reference in references:
        return
    prefix = add_item(sheet, person)
    shown = CorrectionForm.from_entry(event)
    for name in ("kind", "what", "judgement", "impact", "action_taken", "why_no_action"):
        sheet.put(f"{prefix}-{name}", str(shown[name]))
    sheet.put(f"{prefix}-category", event.category)
    sheet.put(f"{prefix}-reference", reference)
    if shown["estimated"]:
        sheet.put(f"{prefix}-estimated", "on")
    for name, value in (("when", shown["when"]), ("ended", shown["ended"])):
        for part in ("day", "month", "year"):
            known = getattr(value, part, None)
            sheet.put(f"{prefix}-{name}-{part}", "" if known is None else str(known))


def drafts_of(people: list[Person]) -> list[AnswerDraft]:
    """The whole answer, once every part has been checked."""
    return [
        person.form.draft(person.subject_id, [item.form.draft() for item in person.items])
        for person in people
    ]
