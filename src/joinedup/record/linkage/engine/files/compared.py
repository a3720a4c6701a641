"""One pair of records out of the file of pairs that a run left behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from joinedup.record.linkage.engine.files.mapping import FileError

_WEIGHT, _LEVEL = "weight_", "level_"


@dataclass(frozen=True)
class Compared:
    """``levels`` (-1 is missing) and ``bits`` by the name of the comparison; ``support``: bits for
    what others of their households agree in, which ``weight`` leaves out."""

    weight: float
    support: float
    decision: str
    levels: Mapping[str, int]
    bits: Mapping[str, float]


def find_pair(path: Path, one: str, other: str) -> Compared:
    """The pair of two records, each named SOURCE/RECORD, in whichever order.

    :raises FileError: no file of pairs with levels, or the pair is not in it.
    """
    import duckdb

    if not path.is_file():
        raise FileError(f"{path} is not there")
    named = [f"source_{side} || '/' || record_{side}" for side in "lr"]
    try:
        cursor = duckdb.connect().execute(
            f"SELECT * FROM read_parquet(?) WHERE {named[0]} = ? AND {named[1]} = ?"  # noqa: S608
            f" OR {named[0]} = ? AND {named[1]} = ?",
            [str(path), one, other, other, one],
        )
        names = [column[0] for column in cursor.description or ()]
        rows = cursor.fetchall()
    except duckdb.Error as error:
        line = str(error).partition("\n")[0]
        raise FileError(f"{path} holds no pairs: {line}") from error
    if not any(name.startswith(_LEVEL) for name in names):
        raise FileError(f"{path} has no levels: it was written by an older version")
    if not rows:
        raise FileError(
            f"{path} has no pair of {one} and {other}: one of them is not there, or they share"
            " nothing by which records are found worth comparing"
        )
    row = dict(zip(names, rows[0], strict=True))
    return Compared(
        row["weight"],
        row["support"],
        row["decision"],
        {n.removeprefix(_LEVEL): value for n, value in row.items() if n.startswith(_LEVEL)},
        {n.removeprefix(_WEIGHT): value for n, value in row.items() if n.startswith(_WEIGHT)},
    )
