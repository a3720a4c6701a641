"""Never means never: what two people are is decided with reasons, and overturned by two."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from joinedup.record.people import commands
from joinedup.record.people.models import Overturning, PairDecision, Person
from joinedup.record.people.queries import (
    decided_about,
    open_overturning,
    open_person,
    overturnings_to_answer,
)
from joinedup.record.people.rules import (
    CannotMergeError,
    CannotRecordError,
    KeptApartError,
    PairAnswer,
)
from joinedup.record.people.tests import factories
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.commands import restrict_to_named_people
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Category, Purpose

pytestmark = pytest.mark.django_db
WHY = {"evidence": "Both schools sent the same photograph.", "reasons": "It is one girl."}
TWO = {"reasons": "Seen together in one room."}


@pytest.fixture
def team():
    return agencies.team()


@pytest.fixture
def second(team):
    return viewer_for(agencies.professional((team, Role.PRACTITIONER), name="Second").pk)


@pytest.fixture
def us(team):
    viewer = viewer_for(agencies.professional((team, Role.PRACTITIONER), name="First").pk)
    with session(viewer, Purpose.DIRECT_WORK):
        yield viewer


@pytest.fixture
def people(us, team):
    return [factories.person(us, team, "Ffion").pk for _ in range(4)]


def merge(us, kept, merged):
    return commands.merge_people(us, kept_id=kept, merged_id=merged, **WHY)


def apart(us, one, other):
    return commands.keep_apart(us, one_id=one, other_id=other, **TWO)


def test_records_that_are_two_people_are_never_merged(us, people):
    one, other, *_ = people
    apart(us, one, other)
    for pair in ((one, other), (other, one)):
        with pytest.raises(KeptApartError):
            merge(us, *pair)
    assert not Person.objects.filter(merged_into__isnull=False).exists()


def test_never_means_never_also_through_a_third_record(us, people):
    one, other, third, fourth = people
    apart(us, one, other)
    merge(us, third, one)
    with pytest.raises(KeptApartError):
        merge(us, third, other)
    merge(us, fourth, other)
    with pytest.raises(KeptApartError):
        merge(us, third, fourth)


def test_a_third_record_that_one_may_not_see_binds_too(us, people, team, second):
    one, other, third, _ = people
    apart(us, one, other)
    merge(us, third, one)
    folder = Person.objects.get(pk=one).folder
    with session(second, Purpose.DIRECT_WORK):
        restrict_to_named_people(second, folder=folder, named=[], reasons="Threats.")
    assert not Person.objects.filter(pk=one).exists()
    with pytest.raises(KeptApartError):
        merge(us, third, other)


def test_records_that_are_one_now_are_not_called_two_people(us, people):
    one, other, third, _ = people
    merge(us, one, other)
    merge(us, third, one)
    with pytest.raises(CannotMergeError, match="one now"):
        apart(us, other, third)


def test_what_cannot_be_told_yet_says_what_is_missing_and_binds_nobody(us, people):
    one, other, *_ = people
    with pytest.raises(CannotRecordError) as refused:
        commands.cannot_tell_yet(us, one_id=one, other_id=other, missing=" ", reasons="No idea.")
    assert refused.value.field == "missing"
    open_ = {"one_id": one, "other_id": other, "reasons": "Both say June."}
    commands.cannot_tell_yet(us, **open_, missing="The birth certificate.")
    commands.cannot_tell_yet(us, **open_, missing="The school's register.")
    [now, before] = decided_about({one, other})
    assert (now.answer, now.missing, now.stands) == (
        PairAnswer.CANNOT_TELL, "The school's register.", True,
    )  # fmt: skip
    assert not before.stands
    apart(us, one, other)
    assert [d.binds for d in decided_about({one, other})] == [True, False, False]
    with pytest.raises(CannotMergeError, match="already"):
        commands.cannot_tell_yet(us, **open_, missing="More.")


def test_reasons_are_needed(us, people):
    with pytest.raises(CannotRecordError) as refused:
        commands.keep_apart(us, one_id=people[0], other_id=people[1], reasons=" ")
    assert refused.value.field == "reasons"


def test_never_is_overturned_by_two_different_people(us, people, second):
    one, other, *_ = people
    decision = apart(us, one, other)
    asked = commands.ask_to_merge_after_all(us, decision_id=decision.pk, kept_id=one, **WHY)
    [said] = open_person(us, other).apart
    assert (said.other.id, said.decision.binds, said.waiting_id) == (one, True, asked.pk)
    with pytest.raises(CannotMergeError, match="second person"):
        commands.answer_overturning(us, overturning_id=asked.pk, agree=True, **TWO)
    with pytest.raises(CannotMergeError, match="waits for a second"):
        commands.ask_to_merge_after_all(us, decision_id=decision.pk, kept_id=one, **WHY)
    with pytest.raises(KeptApartError):
        merge(us, one, other)
    assert not overturnings_to_answer(us, most=5)
    with session(second, Purpose.DIRECT_WORK):
        [waiting] = overturnings_to_answer(second, most=5)
        assert (waiting.id, waiting.one.id, waiting.asked_by) == (asked.pk, one, "First")
        commands.answer_overturning(second, overturning_id=asked.pk, agree=True, **TWO)
        with pytest.raises(CannotMergeError, match="answered"):
            commands.answer_overturning(second, overturning_id=asked.pk, agree=False, **TWO)
    assert [p.id for p in open_person(us, one).merged_records] == [other]
    view = open_overturning(us, asked.pk)
    assert (view.asked_by, view.answered_by, view.agreed) == ("First", "Second", True)
    assert not decided_about({one, other})[0].binds


def test_a_second_person_who_does_not_agree_leaves_it_as_it_was(us, people, second):
    one, other, *_ = people
    decision = apart(us, one, other)
    asked = commands.ask_to_merge_after_all(us, decision_id=decision.pk, kept_id=other, **WHY)
    with session(second, Purpose.DIRECT_WORK):
        commands.answer_overturning(second, overturning_id=asked.pk, agree=False, **TWO)
    with pytest.raises(KeptApartError):
        merge(us, one, other)
    commands.ask_to_merge_after_all(us, decision_id=decision.pk, kept_id=other, **WHY)


def test_what_two_people_separated_stays_apart(us, people, second):
    one, other, *_ = people
    decision = merge(us, one, other)
    asked = commands.ask_to_separate(us, merge_id=decision.pk, reasons="Cousins.")
    assert Person.objects.get(pk=other).merged_into_id == one
    with pytest.raises(CannotMergeError, match="second person"):
        commands.answer_overturning(us, overturning_id=asked.pk, agree=True, **TWO)
    with session(second, Purpose.DIRECT_WORK):
        commands.answer_overturning(second, overturning_id=asked.pk, agree=True, **TWO)
    assert Person.objects.get(pk=other).merged_into_id is None
    with pytest.raises(KeptApartError):
        merge(us, one, other)


def test_an_overturning_that_another_decision_forbids_changes_nothing(us, people, second):
    one, other, third, _ = people
    decision = apart(us, one, other)
    apart(us, third, other)
    asked = commands.ask_to_merge_after_all(us, decision_id=decision.pk, kept_id=one, **WHY)
    merge(us, one, third)
    with (
        session(second, Purpose.DIRECT_WORK),
        pytest.raises(KeptApartError),
        transaction.atomic(),
    ):
        commands.answer_overturning(second, overturning_id=asked.pk, agree=True, **TWO)
    assert open_overturning(us, asked.pk).waits
    assert decided_about({one, other})[0].binds


def test_the_database_itself_wants_two_people(us, people, second):
    decision = apart(us, people[0], people[1])
    asked = commands.ask_to_merge_after_all(us, decision_id=decision.pk, kept_id=people[0], **WHY)
    with pytest.raises(IntegrityError, match="people_overturning_by_two"), transaction.atomic():
        Overturning.objects.filter(pk=asked.pk).update(
            agreed=True,
            answered_by=us.professional_id,
            answered_at=asked.asked_at,
            answer_reasons="Myself.",
        )


@pytest.mark.parametrize("column", ["reasons", "answer", "one_id", "other_folder_id"])
def test_a_decision_cannot_be_rewritten(us, people, column):
    apart(us, people[0], people[1])
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE people_pairdecision SET {column} = {column}")


def test_only_who_may_decide_about_both_decides_and_only_who_sees_both_reads(us, team):
    other_team = agencies.team()
    them = viewer_for(agencies.professional((other_team, Role.PRACTITIONER)).pk)
    ours, theirs = factories.person(us, team), factories.person(them, other_team)
    with pytest.raises(NotVisible):
        apart(us, ours.pk, theirs.pk)
    factories.share(them, theirs, team, [Category.IDENTITY])
    with pytest.raises(CannotMergeError, match="able to decide"):
        apart(us, ours.pk, theirs.pk)


def test_a_sealed_record_is_in_no_decision_that_one_can_read(us, people, second):
    one, other, *_ = people
    decision = apart(us, one, other)
    commands.ask_to_merge_after_all(us, decision_id=decision.pk, kept_id=one, **WHY)
    with session(second, Purpose.DIRECT_WORK):
        folder = Person.objects.get(pk=one).folder
        assert PairDecision.objects.count() == 1
        restrict_to_named_people(second, folder=folder, named=[], reasons="Threats.")
    assert PairDecision.objects.count() == 0
    assert Overturning.objects.count() == 0
    assert decided_about({one, other}) == ()


def test_both_folders_have_every_decision_in_their_log_without_what_was_written(us, people, second):
    one, other, *_ = people
    decision = apart(us, one, other)
    asked = commands.ask_to_merge_after_all(us, decision_id=decision.pk, kept_id=one, **WHY)
    with session(second, Purpose.DIRECT_WORK):
        commands.answer_overturning(second, overturning_id=asked.pk, agree=True, **TWO)
    folders = set(Person.objects.filter(pk__in=(one, other)).values_list("folder_id", flat=True))
    for row in (decision, asked):
        entries = AuditEntry.objects.filter(subject_id=row.pk)
        assert {entry.folder_id for entry in entries} == folders
        assert "room" not in str([entry.details for entry in entries])
