"""Making a scratch database: tables, staff, rows, indexes, statistics."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from joinedup.interfaces.command_line.bench.filling.cast import Cast, Desk, FieldTeam
from joinedup.interfaces.command_line.bench.filling.copying import copy_rows
from joinedup.interfaces.command_line.bench.scratch import Link, Scratch
from joinedup.interfaces.command_line.installation import say, set_up_django
from joinedup.interfaces.command_line.migrate import make_tables, missing_tables, prepare_role

_MAINTENANCE = "512MB"
_SIDE_BY_SIDE = 2
_WHILE_FILLING = {"max_wal_size": "8GB", "checkpoint_timeout": "1h", "autovacuum": "off"}


def built(scratch: Scratch, *, fresh: bool) -> Cast:
    """The cast of the scratch database, which is made unless it is there."""
    if fresh or not scratch.told().get("cast"):
        scratch.destroy()
        scratch.tell(people=scratch.people)
        _build(scratch)
    return cast_from(scratch.told()["cast"])


def cast_from(told: dict[str, Any]) -> Cast:
    """The cast as the mark keeps it."""
    desks = tuple(Desk(**desk) for desk in told["desks"])
    teams = tuple(FieldTeam(**team) for team in told["teams"])
    return Cast(**(told | {"desks": desks, "teams": teams}))


def _build(scratch: Scratch) -> None:
    started = time.monotonic()
    now = datetime.now(UTC)
    say(f"Making an area of {scratch.people:,} people in {scratch.directory}")
    with scratch.running(durable=False):
        set_up_django()
        prepare_role(scratch.installation)
        make_tables(missing_tables())
        # these import models, which Django must know first
        cast: Cast = _module("workforce").set_up_cast(scratch.people)
        shapes = _module("tables").shapes(now)
        import_module("django.db").connections.close_all()
        address = scratch.superuser().psycopg()
        with psycopg.connect(**address, autocommit=True) as link, _tuned(link):
            indexes = _set_aside(link, [shape.table for shape in shapes])
            copy_rows(address, cast, shapes, now, _Tenths())
            say(f"  rows written after {time.monotonic() - started:.0f} s; indexes")
            _make_again(address, indexes)
            say(f"  indexes made after {time.monotonic() - started:.0f} s; statistics")
            link.execute("VACUUM (ANALYZE, PARALLEL 2)")
            link.execute("CHECKPOINT")
    seconds = time.monotonic() - started
    scratch.tell(cast=asdict(cast), built_at=now.isoformat(), build_seconds=round(seconds))
    say(f"  done in {seconds:.0f} s, {_size(scratch.directory) / 1e9:.1f} GB on disk")


def _module(name: str) -> Any:  # noqa: ANN401 - a module
    return import_module(f"joinedup.interfaces.command_line.bench.filling.{name}")


@contextmanager
def _tuned(link: Link) -> Iterator[None]:
    for name, value in _WHILE_FILLING.items():
        link.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), value))
    link.execute("SELECT pg_reload_conf()")
    link.execute(sql.SQL("SET maintenance_work_mem = {}").format(_MAINTENANCE))
    try:
        yield
    finally:
        for name in _WHILE_FILLING:
            link.execute(sql.SQL("ALTER SYSTEM RESET {}").format(sql.Identifier(name)))
        link.execute("SELECT pg_reload_conf()")


def _set_aside(link: Link, tables: list[str]) -> list[str]:
    """Drop the indexes of these tables but the primary keys; return how to make each again."""
    rows = link.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), c.conname,"
        " i.indrelid::regclass::text, pg_get_constraintdef(c.oid) FROM pg_index i"
        " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype = 'u'"
        " WHERE i.indrelid::regclass::text = ANY (%s) AND NOT i.indisprimary"
        " AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.confrelid = i.indrelid"
        " AND f.contype = 'f' AND f.conindid = i.indexrelid)",
        [tables],
    ).fetchall()
    again = []
    for index, definition, constraint, table, meaning in rows:
        if constraint:
            link.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}".encode())
            again.append(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {meaning}")
        else:
            link.execute(f"DROP INDEX {index}".encode())
            again.append(definition)
    return again


def _make_again(address: dict[str, Any], statements: list[str]) -> None:
    """The largest first, two at a time."""
    largest = ("linkage_indexentry USING gin", "people_searchkey", "sharing_grant", "chronology")
    order = {name: place for place, name in enumerate(largest)}

    def place(statement: str) -> int:
        return min((n for name, n in order.items() if name in statement), default=len(order))

    def make(statement: str) -> None:
        with psycopg.connect(**address, autocommit=True) as link:
            link.execute(sql.SQL("SET maintenance_work_mem = {}").format(_MAINTENANCE))
            link.execute("SET max_parallel_maintenance_workers = 0")
            link.execute(statement.encode())

    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        list(pool.map(make, sorted(statements, key=place)))


class _Tenths:
    """Says at every tenth how far it has come."""

    def __init__(self) -> None:
        self._said = 0

    def __call__(self, done: int, of: int) -> None:
        if done * 10 // of > self._said:
            self._said = done * 10 // of
            say(f"  {self._said * 10} of 100 parts written")


def _size(directory: Path) -> int:
    return sum(f.stat().st_size for f in directory.rglob("*") if f.is_file())
