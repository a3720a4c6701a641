"""Whom a referrer may have meant: suggestions, with reasons in words. A person decides."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from joinedup.practice.safeguarding_hub.models import MentionedPerson, Subject
from joinedup.record.linkage.engine.identity import (
    NHS_NUMBER,
    UNIQUE_PUPIL_NUMBER,
    Address,
    Identifier,
    Identity,
    Name,
    PartialDate,
)
from joinedup.record.linkage.models import IndexEntry
from joinedup.record.linkage.queries import (
    Suggestion,
    household_of,
    own_entries_like,
    own_entry,
    related_entries,
)
from joinedup.record.people.queries import Found, find_people
from joinedup.trust.sharing.asking import NotVisible, Viewer

MOST_CANDIDATES = 8


class Described(Protocol):
    """Somebody as they were told of: by a referrer, or by whoever adds them to an enquiry."""

    @property
    def given(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def birth_year(self) -> int | None: ...
    @property
    def birth_month(self) -> int | None: ...
    @property
    def birth_day(self) -> int | None: ...
    @property
    def expected_on(self) -> date | None: ...
    @property
    def sex(self) -> str: ...
    @property
    def address_line(self) -> str: ...
    @property
    def town(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def nhs_number(self) -> str: ...
    @property
    def upn(self) -> str: ...


def identity_of_mentioned(mentioned: Described) -> Identity:
    """What we were told of somebody, as the engine compares it."""
    identifiers = []
    if mentioned.nhs_number:
        identifiers.append(Identifier(NHS_NUMBER, mentioned.nhs_number))
    if mentioned.upn:
        identifiers.append(Identifier(UNIQUE_PUPIL_NUMBER, mentioned.upn))
    birth = None
    if mentioned.birth_year:
        birth = PartialDate(mentioned.birth_year, mentioned.birth_month, mentioned.birth_day)
    address = Address(line=mentioned.address_line, town=mentioned.town, postcode=mentioned.postcode)
    return Identity(
        names=(Name(given=tuple(mentioned.given.split()), family=mentioned.family),),
        birth=birth,
        expected=mentioned.expected_on,
        sex=mentioned.sex,
        addresses=(address,) if any((address.line, address.town, address.postcode)) else (),
        identifiers=tuple(identifiers),
    )


@dataclass(frozen=True)
class Like:
    """Who may be meant: records of ours, and entries of our own agency's index, best first."""

    records: tuple[Found, ...] = ()
    entries: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Candidate(Like):
    """Who somebody whom the referrer named may be, or who it was confirmed to be."""

    mentioned: MentionedPerson
    confirmed: Subject | None = None


def people_like(viewer: Viewer, described: Described) -> Like:
    """Who of those whom we have, and of our own agency's index, is like this."""
    identity = identity_of_mentioned(described)
    return Like(
        find_people(viewer, identity, limit=MOST_CANDIDATES).found,
        tuple(own_entries_like(viewer, identity, limit=MOST_CANDIDATES)),
    )


def candidate_for(viewer: Viewer, enquiry_id: UUID, mentioned_id: UUID) -> Candidate:
    """Who a person mentioned may be, best first, or who it was confirmed to be.

    Raises ``NotVisible``.
    """
    person = MentionedPerson.objects.filter(pk=mentioned_id, contact__enquiry=enquiry_id).first()
    if person is None:
        raise NotVisible
    confirmed = (
        Subject.objects.filter(enquiry_id=enquiry_id, mentioned=person)
        .select_related("confirmed_by")
        .first()
    )
    if confirmed is not None:
        return Candidate(mentioned=person, confirmed=confirmed)
    like = people_like(viewer, person)
    return Candidate(like.records, like.entries, mentioned=person)


@dataclass(frozen=True)
class FamilyEntry:
    """Somebody of the family of an index entry: a relative, or the other way round."""

    entry: IndexEntry
    kind: str
    reverse: bool


def family_of(viewer: Viewer, entry_id: UUID) -> list[FamilyEntry]:
    """The family of an entry in our own agency's index: related, or of the same household.

    ``kind`` is empty for somebody of whom only the household is known.
    """
    entry = own_entry(viewer, entry_id)
    found: dict[UUID, FamilyEntry] = {}
    for related in related_entries(viewer, entry):
        other = related.entry
        found.setdefault(other.pk, FamilyEntry(other, related.kind, related.reverse))
    for other in household_of(viewer, entry):
        found.setdefault(other.pk, FamilyEntry(other, "", reverse=False))
    return list(found.values())
