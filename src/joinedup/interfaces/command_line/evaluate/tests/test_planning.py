import json

import pytest

from joinedup.insight.evaluation.methods.over_time.made_up import staggered_areas
from joinedup.interfaces.command_line.main import main

PROMISED = """
title = "Areas that began"
registered = 2026-01-10
question = "Did y rise where it began?"
action = "did"

[settings]
unit = "unit"
time = "time"
first-treated = "begun"
outcome = "y"
bootstrap = 60
"""
DID = ("--unit", "unit", "--time", "time", "--first-treated", "begun", "--outcome", "y",
       "--bootstrap", "60")  # fmt: skip


def said(capsys, *given):
    status = main(["evaluate", *map(str, given), "--json"])
    told = capsys.readouterr()
    assert status == 0, told.err
    return json.loads(told.out)


def test_how_many_how_likely_and_how_small(capsys):
    needed = said(capsys, "power", "--control", 0.5, "--treated", 0.35)
    assert needed["asked"] == "families"
    assert needed["n_control"] == needed["n_treated"] == 170
    likely = said(capsys, "power", "--control", 0.5, "--difference", -0.15, "--families", 340)
    assert likely["power"] == pytest.approx(0.8, abs=0.005)
    small = said(capsys, "power", "--control", 0.5, "--families", 340)
    assert small["difference"] == pytest.approx(-0.15, abs=0.002)


def test_areas_and_a_stepped_wedge(capsys, tmp_path):
    areas = ("power", "--control", 0.5, "--difference", -0.15, "--icc", 0.05, "--cluster-size", 20)
    parallel = said(capsys, *areas, "--out", tmp_path / "report")
    assert parallel["design_effect"] == pytest.approx(1.95)
    assert parallel["families"] % 20 == 0
    wedge = said(capsys, *areas, "--steps", 4)
    assert wedge["families"] % (20 * 5 * 4) == 0
    assert "Half the difference" in (tmp_path / "report" / "report.html").read_text()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--control", "0.5"), "say --families, or a difference"),
        (("--control", "0.5", "--treated", "1.5"), "too large"),
        (("--spread", "1", "--treated", "0.5"), "say --control"),
        (("--spread", "1", "--difference", "1", "--icc", "0.1"), "go together"),
        (("--spread", "1", "--difference", "1", "--steps", "3"), "needs --icc"),
        (("--spread", "1", "--difference", "1", "--families", "9", "--power", ".8"), "worked out"),
    ],
)
def test_a_plan_that_cannot_be_is_one_line(capsys, given, words):
    assert main(["evaluate", "power", *given]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert words in told


@pytest.fixture
def families(tmp_path):
    path = tmp_path / "families.csv"
    path.write_text("id,area\n" + "".join(f"F{n},{n % 3}\n" for n in range(60)))
    return path


def test_lots_are_drawn_once_and_can_be_drawn_again(families, tmp_path, capsys):
    named = ("allocate", families, "--unit", "id", "--strata", "area")
    files = ("--to", tmp_path / "lots.csv", "--log", tmp_path / "lots.json")
    drawn = said(capsys, *named, *files)
    assert drawn["counts"]["0"] == {"now": 10, "waits": 10}
    assert (tmp_path / "lots.csv").read_text().count("\n") == 61
    assert main(["evaluate", *map(str, (*named, *files))]) == 2
    assert "lots are drawn once" in capsys.readouterr().err
    again = said(capsys, *named, "--check", tmp_path / "lots.json")
    assert again["drawn_sha256"] == drawn["drawn_sha256"]
    families.write_text(families.read_text() + "F60,0\n")
    assert main(["evaluate", *map(str, named), "--check", str(tmp_path / "lots.json")]) == 2
    assert "not the list" in capsys.readouterr().err


def test_a_report_is_held_to_its_protocol(tmp_path, capsys):
    areas, protocol = tmp_path / "areas.csv", tmp_path / "protocol.toml"
    staggered_areas(80).frame.to_csv(areas, index=False)
    protocol.write_text(PROMISED)
    hashed = said(capsys, "protocol", protocol)["sha256"]
    kept = said(capsys, "did", areas, *DID, "--protocol", protocol)
    assert kept["protocol"]["deviations"] == []
    assert kept["protocol"]["sha256"] == hashed
    broken = said(capsys, "did", areas, *DID, "--control", "not-yet", "--protocol", protocol)
    assert broken["protocol"]["deviations"] == [
        "--control was not-yet, of which the protocol does not speak"
    ]
    assert any("not as promised" in warning for warning in broken["warnings"])


def test_a_protocol_that_is_none_is_said_before_any_work(tmp_path, capsys):
    protocol = tmp_path / "protocol.toml"
    protocol.write_text("title = 3")
    given = ["evaluate", "did", "nowhere.csv", *DID, "--protocol", str(protocol)]
    assert main(given) == 2
    assert "does not say its registered" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (PROMISED.replace('"did"', '"magic"'), "action magic is none of effect, change, did"),
        (PROMISED.replace("bootstrap = 60", "method = 'magic'"), "sets method to magic, which is"),
        (PROMISED.replace("bootstrap = 60", "placebo = 'x'"), "sets placebo, which joinedup eval"),
        (PROMISED.replace("bootstrap = 60", "out = 'x'"), "sets out, which joinedup evaluate did"),
        (PROMISED.replace('"Areas that began"', "3"), "title is no text"),
    ],
)
def test_a_protocol_that_nobody_could_keep_is_one_line(tmp_path, capsys, wrong, words):
    protocol = tmp_path / "protocol.toml"
    protocol.write_text(wrong)
    assert main(["evaluate", "protocol", str(protocol)]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert words in told
