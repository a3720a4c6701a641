"""`joinedup bench linkage --live`: look-ups among made-up people; who is who is known."""

import json

import numpy as np
import pytest

from joinedup.interfaces.command_line.bench.linkage.enquiries import KINDS, make_enquiries
from joinedup.interfaces.command_line.bench.linkage.population import make_population
from joinedup.interfaces.command_line.tests.test_main import joinedup
from joinedup.record.linkage.engine.identifiers import clean_nhs_number


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    facts = tmp_path_factory.mktemp("live") / "facts.json"
    done = joinedup("bench", "linkage", "--live", 6_000, "--json", facts)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout, json.loads(facts.read_text())


def test_it_tells_the_times_and_what_became_of_every_kind(run):
    told, facts = run
    assert "p95" in told
    for kind in KINDS:
        assert kind in told
        assert facts["kinds"][kind]["asked"] == len(facts["kinds"][kind]["seconds"]) > 0


def test_people_who_are_there_are_found_and_their_like_are_not_taken_for_them(run):
    kinds = run[1]["kinds"]
    taken = {kind: of["verdicts"].get("match", 0) / of["asked"] for kind, of in kinds.items()}
    present = kinds["present"]
    assert present["found"] / present["asked"] >= 0.985
    assert present["joined"] / present["asked"] >= 0.97
    assert taken["stranger"] == 0
    assert taken["twin"] <= 0.01
    assert taken["parent of the same name"] <= 0.01
    assert taken["namesake elsewhere"] <= 0.015


def test_who_is_like_somebody_shares_what_relatives_share():
    random = np.random.default_rng(2)
    people = make_population(3_000, random)
    each = dict.fromkeys(KINDS, 200)
    made = make_enquiries(people, np.arange(2_500), each, random)
    rows = list(zip(made.kinds, made.persons, made.table.to_pylist(), strict=True))
    for kind, person, row in rows:
        assert (person < 2_500) == (kind != "stranger")
        if kind in {"twin", "parent of the same name"} and row["nhs_number"]:
            assert clean_nhs_number(row["nhs_number"]) != people.number[person]
    twins = [(p, row) for kind, p, row in rows if kind == "twin"]
    assert np.mean([row["birth_date"] == str(people.born[p]) for p, row in twins]) > 0.9
    assert not any(row["given_name"] == people.given[p] for p, row in twins)
    parents = [(p, row) for kind, p, row in rows if kind == "parent of the same name"]
    assert np.mean([row["given_name"] == people.given[p] for p, row in parents]) > 0.85
    assert not any(row["birth_date"] == str(people.born[p]) for p, row in parents)
