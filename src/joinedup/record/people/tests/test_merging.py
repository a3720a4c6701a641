"""Two records, one person: decided by people, undone by people, moving nothing."""

from dataclasses import replace
from datetime import date

import pytest

from joinedup.record.linkage.engine.grading import Verdict
from joinedup.record.linkage.engine.identity import Address
from joinedup.record.linkage.queries.model import matcher
from joinedup.record.people import commands
from joinedup.record.people.models import Name, Person
from joinedup.record.people.queries import compare_records, find_people, open_merge, open_person
from joinedup.record.people.rules import (
    CannotMergeError,
    CannotRecordError,
    LooksLikeRelativesError,
    RelationshipKind,
)
from joinedup.record.people.tests import factories
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Category, Purpose

pytestmark = pytest.mark.django_db
WHY = {"evidence": "Both schools sent the same photograph.", "reasons": "It is one girl."}


@pytest.fixture
def team():
    return agencies.team()


@pytest.fixture
def us(team):
    viewer = viewer_for(agencies.professional((team, Role.PRACTITIONER)).pk)
    with session(viewer, Purpose.DIRECT_WORK):
        yield viewer


def two_records(us, team):
    kept = factories.person(us, team, "Ffion", nhs_number="9434765919")
    merged = factories.person(us, team, "Ffi")
    return kept, merged


def without_decisions(view):
    return replace(view, merges=(), apart=())


def test_reading_the_kept_record_reads_both(us, team):
    kept, merged = two_records(us, team)
    commands.merge_people(us, kept_id=kept.pk, merged_id=merged.pk, **WHY)
    view = open_person(us, kept.pk)
    assert (view.name, view.other_names) == ("Ffion Ŵyn", ("Ffi Ŵyn",))
    assert [p.id for p in view.merged_records] == [merged.pk]
    assert open_person(us, merged.pk).merged_into.id == kept.pk
    assert Name.objects.get(given="Ffi").person_id == merged.pk
    assert [one.person.id for one in find_people(us, "ffion ŵyn").found] == [kept.pk]


@pytest.fixture
def second(team):
    return viewer_for(agencies.professional((team, Role.PRACTITIONER), name="Second").pk)


def test_a_merge_can_be_undone_and_brings_back_exactly_what_was(us, team, second):
    kept, merged = two_records(us, team)
    before = [open_person(us, p.pk) for p in (kept, merged)]
    decision = commands.merge_people(us, kept_id=kept.pk, merged_id=merged.pk, **WHY)
    factories.separate(us, second, decision.pk, "They are cousins.")
    after = [open_person(us, p.pk) for p in (kept, merged)]
    assert [without_decisions(v) for v in after] == before
    view = open_merge(us, decision.pk)
    assert not view.stands
    assert (view.undone_by, view.undo_reasons) == ("Second", "They are cousins.")
    with pytest.raises(CannotMergeError):
        commands.ask_to_separate(us, merge_id=decision.pk, reasons="Again.")


def test_merges_follow_one_another(us, team):
    one, two = two_records(us, team)
    three = factories.person(us, team, "Ffi")
    commands.merge_people(us, kept_id=two.pk, merged_id=three.pk, **WHY)
    commands.merge_people(us, kept_id=one.pk, merged_id=two.pk, **WHY)
    view = open_person(us, one.pk)
    assert {p.id for p in view.merged_records} == {two.pk, three.pk}
    with pytest.raises(CannotMergeError):
        commands.merge_people(us, kept_id=one.pk, merged_id=two.pk, **WHY)
    with pytest.raises(CannotMergeError):
        commands.merge_people(us, kept_id=one.pk, merged_id=one.pk, **WHY)


@pytest.mark.parametrize("missing", ["evidence", "reasons"])
def test_a_merge_needs_evidence_and_reasons(us, team, missing):
    kept, merged = two_records(us, team)
    with pytest.raises(CannotRecordError) as refused:
        commands.merge_people(us, kept_id=kept.pk, merged_id=merged.pk, **WHY | {missing: " "})
    assert refused.value.field == missing


def test_twins_are_merged_only_by_a_person_who_says_that_they_are_one(us, team):
    one = factories.person(us, team, "Ffion")
    other = factories.person(us, team, "Gwen")
    assert compare_records(us, one.pk, other.pk).maybe_relatives
    pair = {"kept_id": one.pk, "merged_id": other.pk}
    with pytest.raises(LooksLikeRelativesError):
        commands.merge_people(us, **pair, **WHY)
    assert not Person.objects.filter(merged_into__isnull=False).exists()
    commands.merge_people(us, **pair, **WHY, is_one_person=True)
    assert Person.objects.get(merged_into__isnull=False).pk == other.pk


def test_a_father_and_a_son_of_one_name_are_never_merged_unasked(us, team):
    home = Address("14 Larch Road", "Quill", "ZZ99 3WZ", "", current=True)
    father = factories.person(us, team, "Bilal", "Ashdown", born=date(1984, 5, 3), address=home)
    son = factories.person(us, team, "Bilal", "Ashdown", born=date(2016, 5, 3), address=home)
    unknown = factories.person(us, team, "Bilal", "Ashdown", born=None, address=home)
    for one, other in ((father, son), (father, unknown), (son, unknown)):
        comparison = compare_records(us, one.pk, other.pk)
        assert comparison.grade.verdict is not Verdict.MATCH
        with pytest.raises(LooksLikeRelativesError):
            commands.merge_people(us, kept_id=one.pk, merged_id=other.pk, **WHY)


def test_the_model_that_compared_two_records_is_in_the_log(us, team, owner_connection):
    kept, merged = two_records(us, team)
    commands.merge_people(us, kept_id=kept.pk, merged_id=merged.pk, **WHY)
    [(engine,)] = AuditEntry.objects.filter(action="merged").values_list("details__engine")[:1]
    assert engine == f"trained-model {matcher().version}"


def test_recorded_siblings_are_never_merged_unasked_however_alike(us, team):
    one = factories.person(us, team, "Sam", nhs_number="9434765919")
    other = factories.person(us, team, "Sam", nhs_number="9434765919")
    assert not compare_records(us, one.pk, other.pk).maybe_relatives
    commands.relate(us, person_id=one.pk, related_id=other.pk, kind=RelationshipKind.TWIN)
    with pytest.raises(LooksLikeRelativesError):
        commands.merge_people(us, kept_id=one.pk, merged_id=other.pk, **WHY)


def test_only_who_may_decide_about_both_records_may_merge_them(us, team):
    other_team = agencies.team()
    them = viewer_for(agencies.professional((other_team, Role.PRACTITIONER)).pk)
    ours, theirs = factories.person(us, team), factories.person(them, other_team)
    pair = {"kept_id": ours.pk, "merged_id": theirs.pk}
    with pytest.raises(NotVisible):
        commands.merge_people(us, **pair, **WHY)
    factories.share(them, theirs, team, [Category.IDENTITY])
    with pytest.raises(CannotMergeError):
        commands.merge_people(us, **pair, **WHY)


def test_a_decision_is_shown_only_with_both_of_its_people(us, team):
    kept, merged = two_records(us, team)
    decision = commands.merge_people(us, kept_id=kept.pk, merged_id=merged.pk, **WHY)
    reading = agencies.team()
    factories.share(us, kept, reading, [Category.IDENTITY])
    reader = viewer_for(agencies.professional((reading, Role.PRACTITIONER)).pk)
    with session(reader, Purpose.DIRECT_WORK):
        view = open_person(reader, kept.pk)
        assert (view.merges, view.merged_records, view.other_names) == ((), (), ())
        with pytest.raises(NotVisible):
            open_merge(reader, decision.pk)


def test_both_folders_have_the_merge_in_their_log(us, team):
    kept, merged = two_records(us, team)
    commands.merge_people(us, kept_id=kept.pk, merged_id=merged.pk, **WHY)
    entries = AuditEntry.objects.filter(action="merged")
    assert {e.folder_id for e in entries} == {kept.folder_id, merged.folder_id}
    assert "photograph" not in str([e.details for e in entries])


def test_a_child_who_changed_homes_keeps_one_history(us, team):
    kept, merged = two_records(us, team)
    factories.died(us, merged, date(2020, 1, 1))
    commands.merge_people(us, kept_id=kept.pk, merged_id=merged.pk, **WHY)
    assert open_person(us, kept.pk).died_on is None
    assert open_person(us, merged.pk).died_on == date(2020, 1, 1)
