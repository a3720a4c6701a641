"""Writes a made-up area into a folder."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from joinedup.interfaces.demonstration.area import toml_writer
from joinedup.interfaces.demonstration.area.block import BLOCK, Block, BlockTask, make_block, tasks
from joinedup.interfaces.demonstration.area.calendar import REFERENCE_DATE
from joinedup.interfaces.demonstration.area.catalogue import AGENCIES, Agency
from joinedup.interfaces.demonstration.area.extracts import (
    HEADINGS,
    RECORDS_RELATIONSHIPS,
    TRUTH,
    csv_text,
)
from joinedup.interfaces.demonstration.area.places import County
from joinedup.interfaces.demonstration.area.stories import Stories

Progress = Callable[[int, int], None]
"""Called with the people done and all people, after every block."""

FEWEST = 100
"""The stories need most of an area of this size."""
_SIDE_BY_SIDE = 8 * BLOCK
"""Below this many people a second process costs more than it saves."""


@dataclass(frozen=True, slots=True)
class AreaSummary:
    """What was written. `rows` is by (agency slug, file name without .csv)."""

    name: str
    seed: int
    as_at: date
    people: int
    households: int
    families_with_many_needs: int
    records: int
    events: int
    relationships: int
    rows: dict[tuple[str, str], int]
    out: Path


def generate_area(
    people: int,
    seed: int,
    out: Path,
    progress: Progress | None = None,
    *,
    as_at: date = REFERENCE_DATE,
    processes: int | None = None,
) -> AreaSummary:
    """Write an area of `people` (at least 100) into the folder `out`, which may exist.

    The same `people`, `seed` and `as_at` give the same bytes on every machine; `processes` (by
    default the processor's cores for a large area, else one) does not matter to them. Files of
    the same names are overwritten.

    Raises ValueError when there are too few people, OSError when a file cannot be written.
    """
    if people < FEWEST:
        raise ValueError(f"An area needs at least {FEWEST} people, not {people}.")
    stories = Stories(as_at)
    population = people - stories.people
    work = tasks(seed, people, population, as_at.toordinal())
    if processes is None:
        processes = os.cpu_count() or 1
    if population < _SIDE_BY_SIDE:
        processes = 1
    tally = _Tally()
    with ExitStack() as files:
        writers = _open_files(files, out)
        tally.add(stories.block(), writers)
        for block in _blocks(work, processes):
            tally.add(block, writers)
            if progress:
                progress(tally.people, people)
    summary = tally.summary(County(people).name, seed, as_at, out)
    toml_writer.write(out / "area.toml", _description(summary))
    toml_writer.write(out / "stories.toml", stories.description())
    return summary


def _open_files(files: ExitStack, out: Path) -> dict[tuple[str, str], TextIO]:
    opened: dict[tuple[str, str], TextIO] = {}
    for agency in AGENCIES:
        folder = out / agency
        folder.mkdir(parents=True, exist_ok=True)
        for name, heading in HEADINGS.items():
            if name != "relationships" or agency in RECORDS_RELATIONSHIPS:
                opened[agency, name] = _begin(files, folder / f"{name}.csv", heading)
    opened["", "truth"] = _begin(files, out / "truth.csv", TRUTH)
    return opened


def _begin(files: ExitStack, path: Path, heading: tuple[str, ...]) -> TextIO:
    file = files.enter_context(path.open("w", encoding="utf-8", newline=""))
    file.write(csv_text([heading]))
    return file


def _blocks(work: Iterator[BlockTask], processes: int) -> Iterator[Block]:
    """The blocks in order; only a few are held at once."""
    if processes <= 1:
        yield from map(make_block, work)
        return
    # a fresh interpreter each: the caller may hold threads and database connections
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        waiting: deque[Future[Block]] = deque()
        for task in work:
            waiting.append(pool.submit(make_block, task))
            if len(waiting) > processes * 2:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


class _Tally:
    """Counts what is written."""

    def __init__(self) -> None:
        self.people = self.households = self.troubled = 0
        self.rows: dict[tuple[str, str], int] = {}

    def add(self, block: Block, writers: dict[tuple[str, str], TextIO]) -> None:
        """Write a block's text and count it."""
        self.people += block.people
        self.households += block.households
        self.troubled += block.families_with_many_needs
        for key, text in block.text.items():
            writers[key].write(text)
        for key, rows in block.rows.items():
            self.rows[key] = self.rows.get(key, 0) + rows

    def _of(self, name: str) -> int:
        return sum(rows for (_, file), rows in self.rows.items() if file == name)

    def summary(self, name: str, seed: int, as_at: date, out: Path) -> AreaSummary:
        """All counts."""
        return AreaSummary(
            name, seed, as_at, self.people, self.households, self.troubled,
            self._of("people"), self._of("events"), self._of("relationships"), self.rows, out,
        )  # fmt: skip


def _description(summary: AreaSummary) -> dict[str, Any]:
    return {
        "name": summary.name,
        "seed": summary.seed,
        "people": summary.people,
        "as_at": summary.as_at.isoformat(),
        "towns": County(summary.people).towns,
        "counts": {
            "households": summary.households,
            "families_with_many_needs": summary.families_with_many_needs,
            "records": summary.records,
            "events": summary.events,
            "relationships": summary.relationships,
        },
        "agency": [_agency(agency, summary) for agency in AGENCIES.values()],
    }


def _agency(agency: Agency, summary: AreaSummary) -> dict[str, Any]:
    return {
        "slug": agency.slug,
        "name": agency.name,
        "prefix": agency.prefix,
        "kind": agency.kind,
        "system": agency.system,
        "records": summary.rows.get((agency.slug, "people"), 0),
        "events": summary.rows.get((agency.slug, "events"), 0),
        "relationships": summary.rows.get((agency.slug, "relationships"), 0),
        "service": [
            {
                "slug": service.slug, "name": service.name, "code": service.code,
                "phone": service.phone, "email": service.email, "contacts": list(service.contacts),
            }
            for service in agency.services.values()
        ],
    }  # fmt: skip
