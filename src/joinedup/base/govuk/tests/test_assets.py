"""The built files that are committed."""

import re
from pathlib import Path

STATIC = Path(__file__).parents[1] / "static" / "joinedup"


def test_the_style_sheet_carries_nothing_of_gov_uk_s_brand() -> None:
    style = (STATIC / "joinedup.css").read_text()
    assert "Atkinson Hyperlegible Next" in style
    for forbidden in ("GDS Transport", "crest", "crown", "govuk-header", "govuk-footer"):
        assert forbidden.lower() not in style.lower()


def test_every_file_that_the_style_sheet_names_is_there() -> None:
    style = (STATIC / "joinedup.css").read_text()
    named = {match.strip("\"'") for match in re.findall(r"url\(([^)]+)\)", style)}
    assert len(named) >= 6
    missing = [
        name for name in named if not name.startswith("data:") and not (STATIC / name).is_file()
    ]
    assert missing == []


def test_the_typeface_comes_with_its_licence() -> None:
    assert "SIL Open Font License" in (STATIC / "fonts" / "OFL.txt").read_text()
