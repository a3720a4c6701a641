"""The states of a study as a table. The diagram is made from it."""

import sys
from enum import StrEnum

from joinedup.base.foundation.transitions import Table, Transition
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


EVALUATORS = frozenset({Role.EVALUATOR})
APPROVERS = frozenset({Role.INFORMATION_GOVERNANCE_LEAD})
"""Who decides on a study, unless they asked for it."""
READERS = (Role.EVALUATOR, Role.INFORMATION_GOVERNANCE_LEAD, Role.BOARD_MEMBER)
"""Who has to do with studies, at the agency whose families they are about."""

_UNDER_WAY = (State.DRAFT, State.SUBMITTED, State.APPROVED, State.BUILDING)

TRANSITIONS: tuple[Transition[State, Event, Role], ...] = (
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

TABLE: Table[State, Event, Role, Transition[State, Event, Role]] = Table(
    TRANSITIONS, STATE_WORDS, "This cannot be done now: the study is “{state}”."
)
next_state, may_cause = TABLE.next_state, TABLE.may_cause
may_ever_cause = TABLE.may_ever_cause


def page() -> str:
    """The whole of ``docs/guide/study-states.md``."""
    return TABLE.guide(
        title="The states of a study",
        module="joinedup.insight.evaluation.rules.states",
        remarks=_REMARKS,
    )


_REMARKS = """\
Whoever asked for a study cannot decide on it. In the three states in which it is over, the data set
and its key are deleted; the protocol, the runs and their reports stay."""

if __name__ == "__main__":
    sys.stdout.write(page())
