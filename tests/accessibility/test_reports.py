"""Reports of `joinedup evaluate`: a file that somebody opens, on a screen and on a phone."""

from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from joinedup.insight.evaluation.methods.over_time.made_up import (
    followed,
    helped_for,
    months,
    staggered_areas,
)
from joinedup.interfaces.command_line.main import main
from tests.accessibility.looking import Findings
from tests.browsing import DESKTOP, PHONE
from tests.html import parse_strictly

DATA = Path(__file__).parents[1] / "evaluation" / "data"
EFFECT = ("--treatment", "treat", "--outcome", "re78", "--covariates", "age,race,re74,re75",
          "--placebo", "nodegree")  # fmt: skip
DID = ("--unit", "unit", "--time", "time", "--first-treated", "begun", "--outcome", "y",
       "--bootstrap", "50")  # fmt: skip
TIMES = ("--duration", "lasted", "--event")
WHY = "Whether help that begins at different times lowers y"

ASKED = {
    "effect": ("effect", str(DATA / "lalonde_matchit.csv"), *EFFECT, "--method", "ipw"),
    "change": ("change", "change.csv", "--bootstrap", "50"),
    "change in many groups": ("change", "change.csv", "--group", "area", "--bootstrap", "50"),
    "did": ("did", "areas.csv", *DID),
    "did, two groups": ("did", "two.csv", *DID),
    "survival": (
        "survival", "times.csv", *TIMES, "ended", "--event-value", "again", "--competing", "moved",
        "--group", "helped", "--covariates", "x",
    ),
    "power": ("power", "--control", "0.5", "--treated", "0.35", "--icc", "0.05",
              "--cluster-size", "20"),
    "interrupted": ("interrupted", "months.csv", "--time", "month", "--outcome", "y",
                    "--began", "48"),
    "engagement": ("engagement", "helped.csv", "--length", "length", *TIMES, "again"),
    "value": ("value", "--cost", "900", "--effect", "0.8", "--effect-error", "0.1"),
    "allocate": ("allocate", "lots.csv", "--unit", "unit", "--to", "drawn.csv", "--log",
                 "log.json"),
    "protocol": ("protocol", "protocol.toml"),
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("reports")
    areas = staggered_areas(60).frame
    areas.to_csv(where / "areas.csv", index=False)
    two = areas[areas["time"].isin([4, 5]) & (areas["begun"] != 3)]
    two.to_csv(where / "two.csv", index=False)
    areas[["unit"]].drop_duplicates().to_csv(where / "lots.csv", index=False)
    followed(200).frame.to_csv(where / "times.csv", index=False)
    months().frame.to_csv(where / "months.csv", index=False)
    helped_for(200).frame.to_csv(where / "helped.csv", index=False)
    rows = range(200)
    risks = {f"risk_of_kind_{n}_{moment}": [(row + n) % (2 + later) == 0 for row in rows]
             for n in range(12) for later, moment in enumerate(("start", "exit"))}  # fmt: skip
    areas_of = [f"Area number {row % 10} of the council" for row in rows]
    pd.DataFrame({**risks, "area": areas_of}).to_csv(where / "change.csv", index=False)
    settings = "\n".join(f'"{name[2:]}" = "{value}"' for name, value in zip(
        DID[::2], DID[1::2], strict=True))  # fmt: skip
    (where / "protocol.toml").write_text(
        f'title = "{WHY}"\nregistered = 2026-01-10\nquestion = "{WHY}?"\naction = "did"\n'
        f"[settings]\n{settings}\n"
    )
    return where


@pytest.fixture(scope="module")
def reports(folder):
    """By what was asked, the folder of each report."""
    made = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for called, asked in ASKED.items():
            out = folder / called.replace(" ", "-").replace(",", "")
            assert main(["evaluate", *asked, "--out", str(out)]) == 0, called
            made[called] = out
    return made


@pytest.mark.browser
def test_a_report_can_be_read_by_everybody(reports, browser: Browser):
    found = Findings()
    for width, height in (DESKTOP, PHONE):
        page = browser.new_page(viewport={"width": width, "height": height})
        for called, out in reports.items():
            page.goto((out / "report.html").as_uri())
            found.look_at(page, f"{called} at {width}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{called} is {wide} wide"
        page.close()
    assert not found.wrong, str(found)


@pytest.mark.parametrize("called", ASKED)
def test_the_file_is_whole_and_the_pdf_begins_with_one_page_of_words(reports, called):
    parse_strictly((reports[called] / "report.html").read_text(encoding="utf-8"))
    reader = PdfReader(reports[called] / "report.pdf")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    first, second = (reader.pages[n].extract_text() for n in (0, 1))
    assert "What may be said" in first
    html = (reports[called] / "report.html").read_text(encoding="utf-8")
    heading = html.split("<section><h2>")[1].split("</h2>")[0]
    assert heading.split(",")[0] in " ".join(second.split())
