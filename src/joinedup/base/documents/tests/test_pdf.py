"""PDFs as a reader, a screen reader and an attacker meet them."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from joinedup.base.documents.document import (
    BulletList,
    DocumentError,
    Heading,
    KeyValues,
    Notice,
    PageBreak,
    Paragraph,
    Picture,
    Quotation,
    Table,
)
from joinedup.base.documents.pdf import PrintSize, as_pdf
from joinedup.base.documents.tests.factories import HANDLING, document
from joinedup.base.documents.typefaces import drawable_characters

SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'>"
    "<rect width='40' height='9'/></svg>"
)
EVERYTHING = (
    Heading("What was decided"),
    Paragraph("An assessment by a social worker."),
    Notice("Do not tell the father."),
    KeyValues((("Child", "Ava Sampleton"), ("Lives with", "Her mother"))),
    BulletList(("First point", "Second point")),
    Table("Agencies", ("Agency", "Since"), (("Police", "2026"), ("Health", "2022"))),
    Quotation("I like it when you ask.", "Ava"),
    Picture(SVG, "One wide bar", "Days missed"),
    PageBreak(),
    Heading("What happens next", 2),
)


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in reader(pdf).pages)


def letters(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", text)


def tags(pdf: bytes) -> set[str]:
    root = reader(pdf).trailer["/Root"]["/StructTreeRoot"]
    return {node["/S"] for node in _nodes(root) if "/S" in node}


def _nodes(node: object) -> Iterator[DictionaryObject]:
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        for child in node:
            yield from _nodes(child)
    elif isinstance(node, dict):
        yield node
        if "/K" in node:
            yield from _nodes(node["/K"])


def body_sizes(pdf: bytes) -> set[float]:
    found: set[float] = set()

    def visit(text: str, _cm: object, matrix: list[float], _font: object, size: float) -> None:
        if text.strip():
            found.add(round(abs(size * matrix[3]), 1))

    for page in reader(pdf).pages:
        page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("print_size", list(PrintSize))
def test_tagged_with_title_language_and_the_mark_of_pdf_ua(print_size: PrintSize) -> None:
    pdf = as_pdf(document(*EVERYTHING), print_size=print_size)
    root = reader(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader(pdf).metadata.title == "What we are sharing with you"
    assert re.search(rb"pdfuaid:part(>|=\")1", root["/Metadata"].get_object().get_data()), (
        "no PDF/UA identifier"
    )
    wanted = {"/H1", "/H2", "/P", "/L", "/LI", "/Figure", "/BlockQuote"}
    assert wanted <= tags(pdf)


def test_table_has_header_cells_and_the_picture_its_words() -> None:
    pdf = as_pdf(document(*EVERYTHING))
    assert {"/Table", "/TH", "/TD", "/Caption"} <= tags(pdf)
    root = reader(pdf).trailer["/Root"]["/StructTreeRoot"]
    assert "One wide bar" in {node.get("/Alt") for node in _nodes(root)}


def test_another_language_is_declared() -> None:
    assert reader(as_pdf(document(language="cy"))).trailer["/Root"]["/Lang"] == "cy"


def test_each_page_says_how_to_handle_it_for_whom_and_which_page_it_is() -> None:
    pages = reader(as_pdf(document(Paragraph("One"), PageBreak(), Paragraph("Two")))).pages
    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        text = " ".join(page.extract_text().split())
        assert text.count(HANDLING) >= 2
        assert "HUB-2026-00417" in text
        assert "A Placeholder" in text
        assert f"Page {number} of 2" in text


def test_large_print_is_large_everywhere() -> None:
    made = document(*EVERYTHING)
    standard = body_sizes(as_pdf(made))
    large = body_sizes(as_pdf(made, print_size=PrintSize.LARGE))
    giant = body_sizes(as_pdf(made, print_size=PrintSize.GIANT))
    assert 12 in standard
    assert 18 in large
    assert min(large) >= 16
    assert 24 in giant
    assert min(giant) >= 20


def test_handling_stays_whole_and_on_the_paper_in_giant_print() -> None:
    made = document(Paragraph("One"), made_for="A Placeholder " * 20, reference="R" * 300)
    heights: list[float] = []

    def visit(text: str, cm: list[float], matrix: list[float], *_: object) -> None:
        if text.strip():
            heights.append(cm[3] * matrix[5] + cm[5])

    for page in reader(as_pdf(made, print_size=PrintSize.GIANT)).pages:
        text = " ".join(page.extract_text(visitor_text=visit).split())
        assert text.count(HANDLING) >= 2
    # Points from the foot of a page 842 points high.
    assert min(heights) > 15
    assert max(heights) < 830


def test_a_table_too_wide_for_large_print_is_told_row_by_row() -> None:
    headings = tuple(f"Heading {n}" for n in range(5))
    wide = document(Table("Wide", headings, (tuple("abcde"), tuple("fghij"))))
    assert "/Table" in tags(as_pdf(wide))
    large = as_pdf(wide, print_size=PrintSize.LARGE)
    assert "/Table" not in tags(large)
    assert text_of(large).count("Heading 4") == 2


def test_an_empty_table_says_so() -> None:
    pdf = as_pdf(document(Table("Visits", ("When",), (), empty="None planned.")))
    assert "Visits\nNone planned." in text_of(pdf)


@pytest.mark.parametrize(
    "hostile",
    [
        '#read("/etc/passwd")',
        '#import "@preview/x:1.0.0": *',
        "#sys.inputs.document",
        "*bold* _it_ $x^2$ <label> @ref // gone /* gone */ \\ ~ --- [x] {y} `z`",
        "= Not a heading",
        "<b>&amp;</b> </svg>",
        "' OR 1=1 --",
    ],
)
def test_hostile_text_is_printed_as_it_stands(hostile: str) -> None:
    pdf = as_pdf(
        document(
            Heading(hostile),
            Paragraph(hostile),
            Notice(hostile, hostile),
            KeyValues(((hostile, hostile),)),
            Table(hostile, (hostile,), ((hostile,),)),
            Quotation(hostile, hostile),
            Picture(SVG, hostile, hostile),
            title=hostile,
            reference=hostile,
            made_for=hostile,
        )
    )
    assert letters(text_of(pdf)).count(letters(hostile)) >= 12
    assert reader(pdf).metadata.title == hostile
    assert "root:x:" not in text_of(pdf)


def test_a_hundred_thousand_characters_are_all_there() -> None:
    words = "Her attendance fell from 96% to 71% in the spring term. " * 1800
    assert len(words) > 100_000
    pdf = as_pdf(document(Paragraph(words), title="T", reference="R"))
    assert letters(text_of(pdf)).count("attendancefellfrom") == 1800


@pytest.mark.parametrize("print_size", list(PrintSize))
def test_a_word_without_end_stays_on_the_page(print_size: PrintSize) -> None:
    word = "ABCDEFGHIJ" * 500
    text = text_of(as_pdf(document(Paragraph(word)), print_size=print_size))
    assert letters(text).count("J") >= 500
    # The lines are 162 mm (459 pt) long; a capital of this typeface is half its size at least.
    size = {PrintSize.STANDARD: 12, PrintSize.LARGE: 18, PrintSize.GIANT: 24}[print_size]
    lines = [line for line in text.splitlines() if "ABCDEF" in line]
    assert max(len(line.strip("\u200b")) for line in lines) <= 459 / (size / 2)


def test_welsh_polish_ukrainian_and_emoji_are_drawn_not_named() -> None:
    said = "ŵyr tŷ Ŵ Ŷ Zażółć gęślą jaźń Їжак ґанок 😀"
    text = text_of(as_pdf(document(Paragraph(said))))
    assert letters(said) in letters(text)
    assert "stands in square brackets" not in text


def test_decomposed_letters_are_composed() -> None:
    assert "tŷ" in text_of(as_pdf(document(Paragraph(unicodedata.normalize("NFD", "tŷ")))))


def test_text_that_runs_from_right_to_left_is_kept() -> None:
    pdf = as_pdf(document(Paragraph("السلام عليكم")))
    shaped = unicodedata.normalize("NFKC", letters(text_of(pdf)))
    assert sum("ARABIC" in unicodedata.name(c, "") for c in shaped) >= 10


def test_what_no_typeface_has_is_named_and_explained() -> None:
    text = " ".join(text_of(as_pdf(document(Paragraph("Name: 李 \u202e\x00\x1b")))).split())
    assert "[CJK UNIFIED IDEOGRAPH-674E]" in text
    assert "[RIGHT-TO-LEFT OVERRIDE]" in text
    assert "[CHARACTER U+0000]" in text
    assert "[CHARACTER U+001B]" in text
    assert "its name stands in square brackets" in text


@pytest.mark.parametrize(
    "odd",
    [
        "\ud800",
        "\ufeff\u200b",
        "\u0302 alone",
        "A\u0a3c mixed",
        "👨‍👩‍👧 👍🏽 1️⃣ 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
        "\u0600\u06dd\ufffe",
        "x\u0654\u20e3",
        "\ue000",
        "\n\n\n",
        "",
    ],
)
def test_odd_sequences_never_stop_a_document(odd: str) -> None:
    pdf = as_pdf(document(Heading(f"h{odd}"), Paragraph(odd), title=f"t{odd}"))
    assert "Page 1 of 1" in " ".join(text_of(pdf).split())


def test_every_drawable_character_prints() -> None:
    everything = sorted(set().union(*drawable_characters()))
    as_pdf(document(Paragraph(" ".join(map(chr, everything)))))


def test_a_broken_picture_is_refused_without_repeating_it() -> None:
    broken = Picture("<svg xmlns='http://www.w3.org/2000/svg'><text>Ava Sampleton", "A drawing")
    with pytest.raises(DocumentError) as refused:
        as_pdf(document(broken))
    assert "Ava" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_same_document_same_bytes() -> None:
    assert as_pdf(document(*EVERYTHING)) == as_pdf(document(*EVERYTHING))


def test_nothing_is_written_to_disk(tmp_path: Path) -> None:
    places = {name: tmp_path / name for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME", "cwd")}
    for place in places.values():
        place.mkdir()
    program = (
        "from joinedup.base.documents.pdf import as_pdf\n"
        "from joinedup.base.documents.tests.factories import document\n"
        "from joinedup.base.documents.document import Paragraph\n"
        "assert as_pdf(document(Paragraph('Ava'))).startswith(b'%PDF')\n"
    )
    environment = os.environ | {k: str(v) for k, v in places.items() if k != "cwd"}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    subprocess.run([sys.executable, "-c", program], env=environment, cwd=places["cwd"], check=True)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_documents_made_at_the_same_time_do_not_mix() -> None:
    names = [f"Sampleton{number:03}" for number in range(24)]
    with ThreadPoolExecutor(6) as pool:
        made = pool.map(lambda name: text_of(as_pdf(document(Paragraph(name)))), names)
    for name, text in zip(names, made, strict=True):
        assert re.findall(r"Sampleton\d{3}", text) == [name]
