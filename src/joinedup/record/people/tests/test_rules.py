"""Words about people, case by case."""

import pytest

from joinedup.record.people.rules import CannotRecordError, check_uprn, say_needs


@pytest.mark.parametrize(
    ("language", "interpreter", "needs", "said"),
    [
        ("", None, (), ""),
        ("", False, (), ""),
        ("Polish", None, (), "Prefers Polish"),
        ("Polish", False, (), "Prefers Polish"),
        ("Polish", True, (), "Needs an interpreter: Polish"),
        ("", True, (), "Needs an interpreter: language not recorded"),
        ("", None, ("Easy read",), "Easy read"),
        (
            "Polish",
            True,
            ("Easy read", "No calls"),
            "Needs an interpreter: Polish; Easy read; No calls",
        ),
    ],
)
def test_what_somebody_needs_is_said_in_one_line(language, interpreter, needs, said):
    assert say_needs(language, needs, interpreter=interpreter) == said


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  ", ""),
        ("100023336956", "100023336956"),
        ("1000 2333 6956", "100023336956"),
        ("000012345", "12345"),
        ("7", "7"),
    ],
)
def test_a_property_number_is_kept_as_digits(typed, kept):
    assert check_uprn(typed) == kept


@pytest.mark.parametrize("typed", ["1234567890123", "12a", "٣٣", "0", "-1", "1.0"])
def test_what_is_no_property_number_is_refused(typed):
    with pytest.raises(CannotRecordError) as refused:
        check_uprn(typed)
    assert refused.value.field == "uprn"
