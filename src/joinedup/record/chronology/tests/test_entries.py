"""Adding, correcting and reading entries, on the real database as the application's role."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from joinedup.base.foundation.ids import new_id
from joinedup.record.chronology.commands import (
    AlreadyCorrectedError,
    IncompleteEntryError,
    correct_entry,
)
from joinedup.record.chronology.models import Entry
from joinedup.record.chronology.queries import chronology_of, open_entry
from joinedup.record.chronology.rules import EntryType, Impact
from joinedup.record.chronology.tests import factories
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.rules import Category, Purpose

pytestmark = pytest.mark.django_db
WORK = Purpose.DIRECT_WORK


@pytest.fixture
def us():
    return factories.viewer()


@pytest.fixture
def folder(us):
    return factories.folder(*us)


def test_each_reader_sees_the_categories_that_are_open_to_them(us, folder):
    we, _ = us
    they, their_team = factories.viewer()
    with session(we, WORK):
        at_school = factories.entry(we, folder)
        factories.entry(we, folder, category=Category.HEALTH, kind="ae-attendance")
    factories.share(we, folder, their_team, Category.EDUCATION)
    with session(we, WORK):
        assert chronology_of(we, folders=[folder.pk]).total == 2
    with session(they, WORK):
        seen = chronology_of(they, folders=[folder.pk])
        assert [e.pk for e in seen.entries] == [at_school.pk]
        assert (seen.total, seen.all) == (1, 1)
        assert seen.present.categories == {Category.EDUCATION}
        assert seen.present.kinds == {"attendance-concern"}


def test_a_folder_that_is_not_mine_is_as_absent_as_none(us, folder):
    they, _ = factories.viewer()
    with session(they, WORK):
        for wanted in (folder.pk, new_id()):
            with pytest.raises(NotVisible):
                chronology_of(they, folders=[wanted])
        assert chronology_of(they, subjects=[folder.pk]).total == 0
    with session(us[0], WORK):
        entry = factories.entry(us[0], folder)
    with session(they, WORK), pytest.raises(NotVisible):
        open_entry(they, entry.pk)


def test_a_folder_without_entries_is_an_empty_chronology(us, folder):
    with session(us[0], WORK):
        seen = chronology_of(us[0], folders=[folder.pk])
    assert (list(seen.entries), seen.total, seen.pages) == ([], 0, 1)


def test_reading_is_logged_once_for_each_folder_with_its_count(us, folder):
    we, team = us
    other = factories.folder(we, team)
    with session(we, WORK):
        factories.entry(we, folder)
        factories.entry(we, folder)
        factories.entry(we, other)
        chronology_of(we, folders=[folder.pk, other.pk], page_size=2)
        logged = AuditEntry.objects.filter(action="listed", subject_kind="chronology")
        assert {row.folder_id: row.details["found"] for row in logged} == {
            folder.pk: 2,
            other.pk: 1,
        }
        assert sum(row.details["shown"] for row in logged) == 2


def test_by_subject_it_is_the_same_chronology(us, folder):
    we, _ = us
    with session(we, WORK):
        about = new_id()
        entry = factories.entry(we, folder, subject_id=about)
        factories.entry(we, folder)
        seen = chronology_of(we, subjects=[about])
        assert [e.pk for e in seen.entries] == [entry.pk]
        assert [f.pk for f in seen.folders] == [folder.pk]


def test_merged_and_single_agency_views_in_a_stable_order(us, folder):
    we, _ = us
    police = agencies.organisation("Police")
    with session(we, WORK):
        same_day = {"starts_on": date(2020, 5, 1)}
        entries = [factories.entry(we, folder, **same_day) for _ in range(4)]
        late = factories.entry(we, folder, source_agency_id=police.pk, starts_on=date(2021, 1, 1))
        in_order = [late.pk, *sorted(e.pk for e in entries)]
        pages = [
            [e.pk for e in chronology_of(we, folders=[folder.pk], page=n, page_size=2).entries]
            for n in (1, 2, 3)
        ]
        assert [pk for page in pages for pk in page] == in_order
        backwards = chronology_of(we, folders=[folder.pk], oldest_first=True)
        assert [e.pk for e in backwards.entries] == in_order[::-1]
        theirs = chronology_of(we, folders=[folder.pk], agencies=[police.pk])
        assert [e.pk for e in theirs.entries] == [late.pk]
        assert theirs.all == 5
        assert set(theirs.present.agencies.values()) == {"Police", we.agency_name}
        assert chronology_of(we, folders=[folder.pk], page=99, page_size=2).page == 3


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({}, {"school", "visit", "plan"}),
        ({"categories": [Category.EDUCATION]}, {"school"}),
        ({"kinds": ["home-visit", "cin-plan"]}, {"visit", "plan"}),
        ({"impact": Impact.POSITIVE}, {"visit"}),
        ({"from_date": date(2022, 1, 1)}, {"visit", "plan"}),
        ({"to_date": date(2021, 12, 31)}, {"school", "plan"}),
        ({"from_date": date(2024, 1, 1)}, set()),
        ({"text": "home visit"}, {"visit"}),
        ({"text": "KETTLE"}, {"visit"}),
        ({"text": "100%"}, set()),
        ({"text": "kettle plan"}, set()),
        ({"text": "neglected"}, {"school"}),
    ],
)
def test_filters(us, folder, filters, left):
    we, _ = us
    with session(we, WORK):
        named = {
            "school": factories.entry(
                we, folder, starts_on=date(2021, 2, 1), judgement="She may be neglected."
            ),
            "visit": factories.entry(
                we,
                folder,
                kind="home-visit",
                category=Category.SOCIAL_CARE,
                impact=Impact.POSITIVE,
                starts_on=date(2023, 2, 1),
                what="Put the kettle on: 1000 words.",
            ),
            "plan": factories.entry(
                we,
                folder,
                type=EntryType.SERVICE_EPISODE,
                kind="cin-plan",
                category=Category.SOCIAL_CARE,
                impact=Impact.NEUTRAL,
                starts_on=date(2021, 6, 1),
                ends_on=date(2023, 6, 1),
                what="Met each month.",
            ),
        }
        seen = {e.pk for e in chronology_of(we, folders=[folder.pk], **filters).entries}
    assert {name for name, entry in named.items() if entry.pk in seen} == left


def test_five_thousand_entries_take_as_many_queries_as_five(us, folder):
    we, team = us
    small = factories.folder(we, team)
    with session(we, WORK):
        factories.many(small, we.agency_id, 5)
        factories.many(folder, we.agency_id, 5_000)
        counts = []
        for wanted in (small, folder):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                seen = chronology_of(we, folders=[wanted.pk], page=3)
            counts.append(len(queries))
    assert counts == [6, 6]
    assert (seen.total, seen.pages, len(seen.entries)) == (5_000, 100, 50)


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable(us, folder):
    we, _ = us
    with session(we, WORK):
        first = factories.entry(we, folder, source_reference="E1")
        second = correct_entry(
            we, entry=first, reasons="It was twelve.", what="Late on twelve mornings."
        )
        third = correct_entry(we, entry=second, reasons="The month.", date_accuracy="UAA")
        seen = chronology_of(we, folders=[folder.pk])
        assert [e.what for e in seen.entries] == ["Late on twelve mornings."]
        versions = open_entry(we, third.pk)
        assert [v.what for v in versions.earlier] == [
            "Late on twelve mornings.",
            "Late on eleven mornings in half a term.",
        ]
        assert versions.earlier[1].correction_reasons == "It was twelve."
        assert versions.later is None
        assert open_entry(we, first.pk).later == third
        kept = Entry.pgh_event_model.objects.filter(pgh_obj_id=first.pk).order_by("pgh_id")
        assert [k.correction_reasons for k in kept] == ["", "It was twelve."]


def test_the_second_of_two_people_who_correct_the_same_entry_is_told(us, folder):
    we, _ = us
    with session(we, WORK):
        entry = factories.entry(we, folder)
        mine, theirs = Entry.objects.get(pk=entry.pk), Entry.objects.get(pk=entry.pk)
        correct_entry(we, entry=theirs, reasons="Twelve.", what="Twelve mornings.")
        with pytest.raises(AlreadyCorrectedError, match="since you opened it"):
            correct_entry(we, entry=mine, reasons="Ten.", what="Ten mornings.")
        assert chronology_of(we, folders=[folder.pk]).total == 1


def test_what_was_filed_where_the_wrong_people_read_it_moves_with_its_versions(us, folder):
    we, _ = us
    they, their_team = factories.viewer()
    with session(we, WORK):
        first = factories.entry(we, folder)
        second = correct_entry(we, entry=first, reasons="The day.", starts_on=date(2024, 3, 5))
    factories.share(we, folder, their_team, Category.EDUCATION)
    with session(they, WORK):
        assert Entry.objects.count() == 2
    with session(we, WORK):
        correct_entry(we, entry=second, reasons="This is about health.", category=Category.HEALTH)
    with session(they, WORK):
        assert not Entry.objects.exists()
        assert chronology_of(they, folders=[folder.pk]).total == 0


def test_readers_without_writing_can_neither_add_nor_correct(us, folder):
    we, _ = us
    they, their_team = factories.viewer()
    with session(we, WORK):
        entry = factories.entry(we, folder)
    factories.share(we, folder, their_team, Category.EDUCATION)
    with session(they, WORK):
        with pytest.raises(IncompleteEntryError) as refused:
            factories.entry(they, folder)
        assert list(refused.value.problems) == ["category"]
        with pytest.raises(NotVisible):
            correct_entry(they, entry=entry, reasons="Because.", what="Something else.")
    with session(we, WORK):
        assert chronology_of(we, folders=[folder.pk]).entries[0].what == entry.what


def test_a_correction_needs_reasons_and_a_change(us, folder):
    we, _ = us
    with session(we, WORK):
        entry = factories.entry(we, folder)
        with pytest.raises(IncompleteEntryError, match="how you know"):
            correct_entry(we, entry=entry, reasons=" ", what="Other.")
        with pytest.raises(IncompleteEntryError, match="Nothing has been changed"):
            correct_entry(we, entry=entry, reasons="None.", what=entry.what)
        with pytest.raises(TypeError):
            correct_entry(we, entry=entry, reasons="Mine.", recorded_by=None)


def test_what_an_agency_brought_only_that_agency_corrects(us, folder):
    we, _ = us
    they, their_team = factories.viewer()
    with session(we, WORK):
        ours = factories.entry(we, folder)
    factories.share(we, folder, their_team, Category.EDUCATION, write=True)
    with session(they, WORK):
        seen = Entry.objects.get(pk=ours.pk)
        with pytest.raises(NotVisible):
            correct_entry(they, entry=seen, reasons="We know better.", what="It never happened.")
        assert Entry.objects.get().what == ours.what


def test_by_subject_its_folders_are_read_through_and_only_those_that_are_visible(us, folder):
    we, team = us
    they, _ = theirs = factories.viewer()
    about = new_id()
    other, hidden = factories.folder(we, team), factories.folder(*theirs)
    with session(they, WORK):
        factories.entry(they, hidden, subject_id=about)
    with session(we, WORK):
        for one in (folder, folder, other):
            factories.entry(we, one, subject_id=about)
        seen = chronology_of(we, subjects=[about, new_id()])
        with connection.cursor() as cursor:
            cursor.execute("SELECT joinedup_read_through()")
            read_through = set(cursor.fetchone()[0])
    assert seen.total == 3
    assert read_through == {folder.pk, other.pk}
