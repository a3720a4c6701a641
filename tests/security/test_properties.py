"""Whatever agencies, folders, grants and viewers there are, everybody sees what the grants say.

Hypothesis makes small worlds; an oracle in plain Python says who may see which row; queries, counts
and raw SQL as the application's role must all agree with it.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joinedup.base.foundation.ids import new_id
from joinedup.record.chronology.models import Entry
from joinedup.record.people.models import Address, Name, Person, SearchKey
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing import queries
from joinedup.trust.sharing.asking import read_through, session
from joinedup.trust.sharing.commands import Holder, Opening, open_folder
from joinedup.trust.sharing.models import Exclusion, Folder, Grant
from joinedup.trust.sharing.rules import Category, FolderKind, Purpose

pytestmark = pytest.mark.django_db

CATEGORIES = (Category.IDENTITY, Category.WHEREABOUTS, Category.HEALTH)
TEAMS, PEOPLE, FOLDERS = 3, 4, 3
HOUR = timedelta(hours=1)


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
    """Who is in which team, which grants there are, who is excluded from what."""

    teams_of: tuple[frozenset[int], ...]
    grants: tuple[GrantPlan, ...]
    exclusions: frozenset[tuple[int, int]]


grant_plans = st.builds(
    GrantPlan,
    folder=st.integers(0, FOLDERS - 1),
    category=st.sampled_from(CATEGORIES),
    to_team=st.booleans(),
    holder=st.integers(0, min(TEAMS, PEOPLE) - 1),
    may_read=st.booleans(),
    may_write=st.booleans(),
    when=st.sampled_from(["now", "now", "ended", "later"]),
)
worlds = st.builds(
    World,
    teams_of=st.tuples(*[st.frozensets(st.integers(0, TEAMS - 1)) for _ in range(PEOPLE)]),
    grants=st.lists(grant_plans, max_size=12).map(tuple),
    exclusions=st.frozensets(
        st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, FOLDERS - 1)), max_size=3
    ),
)


def _may(world: World, person: int, folder: int, category: Category, access: str) -> bool:
    """The oracle: what the grants say, in plain Python."""
    if (person, folder) in world.exclusions:
        return False
    return any(
        plan.folder == folder
        and plan.category is category
        and plan.when == "now"
        and getattr(plan, access)
        and (plan.holder in world.teams_of[person] if plan.to_team else plan.holder == person)
        for plan in world.grants
    )


class Built:
    """A world in the database, and the ids of its parts."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.teams = [agencies.team() for _ in range(TEAMS)]
        self.people = [
            agencies.professional(*[(self.teams[t], Role.PRACTITIONER) for t in world.teams_of[p]])
            for p in range(PEOPLE)
        ]
        clerk = agencies.professional((agencies.team(), Role.PRACTITIONER))
        self.clerk = queries.viewer_for(clerk.pk)
        self.folders: list[Folder] = []
        self.persons: list[UUID] = []
        with session(self.clerk, Purpose.DIRECT_WORK):
            for number in range(FOLDERS):
                self._folder(number)
            self._grants()

    def _folder(self, number: int) -> None:
        me = Holder(professional_id=self.clerk.professional_id)
        folder = open_folder(
            self.clerk,
            kind=FolderKind.PERSON,
            controller_id=self.clerk.agency_id,
            purpose=Purpose.DIRECT_WORK,
            reasons="A test.",
            openings=[Opening(me, CATEGORIES, may_write=True, may_decide=True)],
        )
        person = Person(folder=folder)
        person.save(force_insert=True)
        Name(folder=folder, person=person, use="usual", given=f"G{number}").save(force_insert=True)
        Address(folder=folder, person=person, use="home", line=f"A{number}").save(force_insert=True)
        SearchKey(folder=folder, person=person, key=f"k{number}").save(force_insert=True)
        Entry(
            folder=folder,
            category=Category.HEALTH,
            subject_id=person.pk,
            source_agency_id=self.clerk.agency_id,
            type="life_event",
            kind="ae-attendance",
            starts_on="2026-01-01",
            what=f"H{number}",
        ).save(force_insert=True)
        self.folders.append(folder)
        self.persons.append(person.pk)

    def _grants(self) -> None:
        now = timezone.now()
        period = {
            "now": (now - HOUR, None),
            "ended": (now - 2 * HOUR, now - HOUR),
            "later": (now + HOUR, None),
        }
        for plan in self.world.grants:
            starts, ends = period[plan.when]
            Grant.objects.create(
                folder=self.folders[plan.folder],
                category=plan.category,
                team=self.teams[plan.holder] if plan.to_team else None,
                professional=None if plan.to_team else self.people[plan.holder],
                may_read=plan.may_read,
                may_write=plan.may_write,
                purpose=Purpose.DIRECT_WORK,
                rule="test",
                rules_version="test",
                reasons="A test.",
                decided_by_id=self.clerk.professional_id,
                starts_at=starts,
                ends_at=ends,
            )
        for person, folder in self.world.exclusions:
            Exclusion.objects.create(
                folder=self.folders[folder],
                professional=self.people[person],
                reasons="A test.",
                decided_by_id=self.clerk.professional_id,
            )


MODELS = {
    Person: Category.IDENTITY,
    Name: Category.IDENTITY,
    SearchKey: Category.IDENTITY,
    Address: Category.WHEREABOUTS,
    Entry: Category.HEALTH,
}


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(world=worlds)
def test_everybody_sees_exactly_what_the_grants_say(world: World) -> None:
    with transaction.atomic():
        built = Built(world)
        for person in range(PEOPLE):
            viewer = queries.viewer_for(built.people[person].pk)
            with session(viewer, Purpose.DIRECT_WORK):
                _reads_agree(built, world, person)
                _reading_through_opens_nothing(built, world, person)
                _writes_agree(built, world, person)
        assert not Person.objects.exists(), "a row was visible without a session"
        transaction.set_rollback(True)


def _reads_agree(built: Built, world: World, person: int) -> None:
    for model, category in MODELS.items():
        expected = {
            built.folders[f].pk
            for f in range(FOLDERS)
            if _may(world, person, f, category, "may_read")
        }
        assert set(model.objects.values_list("folder_id", flat=True)) == expected
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT folder_id FROM {model._meta.db_table}")
            assert {row[0] for row in cursor.fetchall()} == expected
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
            assert cursor.fetchone() == (len(expected),)
        versions = getattr(model, "pgh_event_model", None)
        if versions is not None:
            assert set(versions.objects.values_list("folder_id", flat=True)) == expected
    every = [(folder.pk, category) for folder in built.folders for category in CATEGORIES]
    readable = {
        (built.folders[f].pk, category)
        for f in range(FOLDERS)
        for category in CATEGORIES
        if _may(world, person, f, category, "may_read")
    }
    excluded = {built.folders[f].pk for p, f in world.exclusions if p == person}
    assert {pair for pair in queries.readable(every) if pair[0] not in excluded} == readable


def _reading_through_opens_nothing(built: Built, world: World, person: int) -> None:
    """Which folders a statement says that it reads through changes no answer."""
    expected = {
        built.folders[f].pk
        for f in range(FOLDERS)
        if _may(world, person, f, MODELS[Entry], "may_read")
    }
    for through in (built.folders[:1], built.folders):
        read_through([folder.pk for folder in through])
        assert set(Entry.objects.values_list("folder_id", flat=True)) == expected
    read_through([])


def _writes_agree(built: Built, world: World, person: int) -> None:
    for number, folder in enumerate(built.folders):
        changed = _tried(f"UPDATE people_address SET town = 'x' WHERE folder_id = '{folder.pk}'")
        readable = _may(world, person, number, Category.WHEREABOUTS, "may_read")
        writable = _may(world, person, number, Category.WHEREABOUTS, "may_write")
        assert changed == (1 if readable and writable else 0)
        added = _tried(
            "INSERT INTO people_searchkey (id, folder_id, category, created_at, person_id, key)"
            f" VALUES ('{new_id()}', '{folder.pk}', 'identity', now(),"
            f" '{built.persons[number]}', 'new')"
        )
        assert added == int(_may(world, person, number, Category.IDENTITY, "may_write"))


def _tried(statement: str) -> int:
    """How many rows a statement touched; 0 when a policy refused. Nothing stays."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT tried")
        try:
            cursor.execute(statement)
        except ProgrammingError as refused:
            if "row-level security" not in str(refused):
                raise
            return 0
        else:
            return cursor.rowcount
        finally:
            cursor.execute("ROLLBACK TO SAVEPOINT tried")
