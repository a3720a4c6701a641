"""Files from outside, and files that a spreadsheet program will open."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.base.documents.spreadsheets import read_csv, safe_cell, write_csv


@pytest.mark.parametrize("start", [*"=+-@|%＝＋－＠", "\t", "\r", "\n", " =", "\u200b=", "\x01="])
def test_no_cell_starts_a_formula(start: str) -> None:
    cell = safe_cell(f'{start}cmd|"/c calc"!A1')
    assert cell.startswith("'")


def test_numbers_dates_and_ordinary_words_are_left_alone() -> None:
    values = [-5, 1.5, Decimal("-2.50"), date(2026, 1, 2), None, True, "Łukasz", "O'Neil", "'Abdul"]
    assert [safe_cell(v) for v in values] == [
        "-5", "1.5", "-2.50", "2026-01-02", "", "yes", "Łukasz", "O'Neil", "'Abdul",
    ]  # fmt: skip


def test_written_for_spreadsheet_programs() -> None:
    written = write_csv([("Name", "Note"), ("Siân", '=HYPERLINK("http://x";"y")')])
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.endswith(b"\r\n")
    assert '"\'=HYPERLINK(""http://x"";""y"")"' in written.decode("utf-8-sig")


def test_ragged_rows_are_not_written() -> None:
    with pytest.raises(ValueError, match="Row 2"):
        write_csv([("a", "b"), ("c",)])


_text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(str.strip)
_risky = st.builds(
    "{}{}{}".format, st.sampled_from(["", "'", "''"]), st.sampled_from("=+-@|%"), _text
)


@given(st.lists(st.tuples(_text | _risky, _text | _risky), max_size=6))
def test_what_is_written_comes_back_and_never_runs(rows: list[tuple[str, str]]) -> None:
    written = write_csv([("First", "Second"), *rows])
    for row in csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")):
        assert not any(cell.lstrip()[:1] in tuple("=+-@|%") for cell in row if cell.strip())
    found = read_csv(written, required=("First", "Second"))
    assert not found.problems
    expected = [row for row in rows if row[0] or row[1]]
    assert [(r.cells["First"], r.cells["Second"]) for r in found.rows] == expected


def test_headings_match_loosely_in_any_order_and_the_rest_is_named() -> None:
    found = read_csv(
        b"date-of birth,Shoe size,FAMILY_NAME\n2018-05-03,3, Sampleton \n",
        required=("Family name", "Date of birth"),
        optional=("Postcode",),
    )
    assert [dict(r.cells) for r in found.rows] == [
        {"Date of birth": "2018-05-03", "Family name": "Sampleton"}
    ]
    assert found.rows[0].line == 2
    assert "Shoe size" in found.statement


def test_windows_text_is_read_and_said() -> None:
    found = read_csv("Name\nZoë\n".encode("cp1252"), required=("Name",))
    assert found.rows[0].cells["Name"] == "Zoë"
    assert found.encoding == "windows-1252"
    assert "Windows-1252" in found.statement
    assert "line 2" in found.statement


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"PK\x03\x04rest", "workbook"),
        ("Name\nx".encode("utf-16"), "UTF-16"),
        (b"Name\n\x81\x8d\n", "neither"),
        ("Name\nŵŷ é ü\n".encode() + b"\xff\n", "damaged; the first damage is on line 3"),
        (b"Name,name\nx,y\n", "twice"),
        (b"Nom;Age\nx;3\n", "Missing: “Name”"),
        (b"Name\n" + b"x\n" * 11, "more than 10 rows"),
        (b"Name\n" + b"x" * 5000, "larger than"),
        (b'"Name\nx\n', "headings could not be read"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content: bytes, words: str) -> None:
    found = read_csv(content, required=("Name",), max_bytes=4000, max_rows=10)
    assert found.unusable
    assert not found.rows
    assert words in found.problems[0].message


def test_bad_rows_are_named_and_good_rows_are_kept() -> None:
    content = (
        b'Name,Note\nAnn,"two\nlines"\nBob\nCy,x,y\nDi,nul\x00\n\n,\nEve,fine\nFay,"a"b\nGil,x\n'
    )
    found = read_csv(io.BytesIO(content), required=("Name", "Note"))
    assert [(r.line, r.cells["Name"]) for r in found.rows] == [(2, "Ann"), (9, "Eve")]
    assert [(p.line, p.heading) for p in found.problems] == [
        (4, None),
        (5, None),
        (6, "Note"),
        (10, None),
    ]
    assert "1 cells" in found.problems[0].message
    assert not found.unusable


def test_problems_never_repeat_what_a_cell_holds() -> None:
    found = read_csv(b"Name\nSampleton\x01\nSampleton,x\n", required=("Name",))
    assert len(found.problems) == 2
    assert "Sampleton" not in " ".join(p.message for p in found.problems)


def test_a_file_of_nothing_but_problems_is_given_up() -> None:
    found = read_csv(b"Name\n" + b"a,b\n" * 5000, required=("Name",))
    assert found.unusable
    assert len(found.problems) == 1001


def test_a_hundred_thousand_characters_fit_and_more_is_said() -> None:
    assert read_csv(b"Name\n" + b"x" * 100_000, required=("Name",)).rows
    assert (
        "too long" in read_csv(b"Name\n" + b"x" * 200_000, required=("Name",)).problems[0].message
    )


@given(st.binary(max_size=300))
def test_any_bytes_at_all_give_an_answer(content: bytes) -> None:
    found = read_csv(b"Name,Note\n" + content, required=("Name",))
    assert found.rows or found.problems or found.statement
    assert read_csv(content, required=("Name",)) is not None
