"""The states of a study as a table. The diagram is made from it."""

import sys
from dataclasses import dataclass
from enum import StrEnum

from joinedup.trust.agencies.rules import Role


class State(StrEnum):
    """Where a study stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    BUILDING = "building"
    BUILT = "built"
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OVER = frozenset({State.ENDED, State.REFUSED, State.WITHDRAWN})
"""No data set is kept in these."""

STATE_WORDS: dict[State, str] = {
    State.DRAFT: "Being written",
    State.SUBMITTED: "Waiting for approval",
    State.APPROVED: "Approved: no data yet",
    State.BUILDING: "Data set being built",
    State.BUILT: "Data set ready",
    State.ENDED: "Ended, and the data set deleted",
    State.REFUSED: "Refused",
    State.WITHDRAWN: "Withdrawn",
}


class Event(StrEnum):
    """What moves a study on."""

    SUBMIT = "submit"
    APPROVE = "approve"
    REFUSE = "refuse"
    START_BUILD = "start_build"
    FINISH_BUILD = "finish_build"
    BUILD_REFUSED = "build_refused"
    END = "end"
    WITHDRAW = "withdraw"
    END_DATE = "end_date"


@dataclass(frozen=True)
class Transition:
    """From a state, by an event that these roles may cause (none: by itself), to a state."""

    source: State
    event: Event
    target: State
    roles: frozenset[Role] = frozenset()


EVALUATORS = frozenset({Role.EVALUATOR})
APPROVERS = frozenset({Role.INFORMATION_GOVERNANCE_LEAD})
"""Who decides on a study, unless they asked for it."""
READERS = (Role.EVALUATOR, Role.INFORMATION_GOVERNANCE_LEAD, Role.BOARD_MEMBER)
"""Who has to do with studies, at the agency whose families they are about."""

_UNDER_WAY = (State.DRAFT, State.SUBMITTED, State.APPROVED, State.BUILDING)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(State.DRAFT, Event.SUBMIT, State.SUBMITTED, EVALUATORS),
    Transition(State.SUBMITTED, Event.APPROVE, State.APPROVED, APPROVERS),
    Transition(State.SUBMITTED, Event.REFUSE, State.REFUSED, APPROVERS),
    # An approval can be taken back, whatever was made of it.
    Transition(State.APPROVED, Event.REFUSE, State.REFUSED, APPROVERS),
    Transition(State.BUILT, Event.REFUSE, State.REFUSED, APPROVERS),
    Transition(State.APPROVED, Event.START_BUILD, State.BUILDING, EVALUATORS),
    # Where building was cut off, and whoever started it may have left.
    Transition(State.BUILDING, Event.START_BUILD, State.BUILDING, EVALUATORS),
    Transition(State.BUILDING, Event.FINISH_BUILD, State.BUILT),
    Transition(State.BUILDING, Event.BUILD_REFUSED, State.APPROVED),
    Transition(State.BUILT, Event.END, State.ENDED, EVALUATORS | APPROVERS),
    *(Transition(state, Event.WITHDRAW, State.WITHDRAWN, EVALUATORS) for state in _UNDER_WAY),
    *(Transition(state, Event.END_DATE, State.ENDED) for state in (*_UNDER_WAY, State.BUILT)),
)

_TABLE = {(t.source, t.event): t for t in TRANSITIONS}


class NotNow(ValueError):
    """The study is not in a state in which this can be done."""


def next_state(state: State, event: Event) -> State:
    """Where an event leads. Raises ``NotNow`` with a sentence when it leads nowhere."""
    transition = _TABLE.get((state, event))
    if transition is None:
        raise NotNow(f"This cannot be done now: the study is “{STATE_WORDS[state]}”.")
    return transition.target


def may_cause(event: Event, state: State, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles, of the agency of the study, can cause an event in this
    state. What happens by itself nobody can."""
    transition = _TABLE.get((state, event))
    return transition is not None and bool(transition.roles & roles)


def may_ever_cause(event: Event, roles: frozenset[Role]) -> bool:
    """The same, whatever the state."""
    return any(t.event is event and t.roles & roles for t in TRANSITIONS)


def _who(transition: Transition) -> str:
    roles = " or ".join(sorted(role.label.lower() for role in transition.roles))
    return roles or "by itself"


def diagram() -> str:
    """The states as a Mermaid diagram, for ``docs/guide/study-states.md``."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for t in TRANSITIONS:
        doing = str(t.event).replace("_", " ")
        lines.append(f"    {t.source} --> {t.target}: {doing} ({_who(t)})")
    lines += [f"    {state} --> [*]" for state in State if state in OVER]
    return "\n".join(lines) + "\n"


_GUIDE = """# The states of a study

Made from the table in `insight/evaluation/rules/states.py`. Change that, then run
`python -m joinedup.insight.evaluation.rules.states` and put what it says here:
a test fails when the two differ.

```mermaid
{diagram}```

The same as a table.

| from | by | who may | to |
|---|---|---|---|
{rows}

Whoever asked for a study cannot decide on it. In the three states in which it is over, the data set
and its key are deleted; the protocol, the runs and their reports stay.
"""


def page() -> str:
    """The whole of ``docs/guide/study-states.md``."""
    rows = [
        f"| {STATE_WORDS[t.source]} | {str(t.event).replace('_', ' ')} | {_who(t)} |"
        f" {STATE_WORDS[t.target]} |"
        for t in TRANSITIONS
    ]
    return _GUIDE.format(diagram=diagram(), rows="\n".join(rows))


if __name__ == "__main__":
    sys.stdout.write(page())
