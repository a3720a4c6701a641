"""Cleaning of a whole column: each different text once, and what needs no cleaning not at all."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import duckdb

S = TypeVar("S")
T = TypeVar("T")
BATCH = 50_000
SEVERAL_PROCESSES = 200_000
"""From this many different texts, cleaning is worth the start of more processes."""


@dataclass(frozen=True)
class Simple:
    """A shortcut in SQL: texts ``{0}`` for which ``holds`` come out as ``result``, which is also
    what cleaning makes of them."""

    holds: str
    result: str


def distinct(base: "duckdb.DuckDBPyConnection", texts: str) -> list[str]:
    """``texts`` is a query of one column."""
    found = base.sql(f"SELECT DISTINCT t FROM ({texts}) q(t) WHERE t <> ''")  # noqa: S608
    return list(found.to_arrow_table().column(0).to_pylist())


def each(clean: Callable[[S], T], texts: Sequence[S]) -> list[T]:
    """In their order; by several processes when there are many."""
    if len(texts) < SEVERAL_PROCESSES:
        return [clean(text) for text in texts]
    made: list[T] = []
    batches = [texts[n : n + BATCH] for n in range(0, len(texts), BATCH)]
    # spawned, because DuckDB's threads do not survive a fork
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        for done in pool.map(_batch, [clean] * len(batches), batches):
            made.extend(done)
    return made


def _batch(clean: Callable[[S], T], texts: Sequence[S]) -> list[T]:
    return [clean(text) for text in texts]
