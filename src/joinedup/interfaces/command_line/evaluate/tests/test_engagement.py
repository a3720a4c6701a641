import json

import pytest

from joinedup.insight.evaluation.methods.over_time.made_up import helped_for
from joinedup.interfaces.command_line.main import main

NAMED = ("--length", "length", "--duration", "lasted", "--event", "again")


@pytest.fixture
def families(tmp_path):
    path = tmp_path / "families.csv"
    helped_for(300).frame.to_csv(path, index=False)
    return path


def test_more_help_so_far_landmarks_and_the_trap(families, capsys, tmp_path):
    out = tmp_path / "report"
    given = [str(families), *NAMED, "--covariates", "x", "--out", str(out), "--json"]
    assert main(["evaluate", "engagement", *given]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["whole_length_trap"]["used"] is False
    assert said["whole_length_trap"]["estimate"] < said["estimate"]
    assert said["landmarks"]
    assert any("staying is itself chosen" in warning for warning in said["warnings"])
    assert "a trap" in (out / "report.html").read_text()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--length", "lasted"), "a column of its own"),
        (("--length", "nothing"), "no column nothing"),
        (("--event-value", "9"), "holds 9"),
    ],
)
def test_a_fault_is_one_line(families, capsys, options, said):
    assert main(["evaluate", "engagement", str(families), *NAMED, *options]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert said in told
