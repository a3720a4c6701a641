"""What a document must have before anything is made of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from joinedup.base.documents.document import DocumentError, Heading, Picture, Table
from joinedup.base.documents.tests.factories import document


@pytest.mark.parametrize("part", ["title", "reference", "made_for", "made_by", "handling"])
def test_every_particular_is_required(part: str) -> None:
    with pytest.raises(DocumentError):
        document(**{part: "  "})


@pytest.mark.parametrize("language", ["", "english", "en_GB", 'en"'])
def test_language_must_be_a_tag(language: str) -> None:
    with pytest.raises(DocumentError):
        document(language=language)


def test_time_needs_its_zone_and_is_told_by_uk_clocks() -> None:
    with pytest.raises(DocumentError):
        document(made_at=datetime(2026, 6, 1, 14, 5))  # noqa: DTZ001
    assert document().made_at_words == "1 June 2026 at 3:05pm"


@pytest.mark.parametrize("alt", ["", " \n"])
def test_picture_needs_alternative_text(alt: str) -> None:
    with pytest.raises(DocumentError):
        Picture("<svg xmlns='http://www.w3.org/2000/svg'/>", alt)


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="file:///etc/hostname"/>',
        '<svg:image xlink:href="x.png"/>',
        '<use href="other.svg#a"/>',
        "<script>1</script>",
        "<style>@import 'x.css'</style>",
        '<rect fill="url(http://example.org/a)"/>',
        "<foreignObject/>",
        '<a href="http://example.org">x</a>',
    ],
)
def test_picture_must_stand_on_its_own(inside: str) -> None:
    with pytest.raises(DocumentError):
        Picture(f"<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>", "A drawing")


def test_picture_may_declare_no_entities() -> None:
    with pytest.raises(DocumentError):
        Picture('<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "A drawing")


def test_ragged_or_nameless_tables_are_refused() -> None:
    with pytest.raises(DocumentError):
        Table("Visits", ("When", "Who"), (("Monday",),))
    with pytest.raises(DocumentError):
        Table("", ("When",), ())
    with pytest.raises(DocumentError):
        Table("Visits", ("When", " "), ())
    with pytest.raises(DocumentError):
        Heading(" ")
