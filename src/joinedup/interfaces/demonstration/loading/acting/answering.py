"""An agency answers the hub from its own records, in the name of its researcher."""

from typing import Any
from uuid import UUID

from joinedup.base.govuk.wording import say_date
from joinedup.interfaces.demonstration.loading.acting.script import Ask, Case, Person, Subject
from joinedup.interfaces.demonstration.loading.agencies import Workforce
from joinedup.interfaces.demonstration.loading.records import researcher_of
from joinedup.practice.safeguarding_hub import commands as hub
from joinedup.practice.safeguarding_hub.queries.answering import own_records, suggestions_for
from joinedup.practice.safeguarding_hub.rules.outcomes import Handling
from joinedup.practice.safeguarding_hub.rules.states import Known
from joinedup.record.chronology.rules import EntryType, Impact
from joinedup.record.linkage.engine.grading import Verdict
from joinedup.record.linkage.queries import Suggestion
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Category, Purpose
from joinedup.trust.sharing.rules.categories import SENSITIVE

_WRITTEN_ALIKE = (Verdict.MATCH, Verdict.POSSIBLE)
_NOTHING_SAID = "The record does not say what was done."


def answer(
    workforce: Workforce,
    case: Case,
    ask: Ask,
    check_id: UUID,
    subjects: dict[str, Subject],
    *,
    not_by: tuple[str, ...],
) -> None:
    """Answer for everybody asked about, by a researcher who is not among ``not_by``."""
    email = researcher_of(ask.agency, instead_of=not_by)
    researcher = viewer_for(workforce.professionals[email])
    with session(researcher, Purpose.AGENCY_CHECK):
        hub.answer_check(
            researcher,
            check_id=check_id,
            answers=[_about(researcher, ask, case.people[who], subjects[who]) for who in ask.about],
        )


def is_theirs(person: Person, agency: str, suggested: Suggestion) -> bool:
    """Whether somebody who knows the person would say that this is their record."""
    entry = suggested.entry
    if person.records is not None:
        return entry.record_id in person.records.get(agency, ())
    born = (entry.birth_year, entry.birth_month, entry.birth_day)
    return (
        suggested.verdict in _WRITTEN_ALIKE
        and (entry.given_names, entry.family_name) == (person.given, person.family)
        and born == tuple(int(part) for part in person.born.split("-"))
    )


def _about(researcher: Viewer, ask: Ask, person: Person, subject: Subject) -> hub.AnswerDraft:
    entries = [
        suggested.entry
        for suggested in suggestions_for(researcher, subject.person_id)
        if is_theirs(person, ask.agency, suggested)
    ]
    if not entries:
        return hub.AnswerDraft(subject_id=subject.id, known=Known.NOT_KNOWN)
    first = entries[0]
    return hub.AnswerDraft(
        subject_id=subject.id,
        known=Known.KNOWN,
        involvement=_involvement(first),
        contact=", ".join(filter(None, (first.contact_name, first.contact_telephone))),
        records_as_of=first.updated_on,
        items=[
            _item(event)
            for entry in entries
            for event in own_records(researcher, entry.pk, ask.categories).events
        ],
    )


def _involvement(entry: Any) -> str:  # noqa: ANN401 - a row, which this layer may not name
    began, ended = entry.involved_from, entry.involved_to
    since = f"since {say_date(began)}" if began else "start not recorded"
    until = f" until {say_date(ended)}" if ended else ""
    return f"{entry.service}, {entry.service_status}: {since}{until}."


def _item(event: Any) -> hub.ItemDraft:  # noqa: ANN401
    category = Category(event.category)
    needs_a_word = event.type == EntryType.LIFE_EVENT and event.impact != Impact.POSITIVE
    silent = needs_a_word and not (event.action_taken or event.why_no_action)
    return hub.ItemDraft(
        category=category,
        kind=event.kind,
        type=EntryType(event.type),
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        date_accuracy=event.date_accuracy,
        what=event.what,
        impact=Impact(event.impact),
        action_taken=event.action_taken,
        why_no_action=_NOTHING_SAID if silent else event.why_no_action,
        handling=Handling.ASK_FIRST if category in SENSITIVE else Handling.MAY_BE_SENT,
        source_reference=event.source_reference,
    )
