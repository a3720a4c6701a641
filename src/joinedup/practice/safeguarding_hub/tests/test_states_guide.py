"""The guide's picture of an enquiry's states is the one that the rules draw."""

from pathlib import Path

from joinedup.practice.safeguarding_hub.rules import states

GUIDE = Path(__file__).parents[5] / "docs" / "guide" / "enquiry-states.md"


def test_the_guide_shows_the_states_of_the_rules():
    remedy = "python -m joinedup.practice.safeguarding_hub.rules.states"
    assert GUIDE.read_text(encoding="utf-8") == states.page(), f"Copy what this says: {remedy}"


def test_the_picture_has_every_state_and_every_step():
    drawn = states.TABLE.diagram()
    assert all(f" {state}" in drawn for state in states.State)
    assert drawn.count("-->") == len(states.TRANSITIONS) + 2
