"""What was typed, in words, for checking before it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils import timezone

from joinedup.base.govuk.partial_dates import PartialDate
from joinedup.base.govuk.wording import age, say_date
from joinedup.practice.safeguarding_hub.pages.contact.forms import SEX_WORDS
from joinedup.practice.safeguarding_hub.queries.identity import Described
from joinedup.trust.sharing.rules import TOLD_ANSWERS, Relation

Rows = list[tuple[str, str]]


class Told(Protocol):
    """A contact: as it is about to be sent, or as it is kept."""

    @property
    def worry(self) -> str: ...
    @property
    def immediate_danger(self) -> bool: ...
    @property
    def referrer_name(self) -> str: ...
    @property
    def referrer_relation(self) -> str: ...
    @property
    def referrer_contact(self) -> str: ...
    @property
    def family_told(self) -> str: ...
    @property
    def family_told_reasons(self) -> str: ...
    @property
    def access_needs(self) -> str: ...


class Mentioned(Described, Protocol):
    """Somebody named in a contact."""

    @property
    def relation(self) -> str: ...
    @property
    def relation_words(self) -> str: ...
    @property
    def school(self) -> str: ...


@dataclass(frozen=True)
class Answers:
    """A card for each person, then what the worry is, what the family knows, who tells us."""

    people: list[tuple[str, Rows]]
    worry: Rows
    family: Rows
    referrer: Rows
    immediate_danger: bool


def in_words(contact: Told, mentioned: Iterable[Mentioned]) -> Answers:
    """What was told, before it is sent or long after. What was left empty is left out."""
    told = TOLD_ANSWERS.get(contact.family_told, "")
    return Answers(
        people=[person_in_words(person) for person in mentioned],
        worry=[
            ("What was seen, heard or said", contact.worry),
            ("In danger right now", "Yes" if contact.immediate_danger else "No"),
        ],
        family=_given(
            ("Does the family know of this", told),
            ("Why not", contact.family_told_reasons),
            ("Interpreter and access needs", contact.access_needs),
        ),
        referrer=_given(
            ("Name", contact.referrer_name),
            ("Job, or relation to the child", contact.referrer_relation),
            ("Telephone or email", contact.referrer_contact),
        ),
        immediate_danger=contact.immediate_danger,
    )


def person_in_words(person: Mentioned) -> tuple[str, Rows]:
    """A title for somebody who was named, and what was told of them."""
    return f"{_kind(person)}: {name_of(person)}", _about(person)


def name_of(person: Mentioned) -> str:
    """What to call somebody of whom perhaps no name is known."""
    name = f"{person.given} {person.family}".strip()
    return name or ("unborn child" if person.expected_on else "name not known")


def _kind(person: Mentioned) -> str:
    return "Child" if person.relation == Relation.CHILD else "Adult"


def born(person: Mentioned) -> PartialDate | None:
    """As much of the birth date as was told."""
    if not person.birth_year:
        return None
    return PartialDate(person.birth_year, person.birth_month, person.birth_day)


def _about(person: Mentioned) -> Rows:
    place = ", ".join(p for p in (person.address_line, person.town, person.postcode) if p)
    birth = born(person)
    return _given(
        ("Who they are", person.relation_words or _relation(person)),
        ("Born", f"{say_date(birth)} ({age(birth, timezone.localdate())})" if birth else ""),
        ("Expected", say_date(person.expected_on) if person.expected_on else ""),
        ("Sex", "" if person.sex == "X" else SEX_WORDS[person.sex]),
        ("Address", place),
        ("School or nursery", person.school),
        ("NHS number", person.nhs_number),
        ("UPN", person.upn),
    )


def _relation(person: Mentioned) -> str:
    return "Parent or carer" if person.relation == Relation.PARENT_OR_CARER else ""


def _given(*rows: tuple[str, str]) -> Rows:
    return [row for row in rows if row[1]]
