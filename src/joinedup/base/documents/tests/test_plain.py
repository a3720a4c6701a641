"""The same document, told in lines."""

from __future__ import annotations

import unicodedata

from joinedup.base.documents.document import (
    BulletList,
    Heading,
    KeyValues,
    Notice,
    Paragraph,
    Picture,
    Quotation,
    Table,
)
from joinedup.base.documents.plain import as_text
from joinedup.base.documents.tests.factories import HANDLING, document


def test_everything_is_told_in_reading_order() -> None:
    text = as_text(
        document(
            Heading("Decided"),
            Paragraph("One.\n\n\nTwo."),
            Notice("Do not call."),
            KeyValues((("Child", "Ava Sampleton"),)),
            BulletList(("First", "Second")),
            Table("Agencies", ("Agency", "Since"), (("Police", "2026"),)),
            Table("Visits", ("When",), (), empty="None planned."),
            Quotation("Ask me.", "Ava"),
            Picture("<svg/>", "One wide bar", "Days missed"),
        )
    )
    told = [
        "What we are sharing with you\n====",
        "Reference: HUB-2026-00417",
        f"Handling: {HANDLING}",
        "Decided\n-------",
        "One.\n\nTwo.",
        "Important:\nDo not call.",
        "Child: Ava Sampleton",
        "- First\n- Second",
        "Table: Agencies (1 row)\n\nAgency: Police\nSince: 2026",
        "Table: Visits (0 rows)\n\nNone planned.",
        "“Ask me.”\nAva",
        "Picture: Days missed\nOne wide bar",
    ]
    places = [text.index(part) for part in told]
    assert places == sorted(places)
    assert "<svg" not in text


def test_no_control_character_reaches_a_terminal_or_a_braille_display() -> None:
    text = as_text(document(Paragraph("a\x1b[31m\x00b\u202e 李 ŵ"), title="x\x07\ny"))
    assert {c for c in text if unicodedata.category(c) in ("Cc", "Cs")} == {"\n"}
    assert "\u202e" not in text
    assert "[CHARACTER U+001B]" in text
    assert "李 ŵ" in text
