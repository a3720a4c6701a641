"""An agency's file read into its index: how long a first import takes, and a repeat of it."""

import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import connection

from joinedup.interfaces.command_line.bench.measuring import processor_milliseconds
from joinedup.interfaces.command_line.bench.scratch import Link
from joinedup.interfaces.demonstration.area.generate import generate_area
from joinedup.interfaces.demonstration.loading.records import researcher_of
from joinedup.record.linkage.commands import import_people
from joinedup.trust.accounts.queries import account_with_email
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose

AGENCY = "health"
"""The agency that knows the most people: about half of an area."""


@dataclass(frozen=True)
class Imported:
    """One import: how many rows, how many of them were new, how long it took.

    ``processor`` is the time of Python and of the database's one process together, in seconds.
    """

    what: str
    rows: int
    added: int
    seconds: float
    processor: float
    most_memory_mb: float


def import_twice(people: int, owner: Link, *, tell: Callable[[str], None]) -> list[Imported]:
    """The file of an area of so many people, imported and imported again; then taken out."""
    viewer = viewer_for(_researcher())
    with tempfile.TemporaryDirectory() as folder:
        tell(f"Making the files of an area of {people:,} people")
        generate_area(people, 1, Path(folder))
        file = Path(folder) / AGENCY / "people.csv"
        _take_out(viewer, owner)
        try:
            return [_timed(what, viewer, file, tell) for what in ("first", "repeat")]
        finally:
            _take_out(viewer, owner)


def _researcher() -> UUID:
    found = account_with_email(researcher_of(AGENCY)).professional_id
    if found is None:
        raise RuntimeError("the area has nobody who sends this agency's files")
    return found


def _timed(what: str, viewer: Viewer, file: Path, tell: Callable[[str], None]) -> Imported:
    connection.ensure_connection()
    used, started = processor_milliseconds(), time.perf_counter()
    with session(viewer, Purpose.OWN_RECORDS), file.open("rb") as opened:
        done = import_people(
            viewer, agency=viewer.agency_id, file=opened, file_name=file.name, complete=False
        )
    seconds = time.perf_counter() - started
    tell(f"  {what}: {done.rows:,} rows in {seconds:.0f} s")
    processor = (processor_milliseconds() - used) / 1000
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Imported(what, done.rows, done.added, seconds, processor, memory)


def _take_out(viewer: Viewer, owner: Link) -> None:
    """What the file brought in: its numbers have eight digits, the area's own entries fewer."""
    owner.execute(
        "DELETE FROM linkage_indexentry WHERE agency_id = %s AND record_id ~ '-[0-9]{8}$'",
        [viewer.agency_id],
    )
    owner.execute("VACUUM ANALYZE linkage_indexentry")
