import json

import pytest

from joinedup.insight.evaluation.methods.over_time.made_up import followed
from joinedup.interfaces.command_line.main import main

NAMED = ("--duration", "lasted", "--event", "ended", "--event-value", "again")


@pytest.fixture
def families(tmp_path):
    path = tmp_path / "families.csv"
    followed(250).frame.to_csv(path, index=False)
    return path


def test_groups_covariates_and_what_competes(families, capsys, tmp_path):
    asked = ("--group", "helped", "--covariates", "x", "--competing", "moved")
    out = tmp_path / "report"
    given = ["evaluate", "survival", str(families), *NAMED, *asked, "--out", str(out), "--json"]
    assert main(given) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["estimand"] == "log hazard ratio of helped"
    assert said["estimate"] == said["coefficients"]["helped"]["estimate"]
    assert said["log_rank"]["degrees_of_freedom"] == 1
    assert [each["cause"] for each in said["groups"][0]["cumulative_incidence"]] == [
        "event", "competing",
    ]  # fmt: skip
    assert said["proportionality"]["all together"]["degrees_of_freedom"] == 2
    assert said["n_control"] + said["n_treated"] == 250
    assert said["effective_sample_size_control"] == said["n_control"]
    assert said["balance"] == {}
    assert said["verdict"] == "weak"
    page = (out / "report.html").read_text()
    assert page.count("<svg") == 2
    shares = [each["incidence"][-1] for each in said["groups"][0]["cumulative_incidence"]]
    words = f"it had happened to {shares[0]:.0%} by 3; for {shares[1]:.0%} something else had come"
    assert words in page


def test_one_group_has_its_mean_time(families, capsys):
    assert main(["evaluate", "survival", str(families), *NAMED, "--json", "--horizon", "2"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["estimand"] == "mean time without the event"
    assert said["horizon"] == 2
    assert 0 < said["estimate"] < 2


def test_few_events_end_in_no_effect(families, capsys):
    followed(20).frame.to_csv(families, index=False)
    assert main(["evaluate", "survival", str(families), *NAMED, "--group", "helped"]) == 0
    assert "Too few events" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--duration", "ended", "--event", "helped"), "holds words"),
        (("--covariates", "lasted"), "neither group"),
        (("--event", "lasted"), "two columns"),
        (("--event-value", "never"), "no row of the column ended holds never"),
        (("--group", "x"), "more than 20"),
        (("--horizon", "99"), "at most"),
        (("--covariates", "x,x"), "named twice"),
    ],
)
def test_a_fault_is_one_line(families, capsys, options, said):
    assert main(["evaluate", "survival", str(families), *NAMED, *options]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert said in told
