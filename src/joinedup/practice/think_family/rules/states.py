"""The states of a sealed matching exercise as a table. The diagram is made from it."""

import sys
from dataclasses import dataclass
from enum import StrEnum

from joinedup.base.foundation.transitions import Table, Transition
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
class Sided(Transition[State, Event, Role]):
    """A transition that these roles of one side may cause."""

    side: Side = Side.NOBODY

    @property
    def who(self) -> str:
        """Who may cause it, in words."""
        return str(Side.NOBODY) if self.side is Side.NOBODY else f"{super().who} of {self.side}"

    def is_theirs(self, roles: frozenset[Role], *, leads: bool, contributes: bool) -> bool:
        """Whether somebody with these roles, of an agency that leads or contributes, may."""
        on_side = {
            Side.LEAD: leads,
            Side.CONTRIBUTOR: contributes,
            Side.EITHER: leads or contributes,
            Side.NOBODY: False,
        }
        return bool(self.roles & roles) and on_side[self.side]


_LEADS = frozenset({Role.INFORMATION_GOVERNANCE_LEAD})
APPROVERS = frozenset({Role.INFORMATION_GOVERNANCE_LEAD, Role.BOARD_MEMBER, Role.TEAM_MANAGER})
"""Who may approve for the lead agency, unless they proposed it or would get its result."""
SENDERS = frozenset({Role.RESEARCHER, Role.INFORMATION_GOVERNANCE_LEAD})
READERS = (
    Role.INFORMATION_GOVERNANCE_LEAD,
    Role.RESEARCHER,
    Role.TEAM_MANAGER,
    Role.BOARD_MEMBER,
)
"""Who has to do with exercises, at an agency that takes part."""

_BEFORE_THE_END = (State.DRAFT, State.SUBMITTED, State.OPEN, State.RUNNING, State.MATCHED)

TRANSITIONS: tuple[Sided, ...] = (
    Sided(State.DRAFT, Event.SUBMIT, State.SUBMITTED, _LEADS, Side.LEAD),
    Sided(State.SUBMITTED, Event.APPROVE, State.SUBMITTED, APPROVERS, Side.EITHER),
    Sided(State.SUBMITTED, Event.LAST_APPROVAL, State.OPEN),
    Sided(State.SUBMITTED, Event.REFUSE, State.REFUSED, APPROVERS, Side.EITHER),
    # An approval can be taken back until the files are matched.
    Sided(State.OPEN, Event.REFUSE, State.REFUSED, APPROVERS, Side.EITHER),
    Sided(State.OPEN, Event.SEND_EXTRACT, State.OPEN, SENDERS, Side.CONTRIBUTOR),
    Sided(State.OPEN, Event.START_RUN, State.RUNNING, _LEADS, Side.LEAD),
    # Where a run was cut off, and whoever started it may have left.
    Sided(State.RUNNING, Event.START_RUN, State.RUNNING, _LEADS, Side.LEAD),
    Sided(State.RUNNING, Event.FINISH_RUN, State.MATCHED),
    Sided(State.RUNNING, Event.RUN_FAILED, State.OPEN),
    Sided(State.MATCHED, Event.RELEASE, State.RELEASED, _LEADS, Side.LEAD),
    Sided(State.RELEASED, Event.CLOSE, State.CLOSED, _LEADS, Side.LEAD),
    *(
        Sided(state, Event.WITHDRAW, State.WITHDRAWN, _LEADS, Side.LEAD)
        for state in _BEFORE_THE_END
    ),
    *(Sided(state, Event.END_DATE, State.CLOSED) for state in (*_BEFORE_THE_END, State.RELEASED)),
)

TABLE: Table[State, Event, Role, Sided] = Table(
    TRANSITIONS, STATE_WORDS, "This cannot be done now: the exercise is “{state}”."
)
next_state = TABLE.next_state


def may_cause(
    event: Event, state: State, roles: frozenset[Role], *, leads: bool, contributes: bool
) -> bool:
    """Whether somebody with these roles, of an agency that leads it or contributes to it, can
    cause an event in this state. What happens by itself nobody can."""
    row = TABLE.row(state, event)
    return row is not None and row.is_theirs(roles, leads=leads, contributes=contributes)


def may_ever_cause(event: Event, roles: frozenset[Role], *, leads: bool, contributes: bool) -> bool:
    """The same, whatever the state."""
    return any(
        t.event is event and t.is_theirs(roles, leads=leads, contributes=contributes)
        for t in TRANSITIONS
    )


def page() -> str:
    """The whole of ``docs/guide/sealed-matching-states.md``."""
    return TABLE.guide(
        title="The states of a sealed matching exercise",
        module="joinedup.practice.think_family.rules.states",
        remarks=_REMARKS,
    )


_REMARKS = """\
Whoever proposed an exercise cannot approve it, nor can anybody of the team that would get its
result. In the three states in which it ends, nothing is kept of what the agencies sent."""

if __name__ == "__main__":
    sys.stdout.write(page())
