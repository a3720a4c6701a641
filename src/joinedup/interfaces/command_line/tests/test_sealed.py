"""Sending an extract from the command line, under the sender's own rights."""

import argparse

import pytest

from joinedup.interfaces.command_line import sealed
from joinedup.interfaces.command_line.installation import RefusalError
from joinedup.practice.think_family.queries import my_receipt
from joinedup.practice.think_family.tests import factories
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.a_partnership()


@pytest.fixture
def file(tmp_path):
    found = tmp_path / "people.csv"
    rows = [factories.a_row("R1", needs="crime"), factories.a_row("")]
    found.write_bytes(factories.extract(rows).getvalue())
    return found


def reference(team, exercise_id):
    return factories.exercise(team, exercise_id).reference


def send(called, file, viewer):
    parser = argparse.ArgumentParser()
    sealed.add_arguments(parser)
    email = factories.account(viewer).email
    return sealed.run(parser.parse_args(["send", called, str(file), "--as", email]))


def test_a_file_is_sealed_and_its_problems_named(team, file, capsys):
    exercise_id = factories.opened(team)
    assert send(reference(team, exercise_id).lower(), file, team.police.researcher) == 0
    said = capsys.readouterr().out
    assert "line 3, record_id: There is no record number" in said
    assert "Sealed: 1 records, 1 of them with a need; 1 rows not taken" in said
    assert "Ffion" not in said
    with session(team.police.researcher, Purpose.OWN_RECORDS):
        assert my_receipt(team.police.researcher, exercise_id).records == 1


def test_nobody_sends_for_another_agency_or_at_another_time(team, file, tmp_path):
    waiting = reference(team, factories.submitted(team))
    with pytest.raises(RefusalError, match="Waiting for approvals"):
        send(waiting, file, team.police.researcher)
    called = reference(team, factories.opened(team))
    stranger = factories.a_partnership(agreement=False)
    for who in (stranger.police.researcher, team.manager):
        with pytest.raises(RefusalError, match="may send nothing"):
            send(called, file, who)
    with pytest.raises(RefusalError, match="may send nothing"):
        send("M-0000-0000", file, team.police.researcher)
    with pytest.raises(RefusalError, match="No such file"):
        send(called, tmp_path / "nowhere.csv", team.police.researcher)
