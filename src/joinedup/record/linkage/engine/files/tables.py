"""A table of text out of a CSV or a Parquet file; both read alike."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from joinedup.record.linkage.engine.files.mapping import FileError

if TYPE_CHECKING:
    import duckdb

_LONGEST_FIELD = 1 << 20
_BLANK = "".join(chr(n) for n in range(0x3001) if chr(n).isspace())
"""What ``str.strip`` takes off."""
Table = dict[str, list[str]]


def read_table(path: Path, wanted: Sequence[str] | None = None, *, least: int = 1) -> Table:
    """Column by column, values stripped, nothing as the empty text.  ``wanted`` leaves every
    other column unread.  With ``least`` 0 the names of the columns are enough.

    :raises FileError: missing, empty, malformed, or without a wanted column.
    """
    table = _parquet(path, wanted) if _is_parquet(path) else _csv(path, wanted)
    if least and not next(iter(table.values()), []):
        raise FileError(f"{path} has no records")
    return table


def load_table(
    base: "duckdb.DuckDBPyConnection", path: Path, wanted: Sequence[str], source: str
) -> None:
    """Put the ``wanted`` columns of a file into the table ``given``, after its source: what
    ``read_table`` reads, read by DuckDB, because there may be millions of lines.  Where DuckDB
    stumbles, ``read_table`` says why, or reads it after all.

    :raises FileError: as ``read_table``.
    """
    import duckdb

    relation = _parquet_sql(path, wanted) if _is_parquet(path) else _csv_sql(path, wanted)
    before = base.execute("SELECT count(*) FROM given").fetchall()
    try:
        if relation is None:
            raise duckdb.NotImplementedException
        base.execute(f"INSERT INTO given SELECT ?, {relation}", [source])
    except duckdb.Error:
        _load_in_python(base, path, wanted, source)
    if base.execute("SELECT count(*) FROM given").fetchall() == before:
        raise FileError(f"{path} has no records")


def _load_in_python(
    base: "duckdb.DuckDBPyConnection", path: Path, wanted: Sequence[str], source: str
) -> None:
    import pyarrow as pa

    table = read_table(path, wanted)
    columns: list[Any] = [pa.array(table[name], pa.string()) for name in wanted]
    names = [f"c_{n}" for n in range(len(columns))]
    base.register("read_in_python", pa.table(columns, names=names))
    base.execute("INSERT INTO given SELECT ?, * FROM read_in_python", [source])
    base.unregister("read_in_python")


def _is_parquet(path: Path) -> bool:
    if not path.is_file():
        raise FileError(f"{path} is not there" if not path.exists() else f"{path} is not a file")
    with path.open("rb") as file:
        start = file.read(4)
    if not start:
        raise FileError(f"{path} is empty")
    return start == b"PAR1"


def _stripped(column: str) -> str:
    """SQL for ``str.strip``, which is slow there, where there is something to strip."""
    signs = " AND ".join(f"{end}({column}, 1) BETWEEN '!' AND '~'" for end in ("left", "right"))
    trimmed = f"trim({column}, {_quoted(_BLANK)})"
    return f"coalesce(CASE WHEN {column} = '' OR {signs} THEN {column} ELSE {trimmed} END, '')"


def _quoted(text: str, sign: str = "'") -> str:
    return sign + text.replace(sign, sign * 2) + sign


def _check_header(path: Path, header: Sequence[str], wanted: Sequence[str] | None) -> list[str]:
    if not any(header):
        raise FileError(f"{path} begins with no names of columns")
    twice = {name for name in header if header.count(name) > 1}
    columns = list(header) if wanted is None else list(dict.fromkeys(wanted))
    for name in columns:
        if name not in header:
            raise FileError(f"{path} has no column {name!r}; it has {', '.join(header)[:300]}")
        if name in twice:
            raise FileError(f"{path} has two columns {name!r}")
    return columns


# ---- CSV -----------------------------------------------------------------------------------


def _csv_sql(path: Path, wanted: Sequence[str]) -> str | None:
    try:
        with _long_fields(), path.open(encoding="utf-8-sig", newline="") as file:
            header = [name.strip() for name in next(csv.reader(file, strict=True), [])]
    except (OSError, UnicodeDecodeError, csv.Error):
        return None
    _check_header(path, header, wanted)
    columns = ", ".join(f"'h_{n}': 'VARCHAR'" for n in range(len(header)))
    chosen = ", ".join(_stripped(f"h_{header.index(name)}") for name in wanted)
    return (
        f"{chosen} FROM read_csv({_quoted(str(path))}, header = true, auto_detect = false,"
        f" columns = {{{columns}}}, delim = ',', quote = '\"', escape = '\"', strict_mode = true,"
        " null_padding = false, nullstr = '\\0', encoding = 'utf-8')"
    )


def _csv(path: Path, wanted: Sequence[str] | None) -> Table:
    try:
        with _long_fields(), path.open(encoding="utf-8-sig", newline="") as file:
            return _csv_rows(path, csv.reader(file, strict=True), wanted)
    except UnicodeDecodeError as error:
        raise FileError(f"{path} is not text in UTF-8") from error
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}") from error


@contextmanager
def _long_fields() -> Iterator[None]:
    """The limit is the whole process's; others rely on theirs."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


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


def _parquet_sql(path: Path, wanted: Sequence[str]) -> str | None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.ParquetFile(path).schema_arrow
    except (pa.ArrowException, OSError):
        return None
    written = {name.strip(): name for name in schema.names}
    _check_header(path, [name.strip() for name in schema.names], wanted)
    texts = [
        _as_text(_quoted(written[name], '"'), schema.field(written[name]).type) for name in wanted
    ]
    if None in texts:
        return None
    return f"{', '.join(map(str, texts))} FROM read_parquet({_quoted(str(path))})"


def _as_text(column: str, kind: Any) -> str | None:  # noqa: ANN401 - pyarrow has no types
    """SQL for what ``_text`` says; ``None`` where only Python knows."""
    import pyarrow as pa

    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _stripped(column)
    if pa.types.is_integer(kind) or pa.types.is_date32(kind):
        return f"coalesce({column}::VARCHAR, '')"
    return None


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
    except UnicodeDecodeError as error:
        raise FileError(f"{path} holds text that is not in UTF-8") from error
    except (pa.ArrowException, OSError) as error:
        line = str(error).partition("\n")[0]
        raise FileError(f"{path} is not a whole Parquet file: {line}") from error


def _text(value: object) -> str:
    """As a CSV would have it: whole numbers without a point, dates as 2016-05-03."""
    if value is None or value != value:
        return ""
    if isinstance(value, bytes):
        # older writers do not say that what they write is text
        return value.decode("utf-8").strip()
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | Decimal) and value == int(value):
        return str(int(value))
    return str(value).strip()
