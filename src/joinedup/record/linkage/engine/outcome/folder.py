"""The folder of a run: written beside its place and moved there when it is whole."""

from collections.abc import Callable
from pathlib import Path

from joinedup.base.foundation.folders import written_whole
from joinedup.record.linkage.engine.files import FileError
from joinedup.record.linkage.engine.linking import Linked
from joinedup.record.linkage.engine.outcome.report import report

FILES = ("clusters.csv", "pairs.parquet", "model.json", "report.html")


def check_folder(out: Path) -> None:
    """Before any work is done.

    :raises FileError: the folder holds something else, or cannot be made.
    """
    if out.exists():
        others = sorted({p.name for p in out.iterdir()} - {*FILES}) if out.is_dir() else [out.name]
        if others:
            raise FileError(f"{out} is there and holds {others[0]}: name an empty folder")
    if not out.resolve().parent.is_dir():
        raise FileError(f"{out.resolve().parent} is no folder")


def write_outcome(linked: Linked, out: Path) -> None:
    """An earlier outcome in the same place is replaced.

    :raises FileError: it cannot be written.
    """

    def fill(made: Path) -> None:
        _clusters(linked, made / "clusters.csv")
        _pairs(linked, made / "pairs.parquet")
        (made / "model.json").write_text(linked.model.text(), encoding="utf-8")
        (made / "report.html").write_text(report(linked), encoding="utf-8")

    write_folder(out, fill)


def write_folder(out: Path, fill: Callable[[Path], None]) -> None:
    """``fill`` writes into a folder beside it, which takes its place when it is whole.

    :raises FileError: it cannot be written.
    """
    try:
        with written_whole(out) as made:
            fill(made)
    except OSError as error:
        raise FileError(f"{out} cannot be written: {error.strerror}") from error


MOST_SORTED = 500_000
"""Pairs up to which the file of pairs is in the order of the records."""


def _clusters(linked: Linked, path: Path) -> None:
    linked.base.execute(
        "COPY (SELECT source, record, format('P{:08d}', person + 1) AS person FROM raw"  # noqa: S608
        f" JOIN persons USING (uid) ORDER BY uid) TO {_quoted(path)} (FORMAT csv, HEADER)"
    )


def _pairs(linked: Linked, path: Path) -> None:
    weights = "".join(
        f", bits_{c.name} AS weight_{c.name}, gamma_{c.name} AS level_{c.name}"
        for c in linked.comparisons
    )
    few = sum(linked.decisions.values()) <= MOST_SORTED
    linked.base.execute(
        "COPY (SELECT a.source AS source_l, a.record AS record_l, b.source AS source_r,"  # noqa: S608
        " b.record AS record_r, 1 / (1 + pow(2, -weight - support)) AS probability, weight,"
        " support, decision"
        f"{weights} FROM decided d JOIN raw a ON a.uid = d.uid_l JOIN raw b ON b.uid = d.uid_r"
        f" {'ORDER BY d.uid_l, d.uid_r' if few else ''})"
        f" TO {_quoted(path)} (FORMAT parquet, COMPRESSION snappy)"
    )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
