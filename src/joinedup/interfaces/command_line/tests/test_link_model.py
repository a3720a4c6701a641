"""`joinedup link model`: the installation's own model, without a line of JSON written by hand."""

import argparse
import csv
import json
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from django.db import connection

from joinedup.base.foundation import owning
from joinedup.interfaces.command_line import link_model
from joinedup.interfaces.command_line.tests.test_main import joinedup, refused
from joinedup.interfaces.demonstration.area.generate import generate_area
from joinedup.record.linkage.engine.files import FileError
from joinedup.record.linkage.engine.live.within import NAMED
from joinedup.record.linkage.queries.model import fault_of_model, weigher
from joinedup.record.linkage.tests.factories import an_agency, imported

MAPPING = """record_id = "record_id"
[columns]
nhs_number = "identifier"
upn = "identifier"
given_names = "given_name"
family_name = "family_name"
birth_date = "birth_date"
death_date = "death_date"
sex = "sex"
address_line = "address"
town = "place"
postcode = "postcode"
phone = "phone"
"""
_really = owning._other_connection


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model") / "area"
    generate_area(1_500, 3, folder)
    return folder


def model(*words):
    parser = argparse.ArgumentParser()
    link_model.add_action(parser.add_subparsers(dest="action"))
    return link_model.make_ready(parser.parse_args(["model", *map(str, words)]))


def test_what_a_run_learned_serves_as_it_is_written(area, tmp_path, settings):
    (tmp_path / "m.toml").write_text(MAPPING)
    files = [area / agency / "people.csv" for agency in ("education", "health")]
    run = joinedup(
        "link", "run", *files, "--mapping", tmp_path / "m.toml", "--out", tmp_path / "out"
    )
    assert (run.returncode, run.stderr) == (0, "")
    file = tmp_path / "ours.json"
    done = joinedup("link", "model", "--from", tmp_path / "out" / "model.json", "--out", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Set JOINEDUP_MODEL to it" in done.stdout
    settings.MODEL = str(file)
    assert fault_of_model() == ""
    assert weigher().model.provenance["sources"] == ["education/people", "health/people"]
    made = json.loads(file.read_text())
    assert set(made["rarity"]) == NAMED
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_file_that_is_no_model_is_one_line_and_nothing_is_written(tmp_path):
    (tmp_path / "other.json").write_text("{}")
    out = tmp_path / "ours.json"
    done = joinedup("link", "model", "--from", tmp_path / "other.json", "--out", out)
    assert "is not a model of this program" in refused(done, 2)
    assert not out.exists()
    done = joinedup("link", "model", "--from", tmp_path / "other.json", "--out", tmp_path / "o.csv")
    assert "ends in .json" in refused(done, 2)
    assert "required" in refused(joinedup("link", "model", "--out", out), 2)


@pytest.fixture
def installed(committed_database, monkeypatch):
    """As at the command line, with the database of the tests."""
    here = SimpleNamespace(database=nullcontext)
    monkeypatch.setattr(link_model, "open_installation", lambda _: here)
    monkeypatch.setattr(owning, "_other_connection", _really)


def test_the_agencies_own_indexes_teach_it_and_the_log_says_so(
    installed, area, tmp_path, settings, capsys
):
    for name in ("health", "education"):
        with (area / name / "people.csv").open() as file:
            imported(an_agency(name.title()), *csv.DictReader(file))
    out = tmp_path / "ours.json"
    assert model("--from-indexes", "--names", "none", "--out", out) == 0
    said = capsys.readouterr().out
    assert "people of 2 indexes read" in said
    assert "holds 0 names" in said
    settings.MODEL = str(out)
    assert fault_of_model() == ""
    with owning.as_owner_of_tables(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_kind, (details ->> 'entries')::int FROM audit_auditentry"
            " WHERE action = 'compared'"
        )
        [(kind, entries)] = cursor.fetchall()
    assert kind == "index_entry"
    assert entries >= 1_000


def test_of_a_few_people_nothing_is_learned(installed, tmp_path):
    imported(an_agency(), {})
    with pytest.raises(FileError, match="the indexes hold 1 people"):
        model("--from-indexes", "--out", tmp_path / "ours.json")
