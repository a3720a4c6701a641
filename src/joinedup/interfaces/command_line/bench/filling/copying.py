"""Writing the rows: blocks of families and enquiries, in as many processes as there are cores."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from joinedup.interfaces.command_line.bench.filling.cast import Cast
from joinedup.interfaces.command_line.bench.filling.enquiries import (
    enquiries_in_a_year,
    write_enquiry,
)
from joinedup.interfaces.command_line.bench.filling.people import write_family
from joinedup.interfaces.command_line.bench.filling.rows import Lines, Shape

FAMILIES_A_BLOCK = 120
ENQUIRIES_A_BLOCK = 200
_CHAINS = 128
_CHAINS_A_BLOCK = 16

Address = Mapping[str, Any]
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of work for one process: families, enquiries, or chains of the log."""

    what: str
    first: int
    last: int


@dataclass(slots=True)
class _Worker:
    """What one process keeps between its blocks."""

    link: psycopg.Connection[Any]
    cast: Cast
    shapes: Mapping[str, Shape]
    now: datetime

    def lines(self) -> Lines:
        return Lines({table: shape.ending for table, shape in self.shapes.items()})


_worker: _Worker | None = None


def copy_rows(
    address: Address, cast: Cast, shapes: tuple[Shape, ...], now: datetime, tell: Tell
) -> None:
    """Write all rows. ``tell`` is told (blocks done, blocks in all)."""
    blocks = list(_blocks(cast))
    processes = max(2, os.cpu_count() or 2)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _begin, (address, cast, shapes, now)) as pool:
        waiting = [pool.submit(_write, block) for block in blocks]
        for done, future in enumerate(as_completed(waiting), start=1):
            future.result()
            tell(done, len(blocks))


def _blocks(cast: Cast) -> Iterator[Block]:
    for chain in range(1, _CHAINS + 1, _CHAINS_A_BLOCK):
        yield Block("log", chain, chain + _CHAINS_A_BLOCK)
    sizes = (
        ("families", cast.families, FAMILIES_A_BLOCK),
        ("enquiries", enquiries_in_a_year(cast.people), ENQUIRIES_A_BLOCK),
    )
    for what, total, size in sizes:
        for first in range(0, total, size):
            yield Block(what, first, min(first + size, total))


def _begin(address: Address, cast: Cast, shapes: tuple[Shape, ...], now: datetime) -> None:
    global _worker
    link = psycopg.connect(**address, autocommit=True)
    # Ids are worked out, so references hold without being looked up; the tests look them up.
    link.execute("SET session_replication_role = replica")
    link.execute("SET synchronous_commit = off")
    _worker = _Worker(link, cast, {shape.table: shape for shape in shapes}, now)


def _write(block: Block) -> None:
    if _worker is None:
        raise RuntimeError("the process was not begun")
    if block.what == "log":
        _write_log(_worker, block)
        return
    lines = _worker.lines()
    for number in range(block.first, block.last):
        if block.what == "families":
            write_family(lines, _worker.cast, number, _worker.now.date())
        else:
            write_enquiry(lines, _worker.cast, number, _worker.now)
    with _worker.link.transaction(), _worker.link.cursor() as cursor:
        for table, text in lines.text.items():
            with cursor.copy(_worker.shapes[table].copy.encode()) as copy:
                copy.write("".join(text))


_LOG = """
DO $log$
DECLARE
    entry audit_auditentry;
    head audit_auditchain;
    number text;
BEGIN
    FOR head IN SELECT * FROM audit_auditchain WHERE id >= {first} AND id < {last} ORDER BY id LOOP
        FOR n IN 1..{each} LOOP
            entry.id := gen_random_uuid();
            entry.chain := head.id;
            entry.position := head.position + n;
            entry.at := '{now}'::timestamptz - ({each} - n) * interval '1 year' / {each};
            entry.actor_id := '{actor}';
            entry.actor_agency_id := '{agency}';
            entry.action := 'opened';
            entry.subject_kind := 'person';
            number := lpad(to_hex((n * 128 + head.id) % {people}), 12, '0');
            entry.subject_id := ('01990000-000a-7000-8000-' || number)::uuid;
            entry.folder_id := ('01990000-0005-7000-8000-' || number)::uuid;
            entry.controller_id := '{agency}';
            entry.purpose := 'direct_work';
            entry.details := '{{}}';
            entry.previous_hash := head.hash;
            entry.hash := sha256(convert_to(audit_hashed_text(entry), 'UTF8'));
            INSERT INTO audit_auditentry SELECT entry.*;
            head.hash := entry.hash;
        END LOOP;
        UPDATE audit_auditchain SET position = head.position + {each}, hash = head.hash
        WHERE id = head.id;
    END LOOP;
END $log$
"""


def _write_log(worker: _Worker, block: Block) -> None:
    """One entry for each person, over a year: linked by the log's own function."""
    cast = worker.cast
    worker.link.execute(
        _LOG.format(
            first=block.first, last=block.last, each=max(1, cast.people // _CHAINS),
            now=worker.now.isoformat(), actor=cast.screener, agency=cast.council,
            people=cast.people,
        ).encode()
    )  # fmt: skip
