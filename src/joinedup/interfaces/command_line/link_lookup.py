"""`joinedup link lookup`: every record of one file sought in another, as a person is sought live.

The index is built in a PostgreSQL of its own, which is gone afterwards, or on a server that is
named; every query goes through the same look-up as one that comes in on the telephone.  Files of
encodings are looked up in memory.
"""

import argparse
import contextlib
import gc
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from joinedup.base.foundation.embedded_postgres import EmbeddedPostgres
from joinedup.interfaces.command_line.installation import say
from joinedup.interfaces.command_line.link_candidates import (
    Writer,
    check_file,
    header,
    percentiles,
    tell_how_far,
    tell_what_was_found,
    write_candidates,
)
from joinedup.interfaces.command_line.link_lookup_encoded import look_up_encoded
from joinedup.record.linkage.engine.encoding import is_encoded
from joinedup.record.linkage.engine.files import Filed, FileError, read_mapping, read_records

if TYPE_CHECKING:
    from joinedup.record.linkage.engine.live.lookup import Candidate, Lookup
    from joinedup.record.linkage.engine.live.prepared import Preparer

_CHUNK = 1_000


def add_action(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare it among the actions of ``joinedup link``."""
    looking = actions.add_parser("lookup", help="seek every record of one file in another, live")
    looking.add_argument("index", type=Path, metavar="INDEX", help="CSV or Parquet: sought in")
    looking.add_argument("queries", type=Path, metavar="QUERIES", help="CSV or Parquet: sought")
    looking.add_argument(
        "--mapping", type=Path, metavar="M.toml",
        help="which column holds what, in both files; files of encodings need none",
    )  # fmt: skip
    looking.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="candidates: .csv or .parquet"
    )
    looking.add_argument(
        "--model", type=Path, metavar="MODEL.json", help="use this model and train none on INDEX"
    )
    looking.add_argument("--seed", type=int, default=1, metavar="N", help="default: 1")
    looking.add_argument(
        "--database-url", metavar="URL",
        help="build the index on this PostgreSQL server (default: on one of its own)",
    )  # fmt: skip


def look_up(arguments: argparse.Namespace) -> int:
    """Do it.

    :raises FileError: a file cannot be used, or cannot be written.
    """
    from joinedup.record.linkage.engine.live.building import learned, opened, shape_of
    from joinedup.record.linkage.engine.live.expressions import CompileError
    from joinedup.record.linkage.engine.model import read_model

    check_file(arguments.out)
    if is_encoded(arguments.index) or is_encoded(arguments.queries):
        return look_up_encoded(arguments)
    if arguments.mapping is None:
        raise FileError("--mapping is missing")
    _check_url(arguments.database_url)
    columns = read_mapping(arguments.mapping)
    model = read_model(arguments.model) if arguments.model else None
    queries = read_records([arguments.queries], columns)
    records = read_records([arguments.index], columns)
    size, today = len(records), _today()
    say(f"  {size:,} records and {len(queries):,} queries read")
    try:
        if model is None:
            model = learned(records, columns, today, arguments.seed)
            say(f"  model {model.sha256[:12]} trained: {model.provenance['trained']}")
        shape = shape_of(records, columns, model, today)
    except CompileError as error:
        raise FileError(f"{arguments.model}: {error}") from error
    with index_database(arguments.database_url) as (link, table):
        since = perf_counter()
        lookup = opened(
            link, records, shape, model, say, table=table, survey=not arguments.model, scratch=True
        )
        records.base.close()
        say(f"  index built ({perf_counter() - since:.1f} s)")
        _Run(lookup, shape.preparer, queries).write(arguments.out)
    return 0


def _today() -> date:
    return datetime.now(UTC).date()


def _check_url(url: str | None) -> None:
    try:
        conninfo_to_dict(url or "")
    except psycopg.ProgrammingError as error:
        raise FileError(f"--database-url: {error}") from error


@contextlib.contextmanager
def index_database(url: str | None) -> Iterator[tuple[psycopg.Connection[Any], str]]:
    """A connection, and the name of a table that is gone afterwards."""
    table = f"linkage_lookup_{secrets.token_hex(4)}"
    with contextlib.ExitStack() as stack:
        if url is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="joinedup-lookup-"))
            embedded = EmbeddedPostgres(Path(folder), durable=False)
            stack.callback(embedded.destroy)
            given = psycopg.connect(**embedded.start().psycopg(), autocommit=True)
        else:
            given = psycopg.connect(url, autocommit=True)
        link = stack.enter_context(given)
        if url is not None:
            stack.callback(link.execute, f"DROP TABLE IF EXISTS {table}".encode())
        yield link, table


# ---- the queries ---------------------------------------------------------------------------


class _Run:
    """Asks one query after the other, and keeps the times."""

    def __init__(self, lookup: "Lookup", preparer: "Preparer", queries: Filed) -> None:
        self._lookup, self._preparer, self._queries = lookup, preparer, queries
        self._engine: list[float] = []
        self._whole: list[float] = []
        self._best: dict[str, int] = {}

    def write(self, out: Path) -> None:
        """Candidates to the file; then say how it went."""
        write_candidates(out, header(self._lookup.model.comparisons), self._ask)
        tell_what_was_found(self._best, out)
        say(f"engine, cleaned query to ranked answer: {percentiles(self._engine)} ms a query")
        say(f"with cleaning: {percentiles(self._whole)} ms a query")

    def _ask(self, writer: Writer) -> None:
        size = len(self._queries)
        names = ", ".join(["record", *(f"c_{n}" for n, _ in enumerate(self._queries.columns))])
        rows = self._queries.base.execute(f"SELECT {names} FROM raw ORDER BY uid")  # noqa: S608
        gc.collect()
        gc.freeze()  # what was built stays; it need not be looked through again
        while chunk := rows.fetchmany(_CHUNK):
            writer.write([line for query, *row in chunk for line in self._answer(query, row)])
            tell_how_far(len(self._engine), len(chunk), size)
        gc.unfreeze()

    def _answer(self, query: str, row: Sequence[str]) -> Iterator[list[Any]]:
        start = perf_counter()
        record = self._preparer.prepare(row)
        cleaned = perf_counter()
        found = self._lookup.look_up(record)
        end = perf_counter()
        self._engine.append(end - cleaned)
        self._whole.append(end - start)
        best = str(found[0].verdict) if found else "nobody"
        self._best[best] = self._best.get(best, 0) + 1
        for rank, candidate in enumerate(found, start=1):
            yield [query, rank, *_line(candidate), self._lookup.model.sha256[:12]]


def _line(candidate: "Candidate") -> list[Any]:
    return [
        candidate.record, candidate.probability, candidate.weight, str(candidate.verdict),
        *candidate.bits, candidate.sentence, "; ".join(candidate.found_by),
    ]  # fmt: skip
