"""An entry of the log as a sentence: who did what, when, and what for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from joinedup.base.govuk.wording import say_count, say_date, say_time
from joinedup.trust.agencies.queries import professionals
from joinedup.trust.audit.rules import WORDS, Action
from joinedup.trust.sharing.rules import Purpose
from joinedup.trust.sharing.rules.purposes import GROUNDS

# What a kind of record is called where its code does not say it in plain words.
_CALLED = {
    "": "",
    "audit_entry": "this log",
    "audit_entries": "this log",
    "break_glass": "a break-glass opening",
    "chronology": "a chronology",
    "chronology_entry": "an entry of a chronology",
    "chronology_entries": "chronology entries from a file",
    "grant": "who may see a record",
    "index_entry": "their own agency's index",
    "index_import": "a file of their own agency's records",
    "sealed_matching": "a sealed matching exercise",
    "sealed_matching_result": "the result of a sealed matching exercise",
    "sealed_extracts": "the extracts of a sealed matching exercise, for its run",
    "exercise_folder": "what the sharing rules say about a sealed matching exercise",
    "exercise_result_folder": "the result of a sealed matching exercise",
    "engagement": "what became of a family",
    "families_for_study": "families without their names, for the data set of a study",
    "study": "a study of whether help works",
    "study_data_set": "the data set of a study, which names nobody",
    "study_report": "the report of a study",
    "study_run": "a run of a method on the data set of a study",
    "session": "a session",
    "person": "a person's record",
    "person_folder": "a person's record",
    "sharing_decision": "a question to the sharing rules",
    "sharing_agreement": "a sharing agreement",
    "told_family": "whether the family was told",
    "product": "what is to be sent",
}
# Actions whose sentence is whole without saying on what.
_WITHOUT_OBJECT = {Action.SIGNED_IN, Action.SIGN_IN_FAILED, Action.SIGNED_OUT}


class Entry(Protocol):
    """What a sentence needs of an entry of the log."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    action: str
    subject_kind: str
    subject_id: UUID | None
    folder_id: UUID | None
    purpose: str
    details: Any


class Professional(Protocol):
    """What a sentence needs of a person."""

    name: str
    job_title: str

    @property
    def organisation(self) -> Any:  # noqa: ANN401 - has a name
        """The agency that they work for."""


@dataclass(frozen=True)
class Sentence:
    """One entry in words, and what to follow from it."""

    day: str
    time: str
    who: str
    agency: str
    did: str
    what_for: str
    actor_id: UUID | None
    folder_id: UUID | None

    def __str__(self) -> str:
        what_for = f" {self.what_for}" if self.what_for else ""
        return f"{self.who} {self.did} at {self.time}{what_for}."


def sentences(entries: Iterable[Entry]) -> list[Sentence]:
    """Entries in words, in the order given."""
    entries = list(entries)
    people: Mapping[UUID, Any] = professionals(e.actor_id for e in entries if e.actor_id)
    return [
        sentence(entry, people.get(entry.actor_id) if entry.actor_id else None) for entry in entries
    ]


def sentence(entry: Entry, person: Professional | None) -> Sentence:
    """One entry in words."""
    return Sentence(
        day=say_date(entry.at),
        time=say_time(entry.at),
        who=_who(entry, person),
        agency=person.organisation.name if person else "",
        did=_did(entry),
        what_for=_what_for(entry.purpose),
        actor_id=entry.actor_id,
        folder_id=entry.folder_id,
    )


def _who(entry: Entry, person: Professional | None) -> str:
    if person is None:
        return "Somebody not in the staff list," if entry.actor_id else "Somebody not signed in"
    title = person.job_title
    # A job title inside a sentence; initials such as GP stay capital.
    title = title if title[:2].isupper() else title[:1].lower() + title[1:]
    return f"{person.name}, {title}," if title else person.name


def _did(entry: Entry) -> str:
    try:
        action = Action(entry.action)
    except ValueError:
        return f"did “{entry.action}” on {_what(entry.subject_kind)}"
    words = WORDS[action]
    if action in _WITHOUT_OBJECT:
        return words
    found = entry.details.get("found") if isinstance(entry.details, dict) else None
    counted = f" ({say_count(found, 'entry', 'entries')})" if isinstance(found, int) else ""
    return f"{words} {_what(entry.subject_kind)}{counted}".replace("  ", " ").strip()


def _what(kind: str) -> str:
    if kind in _CALLED:
        return _CALLED[kind]
    words = kind.replace("_", " ")
    return f"the {words}"


def _what_for(purpose: str) -> str:
    try:
        return GROUNDS[Purpose(purpose)].words
    except ValueError:
        return ""
