import json

import pytest

from joinedup.insight.evaluation.methods.over_time.made_up import staggered_areas
from joinedup.interfaces.command_line.evaluate.tests.test_effect import PRINTED
from joinedup.interfaces.command_line.main import main

NAMED = ("--unit", "unit", "--time", "time", "--first-treated", "begun", "--outcome", "y")


@pytest.fixture
def areas(tmp_path):
    path = tmp_path / "areas.csv"
    staggered_areas(120).frame.to_csv(path, index=False)
    return path


def test_areas_that_began_at_different_times(areas, capsys):
    assert main(["evaluate", "did", str(areas), *NAMED, "--covariates", "x", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["estimate"] == said["aggregations"]["simple"]["estimate"]
    assert said.keys() >= PRINTED
    assert said["effective_sample_size_control"] is None
    assert [each["at"] for each in said["aggregations"]["dynamic"]["effects"]] == [*range(-3, 4)]
    assert len(said["group_time"]) == 10
    assert said["two_way_fixed_effects"]["used"] is False
    assert said["verdict"] == "comparable"


def test_the_headline_is_the_aggregation_that_was_asked_for(areas, capsys):
    main(["evaluate", "did", str(areas), *NAMED, "--aggregation", "group", "--json"])
    said = json.loads(capsys.readouterr().out)
    assert said["estimate"] == said["aggregations"]["group"]["estimate"]


def test_two_groups_at_two_times(areas, capsys, tmp_path):
    frame = staggered_areas(120).frame
    frame = frame[frame["time"].isin([2, 3]) & (frame["begun"] < 5)]
    frame.to_csv(areas, index=False)
    out = tmp_path / "report"
    assert main(["evaluate", "did", str(areas), *NAMED, "--out", str(out), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["verdict"] == "weak"
    assert said.keys() >= PRINTED
    assert said["effective_sample_size_control"] == said["n_control"]
    assert len(said["means"]) == 4
    assert said["balanced"]["estimate"] == pytest.approx(said["estimate"])
    assert {each.name for each in out.iterdir()} == {"report.html", "report.pdf", "figures.json"}
    assert "The four means" in (out / "report.html").read_text()


def test_a_drift_beforehand_ends_in_no_effect(areas, capsys):
    staggered_areas(400, drift=0.4).frame.to_csv(areas, index=False)
    assert main(["evaluate", "did", str(areas), *NAMED]) == 0
    assert "No effect should be reported" in capsys.readouterr().out


def test_one_single_area_that_began_is_no_effect_to_report(areas, capsys):
    frame = staggered_areas(40).frame
    only = frame["unit"] == frame["unit"][frame["begun"] == 3].min()
    frame[only | (frame["begun"] == 0)].to_csv(areas, index=False)
    assert main(["evaluate", "did", str(areas), *NAMED, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["n_treated"] == 1
    assert said["verdict"] == "do not report an effect"
    assert "one single unit" in said["reasons"][-1]


def test_areas_that_began_one_by_one_are_weak_and_the_report_says_why(areas, capsys):
    frame = staggered_areas(40).frame
    first = frame["unit"] == frame["unit"][frame["begun"] == 3].min()
    frame[first | (frame["begun"] != 3)].to_csv(areas, index=False)
    assert main(["evaluate", "did", str(areas), *NAMED, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["verdict"] == "weak"
    assert said["reasons"][0].startswith("what began at 3 is one single unit each time")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--unit", "nobody"), "there is no column nobody"),
        (("--cluster", "begun", "--unit", "unit", "--bootstrap", "7"), "50 to 100,000"),
        (("--outcome", "time"), "three columns"),
        (("--time", "district"), "there are two rows|no unit was seen at every time"),
    ],
)
def test_a_fault_is_one_line(areas, capsys, options, said):
    assert main(["evaluate", "did", str(areas), *NAMED, *options]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert any(part in told for part in said.split("|"))
