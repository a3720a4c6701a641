"""A door as a table of transitions: what leads where, who may, and what is said and drawn."""

from enum import StrEnum
from itertools import product

import pytest

from joinedup.base.foundation.transitions import NotNow, Table, Transition


class Door(StrEnum):
    SHUT = "shut"
    OPEN = "open"
    GONE = "gone"


class Event(StrEnum):
    OPEN_UP = "open_up"
    SHUT = "shut"
    ROT = "rot"


class Who(StrEnum):
    PORTER = "porter"
    GUEST = "guest"

    @property
    def label(self):
        return self.value.capitalize()


EVERYBODY = frozenset(Who)
PORTER = frozenset({Who.PORTER})
DOOR = Table(
    (
        Transition(Door.SHUT, Event.OPEN_UP, Door.OPEN, EVERYBODY),
        Transition(Door.OPEN, Event.SHUT, Door.SHUT, PORTER),
        Transition(Door.OPEN, Event.ROT, Door.GONE),
    ),
    {Door.SHUT: "Shut", Door.OPEN: "Wide open", Door.GONE: "No more"},
    "You cannot {doing} now: it is “{state}”.",
)
LEADS = {
    (Door.SHUT, Event.OPEN_UP): (Door.OPEN, EVERYBODY),
    (Door.OPEN, Event.SHUT): (Door.SHUT, PORTER),
    (Door.OPEN, Event.ROT): (Door.GONE, frozenset()),
}


@pytest.mark.parametrize(("state", "event"), list(product(Door, Event)))
def test_what_leads_where_and_who_may(state, event):
    target, roles = LEADS.get((state, event), (None, frozenset()))
    if target is None:
        with pytest.raises(NotNow):
            DOOR.next_state(state, event)
    else:
        assert DOOR.next_state(state, event) is target
    assert (DOOR.why_not_now(state, event) == "") is (target is not None)
    for who in Who:
        assert DOOR.may_cause(event, state, frozenset({who})) is (who in roles)


@pytest.mark.parametrize(
    ("event", "roles", "may"),
    [
        (Event.OPEN_UP, {Who.GUEST}, True),
        (Event.SHUT, {Who.GUEST}, False),
        (Event.SHUT, {Who.GUEST, Who.PORTER}, True),
        (Event.ROT, EVERYBODY, False),
        (Event.OPEN_UP, set(), False),
    ],
)
def test_who_may_ever(event, roles, may):
    assert DOOR.may_ever_cause(event, frozenset(roles)) is may


def test_a_refusal_says_what_cannot_be_done_and_why():
    with pytest.raises(NotNow, match=r"^You cannot open up now: it is “Wide open”\.$"):
        DOOR.next_state(Door.OPEN, Event.OPEN_UP)


def test_the_drawing_begins_with_the_first_state_and_ends_where_nothing_leads_on():
    assert DOOR.diagram() == (
        "stateDiagram-v2\n"
        "    [*] --> shut\n"
        "    shut --> open: open up (guest or porter)\n"
        "    open --> shut: shut (porter)\n"
        "    open --> gone: rot (by itself)\n"
        "    gone --> [*]\n"
    )


def test_the_guide_says_where_the_table_is_and_shows_it_twice():
    page = DOOR.guide(title="A door", module="joinedup.house.rules", remarks="It creaks.")
    assert page.startswith("# A door\n\nMade from the table in `house/rules.py`.")
    assert "`python -m joinedup.house.rules`" in page
    assert DOOR.diagram() in page
    assert "| Wide open | rot | by itself | No more |\n\nIt creaks.\n" in page
