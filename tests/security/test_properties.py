"""Whatever agencies, folders, decisions and viewers there are, everybody sees what was decided.

Hypothesis makes small worlds; an oracle in plain Python says who may see which row. Queries, counts
and raw SQL as the application's role must all agree with it, and so must pages and the search.
"""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings

from joinedup.base.foundation.ids import new_id
from joinedup.record.chronology.models import Entry
from joinedup.record.people.models import Person
from joinedup.trust.accounts.models import User
from joinedup.trust.sharing import queries
from joinedup.trust.sharing.asking import read_through, session
from joinedup.trust.sharing.rules import Category, Purpose
from tests.security.walking import plain, signed_in
from tests.security.worlds import (
    CATEGORIES,
    FAMILY,
    FOLDERS,
    GIVEN,
    MODELS,
    PEOPLE,
    Built,
    World,
    happened,
    may,
    worlds,
)

pytestmark = pytest.mark.django_db


def _at_random(most: int) -> settings:
    return settings(
        max_examples=most,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@_at_random(40)
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
    for model in MODELS:
        expected = {
            pk: built.folders[folder].pk
            for pk, (folder, category) in built.rows[model].items()
            if may(world, person, folder, category, "may_read")
        }
        assert set(model.objects.values_list("pk", flat=True)) == set(expected)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {model._meta.db_table}")
            assert {row[0] for row in cursor.fetchall()} == set(expected)
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
            assert cursor.fetchone() == (len(expected),)
        versions = getattr(model, "pgh_event_model", None)
        if versions is not None:
            assert set(versions.objects.values_list("folder_id", flat=True)) == set(
                expected.values()
            )
    every = [(folder.pk, category) for folder in built.folders for category in CATEGORIES]
    readable = {
        (built.folders[f].pk, category)
        for f in range(FOLDERS)
        for category in CATEGORIES
        if may(world, person, f, category, "may_read")
    }
    excluded = {built.folders[f].pk for p, f in world.exclusions if p == person}
    assert {pair for pair in queries.readable(every) if pair[0] not in excluded} == readable


def _reading_through_opens_nothing(built: Built, world: World, person: int) -> None:
    """Which folders a statement says that it reads through changes no answer."""
    expected = {
        built.folders[f].pk
        for f in range(FOLDERS)
        if may(world, person, f, Category.HEALTH, "may_read")
    }
    for through in (built.folders[:1], built.folders):
        read_through([folder.pk for folder in through])
        assert set(Entry.objects.values_list("folder_id", flat=True)) == expected
    read_through([])


def _writes_agree(built: Built, world: World, person: int) -> None:
    for number, folder in enumerate(built.folders):
        changed = _tried(f"UPDATE people_address SET town = 'x' WHERE folder_id = '{folder.pk}'")
        readable = may(world, person, number, Category.WHEREABOUTS, "may_read")
        writable = may(world, person, number, Category.WHEREABOUTS, "may_write")
        assert changed == (1 if readable and writable else 0)
        added = _tried(
            "INSERT INTO people_searchkey (id, folder_id, category, created_at, person_id, key)"
            f" VALUES ('{new_id()}', '{folder.pk}', 'identity', now(),"
            f" '{built.persons[number]}', 'new')"
        )
        assert added == int(may(world, person, number, Category.IDENTITY, "may_write"))


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


@_at_random(20)
@given(world=worlds)
def test_everybody_opens_and_finds_exactly_what_the_grants_say(world: World) -> None:
    with transaction.atomic():
        built = Built(world)
        for person in range(PEOPLE):
            client = _browser(built, person)
            for folder in range(FOLDERS):
                _pages_agree(built, world, person, folder, client)
            _search_agrees(built, world, person, client)
        transaction.set_rollback(True)


def _browser(built: Built, person: int) -> Client:
    professional = built.people[person]
    account = User.objects.create_user(f"{professional.pk}@example.org", professional=professional)
    return signed_in(account)


def _pages_agree(built: Built, world: World, person: int, folder: int, client: Client) -> None:
    """The page of the person and their chronology: as it is, or as if there were none."""
    readable = {
        category
        for category in CATEGORIES
        if world.works(person) and may(world, person, folder, category, "may_read")
    }
    page = client.get(reverse("person", args=[built.persons[folder]]))
    if Category.IDENTITY in readable:
        assert (page.status_code, _says(page, GIVEN[folder])) == (200, True)
    else:
        _is_as_if_absent(page, client.get(reverse("person", args=[new_id()])))
    timeline = client.get(reverse("chronology", args=[built.folders[folder].pk]))
    if readable:
        assert timeline.status_code == 200
        assert _says(timeline, happened(folder)) == (Category.HEALTH in readable)
    else:
        _is_as_if_absent(timeline, client.get(reverse("chronology", args=[new_id()])))


def _search_agrees(built: Built, world: World, person: int, client: Client) -> None:
    answer = client.post(reverse("search"), {"about": FAMILY})
    if not world.works(person):
        assert answer.status_code == 404
        return
    expected = {
        folder
        for folder in range(FOLDERS)
        if may(world, person, folder, Category.IDENTITY, "may_read")
    }
    links = {reverse("person", args=[built.persons[f]]) for f in range(FOLDERS)}
    shown = {link for link in links if _says(answer, link)}
    assert shown == {reverse("person", args=[built.persons[f]]) for f in expected}
    assert {f for f in range(FOLDERS) if _says(answer, GIVEN[f])} == expected


def _says(answer: HttpResponse, text: str) -> bool:
    return text in answer.content.decode()


def _is_as_if_absent(answer: HttpResponse, absent: HttpResponse) -> None:
    assert answer.status_code == absent.status_code == 404
    assert plain(answer.content) == plain(absent.content)
