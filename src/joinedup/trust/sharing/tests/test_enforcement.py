"""The database enforces grants, whatever the code above it does."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from joinedup.base.foundation.ids import new_id
from joinedup.record.people.models import Name, Person
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing import commands
from joinedup.trust.sharing.asking import asking, session
from joinedup.trust.sharing.commands import Holder, Opening
from joinedup.trust.sharing.models import Folder, Grant
from joinedup.trust.sharing.queries import (
    break_glass_to_review,
    viewer_for,
    why_visible,
    writable,
)
from joinedup.trust.sharing.rules import Category, FolderKind, Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_teams():
    ours, theirs = agencies.team(), agencies.team()
    us = viewer_for(agencies.professional((ours, Role.PRACTITIONER)).pk)
    them = viewer_for(agencies.professional((theirs, Role.PRACTITIONER)).pk)
    return ours, us, theirs, them


def a_person(viewer, team, name="Ffion"):
    with session(viewer, Purpose.DIRECT_WORK):
        folder = commands.open_folder(
            viewer,
            kind=FolderKind.PERSON,
            controller_id=viewer.agency_id,
            purpose=Purpose.DIRECT_WORK,
            reasons="We work with this family.",
            openings=[
                Opening(
                    Holder(team_id=team.pk),
                    [Category.IDENTITY, Category.WHEREABOUTS],
                    may_write=True,
                    may_decide=True,
                )
            ],
        )
        person = Person(folder=folder)
        person.save(force_insert=True)
        Name(folder=folder, person=person, use="usual", given=name, family="Ŵyn").save(
            force_insert=True
        )
    return folder, person


def seen_by(viewer):
    with session(viewer, Purpose.DIRECT_WORK):
        return set(Person.objects.values_list("pk", flat=True))


def test_only_holders_see_a_row(two_teams):
    ours, us, _, them = two_teams
    _, person = a_person(us, ours)
    assert seen_by(us) == {person.pk}
    assert seen_by(them) == set()


def test_without_a_session_there_are_no_rows(two_teams):
    ours, us, *_ = two_teams
    a_person(us, ours)
    assert not Person.objects.exists()
    assert not Grant.objects.exists()
    assert not Folder.objects.exists()


def test_nobody_can_grant_themselves_a_folder(two_teams):
    ours, us, theirs, them = two_teams
    folder, _ = a_person(us, ours)
    with pytest.raises(ProgrammingError), session(them, Purpose.DIRECT_WORK):
        Grant.objects.create(
            folder=folder,
            category=Category.IDENTITY,
            team=theirs,
            purpose=Purpose.DIRECT_WORK,
            rule="none",
            rules_version="none",
            reasons="I want to see it.",
            decided_by_id=them.professional_id,
            starts_at="2020-01-01T00:00Z",
        )
    assert seen_by(them) == set()


def test_sharing_and_ending_it(two_teams):
    ours, us, theirs, them = two_teams
    folder, person = a_person(us, ours)
    with session(us, Purpose.DIRECT_WORK):
        commands.share_with(
            us,
            folder=folder,
            purpose=Purpose.DIRECT_WORK,
            rule="agreed",
            reasons="They work with the family too.",
            openings=[Opening(Holder(team_id=theirs.pk), [Category.IDENTITY])],
        )
    assert seen_by(them) == {person.pk}
    with session(them, Purpose.DIRECT_WORK):
        assert why_visible(folder.pk)[0].because == "They work with the family too."
        with pytest.raises(ProgrammingError), transaction.atomic():
            Name(folder=folder, person=person, use="usual", given="X", family="Y").save(
                force_insert=True
            )
    with session(us, Purpose.DIRECT_WORK):
        ended = commands.stop_sharing(
            us, folder=folder, holder=Holder(team_id=theirs.pk), reasons="Their work is done."
        )
    assert ended == 1
    assert seen_by(them) == set()


def test_an_excluded_colleague_sees_nothing_of_their_own_family(two_teams):
    ours, us, *_ = two_teams
    relative = viewer_for(agencies.professional((ours, Role.PRACTITIONER)).pk)
    folder, person = a_person(us, ours)
    assert seen_by(relative) == {person.pk}
    with session(us, Purpose.DIRECT_WORK):
        commands.exclude_for_conflict_of_interest(
            us,
            folder=folder,
            professional_id=relative.professional_id,
            reasons="The child is her nephew.",
        )
    assert seen_by(relative) == set()
    assert seen_by(us) == {person.pk}


def test_a_restricted_folder_is_open_to_the_named_alone(two_teams):
    ours, us, _, them = two_teams
    colleague = viewer_for(agencies.professional((ours, Role.PRACTITIONER)).pk)
    folder, person = a_person(us, ours)
    with session(us, Purpose.DIRECT_WORK):
        commands.restrict_to_named_people(
            us, folder=folder, named=[them.professional_id], reasons="A councillor's family."
        )
    assert seen_by(colleague) == set()
    assert seen_by(them) == {person.pk}
    assert seen_by(us) == {person.pk}


def test_a_colleague_can_restrict_what_somebody_else_opened(two_teams):
    ours, us, theirs, them = two_teams
    colleague = viewer_for(agencies.professional((ours, Role.PRACTITIONER)).pk)
    folder, person = a_person(us, ours)
    with session(us, Purpose.DIRECT_WORK):
        commands.share_with(
            us,
            folder=folder,
            purpose=Purpose.DIRECT_WORK,
            rule="agreed",
            reasons="They work with the family too.",
            openings=[Opening(Holder(team_id=theirs.pk), [Category.IDENTITY])],
        )
    with session(colleague, Purpose.DIRECT_WORK):
        commands.restrict_to_named_people(
            colleague, folder=folder, named=[], reasons="A councillor's family."
        )
    assert seen_by(them) == seen_by(us) == set()
    assert seen_by(colleague) == {person.pk}
    with pytest.raises(ProgrammingError), session(them, Purpose.DIRECT_WORK):
        commands.stop_sharing(them, folder=folder, reasons="I want it closed.")


def test_history_is_kept_under_the_same_policy(two_teams):
    ours, us, _, them = two_teams
    _, person = a_person(us, ours)
    versions = Person.pgh_event_model.objects
    with session(us, Purpose.DIRECT_WORK):
        Person.objects.filter(pk=person.pk).update(language="Welsh")
        kept = list(versions.filter(pgh_obj_id=person.pk).order_by("pgh_id"))
        assert [v.language for v in kept] == ["", "Welsh"]
        assert kept[1].pgh_by == us.professional_id
        with pytest.raises(ProgrammingError), transaction.atomic():
            versions.filter(pgh_obj_id=person.pk).update(language="")
        with pytest.raises(ProgrammingError), transaction.atomic():
            versions.all().delete()
    with session(them, Purpose.DIRECT_WORK):
        assert not versions.exists()


def test_breaking_the_glass_opens_for_an_hour_and_waits_for_a_second_person(two_teams):
    ours, us, _, them = two_teams
    folder, person = a_person(us, ours)
    with session(them, Purpose.BREAK_GLASS):
        commands.break_glass(
            them,
            folder_id=folder.pk,
            reasons="She is on the roof.",
            categories=[Category.IDENTITY],
        )
    assert seen_by(them) == {person.pk}
    lead = viewer_for(
        agencies.professional((ours, Role.INFORMATION_GOVERNANCE_LEAD), of=ours.organisation).pk
    )
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        opening = break_glass_to_review(lead).get()
        commands.review_break_glass(lead, opening=opening, justified=True, notes="Police log read.")
        assert not break_glass_to_review(lead).exists()


def test_the_application_can_touch_neither_log_nor_chain(two_teams):
    ours, us, *_ = two_teams
    a_person(us, ours)
    for statement in (
        "UPDATE audit_auditentry SET purpose = 'x'",
        "DELETE FROM audit_auditentry",
        "TRUNCATE audit_auditentry",
        "INSERT INTO audit_auditentry SELECT * FROM audit_auditentry",
        "UPDATE audit_auditchain SET position = 0",
        "DELETE FROM sharing_grant",
        "UPDATE sharing_grant SET may_read = true",
        "ALTER TABLE sharing_grant DISABLE ROW LEVEL SECURITY",
        "SET ROLE joinedup_owner",
        "CREATE TABLE mine (id integer)",
    ):
        with (
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            session(us, Purpose.DIRECT_WORK),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_session_leaves_nothing_behind(two_teams):
    ours, us, _, them = two_teams
    a_person(us, ours)
    with session(us, Purpose.DIRECT_WORK):
        with session(them, Purpose.DIRECT_WORK):
            assert not Person.objects.exists()
        assert Person.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_set_for_a_session_ends_with_its_transaction(two_teams):
    ours, us, _, them = two_teams
    _, person = a_person(us, ours)
    assert asking() is None
    with pytest.raises(ZeroDivisionError), session(us, Purpose.DIRECT_WORK):
        raise ZeroDivisionError
    assert asking() is None
    with session(us, Purpose.DIRECT_WORK):
        with session(them, Purpose.DIRECT_WORK):
            assert asking() == them.professional_id
        assert asking() == us.professional_id
        assert [row.pk for row in Person.objects.all()] == [person.pk]
    assert asking() is None
    assert not Person.objects.exists()


def test_nobody_out_of_post_can_ask(two_teams):
    with pytest.raises(PermissionError), session(new_id(), Purpose.DIRECT_WORK):
        pass


def test_closing_a_folder_reaches_who_only_writes_and_who_is_still_to_come(two_teams):
    ours, us, theirs, them = two_teams
    folder, person = a_person(us, ours)
    soon = timezone.now() + timedelta(hours=1)
    rest = {
        "folder": folder,
        "category": Category.IDENTITY,
        "team": theirs,
        "purpose": Purpose.DIRECT_WORK,
        "rule": "test",
        "rules_version": "test",
        "reasons": "A test.",
        "decided_by_id": us.professional_id,
    }
    with session(us, Purpose.DIRECT_WORK):
        Grant.objects.create(**rest, may_read=False, may_write=True, starts_at=timezone.now())
        Grant.objects.create(**rest, starts_at=soon)
        commands.restrict_to_named_people(us, folder=folder, named=[], reasons="Her own family.")
    with session(them, Purpose.DIRECT_WORK):
        assert writable(folder.pk) == frozenset()
        left = Grant.objects.filter(folder=folder)
        assert [g.ends_at <= max(g.starts_at, timezone.now()) for g in left] == [True, True]
    assert seen_by(us) == {person.pk}
