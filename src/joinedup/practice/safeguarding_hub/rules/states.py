"""The states of an enquiry, and of an agency check, as tables. The diagrams are made from them."""

import sys
from dataclasses import dataclass
from enum import StrEnum

from joinedup.trust.agencies.rules import Role


class State(StrEnum):
    """Where an enquiry stands."""

    RECEIVED = "received"
    IDENTIFIED = "identified"
    SCREENED = "screened"
    CHECKING = "checking"
    READY = "ready"
    DECIDED = "decided"
    DISSEMINATED = "disseminated"
    CLOSED = "closed"


DECIDED = (State.DECIDED, State.DISSEMINATED, State.CLOSED)

STATE_WORDS: dict[State, str] = {
    State.RECEIVED: "Received: who is it about?",
    State.IDENTIFIED: "Ready to screen",
    State.SCREENED: "Waiting for a manager",
    State.CHECKING: "Waiting for agencies",
    State.READY: "Ready for a decision",
    State.DECIDED: "Decided: tell those who need to know",
    State.DISSEMINATED: "Sent: feedback is due",
    State.CLOSED: "Closed",
}

# What a referrer is told about progress: that it is in hand, and never what was found.
REFERRER_WORDS: dict[State, str] = {
    State.RECEIVED: "We have it and will look at it",
    State.IDENTIFIED: "Being looked at",
    State.SCREENED: "Being looked at",
    State.CHECKING: "Being looked at",
    State.READY: "Being looked at",
    State.DECIDED: "Decided: you will hear from us",
    State.DISSEMINATED: "Decided: you will hear from us",
    State.CLOSED: "Finished",
}


class Event(StrEnum):
    """What moves an enquiry on. Each is a command of the same name."""

    CONFIRM_SUBJECTS = "confirm_subjects"
    SCREEN = "screen"
    ASK_AGENCIES = "ask_agencies"
    ASK_NOBODY = "ask_nobody"
    ALL_ANSWERED = "all_answered"
    RECORD_DECISION = "record_decision"
    DISSEMINATE = "disseminate"
    GIVE_FEEDBACK = "give_feedback"


@dataclass(frozen=True)
class Transition:
    """From a state, by an event that these roles may cause, to a state."""

    source: State
    event: Event
    target: State
    roles: frozenset[Role]


_SCREENERS = frozenset({Role.SCREENER, Role.DECISION_MAKER})
_MANAGERS = frozenset({Role.DECISION_MAKER})
_RESEARCHERS = frozenset({Role.RESEARCHER})

TRANSITIONS: tuple[Transition, ...] = (
    Transition(State.RECEIVED, Event.CONFIRM_SUBJECTS, State.IDENTIFIED, _SCREENERS),
    Transition(State.IDENTIFIED, Event.SCREEN, State.SCREENED, _SCREENERS),
    # A rating changes as information arrives; the rationale is always recorded anew.
    Transition(State.SCREENED, Event.SCREEN, State.SCREENED, _SCREENERS),
    Transition(State.CHECKING, Event.SCREEN, State.CHECKING, _SCREENERS),
    Transition(State.READY, Event.SCREEN, State.READY, _SCREENERS),
    Transition(State.SCREENED, Event.ASK_AGENCIES, State.CHECKING, _MANAGERS),
    Transition(State.CHECKING, Event.ASK_AGENCIES, State.CHECKING, _MANAGERS),
    Transition(State.READY, Event.ASK_AGENCIES, State.CHECKING, _MANAGERS),
    Transition(State.SCREENED, Event.ASK_NOBODY, State.READY, _MANAGERS),
    Transition(State.CHECKING, Event.ALL_ANSWERED, State.READY, _RESEARCHERS | _MANAGERS),
    Transition(State.READY, Event.RECORD_DECISION, State.DECIDED, _MANAGERS),
    # A child in danger does not wait for an agency that has not answered.
    Transition(State.CHECKING, Event.RECORD_DECISION, State.DECIDED, _MANAGERS),
    Transition(State.SCREENED, Event.RECORD_DECISION, State.DECIDED, _MANAGERS),
    Transition(State.DECIDED, Event.DISSEMINATE, State.DISSEMINATED, _MANAGERS),
    Transition(State.DISSEMINATED, Event.GIVE_FEEDBACK, State.CLOSED, _MANAGERS),
)

_TABLE = {(t.source, t.event): t for t in TRANSITIONS}


class NotNow(ValueError):
    """The enquiry is not in a state in which this can be done."""


def next_state(state: State, event: Event) -> State:
    """Where an event leads. Raises ``NotNow`` with a sentence when it leads nowhere."""
    transition = _TABLE.get((state, event))
    if transition is None:
        doing = str(event).replace("_", " ")
        raise NotNow(f"You cannot {doing} now: the enquiry is “{STATE_WORDS[state]}”.")
    return transition.target


def may_cause(event: Event, state: State, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles can cause an event in this state."""
    transition = _TABLE.get((state, event))
    return transition is not None and bool(transition.roles & roles)


class CheckState(StrEnum):
    """Where one agency check stands."""

    REVIEW = "review"
    DENIED = "denied"
    ASKED = "asked"
    ANSWERED = "answered"


CHECK_WORDS: dict[CheckState, str] = {
    CheckState.REVIEW: "Needs a person's decision",
    CheckState.DENIED: "Not asked",
    CheckState.ASKED: "Asked",
    CheckState.ANSWERED: "Answered",
}


class Known(StrEnum):
    """What an agency answers about one person."""

    NOT_KNOWN = "not_known"
    KNOWN = "known"
    DECLINED = "declined"


KNOWN_WORDS: dict[Known, str] = {
    Known.NOT_KNOWN: "Not known",
    Known.KNOWN: "Known",
    Known.DECLINED: "Declined to say",
}


def diagram() -> str:
    """The states of an enquiry as a Mermaid diagram, for ``docs/guide/enquiry-states.md``."""
    lines = ["stateDiagram-v2", "    [*] --> received"]
    for t in TRANSITIONS:
        who = " or ".join(sorted(r.label.lower() for r in t.roles))
        lines.append(f"    {t.source} --> {t.target}: {str(t.event).replace('_', ' ')} ({who})")
    lines.append("    closed --> [*]")
    return "\n".join(lines) + "\n"


_GUIDE = """# The states of an enquiry

Made from the table in `practice/safeguarding_hub/rules/states.py`. Change that, then run
`python -m joinedup.practice.safeguarding_hub.rules.states` and put what it says here:
a test fails when the two differ.

```mermaid
{diagram}```

The same as a table.

| from | by | who may | to |
|---|---|---|---|
{rows}

A decision may be made before every agency has answered, with the reasons for it: a child in
danger does not wait. When the enquiry is closed, the agencies' desks leave the sealed room; what
was sent stays with its recipients.
"""


def page() -> str:
    """The whole of ``docs/guide/enquiry-states.md``: the diagram, and the same as a table."""
    rows = [
        f"| {STATE_WORDS[t.source]} | {str(t.event).replace('_', ' ')} |"
        f" {' or '.join(sorted(r.label.lower() for r in t.roles))} | {STATE_WORDS[t.target]} |"
        for t in TRANSITIONS
    ]
    return _GUIDE.format(diagram=diagram(), rows="\n".join(rows))


if __name__ == "__main__":
    sys.stdout.write(page())
