from datetime import date

import pytest

from joinedup.record.linkage.engine.cleaning.dates import parse_birth
from joinedup.record.linkage.engine.cleaning.names import clean_family, clean_given
from joinedup.record.linkage.engine.cleaning.places import clean_line, clean_phone, clean_postcode
from joinedup.record.linkage.engine.identity import PartialDate


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Mary-Jane O.", ("mary", "jane", "o")),
        ("ŁUKASZ", ("lukasz",)),
        ("Siân", ("sian",)),
        ("Straße", ("strasse",)),
        ("D'Arcy", ("darcy",)),
        ("John Jr.", ("john",)),
        ("  zoë  ", ("zoe",)),
        ("Baby", ()),
        ("BABY GIRL", ()),
        ("Baby of Sarah", ()),
        ("not known", ()),
        ("N/K?", ("n", "k")),
        ("???", ()),
        ("Mrs", ()),
        ("👶", ()),
    ],
)
def test_given_names(text: str, expected: tuple[str, ...]) -> None:
    assert clean_given(text) == expected


@pytest.mark.parametrize(
    ("text", "whole", "parts"),
    [
        ("Smith-Jones", "smithjones", ("smith", "jones")),
        ("O’Brien", "obrien", ("brien",)),
        ("McDonald", "macdonald", ("macdonald",)),
        ("van der Berg", "vanderberg", ("berg",)),
        ("al-Hassan", "alhassan", ("hassan",)),
        ("Kowalska", "kowalska", ("kowalski",)),
        ("Child", "child", ("child",)),
        ("Smith III", "smith", ("smith",)),
        ("Unknown", "", ()),
        ("", "", ()),
    ],
)
def test_family_names(text: str, whole: str, parts: tuple[str, ...]) -> None:
    assert (clean_family(text).whole, clean_family(text).parts) == (whole, parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3/5/2016", PartialDate(2016, 5, 3)),
        ("03.05.16", PartialDate(2016, 5, 3)),
        ("3rd May 2016", PartialDate(2016, 5, 3)),
        ("Tue 3 May 2016", PartialDate(2016, 5, 3)),
        ("Tuesday, 3rd May 2016", PartialDate(2016, 5, 3)),
        ("May 3, 2016", PartialDate(2016, 5, 3)),
        ("03/05/2016 00:00", PartialDate(2016, 5, 3)),
        ("2016-05-03", PartialDate(2016, 5, 3)),
        ("2016-05-03T00:00:00Z", PartialDate(2016, 5, 3)),
        ("20160503", PartialDate(2016, 5, 3)),
        ("03052016", PartialDate(2016, 5, 3)),
        ("May 2016", PartialDate(2016, 5)),
        ("5/2016", PartialDate(2016, 5)),
        ("2016", PartialDate(2016)),
        ("1/2/99", PartialDate(1999, 2, 1)),
        ("31/02/2016", PartialDate(2016, 2)),
        ("01/01/1900", None),
        ("3/5/1066", None),
        ("3/5/2066", None),
        ("3 Brumaire 2016", None),
        ("00:00", None),
        ("", None),
    ],
)
def test_birth_dates(text: str, expected: PartialDate | None) -> None:
    assert parse_birth(text, today=date(2026, 11, 22)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("qx4 2ab", "QX4 2AB"),
        ("QX42AB", "QX4 2AB"),
        ("Q X 4 - 2 A B", "QX4 2AB"),
        ("QX4 2A8", ""),
        ("QXA 2AB", ""),
        ("BDI IHX", "BD1 1HX"),
        ("W1A 0AX", "W1A 0AX"),
        ("W1A OAX", "W1A 0AX"),
        ("QX4", "QX4"),
        ("ZZ99 3VZ", ""),
        ("none", ""),
        ("12345", ""),
    ],
)
def test_postcodes(text: str, expected: str) -> None:
    assert clean_postcode(text) == expected


def test_address_lines() -> None:
    assert clean_line("Flat 2, 12 Larch Road") == "flat 2 12 larch rd"
    assert clean_line("No Fixed Abode") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+44 (0)1632 960001", "01632960001"),
        ("0044 1632 960001", "01632960001"),
        ("01632 960 001", "01632960001"),
        ("0000000000", ""),
        ("999", ""),
        (None, ""),
    ],
)
def test_telephone_numbers(text: str | None, expected: str) -> None:
    assert clean_phone(text) == expected
