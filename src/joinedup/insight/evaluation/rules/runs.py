"""One run of a method on a study's data set, from waiting to its end."""

from dataclasses import dataclass
from enum import StrEnum

from joinedup.insight.evaluation.rules.plans import Plan


class RunState(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINISHED = frozenset({RunState.DONE, RunState.FAILED, RunState.CANCELLED})
"""Nothing about a run changes any more in these."""

RUN_WORDS: dict[RunState, str] = {
    RunState.WAITING: "Waiting to begin",
    RunState.RUNNING: "Running",
    RunState.DONE: "Finished",
    RunState.FAILED: "Could not be done",
    RunState.CANCELLED: "Stopped",
}


@dataclass(frozen=True)
class Work:
    """What the worker needs to carry a run out. ``content`` is the data set, as CSV; ``facts`` is
    what the report says about where it comes from: labels and values."""

    title: str
    plan: Plan
    content: bytes
    data_sha256: str
    deviations: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
