import pytest

from joinedup.record.linkage.engine.identifiers import (
    SYSTEMS,
    IdentifierError,
    clean_nhs_number,
    clean_unique_pupil_number,
    usable,
)
from joinedup.record.linkage.engine.identity import NHS_NUMBER, Identifier
from joinedup.record.linkage.engine.tests.people import NHS_ONE, UPN_ONE


@pytest.mark.parametrize("text", ["999 000 0018", "999-000-0018", " 9990000018 "])
def test_an_nhs_number_is_read_in_every_written_form(text: str) -> None:
    assert clean_nhs_number(text) == NHS_ONE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Enter an NHS number"),
        ("999 000 001", "this has 9 digits"),
        ("9", "this has 1 digit"),
        ("99900000181", "this has 11 digits"),
        ("999000001O", "digits only"),
        ("٩٩٩٠٠٠٠٠١٨", "digits only"),
        ("9990000019", "last digit does not fit"),
        ("0000000000", "filler"),
    ],
)
def test_a_wrong_nhs_number_is_refused_in_words_that_help(text: str, message: str) -> None:
    with pytest.raises(IdentifierError, match=message):
        clean_nhs_number(text)


def test_a_upn_is_read_and_checked() -> None:
    assert clean_unique_pupil_number("b80 1200005001") == UPN_ONE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Enter a unique pupil number"),
        ("B80120000500", "this has 12"),
        ("A801200005001", "first letter does not fit"),
        ("B8012000050!1", "a letter and 12 digits"),
        ("B8012000O5001", "a letter and 12 digits"),
        ("1801200005001", "first letter does not fit"),
    ],
)
def test_a_wrong_upn_is_refused_in_words_that_help(text: str, message: str) -> None:
    with pytest.raises(IdentifierError, match=message):
        clean_unique_pupil_number(text)


def test_a_upn_of_a_council_made_after_2011_is_accepted() -> None:
    # 838 is Dorset (2019); the check letter was worked out by hand from the weights 2 to 13
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    digits = "838200005001"
    check = letters[sum(w * int(d) for w, d in enumerate(digits, 2)) % 23]
    assert clean_unique_pupil_number(check + digits) == check + digits
    wrong = letters[(letters.index(check) + 1) % 23]
    with pytest.raises(IdentifierError, match="does not fit"):
        clean_unique_pupil_number(wrong + digits)


def test_only_usable_numbers_are_compared() -> None:
    assert usable(Identifier(NHS_NUMBER, "999 000 0018")) == Identifier(NHS_NUMBER, NHS_ONE)
    assert usable(Identifier(NHS_NUMBER, "9990000019")) is None
    assert usable(Identifier("urn:agency:housing", " ab 12 ")) == Identifier(
        "urn:agency:housing", "AB12"
    )
    for filler in ("", "0000", "unknown"):
        assert usable(Identifier("urn:agency:housing", filler)) is None


def test_only_a_lifelong_number_speaks_for_two_people() -> None:
    assert [s.code for s in SYSTEMS.values() if s.one_each] == ["nhs"]
