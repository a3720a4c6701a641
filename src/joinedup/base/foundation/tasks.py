"""Background work: a thin layer over procrastinate, so that jobs carry ids and nothing else.

A job's arguments stand in a table that operators read and that no policy guards. They are
therefore UUIDs by construction; what the job is about it reads itself, in a sharing session.

    @job("retry-stalled")
    def retry_stalled() -> None: ...

    enqueue(make_report, report_id=report.pk)

A job that is enqueued in a transaction that does not commit never runs.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

QUEUE = "joinedup"


class Job:
    """A registered piece of background work."""

    def __init__(self, name: str, run: Callable[..., None], *, cron: str | None) -> None:
        self.name = name

        def work(**ids: str) -> None:
            run(**{key: UUID(value) for key, value in ids.items() if key != "timestamp"})

        task: Any = app.task(name=name, queue=QUEUE, retry=3)(work)
        if cron is not None:
            app.periodic(cron=cron)(task)
        self._task = task


def job(name: str, *, cron: str | None = None) -> Callable[[Callable[..., None]], Job]:
    """Register a function as a job; with ``cron`` (five fields, UTC) it also runs by itself."""

    def decorate(run: Callable[..., None]) -> Job:
        return Job(name, run, cron=cron)

    return decorate


def enqueue(wanted: Job, **ids: UUID) -> None:
    """Have a job done soon, once this transaction has committed.

    Raises ``TypeError`` for any argument that is not a UUID: see above.
    """
    for key, value in ids.items():
        if not isinstance(value, UUID):
            raise TypeError(f"{key} of the job {wanted.name} must be a UUID: jobs carry ids alone.")
    wanted._task.defer(**{key: str(value) for key, value in ids.items()})  # noqa: SLF001 - same module
