"""An agency's file of events, good, bad and again."""

from datetime import date

import pytest

from joinedup.base.foundation.ids import new_id
from joinedup.record.chronology.commands import correct_entry, import_events
from joinedup.record.chronology.models import Entry
from joinedup.record.chronology.queries import chronology_of
from joinedup.record.chronology.tests import factories
from joinedup.trust.agencies.rules import Role
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Category, FolderKind, Purpose

pytestmark = pytest.mark.django_db
HEADINGS = (
    "event_id,record_id,kind,type,starts_on,ends_on,date_accuracy,category,what,impact,action_taken"
)
VISIT = "E1,R1,ae-attendance,life_event,2024-03-01,,UAA,health,Cut hand; wound closed.,negative,"
SCHOOL = (
    "E2,R2,school-enrolment,service_episode,2020-09-01,2024-07-20,AAA,education,On roll.,neutral,"
)
SUBJECTS = {"R1": new_id(), "R2": new_id()}


def a_file(*rows: str) -> bytes:
    return "\r\n".join([HEADINGS, *rows]).encode()


@pytest.fixture
def agency():
    """A researcher, and the folder of what their agency knows."""
    viewer, team = factories.viewer(Role.RESEARCHER)
    return viewer, factories.folder(viewer, team, kind=FolderKind.AGENCY_RECORDS)


def take(agency, *rows: str, file: bytes | None = None, name="events.csv", progress=None):
    viewer, folder = agency
    with session(viewer, Purpose.OWN_RECORDS):
        return import_events(
            viewer,
            agency_id=viewer.agency_id,
            folder=folder,
            file=file if file is not None else a_file(*rows),
            file_name=name,
            subject_ids=SUBJECTS,
            progress=progress,
        )


def in_force(agency):
    viewer, folder = agency
    with session(viewer, Purpose.OWN_RECORDS):
        return list(chronology_of(viewer, folders=[folder.pk]).entries)


def test_a_file_is_taken_in(agency):
    steps = []
    report = take(agency, VISIT, SCHOOL, progress=lambda done, of: steps.append((done, of)))
    assert (report.rows, report.added, report.rejected) == (2, 2, 0)
    assert steps == [(2, 2)]
    visit, school = in_force(agency)
    assert (visit.starts_on, visit.date_accuracy) == (date(2024, 3, 1), "UAA")
    assert (visit.subject_id, visit.category) == (SUBJECTS["R1"], Category.HEALTH)
    assert visit.recorded_by is None
    assert school.ends_on == date(2024, 7, 20)
    with session(agency[0], Purpose.OWN_RECORDS):
        logged = AuditEntry.objects.get(action="imported")
    assert logged.details["added"] == 2


def test_the_same_file_again_changes_nothing(agency):
    take(agency, VISIT, SCHOOL)
    report = take(agency, VISIT, SCHOOL)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 2)
    assert len(in_force(agency)) == 2


def test_a_row_that_changed_at_its_agency_is_a_correction(agency):
    take(agency, VISIT, SCHOOL)
    report = take(agency, VISIT.replace("Cut hand", "Cut foot"), name="../../new\nevents.csv")
    assert (report.added, report.changed, report.unchanged) == (0, 1, 0)
    assert [e.what for e in in_force(agency)] == ["Cut foot; wound closed.", "On roll."]
    with session(agency[0], Purpose.OWN_RECORDS):
        old = Entry.objects.get(corrected_by__isnull=False)
    assert old.correction_reasons == "The agency's own record has changed (new_events.csv)."
    back = take(agency, VISIT)
    assert back.changed == 1
    assert in_force(agency)[0].what == "Cut hand; wound closed."


def test_a_correction_made_here_outlives_the_same_row(agency):
    take(agency, VISIT)
    with session(agency[0], Purpose.OWN_RECORDS):
        correct_entry(
            agency[0],
            entry=Entry.objects.get(),
            reasons="The letter says so.",
            what="Burnt hand; dressed.",
            action_taken="Letter to the GP.",
        )
    assert take(agency, VISIT).unchanged == 1
    assert in_force(agency)[0].what == "Burnt hand; dressed."
    assert take(agency, VISIT.replace("Cut", "Bitten")).changed == 1
    assert in_force(agency)[0].what == "Bitten hand; wound closed."


@pytest.mark.parametrize(
    ("wrong", "heading"),
    [
        (VISIT.replace("2024-03-01", "01/03/2024"), "starts_on"),
        (VISIT.replace("2024-03-01", "2023-02-29"), "starts_on"),
        (VISIT.replace("2024-03-01", ""), "starts_on"),
        (VISIT.replace("2024-03-01", "2999-03-01"), "starts_on"),
        (VISIT.replace("2024-03-01,", "2024-03-01,2024-02-01"), "ends_on"),
        (VISIT.replace("2024-03-01,", "2024-03-01,soon"), "ends_on"),
        (VISIT.replace("UAA", "XYZ"), "date_accuracy"),
        (VISIT.replace("R1", "R9"), "record_id"),
        (VISIT.replace("E1", ""), "event_id"),
        (VISIT.replace("E1", "E" * 81), "event_id"),
        (VISIT.replace("ae-attendance", "gossip"), "kind"),
        (VISIT.replace("life_event", "service_episode"), "type"),
        (VISIT.replace("health", "screening"), "category"),
        (VISIT.replace("health", "offending"), "category"),
        (VISIT.replace("health", "nonsense"), "category"),
        (VISIT.replace("Cut hand; wound closed.", ""), "what"),
        (VISIT.replace("negative", "bad"), "impact"),
        (VISIT.replace("Cut", "C" * 10_001), "what"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_are_kept(agency, wrong, heading):
    report = take(agency, wrong, SCHOOL)
    assert [(p.line, p.heading) for p in report.problems] == [(2, heading)]
    assert (report.added, report.rejected, report.rows) == (1, 1, 2)
    assert [e.source_reference for e in in_force(agency)] == ["E2"]


def test_one_event_id_twice_in_a_file(agency):
    report = take(agency, VISIT, SCHOOL, VISIT.replace("Cut", "Bit"))
    assert [(p.line, p.message) for p in report.problems] == [
        (4, "This event_id is already on line 2.")
    ]
    assert report.added == 2


def test_files_that_are_no_events(agency):
    for file in (b"", b"PK\x03\x04 a workbook", b"name,age\r\nAda,3", b"\xff\xfe\x00"):
        report = take(agency, file=file)
        assert report.added == 0
        assert [p.line for p in report.problems] == [None]


def test_what_comes_in_is_kept_to_the_letter(agency):
    hostile = '\'=HYPERLINK("x") 🙂 Llŷr'
    quoted = hostile.replace('"', '""')
    take(agency, VISIT.replace("Cut hand; wound closed.", f'"{quoted}"'))
    assert in_force(agency)[0].what == hostile[1:]


def test_another_agencys_file_is_its_own(agency):
    take(agency, VISIT)
    viewer, team = factories.viewer(Role.RESEARCHER)
    other = (viewer, factories.folder(viewer, team, kind=FolderKind.AGENCY_RECORDS))
    assert take(other, VISIT).added == 1
    assert len(in_force(agency)) == len(in_force(other)) == 1
