"""Reading an agency's file in from the command line, under the sender's own rights."""

import argparse

import pytest

from joinedup.interfaces.command_line import records
from joinedup.interfaces.command_line.installation import RefusalError
from joinedup.record.linkage.tests.factories import (
    account,
    an_agency,
    csv_file,
    entries,
    imported,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def health():
    return an_agency()


def read_in(agency, file, email, *more):
    parser = argparse.ArgumentParser()
    records.add_arguments(parser)
    return records.run(parser.parse_args(["import", agency, str(file), "--as", email, *more]))


def test_a_file_is_read_and_its_problems_named(health, tmp_path, capsys):
    file = tmp_path / "people.csv"
    file.write_bytes(csv_file({}, {"record_id": ""}).getvalue())
    slug = health.organisation.slug
    assert read_in(slug, file, account(health.researcher).email.upper()) == 0
    said = capsys.readouterr().out
    assert "1 new" in said
    assert "line 3, record_id" in said
    assert set(entries(health)) == {"R1"}


def test_nobody_reads_a_file_into_another_agency(health, tmp_path):
    file = tmp_path / "people.csv"
    file.write_bytes(csv_file({}).getvalue())
    with pytest.raises(RefusalError, match="may not write"):
        read_in("somewhere-else", file, account(health.researcher).email)


def test_a_practitioner_may_not(health, tmp_path):
    with pytest.raises(RefusalError, match="may not write"):
        read_in(health.organisation.slug, tmp_path / "x.csv", account(health.worker).email)


def test_what_cannot_be_read_is_said_in_a_line(health, tmp_path):
    slug, email = health.organisation.slug, account(health.researcher).email
    with pytest.raises(RefusalError, match="No such file"):
        read_in(slug, tmp_path / "nowhere.csv", email)
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    with pytest.raises(RefusalError, match="empty"):
        read_in(slug, empty, email)
    with pytest.raises(RefusalError, match="no account"):
        read_in(slug, empty, "nobody@example.org")


EVENTS = (
    "event_id,record_id,kind,type,starts_on,category,what\r\n"
    "E1,R1,ae-attendance,life_event,2024-03-01,health,Cut hand; wound closed.\r\n"
    "E2,R9,ae-attendance,life_event,2024-03-01,health,A fall.\r\n"
)


def test_events_are_a_kind_of_file_of_their_own(health, tmp_path, capsys):
    imported(health, {})
    file = tmp_path / "events.csv"
    file.write_text(EVENTS, encoding="utf-8")
    sender = health.organisation.slug, file, account(health.researcher).email
    for new, as_before in ((1, 0), (0, 1)):
        assert read_in(*sender, "--kind", "events") == 0
        said = capsys.readouterr().out
        assert f"2 rows: {new} new, 0 changed, {as_before} as before, 1 not taken" in said
        assert "line 3, record_id: This record_id is not in the agency's index." in said
        assert "Events held now: 1." in said
    with pytest.raises(RefusalError, match="leave out --complete"):
        read_in(*sender, "--kind", "events", "--complete")


def test_a_lead_does_not_answer_for_events(health, tmp_path):
    imported(health, {})
    file = tmp_path / "events.csv"
    file.write_text(EVENTS, encoding="utf-8")
    with pytest.raises(RefusalError, match="may not write"):
        read_in(health.organisation.slug, file, account(health.lead).email, "--kind", "events")
