"""`joinedup link lookup`: every record of one file sought in another, as a person is sought live.

The index is built in a PostgreSQL of its own, which is gone afterwards, or on a server that is
named; every query goes through the same look-up as one that comes in on the telephone.
"""

import argparse
import contextlib
import csv
import gc
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

import psycopg
from psycopg.conninfo import conninfo_to_dict

from joinedup.base.foundation.embedded_postgres import EmbeddedPostgres
from joinedup.interfaces.command_line.installation import say
from joinedup.record.linkage.engine.files import Filed, FileError, read_mapping, read_records

if TYPE_CHECKING:
    from joinedup.record.linkage.engine.live.lookup import Candidate, Lookup
    from joinedup.record.linkage.engine.live.prepared import Preparer

_CHUNK = 1_000
_TOLD = 10
"""How often it is said how far the work is."""


def add_action(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare it among the actions of ``joinedup link``."""
    looking = actions.add_parser("lookup", help="seek every record of one file in another, live")
    looking.add_argument("index", type=Path, metavar="INDEX", help="CSV or Parquet: sought in")
    looking.add_argument("queries", type=Path, metavar="QUERIES", help="CSV or Parquet: sought")
    looking.add_argument(
        "--mapping", type=Path, required=True, metavar="M.toml",
        help="which column holds what, in both files",
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

    _check_file(arguments.out)
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


def _check_file(out: Path) -> None:
    if out.suffix.lower() not in {".csv", ".parquet"}:
        raise FileError(f"{out}: name a file that ends in .csv or .parquet")
    if out.is_dir() or not out.resolve().parent.is_dir():
        raise FileError(f"{out} cannot be written: it is a folder, or in none")


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
        """Candidates to a file that is there whole or not at all; then say how it went."""
        header = [
            "query", "rank", "record", "probability", "weight", "verdict",
            *(f"weight_{name}" for name in self._lookup.model.comparisons),
            "sentence", "found_by", "model",
        ]  # fmt: skip
        try:
            with tempfile.TemporaryDirectory(
                prefix=".lookup-", dir=out.resolve().parent
            ) as scratch:
                made = Path(scratch) / "candidates"
                with _writer(out, made, header) as writer:
                    self._ask(writer)
                made.replace(out)
        except OSError as error:
            raise FileError(f"{out} cannot be written: {error.strerror}") from error
        self._tell(out)

    def _ask(self, writer: "_Writer") -> None:
        size = len(self._queries)
        names = ", ".join(["record", *(f"c_{n}" for n, _ in enumerate(self._queries.columns))])
        rows = self._queries.base.execute(f"SELECT {names} FROM raw ORDER BY uid")  # noqa: S608
        gc.collect()
        gc.freeze()  # what was built stays; it need not be looked through again
        while chunk := rows.fetchmany(_CHUNK):
            writer.write([line for query, *row in chunk for line in self._answer(query, row)])
            done = len(self._engine)
            if done * _TOLD // size > (done - len(chunk)) * _TOLD // size:
                say(f"  {done:,} of {size:,} queries answered")
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

    def _tell(self, out: Path) -> None:
        size, matched = len(self._engine), self._best.get("match", 0)
        possible = sum(n for words, n in self._best.items() if words.startswith("possible"))
        say(
            f"{size:,} queries: {matched:,} had a match, {possible:,} a possible match or relative"
            f" at best, {size - matched - possible:,} nobody likely. Read {out}."
        )
        say(f"engine, cleaned query to ranked answer: {percentiles(self._engine)} ms a query")
        say(f"with cleaning: {percentiles(self._whole)} ms a query")


def _line(candidate: "Candidate") -> list[Any]:
    return [
        candidate.record, candidate.probability, candidate.weight, str(candidate.verdict),
        *candidate.bits, candidate.sentence, "; ".join(candidate.found_by),
    ]  # fmt: skip


def percentiles(seconds: Sequence[float]) -> str:
    """In milliseconds."""
    ordered = sorted(seconds)
    found = {p: ordered[min(len(ordered) - 1, len(ordered) * p // 100)] for p in (50, 95, 99)}
    return ", ".join(f"p{p} {value * 1000:.2f}" for p, value in found.items())


class _Writer(Protocol):
    def write(self, lines: Sequence[Sequence[Any]]) -> None: ...


class _CsvWriter:
    def __init__(self, file: Any) -> None:  # noqa: ANN401 - the csv module's
        self._rows = csv.writer(file, lineterminator="\n")

    def write(self, lines: Sequence[Sequence[Any]]) -> None:
        self._rows.writerows(
            [f"{value:.9g}" if isinstance(value, float) else value for value in line]
            for line in lines
        )


class _ParquetWriter:
    def __init__(self, made: Path, header: Sequence[str]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        kinds = {"rank": pa.int32(), "probability": pa.float64()}
        kinds |= {name: pa.float64() for name in header if name.startswith("weight")}
        self._schema = pa.schema([(name, kinds.get(name, pa.string())) for name in header])
        self._file = pq.ParquetWriter(made, self._schema, compression="zstd")

    def write(self, lines: Sequence[Sequence[Any]]) -> None:
        import pyarrow as pa

        columns = zip(*lines, strict=True) if lines else [()] * len(self._schema)
        pairs = zip(columns, self._schema, strict=True)
        arrays = [pa.array(column, field.type) for column, field in pairs]
        self._file.write_table(pa.table(arrays, schema=self._schema))

    def close(self) -> None:
        self._file.close()


@contextlib.contextmanager
def _writer(out: Path, made: Path, header: Sequence[str]) -> Iterator[_Writer]:
    if out.suffix.lower() == ".csv":
        with made.open("w", encoding="utf-8", newline="") as file:
            rows = _CsvWriter(file)
            rows.write([header])
            yield rows
    else:
        with contextlib.closing(_ParquetWriter(made, header)) as columns:
            yield columns
