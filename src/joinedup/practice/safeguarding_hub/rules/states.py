"""The states of an enquiry, and of an agency check, as tables. The diagrams are made from them."""

import sys
from enum import StrEnum

from joinedup.base.foundation.transitions import Table, Transition
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


_SCREENERS = frozenset({Role.SCREENER, Role.DECISION_MAKER})
_MANAGERS = frozenset({Role.DECISION_MAKER})
_RESEARCHERS = frozenset({Role.RESEARCHER})

TRANSITIONS: tuple[Transition[State, Event, Role], ...] = (
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

TABLE: Table[State, Event, Role, Transition[State, Event, Role]] = Table(
    TRANSITIONS, STATE_WORDS, "You cannot {doing} now: the enquiry is “{state}”."
)
next_state, may_cause = TABLE.next_state, TABLE.may_cause
why_not_now = TABLE.why_not_now


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


def page() -> str:
    """The whole of ``docs/guide/enquiry-states.md``: the diagram, and the same as a table."""
    return TABLE.guide(
        title="The states of an enquiry",
        module="joinedup.practice.safeguarding_hub.rules.states",
        remarks=_REMARKS,
    )


_REMARKS = """\
A decision may be made before every agency has answered, with the reasons for it: a child in
danger does not wait. When the enquiry is closed, the agencies' desks leave the sealed room; what
was sent stays with its recipients."""

if __name__ == "__main__":
    sys.stdout.write(page())
