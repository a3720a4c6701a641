import json

import html5lib
import pytest
from pypdf import PdfReader

from joinedup.insight.evaluation.methods.comparison.compare import METHODS
from joinedup.insight.evaluation.methods.comparison.tests.families import frame
from joinedup.interfaces.command_line.main import main

NAMED = ("--treatment", "treated", "--outcome", "y", "--covariates", "x,group")
PRINTED = {
    "estimate",
    "standard_error",
    "confidence_interval",
    "n_treated",
    "n_control",
    "effective_sample_size_control",
    "balance",
    "verdict",
    "warnings",
}


@pytest.fixture
def families(tmp_path):
    path = tmp_path / "families.csv"
    frame(600).to_csv(path, index=False)
    return path


def run(path, *options):
    return main(["evaluate", "effect", str(path), *NAMED, *map(str, options)])


@pytest.mark.parametrize("method", METHODS)
def test_every_method_prints_what_is_asked(families, capsys, method):
    assert run(families, "--method", method, "--placebo", "before", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said.keys() >= PRINTED
    assert said["method"] == method
    assert said["balance"]["group_west"].keys() >= {"smd_before", "smd_after"}
    if method != "difference":
        low, high = said["confidence_interval"]
        assert low < 2 < high
        assert said["placebo"]["failed"] is False
        assert said["verdict"] != "do not report an effect"


def test_what_may_not_be_reported_is_not_headlined(families, capsys, tmp_path):
    out = tmp_path / "report"
    options = ("--method", "difference", "--placebo", "before", "--out", out)
    assert run(families, *options) == 0
    words = capsys.readouterr().out
    figures = json.loads((out / "figures.json").read_text())
    assert figures["verdict"] == "do not report an effect"
    assert figures["placebo"]["failed"] is True
    page = (out / "report.html").read_text()
    html5lib.HTMLParser(strict=True).parse(page)
    pdf = " ".join(p.extract_text() for p in PdfReader(out / "report.pdf").pages)
    for text in (words, page, pdf):
        assert "Do not report an effect" in text
        assert f"{figures['estimate']:.2f}" not in text
        assert "With help, y is" not in text


def test_a_report_of_an_effect(families, capsys, tmp_path):
    out = tmp_path / "report"
    assert run(families, "--method", "entropy-balancing", "--out", out) == 0
    words = capsys.readouterr().out
    page = (out / "report.html").read_text()
    estimate = json.loads((out / "figures.json").read_text())["estimate"]
    assert f"With help, y is on average {estimate:.2f} higher" in words
    assert page.count("<svg") == 2
    assert "How alike the groups were" in page


def test_bootstrap_marks_its_progress(families, capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    options = ("--method", "regression", "--bootstrap", 60, "--seed", 4, "--json")
    assert run(families, *options) == 0
    said = capsys.readouterr()
    assert "60 of 60 draws" in said.err
    assert json.loads(said.out)["error_kind"] == "bootstrap, 60 draws, seed 4"
    assert run(families, *options) == 0
    assert capsys.readouterr().out == said.out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--method", "matching", "--bootstrap", 60), "bootstrap errors are wrong after matching"),
        (("--method", "ipw", "--placebo", "none"), "no column none"),
        (("--method", "ipw", "--level", 2), "--level is between 0 and 1"),
        (("--method", "ipw", "--cluster", "one"), "one value only"),
        (("--method", "ipw", "--negative-control", "group"), "holds words"),
    ],
)
def test_what_cannot_be_done_is_one_line(families, capsys, options, words):
    frame(600).assign(one=1).to_csv(families, index=False)
    assert run(families, *options) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("joinedup evaluate effect: ")
    assert len(said.err.splitlines()) == 1
    assert words in said.err


def test_separation_and_one_arm_are_one_line(families, capsys):
    for change, words in (({"x": "treated"}, "perfect separation"), ({"treated": "coin"}, "")):
        changed = frame(600)
        for column, other in change.items():
            changed[column] = changed[other]
        if not words:
            changed["treated"] = 0
        changed.to_csv(families, index=False)
        assert run(families, "--method", "ipw") == 2
        assert (words or "nobody took part") in capsys.readouterr().err


def test_words_and_missing_covariates_are_read_as_asked_and_said(families, capsys):
    changed = frame(600)
    changed.loc[:19, "x"] = None
    changed["treated"] = changed["treated"].map({1.0: "Visited", 0.0: "Not visited"})
    changed.to_csv(families)
    assert run(families, "--method", "ipw", "--missing", "omit", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["n_treated"] + said["n_control"] == 580
    assert said["left_out"] == [{"rows": 20, "reason": "x is not known"}]
    assert said["warnings"][0].startswith("treated holds Not visited and Visited: Visited is taken")
    assert run(families, "--method", "ipw", "--treatment-value", "Not visited", "--json") == 0
    turned = json.loads(capsys.readouterr().out)
    assert turned["n_treated"] + turned["n_control"] == 600
    assert turned["estimate"] < 0 < said["estimate"]
