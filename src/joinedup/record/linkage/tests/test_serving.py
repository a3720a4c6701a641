"""What a model keeps of its records when it is made ready to serve an installation."""

import json
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from joinedup.record.linkage.engine.files import FileError
from joinedup.record.linkage.engine.live.serving import Names, ready
from joinedup.record.linkage.engine.live.within import NAMED, Weigher, fitted
from joinedup.record.linkage.engine.model import read_model
from joinedup.record.linkage.rules.compared import compared

TODAY = date(2026, 11, 26)


@pytest.fixture(scope="module")
def ours():
    found = resources.files("joinedup.record.linkage.engine.model") / "made_up_area.json"
    with resources.as_file(found) as file:
        return read_model(Path(file))


@pytest.fixture(scope="module")
def learned(ours):
    """As it comes out of a run: with rare names, and with what stands in addresses."""
    given = {**ours.rarity["given"], "ffion": 0.0002}
    rarity = {**ours.rarity, "given": given, "postcode": {"QX4 2AB": 0.0004}}
    return replace(ours, least=1e-5, rarity=rarity, made_on="2026-11-01")


def serving(learned, ours, names=Names.OWN):
    return ready(learned, compared(), names=names, on=TODAY, instead=ours)


def test_nobodys_postcode_is_kept_and_a_rare_name_by_choice_alone(learned, ours):
    made = {names: serving(learned, ours, names) for names in Names}
    assert all(set(model.rarity) == NAMED for model in made.values())
    assert all("QX4" not in model.text() for model in made.values())
    assert {names for names, model in made.items() if "ffion" in model.text()} == {Names.OWN}
    common = made[Names.COMMON]
    assert common.rarity["given"]
    assert all(s > common.least for shares in common.rarity.values() for s in shares.values())
    assert not any(made[Names.NONE].rarity.values())


def test_without_names_a_rare_one_counts_for_what_names_do(learned, ours):
    def bits(names, value):
        return serving(learned, ours, names).weight("given", 0, value)

    assert bits(Names.OWN, "ffion") > bits(Names.COMMON, "ffion") == bits(Names.NONE, "ffion")
    assert bits(Names.NONE, "ffion") == bits(Names.NONE, "nobody has this name")


def test_what_the_records_hold_nothing_of_is_taken_from_ours_and_said(learned, ours):
    fewer = {name: one for name, one in learned.comparisons.items() if name != "death"}
    made = serving(replace(learned, comparisons=fewer), ours)
    assert made.comparisons["death"] == fitted(ours, compared()).comparisons["death"]
    assert made.provenance["taken_from"] == {"model": ours.sha256, "comparisons": ["death"]}
    assert "taken_from" not in serving(learned, ours).provenance


def test_where_it_comes_from_and_when_it_was_made_ready_stand_in_the_file(learned, ours, tmp_path):
    file = tmp_path / "model.json"
    file.write_text(serving(learned, ours).text())
    made = read_model(file)
    assert made.made_on == "2026-11-01"
    assert made.provenance["made_ready_on"] == "2026-11-26"
    assert made.provenance["records"] == learned.provenance["records"]
    assert "surnames" in str(made.provenance["kept"])
    assert json.loads(file.read_text())["sha256"] == made.sha256
    Weigher(fitted(made, compared()))


def test_a_model_that_compares_otherwise_is_refused(learned, ours):
    other = replace(learned.comparisons["given"], conditions=("given_l = given_r", "ELSE"))
    with pytest.raises(FileError, match="in another way"):
        serving(replace(learned, comparisons={**learned.comparisons, "given": other}), ours)
