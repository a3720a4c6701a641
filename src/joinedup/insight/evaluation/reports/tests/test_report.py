import json
import tomllib
from io import BytesIO
from pathlib import Path

import html5lib
import pytest
from pypdf import PdfReader

import joinedup
from joinedup.insight.evaluation.methods.tables import DataError
from joinedup.insight.evaluation.reports.finding import Finding, Shown
from joinedup.insight.evaluation.reports.folder import check_folder, write_report
from joinedup.insight.evaluation.reports.pictures import Dumbbell, dumbbells

FINDING = Finding(
    title="Change among families <of the area>",
    verdict="Fewer families had each risk. What caused it is not known.",
    in_words=("Of 100 families, 47 had it at the start.", "15 had it at the end."),
    shown=(
        Shown(
            "Each risk",
            "Shares of families.",
            ("Risk", "Start", "End"),
            (("Housing enforcement", "47%", "15%"), ("a & b", "1%", "2%")),
            dumbbells([Dumbbell("Housing enforcement", 0.47, 0.15)], title="Each risk"),
            "Housing enforcement fell from 47% to 15%.",
        ),
        Shown("Only a table", "", ("What", "Number"), (("families", "100"),)),
    ),
    warnings=("Twelve families could not be reached.",),
    figures={"estimate": 0.68, "standard_error": None},
    fingerprints={"families.csv": "ab" * 32},
    how=(("Method", "share of families"),),
)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("evaluation") / "out"
    write_report(FINDING, out, command="joinedup evaluate change families.csv --risks 'a,b'")
    return out


def test_the_html_is_whole_and_says_everything(written):
    text = (written / "report.html").read_text(encoding="utf-8")
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page = parser.parse(text)
    heard = " ".join("".join(page.itertext()).split())
    for words in (
        FINDING.title,
        FINDING.verdict,
        *FINDING.in_words,
        *FINDING.warnings,
        "--risks 'a,b'",
        "ab" * 32,
        "statsmodels 0.",
        "15%",
    ):
        assert words in heard, words
    assert len(page.findall(".//h1")) == 1
    assert len(page.findall(".//table")) == len(FINDING.shown)
    assert all(region.get("aria-label") for region in page.findall(".//div"))


def test_the_pdf_is_tagged_and_begins_with_words(written):
    reader = PdfReader(BytesIO((written / "report.pdf").read_bytes()))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    first = " ".join(reader.pages[0].extract_text().split())
    assert "47 had it at the start" in first
    assert "Housing enforcement" not in first
    every = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "How to repeat this" in every


def test_the_figures_stand_beside(written):
    assert json.loads((written / "figures.json").read_text()) == dict(FINDING.figures)


def test_a_second_run_takes_the_place_of_the_first(tmp_path):
    out = tmp_path / "out"
    for _ in range(2):
        check_folder(out)
        write_report(FINDING, out, command="joinedup evaluate change")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"]


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear")
    with pytest.raises(DataError, match=r"holds letter\.txt"):
        check_folder(tmp_path)
    with pytest.raises(DataError, match="is no folder"):
        check_folder(tmp_path / "none" / "out")


def test_the_version_that_is_told_is_that_of_the_package():
    text = (Path(joinedup.__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["project"]["version"] == joinedup.__version__
