import json

import pytest

from joinedup.insight.evaluation.methods.change.tests.test_analysis import as_long, made_up
from joinedup.interfaces.command_line.main import main


@pytest.fixture
def families(tmp_path):
    path = tmp_path / "families.csv"
    made_up().to_csv(path, index=False)
    return path


def run(capsys, *given):
    status = main(["evaluate", "change", *map(str, given), "--bootstrap", "60", "--json"])
    told = capsys.readouterr()
    return status, json.loads(told.out) if status == 0 else told.err


def test_risks_from_the_start_to_the_exit(families, capsys, tmp_path):
    out = tmp_path / "report"
    status, said = run(capsys, families, "--domains", "all=school+crime", "--out", out)
    assert status == 0
    first = said["changes"][0]
    assert first["base"] == "accepted"
    assert first["unknown_counts_as_unchanged"] is True
    assert first["relative_reduction"]["confidence_interval"][0] is not None
    assert said["stages"].keys() == {"accepted", "left"}
    assert said["averages"]["exit"][1]["domain"] == "all"
    assert said["estimate"] == said["averages"]["exit"][0]["mean_of_reductions"]["estimate"]
    assert said["verdict"] == "weak"
    page = (out / "report.html").read_text()
    assert "not what help did" in page
    assert "<svg" in page


def test_a_risk_that_nobody_recorded_later_is_said(tmp_path, capsys):
    path = tmp_path / "families.csv"
    made_up().assign(crime_exit=None).to_csv(path, index=False)
    status, said = run(capsys, path)
    assert status == 0
    assert "not recorded at the exit: crime" in said["warnings"]
    assert said["changes"][0]["risk"] == "school"
    assert said["estimate"] == said["changes"][0]["relative_reduction"]["estimate"]


def test_of_many_groups_the_farthest_apart_are_named(tmp_path, capsys):
    path = tmp_path / "families.csv"
    frame = made_up()
    frame.assign(area=[f"the_{row % 5}" for row in range(len(frame))]).to_csv(path, index=False)
    given = ["evaluate", "change", str(path), "--group", "area", "--bootstrap", "60"]
    assert main(given) == 0
    told = capsys.readouterr().out
    assert "The 5 groups are told of apart." in told
    assert told.count("(area the ") == 2


def test_long_rows_say_the_same(families, capsys, tmp_path):
    rows = tmp_path / "rows.csv"
    as_long(made_up()).to_csv(rows, index=False)
    named = [x for n in ("family", "moment", "risk", "value") for x in (f"--{n}", n)]
    _, long = run(capsys, rows, *named)
    _, wide = run(capsys, families, "--risks", "crime,school")
    assert long["changes"] == wide["changes"]


def test_groups_stand_side_by_side_and_are_not_compared(families, capsys):
    frame = made_up().assign(helped=["yes", "no"] * 100)
    frame.to_csv(families, index=False)
    status, said = run(capsys, families, "--group", "helped")
    assert status == 0
    assert said["groups"].keys() == {"helped no", "helped yes"}
    assert any("evaluate effect" in warning for warning in said["warnings"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--risks", "debt"), "there is no column debt_start"),
        (("--group", "nobody"), "there is no column nobody"),
        (("--group", "family"), "200 groups"),
        (("--family", "family"), "go together"),
        (("--domain", "left"), "use --domains"),
        (("--stages", "left=nowhere"), "there is no column nowhere"),
    ],
)
def test_a_fault_is_one_line(families, capsys, options, said):
    status, told = run(capsys, families, *options)
    assert status == 2
    assert told.count("\n") == 1
    assert said in told
