"""Comma-separated files, out and in: nothing that we write runs, nothing that we read surprises.

Sources: RFC 4180; OWASP, "CSV Injection".
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

# A spreadsheet runs a cell that starts so, some also after blanks or in the wide East Asian forms.
# Our mark is one more apostrophe in front; reading takes it away again.
_FORMULA = re.compile(r"'*[\s\u200b\ufeff\x00-\x1f]*[=+\-@|%＝＋－＠]|'*[\t\r\n]")
_MARK = "'"

MAX_BYTES = 100 * 1024 * 1024
MAX_ROWS = 2_000_000
_MOST_PROBLEMS = 1_000


def safe_cell(value: object) -> str:
    """`value` as a cell that no spreadsheet program takes for a formula.

    Numbers stay numbers, dates are ISO 8601, None is empty, yes and no are words.
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float() | Decimal():
            return str(value)
        case date():
            return value.isoformat()
    text = str(value).replace("\x00", "\ufffd")
    return _MARK + text if _FORMULA.match(text) else text


def write_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """`rows`, headings first, as UTF-8 with a byte order mark, every cell quoted, CRLF line ends.

    Raises ValueError when a row has another number of cells than the first.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    width: int | None = None
    for number, row in enumerate(rows, start=1):
        width = len(row) if width is None else width
        if len(row) != width:
            raise ValueError(f"Row {number} has {len(row)} cells, the first row {width}.")
        writer.writerow([safe_cell(value) for value in row])
    return out.getvalue().encode("utf-8-sig", errors="replace")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, for whoever sent the file. Never repeats what a cell holds.

    `line` counts from 1, as an editor shows it; None concerns the whole file.
    """

    message: str
    line: int | None = None
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row that could be read: the line where it starts, and its cells by heading."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """What a file held. `statement` says how it was read; rows with a problem are left out."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    encoding: str
    statement: str

    @property
    def unusable(self) -> bool:
        """Whether a problem concerns the file as a whole, so that no row was taken."""
        return any(problem.line is None for problem in self.problems)


class _NotReadableError(Exception):
    """Carries the problem that stops the reading of a whole file."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(message)


def read_csv(
    file: BinaryIO | bytes,
    *,
    required: Sequence[str],
    optional: Sequence[str] = (),
    max_bytes: int = MAX_BYTES,
    max_rows: int = MAX_ROWS,
) -> Spreadsheet:
    """Read an uploaded file, which may be anything at all. Raises nothing for bad content.

    Headings match without regard to case, spaces, hyphens and underscores, in any order, and
    come back spelt as in `required` and `optional`; other columns are ignored and named in the
    statement. Cells come back without surrounding blanks. UTF-8 (with or without byte order
    mark) or Windows-1252.
    """
    try:
        text, encoding, statement = _decoded(_content(file, max_bytes))
        return _parsed(text, encoding, statement, (required, optional), max_rows)
    except _NotReadableError as stop:
        return Spreadsheet((), (stop.problem,), "", "The file was not read.")


def _content(file: BinaryIO | bytes, max_bytes: int) -> bytes:
    content = file if isinstance(file, bytes) else file.read(max_bytes + 1)
    if len(content) > max_bytes:
        size = (
            f"{max_bytes // (1024 * 1024)} MB" if max_bytes >= 1024 * 1024 else f"{max_bytes} bytes"
        )
        raise _NotReadableError(f"The file is larger than {size}. Send it in parts.")
    if not content.strip():
        raise _NotReadableError("The file is empty.")
    if content.startswith(b"PK\x03\x04"):
        raise _NotReadableError("This is a workbook, not a CSV file. Save it as “CSV UTF-8”.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _NotReadableError("The file is in UTF-16. Save it as “CSV UTF-8”.")
    return content


def _decoded(content: bytes) -> tuple[str, str, str]:
    try:
        return content.decode("utf-8-sig"), "utf-8", "Read as UTF-8."
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    # Windows-1252 text hardly ever forms valid UTF-8 sequences; a file full of them is UTF-8 with
    # a damaged place, and reading it as Windows-1252 would garble every name that has an accent.
    lenient = content.decode("utf-8", errors="replace")
    broken = lenient.count("\ufffd")
    if sum(not character.isascii() for character in lenient) - broken > broken:
        raise _NotReadableError(
            f"The file is UTF-8 but damaged; the first damage is on line {line}."
        )
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise _NotReadableError(
            f"The file is neither UTF-8 nor Windows-1252 (line {line}). Save it as “CSV UTF-8”."
        ) from None
    why = f"Read as Windows-1252, because line {line} is not UTF-8."
    return text, "windows-1252", f"{why} Check that names with accents look right."


def _parsed(
    text: str,
    encoding: str,
    statement: str,
    wanted: tuple[Sequence[str], Sequence[str]],
    max_rows: int,
) -> Spreadsheet:
    lines = _records(io.StringIO(text, newline=""))
    first = next(lines, None)
    if first is None or isinstance(first, Problem):
        raise _NotReadableError("The row of headings could not be read.")
    headings, ignored = _headings(first[1], *wanted)
    if ignored:
        statement += f" Columns not used: {', '.join(ignored)}."
    rows: list[Row] = []
    problems: list[Problem] = []
    for record in lines:
        found = record if isinstance(record, Problem) else _row(*record, headings, len(first[1]))
        if isinstance(found, Problem):
            problems.append(found)
        elif found:
            rows.append(found)
        if len(rows) > max_rows:
            raise _NotReadableError(f"The file has more than {max_rows:,} rows. Send it in parts.")
        if len(problems) >= _MOST_PROBLEMS:
            problems.append(Problem("Too many problems: the rest of the file was not read.", None))
            return Spreadsheet((), tuple(problems), encoding, statement)
    return Spreadsheet(tuple(rows), tuple(problems), encoding, statement)


def _records(lines: Iterable[str]) -> Iterator[tuple[int, list[str]] | Problem]:
    """Each record with the line where it starts; after broken quoting nothing more is known."""
    reader = csv.reader(lines, strict=True)
    while True:
        start = reader.line_num + 1
        try:
            yield start, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            too_long = "field larger" in str(error)
            what = "A cell is too long" if too_long else "The quotation marks do not match"
            yield Problem(f"{what}. Nothing from this line on was read.", start)
            return


def _headings(
    found: Sequence[str], required: Sequence[str], optional: Sequence[str]
) -> tuple[dict[int, str], list[str]]:
    known = {_key(name): name for name in (*required, *optional)}
    columns: dict[int, str] = {}
    ignored: list[str] = []
    for position, heading in enumerate(found):
        name = known.get(_key(heading))
        if name is None:
            if heading.strip():
                ignored.append(f"“{_shortened(heading)}”")
        elif name in columns.values():
            raise _NotReadableError(f"The heading “{name}” is there twice.")
        else:
            columns[position] = name
    missing = [f"“{name}”" for name in required if name not in columns.values()]
    if missing:
        raise _NotReadableError(
            f"Missing: {', '.join(missing)}. The first row must hold the headings, with commas "
            "between them."
        )
    return columns, ignored


def _row(line: int, cells: list[str], headings: dict[int, str], width: int) -> Row | Problem | None:
    together = "".join(cells)
    if not together.strip():
        return None
    if len(cells) != width:
        return Problem(f"This row has {len(cells)} cells; the headings have {width}.", line)
    if _MARK not in together and together.isprintable():
        # nearly every row of an extract, and extracts have millions
        return Row(line, {heading: cells[place].strip() for place, heading in headings.items()})
    values: dict[str, str] = {}
    for position, heading in headings.items():
        cell = cells[position]
        if not cell.isprintable() and _has_control_characters(cell):
            return Problem("This cell holds a character that cannot be printed.", line, heading)
        values[heading] = _without_mark(cell).strip()
    return Row(line, values)


def _has_control_characters(cell: str) -> bool:
    return any(unicodedata.category(c) == "Cc" and c not in "\t\r\n" for c in cell)


def _without_mark(cell: str) -> str:
    return cell[1:] if cell.startswith(_MARK) and _FORMULA.match(cell) else cell


def _key(heading: str) -> str:
    return re.sub(r"[\s_-]+", "", heading).casefold()


def _shortened(heading: str) -> str:
    shown = "".join(c if c.isprintable() else "\ufffd" for c in heading.strip())
    return shown if len(shown) <= 40 else f"{shown[:39]}…"
