"""Files of encodings: `record_id, encoding`, and beside them a file that says how they were made.

The second file holds no key: a check value tells whether two files can be compared.
"""

import base64
import binascii
import csv
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from joinedup.record.linkage.engine.encoding.filters import Bits
from joinedup.record.linkage.engine.encoding.scheme import LAYOUTS, Scheme
from joinedup.record.linkage.engine.files import FileError
from joinedup.record.linkage.engine.files.records import source_names
from joinedup.record.linkage.engine.files.tables import read_table

COLUMNS = ("record_id", "encoding")
_ENDING = ".scheme.json"
_CHOICES = ("layout", "noise", "fold", "salt")


@dataclass(frozen=True)
class Encoded:
    """Sorted by source and record; a record's number is its place."""

    scheme: Scheme
    check_value: str
    sources: Sequence[str]
    ids: Sequence[str]
    bits: Bits

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def files(self) -> npt.NDArray[np.int64]:
        """Of every record the number of its file."""
        places = {name: n for n, name in enumerate(dict.fromkeys(self.sources))}
        return np.array([places[source] for source in self.sources], np.int64)


def scheme_file(path: Path) -> Path:
    """What stands beside a file of encodings."""
    return path.with_name(path.name + _ENDING)


def is_encoded(path: Path) -> bool:
    """Whether it says of itself that it is one."""
    return scheme_file(path).is_file()


# ---- writing -------------------------------------------------------------------------------


def check_place(path: Path) -> None:
    """Before any work is done.

    :raises FileError: something else is there, or its folder is not.
    """
    if path.suffix not in {".csv", ".parquet"}:
        raise FileError(f"{path} must end in .csv or .parquet")
    if path.exists() and not is_encoded(path):
        raise FileError(f"{path} is there already and holds no encodings")
    if not path.resolve().parent.is_dir():
        raise FileError(f"{path.resolve().parent} is no folder")


def write_encoded(path: Path, ids: Sequence[str], bits: Bits, scheme: Scheme, key: bytes) -> None:
    """Both files or none; whole or not at all.

    :raises FileError: they cannot be written.
    """
    said = {"encodings": "joinedup", **scheme.described(), "key_check": scheme.check_value(key)}
    said["records"] = len(ids)
    texts = [base64.b64encode(row.tobytes()).decode() for row in bits]
    scratch = {path: _beside(path), scheme_file(path): _beside(scheme_file(path))}
    try:
        _write_table(scratch[path], path.suffix, ids, texts)
        scratch[scheme_file(path)].write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
        for place, made in scratch.items():
            made.replace(place)
    except OSError as error:
        raise FileError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        for made in scratch.values():
            made.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}-{os.getpid()}")


def _write_table(path: Path, kind: str, ids: Sequence[str], texts: Sequence[str]) -> None:
    if kind == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.table({"record_id": pa.array(ids, pa.string()), "encoding": texts})
        pq.write_table(table, path, compression="zstd")
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows(zip(ids, texts, strict=True))


# ---- reading -------------------------------------------------------------------------------


def read_encoded(paths: Sequence[Path]) -> Encoded:
    """Files made with one key and one scheme.

    :raises FileError: one that cannot be used, or that cannot be compared with the first.
    """
    first: tuple[Scheme, str] | None = None
    keyed: list[tuple[str, str, bytes]] = []
    for name, path in zip(source_names(paths), paths, strict=True):
        found = _scheme(path)
        first = first or found
        _must_compare(f"{path} and {paths[0]}", found, first)
        keyed += [(name, record, row) for record, row in _rows(path, found[0].size)]
    if first is None:
        raise FileError("no file of encodings was given")
    keyed.sort(key=lambda row: row[:2])
    joined = b"".join(row for _, _, row in keyed)
    bits = np.frombuffer(joined, np.uint8).reshape(len(keyed), first[0].size)
    return Encoded(*first, [row[0] for row in keyed], [row[1] for row in keyed], bits)


def read_to_look_up(index: Path, queries: Path) -> tuple[Encoded, Encoded]:
    """One file that is sought in, and one of what is sought.

    :raises FileError: one of them cannot be used, is not encoded, or cannot be compared.
    """
    for one, other in ((index, queries), (queries, index)):
        if is_encoded(one) and not is_encoded(other):
            raise FileError(f"{one} holds encodings and {other} does not: encode both, or neither")
    sought_in, sought = read_encoded([index]), read_encoded([queries])
    kinds = [(one.scheme, one.check_value) for one in (sought, sought_in)]
    _must_compare(f"{queries} and {index}", *kinds)
    return sought_in, sought


def _must_compare(files: str, one: tuple[Scheme, str], other: tuple[Scheme, str]) -> None:
    if one[0] != other[0]:
        raise FileError(f"{files} were encoded in different ways")
    if one[1] != other[1]:
        raise FileError(f"{files} were encoded with different keys")


def _scheme(path: Path) -> tuple[Scheme, str]:
    beside = scheme_file(path)
    if not beside.is_file():
        raise FileError(f"{path} holds no encodings: {beside.name} is not beside it")
    try:
        said = json.loads(beside.read_text(encoding="utf-8"))
        scheme = Scheme(**{name: said[name] for name in _CHOICES})
        check = str(said["key_check"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FileError(f"{beside} does not say how the encodings were made") from error
    # what a scheme of these choices is here must be what it was there
    if scheme.layout not in LAYOUTS or any(
        said.get(name) != value for name, value in scheme.described().items()
    ):
        raise FileError(f"{beside} describes encodings that this version does not make")
    return scheme, check


def _rows(path: Path, size: int) -> list[tuple[str, bytes]]:
    table = read_table(path, COLUMNS)
    rows: list[tuple[str, bytes]] = []
    seen: set[str] = set()
    for number, (record, text) in enumerate(zip(*table.values(), strict=True), start=1):
        if not record or record in seen:
            wrong = f"the id {record!r} was there before" if record else "its id is empty"
            raise FileError(f"{path}, record {number}: {wrong}")
        seen.add(record)
        try:
            row = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            row = b""
        if len(row) != size:
            raise FileError(f"{path}, record {number}: its encoding is not whole")
        rows.append((record, row))
    return rows
