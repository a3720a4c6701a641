"""`joinedup duplicates`: it sees everybody, and says nothing about anybody."""

import argparse
from datetime import date
from itertools import product

import pytest

from joinedup.base.foundation import owning
from joinedup.interfaces.command_line import duplicates
from joinedup.interfaces.command_line.installation import RefusalError
from joinedup.record.duplicates.queries import how_many
from joinedup.record.duplicates.rules import PairKind
from joinedup.record.linkage.engine.files.decisions import ordered, read_decisions
from joinedup.record.people import commands
from joinedup.record.people.tests import factories
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose

GIVEN = ("Aled", "Bronwen", "Catrin", "Dafydd", "Gethin")
FAMILY = ("Bevan", "Craddock", "Probert", "Howell")
_really = owning._other_connection


@pytest.fixture
def us(committed_database, monkeypatch):
    monkeypatch.setattr(owning, "_other_connection", _really)
    team = agencies.team()
    return viewer_for(agencies.professional((team, Role.PRACTITIONER)).pk), team


def children(us, *given):
    viewer, team = us
    return [factories.person(viewer, team, name, "Llewellyn") for name in given]


def run(*words):
    parser = argparse.ArgumentParser()
    duplicates.add_arguments(parser)
    return duplicates.run(parser.parse_args(list(map(str, words))))


def test_what_is_found_is_for_people_and_not_for_the_one_at_the_command_line(us, capsys):
    viewer, team = us
    children(us, "Ffion", "Ffion")
    for number, (given, family) in enumerate(product(GIVEN, FAMILY)):
        born = date(1970 + number, 1 + number % 12, 1 + number)
        factories.person(viewer, team, given, family, born=born)
    assert run("find") == 0
    said = capsys.readouterr().out
    assert "Llewellyn" not in said
    assert "Is this one person?" in said
    with session(viewer, Purpose.DIRECT_WORK):
        assert how_many(PairKind.DUPLICATE) == 1


def test_with_nobody_there_it_says_so(us, capsys):
    assert run("find") == 0
    assert "not two people to compare yet" in capsys.readouterr().out


def test_a_model_that_is_none_is_one_line(us):
    with pytest.raises(RefusalError, match="cannot be read"):
        run("find", "--model", "/no/model.json")


def test_decisions_go_out_as_labels_with_numbers_of_records_and_no_word_more(us, tmp_path, capsys):
    viewer, _ = us
    one, other, third = children(us, "Ffion", "Ffion", "Ffion")
    with session(viewer, Purpose.DIRECT_WORK):
        commands.keep_apart(viewer, one_id=one.pk, other_id=third.pk, reasons="Seen together.")
        commands.merge_people(
            viewer, kept_id=one.pk, merged_id=other.pk, evidence="A photograph.", reasons="One."
        )
    file = tmp_path / "labels.csv"
    assert run("labels", file) == 0
    assert "2 decisions" in capsys.readouterr().out
    read = read_decisions(file)
    key = {person.pk: ("people", str(person.pk)) for person in (one, other, third)}
    assert read.never == {ordered(key[one.pk], key[third.pk])}
    assert read.always == {ordered(key[one.pk], key[other.pk])}
    assert "photograph" not in file.read_text()
    with pytest.raises(RefusalError, match="cannot be written"):
        run("labels", file)
