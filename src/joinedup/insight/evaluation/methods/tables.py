"""Families from a file: one row each, or one row for each family and moment."""

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as pa_csv
from pyarrow import parquet

MISSING = (
    "", ".", "NA", "na", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null",
    "unknown", "Unknown", "not known", "Not known",
)  # fmt: skip
"""What counts as not known in a CSV."""
BETWEEN = (",", ";", "\t")
"""What may stand between the columns of a CSV: the first of these that its heading has."""
ROW = "row name"
"""What a column is called that has no heading because it numbers the rows, as R writes them."""
YES = ("1", "1.0", "yes", "true", "y", "t")
NO = ("0", "0.0", "no", "false", "n", "f")
TINY, HUGE = 1e-75, 1e75
"""Numbers beyond these are no measurements, and their squares cannot be reckoned with."""


class DataError(ValueError):
    """The data cannot answer what was asked; the message is one line that says why."""


@dataclass(frozen=True)
class Table:
    """Rows as they were read. Columns are float64, or text in which missing is ``None``."""

    frame: pd.DataFrame
    source: str
    fingerprint: str
    """SHA-256 of the file, in hexadecimal."""

    def __len__(self) -> int:
        return len(self.frame)

    def require(self, columns: Sequence[str]) -> None:
        """:raises DataError: one of them is not there, is named twice, or is empty throughout."""
        for column in columns:
            if column not in self.frame.columns:
                names = ", ".join(map(str, self.frame.columns[:30]))
                raise DataError(f"there is no column {column}; there are {names}")
            if columns.count(column) > 1:
                raise DataError(f"the column {column} is named twice")
            if self.frame[column].isna().all():
                raise DataError(f"the column {column} is empty")

    def is_text(self, column: str) -> bool:
        """Whether its values are categories rather than numbers."""
        return not pd.api.types.is_float_dtype(self.frame[column])

    def numbers(self, column: str) -> np.ndarray:
        """Its values as float64 of shape (n,), NaN where missing; yes and no are 1 and 0.

        :raises DataError: it holds words, or numbers that nobody measured.
        """
        values = self.frame[column]
        if not self.is_text(column):
            numbers = np.asarray(values, dtype=np.float64)
            sizes = np.abs(numbers[~np.isnan(numbers) & (numbers != 0)])
            if sizes.size and not (sizes.min() > TINY and sizes.max() < HUGE):
                raise DataError(f"the column {column} holds numbers too large or too small")
            return numbers
        known = values.dropna().str.lower()
        said = known.map({**dict.fromkeys(YES, 1.0), **dict.fromkeys(NO, 0.0)})
        if said.isna().any():
            words = known[said.isna() & pd.to_numeric(known, errors="coerce").isna()]
            shown = words.iloc[0] if len(words) else known[said.isna()].iloc[0]
            raise DataError(f"the column {column} holds words ({shown})")
        return np.asarray(said.reindex(values.index), dtype=np.float64)

    def yes_or_no(self, column: str) -> np.ndarray:
        """The same, for a column in which nothing but 1 and 0, or yes and no, may stand.

        :raises DataError: something else stands there.
        """
        numbers = self.numbers(column)
        others = numbers[~np.isnan(numbers) & (numbers != 0) & (numbers != 1)]
        if others.size:
            raise DataError(f"the column {column} must hold 0 and 1, or yes and no ({others[0]:g})")
        return numbers


def read_table(path: Path) -> Table:
    """A CSV (UTF-8, a heading for each column but names of rows; see ``BETWEEN``) or Parquet file.

    :raises DataError: it cannot be read, or holds no row.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from error
    if not content.strip():
        raise DataError(f"{path} is empty")
    frame = _parquet(path) if content[:4] == b"PAR1" else _csv(path, content)
    if frame.empty:
        raise DataError(f"{path} holds no row")
    typed = pd.DataFrame({name: _typed(frame[name]) for name in frame.columns})
    return Table(typed, path.name, hashlib.sha256(content).hexdigest())


def table_of(frame: pd.DataFrame, source: str = "a table in memory") -> Table:
    """The same of a frame, for callers that hold one; its fingerprint is that of its CSV."""
    typed = pd.DataFrame({str(name): _typed(frame[name]) for name in frame.columns})
    content = typed.to_csv(index=False).encode()
    return Table(typed, source, hashlib.sha256(content).hexdigest())


def _parquet(path: Path) -> pd.DataFrame:
    try:
        return parquet.read_table(path).to_pandas()
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{path} is no whole Parquet file") from error


def _csv(path: Path, content: bytes) -> pd.DataFrame:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8: save it as CSV UTF-8") from error
    text = text.lstrip("\r\n")
    heading, between = _heading(path, text)
    if not all(heading):
        raise DataError(f"{path} has a column without a heading")
    if len(set(heading)) < len(heading):
        twice = next(name for name in heading if heading.count(name) > 1)
        raise DataError(f"{path} names the column {twice} twice")
    try:
        rows = pa_csv.read_csv(
            io.BytesIO(text.encode()),
            pa_csv.ReadOptions(column_names=heading, skip_rows=1),
            pa_csv.ParseOptions(delimiter=between, newlines_in_values=True),
            pa_csv.ConvertOptions(
                column_types=dict.fromkeys(heading, pa.string()),
                null_values=MISSING,
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as error:
        said = str(error).strip().split("\n")[0].removeprefix("CSV parse error: ")
        raise DataError(f"{path} is no well-formed CSV: {said[:200]}") from error
    frame = rows.to_pandas()
    return frame.apply(_with_points) if between == ";" else frame


def _with_points(column: "pd.Series") -> "pd.Series":
    """Decimal commas as points, where spreadsheets write semicolons for their sake."""
    known = column.dropna()
    return (
        column.str.replace(",", ".") if known.str.fullmatch(r"\s*-?\d+(,\d+)?\s*").all() else column
    )


def _heading(path: Path, text: str) -> tuple[list[str], str]:
    """The names of its columns, and what stands between them."""
    lines = io.StringIO(text, newline=None)
    first = lines.readline()
    between = next((mark for mark in BETWEEN if mark in first), ",")
    lines.seek(0)
    rows = csv.reader(lines, delimiter=between)
    try:
        names, values = next(rows), next(rows, [])
    except csv.Error as error:
        raise DataError(f"{path} is no well-formed CSV: {error}") from error
    return _with_rows([name.strip() for name in names], values), between


def _with_rows(names: list[str], first: list[str]) -> list[str]:
    """With a name for the column of row names where R gave it none, or an empty one.

    A heading that is one name short is R's only where the first row begins like its row names: any
    other would move every column by one.
    """
    if len(first) == len(names) + 1 and ROW not in names:
        numbered = first[0].strip() == "1" or first[0][:1].isalpha()
        return [ROW, *names] if numbered else names
    if len(names) > 1 and not names[0] and ROW not in names:
        return [ROW, *names[1:]]
    return names


def _typed(column: "pd.Series") -> "pd.Series":
    """As numbers where every value that is there is one, otherwise as text."""
    if pd.api.types.is_bool_dtype(column) or pd.api.types.is_numeric_dtype(column):
        return column.astype(np.float64)
    text = column.map(lambda value: None if pd.isna(value) else str(value).strip() or None)
    numbers = pd.to_numeric(text, errors="coerce")
    if (numbers.isna() & text.notna()).any() or np.isinf(numbers).any():
        return text.astype(object)
    return numbers.astype(np.float64)
