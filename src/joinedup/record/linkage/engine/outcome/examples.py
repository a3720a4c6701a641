"""A few pairs of each kind, with what every comparison added.  It names no person."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from joinedup.record.linkage.engine.explaining.drawing import picture
from joinedup.record.linkage.engine.explaining.weights import Explanation, Found, explain_pair
from joinedup.record.linkage.engine.linking import Linked

_EACH = 2
_MOST_SCANNED = 5_000_000
"""Pairs among which examples are looked for; of more, the first records' pairs."""


@dataclass(frozen=True)
class _Kind:
    title: str
    which: str
    order: str


_KINDS = (
    _Kind("Surest", "decision = 'same person'", "weight DESC"),
    _Kind(
        "Most uncertain",
        "decision IN ('uncertain', 'same person', 'likely, but their groups are not one')",
        "abs(weight)",
    ),
    _Kind("Possible twins, brothers and sisters", "decision LIKE 'possible twin%'", "weight DESC"),
    _Kind("Possible namesakes in a family", "decision LIKE 'possible relative%'", "weight DESC"),
)


def examples(linked: Linked) -> str:
    """The section of the report, with a picture, a table and a sentence for each pair."""
    parts = [_of_kind(linked, kind) for kind in _KINDS]
    if not any(parts):
        return ""
    return "\n".join(["<h2>Why: a few pairs of each kind</h2>", *parts])


def _of_kind(linked: Linked, kind: _Kind) -> str:
    said = "".join(
        f"<p><strong>{escape(_called(row))}</strong>: {escape(words.sentence)}</p>"
        f"{picture(words, 'What adds up: ' + _called(row))}"
        for row, words in ((row, explained(linked, row)) for row in _rows(linked, kind))
    )
    return f"<h3>{escape(kind.title)}</h3>{said}" if said else ""


def _called(row: Mapping[str, Any]) -> str:
    return f"Records {row['record_l']} and {row['record_r']}: {row['decision']}"


def _rows(linked: Linked, kind: _Kind) -> list[dict[str, Any]]:
    found = ", ".join(f"bits_{c.name}, gamma_{c.name}" for c in linked.comparisons)
    pairs = sum(linked.decisions.values())
    most = len(linked.records) * _MOST_SCANNED // pairs if pairs > _MOST_SCANNED else 1 << 31
    cursor = linked.base.execute(
        f"SELECT a.record AS record_l, b.record AS record_r, d.*, {found} FROM ("  # noqa: S608
        " SELECT uid_l, uid_r, weight + support AS weight, support, decision FROM outcomes"
        f" WHERE {kind.which} AND uid_l < {most}"
        f" ORDER BY {kind.order}, uid_l, uid_r LIMIT {_EACH}) d"
        " JOIN scored s ON s.uid_l = d.uid_l AND s.uid_r = d.uid_r"
        " JOIN raw a ON a.uid = d.uid_l JOIN raw b ON b.uid = d.uid_r"
        f" ORDER BY {kind.order}, d.uid_l, d.uid_r"
    )
    # of some queries over views, DuckDB 2.0.1 forgets the limit
    return as_dicts(cursor, _EACH)


def as_dicts(cursor: Any, most: int) -> list[dict[str, Any]]:  # noqa: ANN401 - DuckDB's
    """The first rows, by the names of their columns."""
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchmany(most)]


def explained(linked: Linked, row: Mapping[str, Any]) -> Explanation:
    """Of a row with ``gamma_`` and ``bits_`` of every comparison."""
    return explain_pair(
        linked.model,
        {c.name: Found(row[f"gamma_{c.name}"], row[f"bits_{c.name}"]) for c in linked.comparisons},
        support=row["support"],
    )
