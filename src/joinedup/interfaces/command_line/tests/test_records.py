"""Reading an agency's file in from the command line, under the sender's own rights."""

import argparse

import pytest

from joinedup.interfaces.command_line import records
from joinedup.interfaces.command_line.installation import RefusalError
from joinedup.record.linkage.tests.factories import account, an_agency, csv_file, entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def health():
    return an_agency()


def read_in(agency, file, email):
    parser = argparse.ArgumentParser()
    records.add_arguments(parser)
    return records.run(parser.parse_args(["import", agency, str(file), "--as", email]))


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
