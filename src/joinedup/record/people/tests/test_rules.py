"""Words about people, case by case."""

import pytest

from joinedup.record.people.rules import say_needs


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
            "Needs an interpreter: Polish; easy read; no calls",
        ),
    ],
)
def test_what_somebody_needs_is_said_in_one_line(language, interpreter, needs, said):
    assert say_needs(language, needs, interpreter=interpreter) == said
