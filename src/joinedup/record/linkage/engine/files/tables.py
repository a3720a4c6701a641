"""A table of text out of a CSV or a Parquet file; both read alike."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from joinedup.record.linkage.engine.files.mapping import FileError

_LONGEST_FIELD = 1 << 20
Table = dict[str, list[str]]


def read_table(path: Path, wanted: Sequence[str] | None = None) -> Table:
    """Column by column, values stripped, nothing as the empty text.  ``wanted`` leaves every
    other column unread.

    :raises FileError: missing, empty, malformed, or without a wanted column.
    """
    if not path.is_file():
        raise FileError(f"{path} is not there" if not path.exists() else f"{path} is not a file")
    with path.open("rb") as file:
        start = file.read(4)
    if not start:
        raise FileError(f"{path} is empty")
    table = _parquet(path, wanted) if start == b"PAR1" else _csv(path, wanted)
    if not next(iter(table.values()), []):
        raise FileError(f"{path} has no records")
    return table


def _check_header(path: Path, header: Sequence[str], wanted: Sequence[str] | None) -> list[str]:
    twice = {name for name in header if header.count(name) > 1}
    columns = list(header) if wanted is None else list(dict.fromkeys(wanted))
    for name in columns:
        if name not in header:
            raise FileError(f"{path} has no column {name!r}; it has {', '.join(header)[:300]}")
        if name in twice:
            raise FileError(f"{path} has two columns {name!r}")
    return columns


# ---- CSV -----------------------------------------------------------------------------------


def _csv(path: Path, wanted: Sequence[str] | None) -> Table:
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _csv_rows(path, csv.reader(file, strict=True), wanted)
    except UnicodeDecodeError as error:
        raise FileError(f"{path} is not text in UTF-8") from error
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}") from error


def _csv_rows(path: Path, reader: Iterable[list[str]], wanted: Sequence[str] | None) -> Table:
    number = 1
    rows = iter(reader)
    try:
        header = [name.strip() for name in next(rows, [])]
        columns = _check_header(path, header, wanted)
        places = [header.index(name) for name in columns]
        values: list[list[str]] = [[] for _ in columns]
        for number, row in enumerate(rows, start=2):
            if len(row) != len(header):
                if not row:
                    continue
                has = f"has {len(row)} fields, the header {len(header)}"
                raise FileError(f"{path}, record {number - 1}: {has}")
            for column, place in zip(values, places, strict=True):
                column.append(row[place].strip())
    except csv.Error as error:
        raise FileError(f"{path}, after record {number - 1}: {error}") from error
    return dict(zip(columns, values, strict=True))


# ---- Parquet -------------------------------------------------------------------------------


def _parquet(path: Path, wanted: Sequence[str] | None) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        written = {name.strip(): name for name in file.schema_arrow.names}
        columns = _check_header(path, [name.strip() for name in file.schema_arrow.names], wanted)
        table = file.read(columns=[written[name] for name in columns])
        return {
            name: [_text(value) for value in table.column(written[name]).to_pylist()]
            for name in columns
        }
    except (pa.ArrowException, OSError) as error:
        line = str(error).partition("\n")[0]
        raise FileError(f"{path} is not a whole Parquet file: {line}") from error


def _text(value: object) -> str:
    """As a CSV would have it: whole numbers without a point, dates as 2016-05-03."""
    if value is None or value != value:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | Decimal) and value == int(value):
        return str(int(value))
    return str(value).strip()
