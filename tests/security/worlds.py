"""Small worlds made at random, and an oracle in plain Python that says who may see what of them."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import Model
from django.utils import timezone
from hypothesis import strategies as st

from joinedup.record.chronology.models import Entry
from joinedup.record.people.commands.finding import refresh_search_keys
from joinedup.record.people.models import Address, Name, Person, SearchKey
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing import queries
from joinedup.trust.sharing.asking import NotVisible, Viewer, session
from joinedup.trust.sharing.commands import (
    Holder,
    Opening,
    break_glass,
    open_folder,
    restrict_to_named_people,
)
from joinedup.trust.sharing.models import Exclusion, Folder, Grant
from joinedup.trust.sharing.rules import Category, FolderKind, Purpose

CATEGORIES = (Category.IDENTITY, Category.WHEREABOUTS, Category.HEALTH)
TEAMS, PEOPLE, FOLDERS = 3, 4, 3
HOUR = timedelta(hours=1)
GIVEN = ("Aurelia", "Bartholomew", "Cosima")
FAMILY = "Quillfeather"
MODELS: tuple[type[Model], ...] = (Person, Name, SearchKey, Address, Entry)


def happened(number: int) -> str:
    """What the one entry of a folder says."""
    return f"{GIVEN[number]} was taken to hospital."


@dataclass(frozen=True)
class GrantPlan:
    """A grant to be made: to a team or a person, current, ended or not yet begun."""

    folder: int
    category: Category
    to_team: bool
    holder: int
    may_read: bool
    may_write: bool
    when: str


@dataclass(frozen=True)
class World:
    """Who is in which team of which agency, and everything that was decided about the folders."""

    teams_of: tuple[frozenset[int], ...]
    grants: tuple[GrantPlan, ...]
    exclusions: frozenset[tuple[int, int]]
    # A folder that is open to named people only, and who they are.
    restriction: tuple[int, frozenset[int]] | None
    # Who broke the glass of which folder, and what they said that they need.
    openings: tuple[tuple[int, int, frozenset[Category]], ...]

    def works(self, person: int) -> bool:
        """Whether somebody is in any team: whoever is in none has no role, and opens no page."""
        return bool(self.teams_of[person])


grant_plans = st.builds(
    GrantPlan,
    folder=st.integers(0, FOLDERS - 1),
    category=st.sampled_from(CATEGORIES),
    to_team=st.booleans(),
    holder=st.integers(0, min(TEAMS, PEOPLE) - 1),
    may_read=st.sampled_from([True, True, False]),
    may_write=st.booleans(),
    when=st.sampled_from(["now", "now", "ended", "later"]),
)
worlds = st.builds(
    World,
    teams_of=st.tuples(*[st.frozensets(st.integers(0, TEAMS - 1)) for _ in range(PEOPLE)]),
    grants=st.lists(grant_plans, min_size=4, max_size=12).map(tuple),
    exclusions=st.frozensets(
        st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, FOLDERS - 1)), max_size=3
    ),
    restriction=st.none()
    | st.tuples(st.integers(0, FOLDERS - 1), st.frozensets(st.integers(0, PEOPLE - 1), max_size=2)),
    openings=st.lists(
        st.tuples(
            st.integers(0, PEOPLE - 1),
            st.integers(0, FOLDERS - 1),
            st.frozensets(st.sampled_from(CATEGORIES), min_size=1),
        ),
        max_size=2,
    ).map(tuple),
)


def may(world: World, person: int, folder: int, category: Category, access: str) -> bool:
    """The oracle: what was decided, in plain Python."""
    if (person, folder) in world.exclusions:
        return False
    if access == "may_read" and _broke_glass(world, person, folder, category):
        return True
    if world.restriction is not None and world.restriction[0] == folder:
        return person in world.restriction[1]
    return any(
        plan.folder == folder
        and plan.category is category
        and plan.when == "now"
        and getattr(plan, access)
        and (plan.holder in world.teams_of[person] if plan.to_team else plan.holder == person)
        for plan in world.grants
    )


def _broke_glass(world: World, person: int, folder: int, category: Category) -> bool:
    return world.works(person) and any(
        who == person and what == folder and category in categories
        for who, what, categories in world.openings
    )


class Built:
    """A world in the database, and the ids of its parts."""

    def __init__(self, world: World) -> None:
        self.world = world
        ours, theirs = agencies.organisation(), agencies.organisation("Police")
        self.teams = [agencies.team(ours), agencies.team(ours), agencies.team(theirs)]
        self.people = [
            agencies.professional(*[(self.teams[t], Role.PRACTITIONER) for t in world.teams_of[p]])
            for p in range(PEOPLE)
        ]
        self.folders: list[Folder] = []
        self.persons: list[UUID] = []
        self.rows: dict[type[Model], dict[UUID, tuple[int, Category]]] = {m: {} for m in MODELS}
        # One folder of each agency there is, and one of an agency that has nobody else.
        for number, agency in enumerate([ours, theirs, agencies.organisation("Health")]):
            clerk = agencies.professional((agencies.team(agency), Role.PRACTITIONER))
            self._decide(number, queries.viewer_for(clerk.pk))
        for who, what, categories in world.openings:
            self._break_glass(who, what, categories)

    def _decide(self, number: int, clerk: Viewer) -> None:
        with session(clerk, Purpose.DIRECT_WORK):
            self._folder(number, clerk)
            self._grants(number, clerk)
            for model in MODELS:
                for pk, category in model.objects.values_list("pk", "category"):
                    self.rows[model][pk] = (number, Category(category))
            if self.world.restriction is not None and self.world.restriction[0] == number:
                restrict_to_named_people(
                    clerk,
                    folder=self.folders[number],
                    named=[self.people[p].pk for p in self.world.restriction[1]],
                    reasons="A test.",
                )

    def _break_glass(self, who: int, what: int, categories: frozenset[Category]) -> None:
        viewer = queries.viewer_for(self.people[who].pk)
        may_open = self.world.works(who) and (who, what) not in self.world.exclusions
        refused = nullcontext() if may_open else pytest.raises(NotVisible)
        with session(viewer, Purpose.BREAK_GLASS), refused:
            break_glass(
                viewer,
                folder_id=self.folders[what].pk,
                reasons="A test.",
                categories=categories,
            )

    def _folder(self, number: int, clerk: Viewer) -> None:
        me = Holder(professional_id=clerk.professional_id)
        folder = open_folder(
            clerk,
            kind=FolderKind.PERSON,
            controller_id=clerk.agency_id,
            purpose=Purpose.DIRECT_WORK,
            reasons="A test.",
            openings=[Opening(me, CATEGORIES, may_write=True, may_decide=True)],
        )
        person = Person(folder=folder)
        person.save(force_insert=True)
        Name(folder=folder, person=person, use="usual", given=GIVEN[number], family=FAMILY).save(
            force_insert=True
        )
        Address(folder=folder, person=person, use="home", line=f"A{number}").save(force_insert=True)
        refresh_search_keys(person.pk)
        Entry(
            folder=folder,
            category=Category.HEALTH,
            subject_id=person.pk,
            source_agency_id=clerk.agency_id,
            type="life_event",
            kind="ae-attendance",
            starts_on="2026-01-01",
            what=happened(number),
        ).save(force_insert=True)
        self.folders.append(folder)
        self.persons.append(person.pk)

    def _grants(self, number: int, clerk: Viewer) -> None:
        now = timezone.now()
        period = {
            "now": (now - HOUR, None),
            "ended": (now - 2 * HOUR, now - HOUR),
            "later": (now + HOUR, None),
        }
        for plan in self.world.grants:
            if plan.folder != number:
                continue
            starts, ends = period[plan.when]
            Grant.objects.create(
                folder=self.folders[number],
                category=plan.category,
                team=self.teams[plan.holder] if plan.to_team else None,
                professional=None if plan.to_team else self.people[plan.holder],
                may_read=plan.may_read,
                may_write=plan.may_write,
                purpose=Purpose.DIRECT_WORK,
                rule="test",
                rules_version="test",
                reasons="A test.",
                decided_by_id=clerk.professional_id,
                starts_at=starts,
                ends_at=ends,
            )
        for person, folder in self.world.exclusions:
            if folder != number:
                continue
            Exclusion.objects.create(
                folder=self.folders[number],
                professional=self.people[person],
                reasons="A test.",
                decided_by_id=clerk.professional_id,
            )
