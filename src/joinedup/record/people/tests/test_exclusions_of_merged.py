"""Who is kept out of one of two merged records is kept out of both, until they are two again."""

from contextlib import suppress

import pytest
from django.db import ProgrammingError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joinedup.record.people import commands
from joinedup.record.people.models import MergeDecision, Person
from joinedup.record.people.rules import CannotMergeError
from joinedup.record.people.tests import factories
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.commands import (
    exclude_for_conflict_of_interest,
    open_folder,
    say_whom_it_is_about,
)
from joinedup.trust.sharing.models import Folder, OnePerson
from joinedup.trust.sharing.queries import exclusions_of, viewer_for
from joinedup.trust.sharing.rules import FolderKind, Purpose

pytestmark = pytest.mark.django_db
PEOPLE = 4
WHY = {"evidence": "A test.", "reasons": "A test.", "is_one_person": True}

acts = st.lists(
    st.tuples(
        st.sampled_from(["merge", "merge", "unmerge"]),
        st.integers(0, PEOPLE - 1),
        st.integers(0, PEOPLE - 1),
    ),
    max_size=7,
)


class World:
    """Some people, a folder about each, a colleague kept out of the first; and a decider."""

    def __init__(self) -> None:
        team = agencies.team()
        self.us = viewer_for(agencies.professional((team, Role.PRACTITIONER)).pk)
        self.second = viewer_for(agencies.professional((team, Role.PRACTITIONER)).pk)
        self.relative = viewer_for(agencies.professional((team, Role.PRACTITIONER)).pk)
        self.people = [factories.person(self.us, team, f"Child{n}") for n in range(PEOPLE)]
        self.folders = [person.folder_id for person in self.people]
        with session(self.us, Purpose.DIRECT_WORK):
            self.about = [self._about(team, folder) for folder in self.folders]
            exclude_for_conflict_of_interest(
                self.us,
                folder=self.people[0].folder,
                professional_id=self.relative.professional_id,
                reasons="A nephew.",
            )

    def _about(self, team, person_folder):
        folder = open_folder(
            self.us,
            kind=FolderKind.ENQUIRY,
            controller_id=self.us.agency_id,
            purpose=Purpose.DIRECT_WORK,
            reasons="A test.",
            openings=[factories.opening(team)],
        )
        say_whom_it_is_about(self.us, folder=folder, people_folder_ids=[person_folder])
        return folder.pk

    def act(self, what, one, other):
        kept, merged = self.people[one].pk, self.people[other].pk
        with session(self.us, Purpose.DIRECT_WORK), suppress(CannotMergeError):
            if what == "merge":
                commands.merge_people(self.us, kept_id=kept, merged_id=merged, **WHY)
                return
            standing = MergeDecision.objects.filter(
                kept_id=kept, merged_id=merged, undone_at__isnull=True
            ).first()
            if standing is not None:
                factories.separate(self.us, self.second, standing.pk, "A test.")

    def same_as_the_first(self):
        """The oracle: whom the pointers of merged records join to the first."""
        with session(self.us, Purpose.DIRECT_WORK):
            pointers = dict(Person.objects.values_list("pk", "merged_into_id"))

        def end(pk):
            while pointers[pk]:
                pk = pointers[pk]
            return pk

        first = end(self.people[0].pk)
        return [n for n, person in enumerate(self.people) if end(person.pk) == first]

    def hidden_from_the_relative(self):
        every = {*self.folders, *self.about}
        with session(self.relative, Purpose.DIRECT_WORK):
            return every - set(Folder.objects.filter(pk__in=every).values_list("pk", flat=True))


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts)
def test_whatever_is_merged_and_separated(done):
    with transaction.atomic():
        world = World()
        for act in done:
            world.act(*act)
        same = world.same_as_the_first()
        expected = {world.folders[n] for n in same} | {world.about[n] for n in same}
        assert world.hidden_from_the_relative() == expected
        with session(world.us, Purpose.DIRECT_WORK):
            for folder in {*world.folders, *world.about}:
                kept_out = {e.professional_id for e in exclusions_of(folder)}
                assert (world.relative.professional_id in kept_out) == (folder in expected)
        transaction.set_rollback(True)


def test_a_chain_of_merges_and_the_way_back():
    world = World()
    world.act("merge", 2, 0)
    world.act("merge", 1, 2)
    assert world.same_as_the_first() == [0, 1, 2]
    assert len(world.hidden_from_the_relative()) == 6
    world.act("unmerge", 1, 2)
    assert world.hidden_from_the_relative() == {
        world.folders[0],
        world.folders[2],
        world.about[0],
        world.about[2],
    }
    world.act("unmerge", 2, 0)
    assert world.hidden_from_the_relative() == {world.folders[0], world.about[0]}


def test_nobody_joins_or_separates_folders_about_which_they_may_not_decide():
    world = World()
    world.act("merge", 1, 0)
    stranger = viewer_for(agencies.professional((agencies.team(), Role.PRACTITIONER)).pk)
    for viewer in (stranger, world.relative):
        with session(viewer, Purpose.DIRECT_WORK):
            assert OnePerson.objects.update(ended_at="2026-01-01T00:00Z") == 0
        with pytest.raises(ProgrammingError), session(viewer, Purpose.DIRECT_WORK):
            OnePerson.objects.create(one_id=world.folders[0], other_id=world.folders[2])
    assert len(world.hidden_from_the_relative()) == 4
