"""Queries answered one by one: ranked candidates into a file, and how long each took."""

import contextlib
import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from joinedup.interfaces.command_line.installation import say
from joinedup.record.linkage.engine.files import FileError

FIRST = ("query", "rank", "record", "probability", "weight", "verdict")
LAST = ("sentence", "found_by", "model")
_TOLD = 10
"""How often it is said how far the work is."""


def header(comparisons: Iterable[str]) -> list[str]:
    """The columns of the file."""
    return [*FIRST, *(f"weight_{name}" for name in comparisons), *LAST]


def check_file(out: Path) -> None:
    """Before any work is done.

    :raises FileError: it cannot be written.
    """
    if out.suffix.lower() not in {".csv", ".parquet"}:
        raise FileError(f"{out}: name a file that ends in .csv or .parquet")
    if out.is_dir() or not out.resolve().parent.is_dir():
        raise FileError(f"{out} cannot be written: it is a folder, or in none")


def write_candidates(out: Path, columns: Sequence[str], fill: Callable[["Writer"], None]) -> None:
    """The file is there whole or not at all.

    :raises FileError: it cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".lookup-", dir=out.resolve().parent) as scratch:
            made = Path(scratch) / "candidates"
            with _writer(out, made, columns) as writer:
                fill(writer)
            made.replace(out)
    except OSError as error:
        raise FileError(f"{out} cannot be written: {error.strerror}") from error


def tell_how_far(done: int, more: int, size: int) -> None:
    """Now and then; ``more`` queries were answered since."""
    if done * _TOLD // size > (done - more) * _TOLD // size:
        say(f"  {done:,} of {size:,} queries answered")


def tell_what_was_found(best: dict[str, int], out: Path) -> None:
    """``best``: how many queries had which verdict at best."""
    size, matched = sum(best.values()), best.get("match", 0)
    possible = sum(n for words, n in best.items() if words.startswith("possible"))
    say(
        f"{size:,} queries: {matched:,} had a match, {possible:,} a possible match or relative"
        f" at best, {size - matched - possible:,} nobody likely. Read {out}."
    )


def percentiles(seconds: Sequence[float]) -> str:
    """In milliseconds."""
    ordered = sorted(seconds)
    found = {p: ordered[min(len(ordered) - 1, len(ordered) * p // 100)] for p in (50, 95, 99)}
    return ", ".join(f"p{p} {value * 1000:.2f}" for p, value in found.items())


class Writer(Protocol):
    """Takes lines of the columns that were named."""

    def write(self, lines: Sequence[Sequence[Any]]) -> None:
        """Add these."""


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
def _writer(out: Path, made: Path, header: Sequence[str]) -> Iterator[Writer]:
    if out.suffix.lower() == ".csv":
        with made.open("w", encoding="utf-8", newline="") as file:
            rows = _CsvWriter(file)
            rows.write([header])
            yield rows
    else:
        with contextlib.closing(_ParquetWriter(made, header)) as columns:
            yield columns
