"""The bench of evaluation finds what its families were given."""

import json

import pytest

from joinedup.interfaces.command_line.main import main


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    file = tmp_path_factory.mktemp("bench") / "runs.json"
    assert main(["bench", "evaluate", "--families", "1500", "--json", str(file)]) == 0
    return {run["what"]: run for run in json.loads(file.read_text())}


ADJUSTED = (
    "regression", "ipw", "full-matching", "entropy-balancing", "aipw",
    "did, staggered", "survival, Cox",
)  # fmt: skip


@pytest.mark.parametrize("method", ADJUSTED)
def test_a_method_that_adjusts_finds_what_was_put_in(runs, method):
    run = runs[method]
    assert run["low"] < run["truth"] < run["high"]
    assert run["verdict"] != "do not report an effect"


def test_the_groups_as_they_are_mislead_and_the_verdict_says_so(runs):
    run = runs["difference"]
    assert not run["low"] < run["truth"] < run["high"]
    assert run["verdict"] == "do not report an effect"


def test_the_nearest_however_far_leaves_a_difference_and_the_verdict_says_so(runs):
    """One to one, without a caliper: those with most needs have nobody like them left."""
    run = runs["matching"]
    assert run["estimate"] > run["truth"]
    assert run["verdict"] == "do not report an effect"


def test_time_and_memory_are_those_of_the_command(runs):
    for run in runs.values():
        assert run["processor"] > 0
        assert run["memory"] > 50
