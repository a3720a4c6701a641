import json

import pytest

from joinedup.insight.evaluation.methods.over_time.made_up import months
from joinedup.interfaces.command_line.main import main

NAMED = ("--time", "month", "--outcome", "y", "--began", "48")


@pytest.fixture
def series(tmp_path):
    path = tmp_path / "months.csv"
    months().frame.to_csv(path, index=False)
    return path


def test_a_jump_and_a_change_of_trend(series, capsys, tmp_path):
    out = tmp_path / "report"
    given = ["evaluate", "interrupted", str(series), *NAMED, "--out", str(out), "--json"]
    assert main(given) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["estimate"] < said["confidence_interval"][1] < 0
    assert (said["n_before"], said["n_after"]) == (48, 24)
    assert said["verdict"] == "weak"
    assert len(said["series"]) == 72
    assert "<svg" in (out / "report.html").read_text()


def test_a_series_that_jumps_anyway_has_no_effect(series, capsys):
    frame = months().frame
    frame.loc[frame["month"].between(24, 47), "y"] += 9
    frame.to_csv(series, index=False)
    assert main(["evaluate", "interrupted", str(series), *NAMED]) == 0
    assert "jumps without a beginning too" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--began", "70"), "3 are needed"),
        (("--season", "400"), "at most 366"),
        (("--time", "y"), "two columns"),
        (("--outcome", "x"), "no column x"),
    ],
)
def test_a_fault_is_one_line(series, capsys, options, said):
    assert main(["evaluate", "interrupted", str(series), *NAMED, *options]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert said in told
