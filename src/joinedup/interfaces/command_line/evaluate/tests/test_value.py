import json

import pandas as pd
import pytest

from joinedup.insight.evaluation.methods.value.tests.test_worth import families
from joinedup.interfaces.command_line.main import main


@pytest.fixture
def rows(tmp_path):
    cost, outcome, treated = families()
    path = tmp_path / "families.csv"
    frame = pd.DataFrame({"cost": cost, "in_school": outcome, "helped": treated})
    frame.to_csv(path, index=False)
    return path


NAMED = ("--cost", "cost", "--outcome", "in_school", "--treatment", "helped")


def run(capsys, *given):
    status = main(["evaluate", "value", *map(str, given), "--json"])
    told = capsys.readouterr()
    return status, json.loads(told.out) if status == 0 else told.err


def test_a_cost_of_one_outcome_always_has_its_range(rows, capsys, tmp_path):
    out = tmp_path / "report"
    status, said = run(capsys, rows, *NAMED, "--bootstrap", 200, "--out", out)
    assert status == 0
    low, high = said["confidence_interval"]
    assert low < said["estimate"] < high
    assert said["bootstrap_interval"][0] is not None
    assert "without its range says nothing" in (out / "report.html").read_text()


def test_known_numbers_and_a_published_cost(capsys):
    given = ("--cost", 900, "--cost-error", 50, "--effect", -0.8, "--effect-error", 0.1, "--fewer",
             "--unit-cost", "common_assault", "--cost-prices", "2018-19",
             "--outcome", "an_assault")  # fmt: skip
    status, said = run(capsys, *given)
    assert status == 0
    assert said["cost"]["estimate"] == pytest.approx(900 * 100 / 78.7948)
    assert said["effect"]["estimate"] == 0.8
    assert said["unit_cost"]["pounds_at_prices"] == pytest.approx(1440 * 100 / 57.9885)
    assert said["net_value"]["confidence_interval"][0] > 0
    assert said["verdict"] == "weak"
    assert main(["evaluate", "value", *map(str, given)]) == 0
    assert "an assault avoided" in capsys.readouterr().out


def test_an_effect_that_may_be_nothing_has_no_cost(capsys):
    status, said = run(capsys, "--cost", 900, "--effect", 0.1, "--effect-error", 0.08)
    assert status == 0
    assert said["estimate"] is None
    assert said["verdict"] == "do not report an effect"


def test_the_library_is_shown_with_sources(capsys, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        '[eviction]\nwhat="an eviction"\nunit="eviction"\npounds=7000\nprice_year="2022-23"\n'
        'source="Our ledger"\n'
    )
    status, said = run(capsys, "--list", "--unit-costs", own, "--prices", "2022-23")
    assert status == 0
    assert said["unit_costs"]["eviction"]["pounds_at_prices"] == 7000
    assert all(each["source"] for each in said["unit_costs"].values())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((), "say a FILE, or"),
        (("--cost", "many", "--effect", "1", "--effect-error", "1"), "is pounds a family"),
        (("--list", "--prices", "1920-21"), "no deflator for 1920-21"),
        (("--unit-cost", "peace", "--cost", "1", "--effect", "1", "--effect-error", "1"), "--list"),
        (("--list", "--unit-costs", "nowhere.toml"), "cannot be read"),
    ],
)
def test_a_fault_is_one_line(capsys, given, words):
    status, told = run(capsys, *given)
    assert status == 2
    assert told.count("\n") == 1
    assert words in told


def test_a_file_needs_its_three_columns(rows, capsys):
    assert run(capsys, rows, "--cost", "cost")[0] == 2
    assert run(capsys, rows, "--cost", "cost", "--outcome", "cost", "--treatment", "helped")[0] == 2
