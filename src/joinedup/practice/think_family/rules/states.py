"""The states of a sealed matching exercise as a table. The diagram is made from it."""

import sys
from dataclasses import dataclass
from enum import StrEnum

from joinedup.trust.agencies.rules import Role


class State(StrEnum):
    """Where an exercise stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    OPEN = "open"
    RUNNING = "running"
    MATCHED = "matched"
    RELEASED = "released"
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


ENDED = frozenset({State.CLOSED, State.REFUSED, State.WITHDRAWN})
"""Nothing that an agency sent is kept in these."""

STATE_WORDS: dict[State, str] = {
    State.DRAFT: "Being written",
    State.SUBMITTED: "Waiting for approvals",
    State.OPEN: "Open for extracts",
    State.RUNNING: "Being matched",
    State.MATCHED: "Matched: not released yet",
    State.RELEASED: "Result released",
    State.CLOSED: "Closed, and everything deleted",
    State.REFUSED: "Refused",
    State.WITHDRAWN: "Withdrawn",
}


class Event(StrEnum):
    """What moves an exercise on."""

    SUBMIT = "submit"
    APPROVE = "approve"
    LAST_APPROVAL = "last_approval"
    REFUSE = "refuse"
    SEND_EXTRACT = "send_extract"
    START_RUN = "start_run"
    FINISH_RUN = "finish_run"
    RUN_FAILED = "run_failed"
    RELEASE = "release"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    END_DATE = "end_date"


class Side(StrEnum):
    """Whose people may do it."""

    LEAD = "the lead agency"
    CONTRIBUTOR = "a contributing agency"
    EITHER = "any agency that takes part"
    NOBODY = "by itself"


@dataclass(frozen=True)
class Transition:
    """From a state, by an event that these roles of this side may cause, to a state."""

    source: State
    event: Event
    target: State
    side: Side
    roles: frozenset[Role] = frozenset()


_LEADS = frozenset({Role.INFORMATION_GOVERNANCE_LEAD})
APPROVERS = frozenset({Role.INFORMATION_GOVERNANCE_LEAD, Role.BOARD_MEMBER, Role.TEAM_MANAGER})
"""Who may approve for the lead agency, unless they proposed it or would get its result."""
SENDERS = frozenset({Role.RESEARCHER, Role.INFORMATION_GOVERNANCE_LEAD})

_BEFORE_THE_END = (State.DRAFT, State.SUBMITTED, State.OPEN, State.RUNNING, State.MATCHED)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(State.DRAFT, Event.SUBMIT, State.SUBMITTED, Side.LEAD, _LEADS),
    Transition(State.SUBMITTED, Event.APPROVE, State.SUBMITTED, Side.EITHER, APPROVERS),
    Transition(State.SUBMITTED, Event.LAST_APPROVAL, State.OPEN, Side.NOBODY),
    Transition(State.SUBMITTED, Event.REFUSE, State.REFUSED, Side.EITHER, APPROVERS),
    # An approval can be taken back until the files are matched.
    Transition(State.OPEN, Event.REFUSE, State.REFUSED, Side.EITHER, APPROVERS),
    Transition(State.OPEN, Event.SEND_EXTRACT, State.OPEN, Side.CONTRIBUTOR, SENDERS),
    Transition(State.OPEN, Event.START_RUN, State.RUNNING, Side.LEAD, _LEADS),
    # Where a run was cut off, and whoever started it may have left.
    Transition(State.RUNNING, Event.START_RUN, State.RUNNING, Side.LEAD, _LEADS),
    Transition(State.RUNNING, Event.FINISH_RUN, State.MATCHED, Side.NOBODY),
    Transition(State.RUNNING, Event.RUN_FAILED, State.OPEN, Side.NOBODY),
    Transition(State.MATCHED, Event.RELEASE, State.RELEASED, Side.LEAD, _LEADS),
    Transition(State.RELEASED, Event.CLOSE, State.CLOSED, Side.LEAD, _LEADS),
    *(
        Transition(state, Event.WITHDRAW, State.WITHDRAWN, Side.LEAD, _LEADS)
        for state in _BEFORE_THE_END
    ),
    *(
        Transition(state, Event.END_DATE, State.CLOSED, Side.NOBODY)
        for state in (*_BEFORE_THE_END, State.RELEASED)
    ),
)

_TABLE = {(t.source, t.event): t for t in TRANSITIONS}


class NotNow(ValueError):
    """The exercise is not in a state in which this can be done."""


def next_state(state: State, event: Event) -> State:
    """Where an event leads. Raises ``NotNow`` with a sentence when it leads nowhere."""
    transition = _TABLE.get((state, event))
    if transition is None:
        raise NotNow(f"This cannot be done now: the exercise is “{STATE_WORDS[state]}”.")
    return transition.target


def may_cause(
    event: Event, state: State, roles: frozenset[Role], *, leads: bool, contributes: bool
) -> bool:
    """Whether somebody with these roles, of an agency that leads it or contributes to it, can
    cause an event in this state. What happens by itself nobody can."""
    transition = _TABLE.get((state, event))
    return transition is not None and _is_theirs(transition, roles, leads, contributes)


def may_ever_cause(event: Event, roles: frozenset[Role], *, leads: bool, contributes: bool) -> bool:
    """The same, whatever the state."""
    return any(t.event is event and _is_theirs(t, roles, leads, contributes) for t in TRANSITIONS)


def _is_theirs(
    transition: Transition,
    roles: frozenset[Role],
    leads: bool,  # noqa: FBT001 - named by both callers
    contributes: bool,  # noqa: FBT001
) -> bool:
    on_side = {
        Side.LEAD: leads,
        Side.CONTRIBUTOR: contributes,
        Side.EITHER: leads or contributes,
        Side.NOBODY: False,
    }
    return bool(transition.roles & roles) and on_side[transition.side]


def _who(transition: Transition) -> str:
    if transition.side is Side.NOBODY:
        return str(Side.NOBODY)
    roles = " or ".join(sorted(role.label.lower() for role in transition.roles))
    return f"{roles} of {transition.side}"


def diagram() -> str:
    """The states as a Mermaid diagram, for ``docs/guide/sealed-matching-states.md``."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for t in TRANSITIONS:
        doing = str(t.event).replace("_", " ")
        lines.append(f"    {t.source} --> {t.target}: {doing} ({_who(t)})")
    lines += [f"    {state} --> [*]" for state in State if state in ENDED]
    return "\n".join(lines) + "\n"


_GUIDE = """# The states of a sealed matching exercise

Made from the table in `practice/think_family/rules/states.py`. Change that, then run
`python -m joinedup.practice.think_family.rules.states` and put what it says here:
a test fails when the two differ.

```mermaid
{diagram}```

The same as a table.

| from | by | who may | to |
|---|---|---|---|
{rows}

Whoever proposed an exercise cannot approve it, nor can anybody of the team that would get its
result. In the three states in which it ends, nothing is kept of what the agencies sent.
"""


def page() -> str:
    """The whole of ``docs/guide/sealed-matching-states.md``."""
    rows = [
        f"| {STATE_WORDS[t.source]} | {str(t.event).replace('_', ' ')} | {_who(t)} |"
        f" {STATE_WORDS[t.target]} |"
        for t in TRANSITIONS
    ]
    return _GUIDE.format(diagram=diagram(), rows="\n".join(rows))


if __name__ == "__main__":
    sys.stdout.write(page())
