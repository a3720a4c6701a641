"""Timing, in blocks that change places, so that what changes meanwhile falls on both sides."""

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from joinedup.interfaces.command_line.bench.pages import Page
from joinedup.interfaces.command_line.bench.scratch import Link

BLOCK = 40
_WARM = 8
# prepared statements are made anew after each switch, at their fifth use


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all do not exceed."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass
class Side:
    """One page's requests: milliseconds each, and processor time each, by block.

    Processor time is Python's and PostgreSQL's together. Unlike the time that passes it hardly
    depends on what else the machine does.
    """

    milliseconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def at(self, share: float) -> float:
        """A percentile of the time that passed."""
        return percentile(self.milliseconds, share)


@dataclass
class Timing:
    """How long a page took with row-level security, and without."""

    page: str
    reader: str
    queries: int = 0
    bytes: int = 0
    guarded: Side = field(default_factory=Side)
    open: Side = field(default_factory=Side)

    @property
    def ratio(self) -> float:
        """The median with row-level security over the median without."""
        return self.guarded.at(0.5) / self.open.at(0.5)

    @property
    def processor_ratio(self) -> float:
        """The same of processor time."""
        without = percentile(self.open.processor, 0.5)
        return percentile(self.guarded.processor, 0.5) / without if without else math.nan


def measure(
    pages: Sequence[Page], owner: Link, *, requests: int, tell: Callable[[str], None]
) -> list[Timing]:
    """Each page so many times with row-level security and as many without.

    In blocks of forty, the same records on both sides, one straight after the other: what else
    the machine does meanwhile falls on both. Every other time the side without comes first.
    """
    timings = [Timing(page.name, page.reader) for page in pages]
    for page, timing in zip(pages, timings, strict=True):
        timing.bytes = page.act(1)  # signs its reader in, which is not counted
        with _counted() as counted:
            page.act(1)
        timing.queries = counted[0]
    for number, first in enumerate(range(0, requests, BLOCK)):
        records = range(first, min(first + BLOCK, requests))
        for place, (page, timing) in enumerate(zip(pages, timings, strict=True)):
            for guarded in (True, False) if (number + place) % 2 == 0 else (False, True):
                if guarded:
                    _block(page, timing.guarded, records)
                else:
                    with without_row_security(owner):
                        _block(page, timing.open, records)
        tell(f"  {records.stop} of {requests} requests a page")
    return timings


def _block(page: Page, side: Side, records: range) -> None:
    for n in range(_WARM):
        page.act(records.start + n)
    used = processor_milliseconds()
    for n in records:
        started = time.perf_counter()
        page.act(n)
        side.milliseconds.append((time.perf_counter() - started) * 1000)
    side.processor.append((processor_milliseconds() - used) / len(records))


def processor_milliseconds() -> float:
    """What this process and its database backend have used so far."""
    mine = time.process_time() * 1000
    connection.ensure_connection()
    # after the name, which may hold spaces: fields 14 and 15 of proc(5) are user and system time
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not stat.exists():
        return mine
    fields = stat.read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return mine + ticks * 1000 / os.sysconf("SC_CLK_TCK")


@contextmanager
def _counted() -> Iterator[list[int]]:
    """Counts the statements that are sent meanwhile."""
    counted = [0]

    def wrapper(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:  # noqa: ANN401
        counted[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield counted


def protected_tables(owner: Link) -> list[str]:
    """Every table that has a policy."""
    rows = owner.execute(
        "SELECT DISTINCT polrelid::regclass::text FROM pg_policy ORDER BY 1"
    ).fetchall()
    return [row[0] for row in rows]


@contextmanager
def without_row_security(owner: Link) -> Iterator[None]:
    """Open every table of the scratch database to the application; closed again afterwards."""
    _switch(owner, "DISABLE")
    try:
        yield
    finally:
        _switch(owner, "ENABLE")


def row_security_on(owner: Link) -> None:
    """Close every table, should an earlier run have been killed between."""
    _switch(owner, "ENABLE")


def _switch(owner: Link, how: str) -> None:
    with owner.transaction():
        for table in protected_tables(owner):
            owner.execute(f"ALTER TABLE {table} {how} ROW LEVEL SECURITY".encode())
