"""Comma-separated files too long to hold in memory: read row by row, with the same care.

A whole table in memory costs several kilobytes a row; an agency's extract may have a million.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from joinedup.base.documents.spreadsheets import (
    Problem,
    Row,
    _decoded,
    _headings,
    _NotReadableError,
    _records,
    _row,
)

MAX_BYTES = 2 * 1024 * 1024 * 1024
MAX_ROWS = 10_000_000
_BLOCK = 1024 * 1024
_JUDGED = 32 * _BLOCK
"""How much of a file that is not UTF-8 is looked at to tell what it is."""


@dataclass(frozen=True, slots=True)
class LongSpreadsheet:
    """An open file whose headings are right. ``records`` can be gone through once.

    A ``Problem`` among the records concerns its row alone, unless ``line`` is None: then nothing
    after it was read.
    """

    records: Iterator[Row | Problem]
    statement: str


def open_csv(
    file: BinaryIO,
    *,
    required: Sequence[str],
    optional: Sequence[str] = (),
    max_bytes: int = MAX_BYTES,
    max_rows: int = MAX_ROWS,
) -> LongSpreadsheet | Problem:
    """Open a file, which may be anything at all; a problem when it cannot be read as a whole.

    ``file`` must be seekable. Headings and cells are treated as by ``spreadsheets.read_csv``.
    """
    try:
        encoding, statement = _encoding(file, max_bytes)
        lines = _records(io.TextIOWrapper(file, encoding, newline=""))
        first = next(lines, None)
        if first is None or isinstance(first, Problem):
            return Problem("The row of headings could not be read.")
        headings, ignored = _headings(first[1], required, optional)
    except _NotReadableError as stop:
        return stop.problem
    if ignored:
        statement += f" Columns not used: {', '.join(ignored[:20])}."
    return LongSpreadsheet(_rows(lines, headings, len(first[1]), max_rows), statement)


def _rows(
    lines: Iterator[tuple[int, list[str]] | Problem],
    headings: dict[int, str],
    width: int,
    max_rows: int,
) -> Iterator[Row | Problem]:
    for count, record in enumerate(lines):
        if count >= max_rows:
            yield Problem(f"The file has more than {max_rows:,} rows; the rest was not read.")
            return
        if isinstance(record, Problem):
            # broken quoting: where the next row begins, nobody can tell
            yield Problem(f"{record.message} (line {record.line})")
            return
        found = _row(*record, headings, width)
        if found:
            yield found


def _encoding(file: BinaryIO, max_bytes: int) -> tuple[str, str]:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > max_bytes:
        raise _NotReadableError(
            f"The file is larger than {max_bytes // (1024 * 1024)} MB. Send it in parts."
        )
    head = file.read(4096)
    if not head.strip() and size <= len(head):
        raise _NotReadableError("The file is empty.")
    if head.startswith(b"PK\x03\x04"):
        raise _NotReadableError("This is a workbook, not a CSV file. Save it as “CSV UTF-8”.")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _NotReadableError("The file is in UTF-16. Save it as “CSV UTF-8”.")
    file.seek(0)
    if _is_utf8(file):
        file.seek(0)
        return "utf-8-sig", "Read as UTF-8."
    file.seek(0)
    _, encoding, statement = _decoded(file.read(_JUDGED))
    file.seek(0)
    if encoding == "windows-1252":
        _check(file, "cp1252")
        file.seek(0)
        return "cp1252", statement
    # the first part is UTF-8 and the damage lies further down
    raise _NotReadableError("The file is UTF-8 but damaged. Save it again as “CSV UTF-8”.")


def _is_utf8(file: BinaryIO) -> bool:
    try:
        _check(file, "utf-8")
    except _NotReadableError:
        return False
    return True


def _check(file: BinaryIO, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := file.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _NotReadableError(
            "The file is neither UTF-8 nor Windows-1252. Save it as “CSV UTF-8”."
        ) from error
