"""One person, opened: who they are, their family and households, and what was merged."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from joinedup.record.people.models import HouseholdMember, Person, Relationship
from joinedup.record.people.queries.deciding import ApartFrom, apart_from
from joinedup.record.people.queries.known import PersonBrief, load
from joinedup.record.people.queries.merging import MergeView, merges_about
from joinedup.record.people.queries.records import kept_records, one_person
from joinedup.record.people.rules import (
    RELATIONSHIP_WORDS,
    RelationshipKind,
    words_the_other_way,
)
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.queries import writable
from joinedup.trust.sharing.rules import Category


@dataclass(frozen=True)
class Tie:
    """What ``other`` is to the person. ``said_here`` when the row lies in the person's folder."""

    id: UUID
    person_id: UUID
    other: PersonBrief
    words: str
    kind: RelationshipKind
    parental_responsibility: bool | None
    lives_with: bool | None
    starts_on: date | None
    ends_on: date | None
    ended: bool
    said_here: bool


@dataclass(frozen=True)
class Link:
    """A relationship between two others who are shown: ``other`` is ``kind`` to ``one``."""

    one: UUID
    other: UUID
    kind: RelationshipKind
    ended: bool


@dataclass(frozen=True)
class Member:
    """Somebody's time in a household."""

    id: UUID
    person: PersonBrief
    mainly_here: bool
    starts_on: date | None
    ends_on: date | None
    ended: bool


@dataclass(frozen=True)
class HouseholdView:
    """A household, with those of its members whom the viewer may see."""

    id: UUID
    folder_id: UUID
    members: tuple[Member, ...]
    may_write: bool

    @property
    def now(self) -> tuple[Member, ...]:
        """Those who belong to it today."""
        return tuple(member for member in self.members if not member.ended)


@dataclass(frozen=True, kw_only=True)
class PersonView(PersonBrief):
    """A person as this viewer may see them.

    Rows of merged records are among the names, numbers, addresses, needs and ties; each row's
    ``person_id`` says whose it is. What the viewer may not see is absent and leaves no trace.
    """

    ties: tuple[Tie, ...]
    links: tuple[Link, ...]
    households: tuple[HouseholdView, ...]
    merged_records: tuple[PersonBrief, ...]
    merged_into: PersonBrief | None
    merges: tuple[MergeView, ...]
    apart: tuple[ApartFrom, ...]
    may_write: frozenset[Category]

    @property
    def may_change(self) -> bool:
        """Whether the viewer may change any of it."""
        return bool(self.may_write)


def open_person(viewer: Viewer, person_id: UUID) -> PersonView:
    """The person, with everything that was merged into their record. The reading is audited.

    Raises ``NotVisible``.
    """
    row = Person.objects.select_related("folder").filter(pk=person_id).first()
    if row is None:
        raise NotVisible
    view = _view(row.pk, row.folder)
    record(Action.OPENED, subject_kind="person", subject_id=row.pk, folder=row.folder)
    return view


def homes_to_join(viewer: Viewer, person: PersonView) -> tuple[HouseholdView, ...]:
    """The households of a person's family today to which the viewer may add the person. Audited.

    Those that the person belongs to already are left out.
    """
    mine = {person.id, *(merged.id for merged in person.merged_records)}
    family = {tie.other.id for tie in person.ties}
    family |= {member.person.id for home in person.households for member in home.members}
    free = tuple(
        home
        for home in _households(sorted(family - mine))
        if home.may_write and home.now and not mine & {member.person.id for member in home.now}
    )
    record(
        Action.LISTED,
        subject_kind="household",
        details={"households": [str(home.id) for home in free]},
    )
    return free


def _view(person_id: UUID, folder: Folder) -> PersonView:
    records = one_person(person_id)
    known = load(records)
    person = known[person_id]
    merged = tuple(known[pk] for pk in records[1:] if pk in known)
    everybody = (person, *merged)
    ties = _ties(records)
    households = _households(records)
    shown = {tie.other.id for tie in ties}
    shown |= {m.person.id for household in households for m in household.members}
    kept = load([person.merged_into_id]) if person.merged_into_id else {}
    parts = {f.name: getattr(person, f.name) for f in fields(PersonBrief)}
    for rows in ("names", "identifiers", "addresses", "access_needs"):
        parts[rows] = tuple(row for each in everybody for row in getattr(each, rows))
    return PersonView(
        **parts,
        ties=ties,
        links=_links(shown - set(records)),
        households=households,
        merged_records=merged,
        merged_into=next(iter(kept.values()), None),
        merges=merges_about(records),
        apart=apart_from(records),
        may_write=writable(folder.pk),
    )


def _ties(records: list[UUID]) -> tuple[Tie, ...]:
    """Rows of both directions; where both say the same, the person's own row is taken."""
    rows = list(
        Relationship.objects.filter(Q(person__in=records) | Q(related__in=records)).order_by(
            "created_at", "id"
        )
    )
    ends = {r.related_id for r in rows} | {r.person_id for r in rows}
    kept = kept_records(ends - set(records))
    others = load(set(kept.values()))
    today = timezone.localdate()
    ties: dict[tuple[UUID, str, bool], Tie] = {}
    for row in sorted(rows, key=lambda r: r.person_id not in records):
        outgoing = row.person_id in records
        other = others.get(kept.get(row.related_id if outgoing else row.person_id, row.pk))
        if other is None:
            continue
        kind = RelationshipKind(row.kind)
        tie = Tie(
            id=row.pk,
            person_id=row.person_id,
            other=other,
            words=RELATIONSHIP_WORDS[kind] if outgoing else words_the_other_way(kind),
            kind=kind,
            parental_responsibility=row.parental_responsibility,
            lives_with=row.lives_with,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            ended=row.ends_on is not None and row.ends_on <= today,
            said_here=outgoing,
        )
        if outgoing or not _said(ties, tie):
            ties.setdefault((other.id, tie.words, tie.ended), tie)
    return tuple(sorted(ties.values(), key=lambda t: t.ended))


def _said(ties: dict[tuple[UUID, str, bool], Tie], tie: Tie) -> bool:
    """Whether the person's own row already says it, perhaps in a more exact word."""
    own = [t for t in ties.values() if t.said_here and t.other.id == tie.other.id]
    return any(t.ended == tie.ended and words_the_other_way(t.kind) in _near(tie.kind) for t in own)


def _near(kind: RelationshipKind) -> set[str]:
    words = {RELATIONSHIP_WORDS[kind]}
    if kind is RelationshipKind.CHILD:
        words |= {"stepchild", "adopted child", "foster child"}
    if kind in (RelationshipKind.MOTHER, RelationshipKind.FATHER):
        words.add("parent")
    return words


def _links(shown: Collection[UUID]) -> tuple[Link, ...]:
    rows = Relationship.objects.filter(person__in=shown, related__in=shown) if shown else ()
    today = timezone.localdate()
    return tuple(
        Link(
            one=r.person_id,
            other=r.related_id,
            kind=RelationshipKind(r.kind),
            ended=r.ends_on is not None and r.ends_on <= today,
        )
        for r in rows
    )


def _households(records: list[UUID]) -> tuple[HouseholdView, ...]:
    mine = HouseholdMember.objects.filter(person__in=records).values_list("household_id", flat=True)
    rows = list(
        HouseholdMember.objects.filter(household__in=set(mine))
        .select_related("household")
        .order_by("starts_on", "created_at", "id")
    )
    people = load({row.person_id for row in rows})
    today = timezone.localdate()
    households: dict[UUID, list[Member]] = {}
    folders: dict[UUID, UUID] = {}
    for row in rows:
        folders[row.household_id] = row.folder_id
        members = households.setdefault(row.household_id, [])
        if row.person_id in people:
            ended = row.ends_on is not None and row.ends_on <= today
            members.append(
                Member(
                    id=row.pk,
                    person=people[row.person_id],
                    mainly_here=row.mainly_here,
                    starts_on=row.starts_on,
                    ends_on=row.ends_on,
                    ended=ended,
                )
            )
    return tuple(
        HouseholdView(
            id=pk,
            folder_id=folders[pk],
            members=tuple(members),
            may_write=Category.FAMILY in writable(folders[pk]),
        )
        for pk, members in households.items()
    )
