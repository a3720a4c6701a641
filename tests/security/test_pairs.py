"""Whatever was decided, a pair of records is there for nobody who may not see both of them.

The same random worlds and oracle as in test_properties; here each pair of folders has a pair that a
run found, a decision and a request to overturn it. Queries, counts, raw SQL and pages must agree.
"""

from itertools import combinations
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings

from joinedup.base.foundation.ids import new_id
from joinedup.record.duplicates.models import Pair
from joinedup.record.duplicates.tests import factories as duplicates
from joinedup.record.people.models import Overturning, PairDecision
from joinedup.record.people.queries import overturnings_to_answer, recent_decisions
from joinedup.trust.accounts.models import User
from joinedup.trust.sharing import queries
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Category, Purpose
from tests.html import parse_strictly, words
from tests.security.walking import plain, signed_in
from tests.security.worlds import FOLDERS, GIVEN, PEOPLE, Built, World, may, worlds

pytestmark = pytest.mark.django_db
PAIRS = tuple(combinations(range(FOLDERS), 2))
_NEEDED = {
    Pair: (Category.IDENTITY, Category.WHEREABOUTS),
    PairDecision: (Category.IDENTITY,),
    Overturning: (Category.IDENTITY,),
}


def _at_random(most: int) -> settings:
    return settings(
        max_examples=most,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def _fill(built: Built, *, decided: bool) -> None:
    run = duplicates.run()
    clerk = built.people[0].pk
    for pair in PAIRS:
        both = sorted((built.persons[n], built.folders[n].pk) for n in pair)
        duplicates.pair(run, *both)
        if decided:
            _decide(*both, clerk)


def _decide(one: tuple[UUID, UUID], other: tuple[UUID, UUID], clerk: UUID) -> None:
    decision = new_id()
    duplicates.as_owner(
        "INSERT INTO people_pairdecision (id, folder_id, other_folder_id, category, created_at,"
        " one_id, other_id, answer, reasons, missing, decided_by_id, decided_at)"
        " VALUES (%s, %s, %s, 'identity', now(), %s, %s, 'two_people', 'A test.', '', %s, now())",
        decision, one[1], other[1], one[0], other[0], clerk,
    )  # fmt: skip
    duplicates.as_owner(
        "INSERT INTO people_overturning (id, folder_id, other_folder_id, category, created_at,"
        " apart_id, kept_id, evidence, reasons, asked_by_id, asked_at, answer_reasons)"
        " VALUES (%s, %s, %s, 'identity', now(), %s, %s, 'A.', 'A test.', %s, now(), '')",
        new_id(), one[1], other[1], decision, one[0], clerk,
    )  # fmt: skip


def _visible(world: World, person: int, categories: tuple[Category, ...]) -> set[tuple[int, int]]:
    return {
        pair
        for pair in PAIRS
        if all(may(world, person, n, category, "may_read") for n in pair for category in categories)
    }


@_at_random(40)
@given(world=worlds)
def test_a_pair_is_there_only_for_who_may_see_both_records(world: World) -> None:
    with transaction.atomic():
        built = Built(world)
        _fill(built, decided=True)
        folders = {folder.pk: number for number, folder in enumerate(built.folders)}
        for person in range(PEOPLE):
            viewer = queries.viewer_for(built.people[person].pk)
            with session(viewer, Purpose.DIRECT_WORK):
                for model, categories in _NEEDED.items():
                    expected = _visible(world, person, categories)
                    rows = model.objects.values_list("folder_id", "other_folder_id")
                    seen = {tuple(sorted((folders[a], folders[b]))) for a, b in rows}
                    assert seen == expected
                    with connection.cursor() as cursor:
                        cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
                        assert cursor.fetchone() == (len(expected),)
                decided = _visible(world, person, (Category.IDENTITY,))
                assert len(recent_decisions(viewer, most=10)) == len(decided)
                asked = 0 if person == 0 else len(decided)
                assert len(overturnings_to_answer(viewer, most=10)) == asked
        for model in _NEEDED:
            assert not model.objects.exists(), "a row was visible without a session"
        transaction.set_rollback(True)


@_at_random(15)
@given(world=worlds)
def test_pages_show_and_count_exactly_the_pairs_of_which_one_may_see_both(world: World) -> None:
    with transaction.atomic():
        built = Built(world)
        _fill(built, decided=False)
        for person in range(PEOPLE):
            client = _browser(built, person)
            _list_agrees(built, world, person, client)
            _pages_agree(built, world, person, client)
        transaction.set_rollback(True)


def _browser(built: Built, person: int) -> Client:
    professional = built.people[person]
    account = User.objects.create_user(f"{professional.pk}@example.org", professional=professional)
    return signed_in(account)


def _list_agrees(built: Built, world: World, person: int, client: Client) -> None:
    answer = client.get(reverse("possible_duplicates"))
    if not world.works(person):
        assert answer.status_code == 404
        return
    expected = _visible(world, person, (Category.IDENTITY, Category.WHEREABOUTS))
    said = words(parse_strictly(answer))
    assert f"Possible duplicates ({len(expected)})" in said
    assert {n for n in range(FOLDERS) if GIVEN[n] in said} == {n for pair in expected for n in pair}


def _pages_agree(built: Built, world: World, person: int, client: Client) -> None:
    for pair in PAIRS:
        answer = client.get(reverse("possible_duplicate", args=[built.persons[n] for n in pair]))
        identities = world.works(person) and pair in _visible(world, person, (Category.IDENTITY,))
        if not identities:
            absent = client.get(reverse("possible_duplicate", args=[new_id(), new_id()]))
            assert answer.status_code == absent.status_code == 404
            assert plain(answer.content) == plain(absent.content)
            continue
        everything = pair in _visible(world, person, (Category.IDENTITY, Category.WHEREABOUTS))
        assert answer.status_code == 200
        assert ("What speaks for one person" in answer.content.decode()) == everything
