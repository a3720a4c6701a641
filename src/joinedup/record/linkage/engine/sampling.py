"""Samples of pairs to train on, drawn by the records' own numbers, so always the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from typing import TYPE_CHECKING

from joinedup.record.linkage.engine.files.decisions import Decisions
from joinedup.record.linkage.engine.model.levels import Comparison
from joinedup.record.linkage.engine.model.training import Sample
from joinedup.record.linkage.engine.scoring import score

if TYPE_CHECKING:
    import duckdb

BLIND_PAIRS = 200_000
LIKELY_PAIRS = 60_000
"""At most, of each way of drawing; where there are many records, ``FEWER`` times less: more of the
likely pairs are true, and what rarity weighs need not be learned from blind ones."""
FEWER = 4
MANY, ENOUGH = 300_000, 100_000
"""From so many records, only some values are drawn from: as many as so many records have."""
_BLOCK = 50


@dataclass(frozen=True)
class _Way:
    """Pairs that agree in ``on``; ``settled`` are the comparisons that this decides."""

    on: tuple[str, ...]
    settled: frozenset[str]
    where: str = "TRUE"


def _ways(fields: frozenset[str], *, many: bool) -> list[_Way]:
    names = frozenset({"given", "family"})
    ways = [
        _Way(("birth",), frozenset({"birth"}), "length(birth) = 8 AND substr(birth, 5) <> '0101'"),
        _Way(("given", "family"), names),
    ]
    if many:
        # on one day too many are born, so that another field has to agree
        ways = [
            _Way(("birth", "given"), frozenset({"birth", "given"})),
            _Way(("birth", "family"), frozenset({"birth", "family"})),
            *ways[1:],
        ]
    if "postcodes" in fields:
        near = frozenset(f for f in fields if f.startswith(("place_", "address_"))) | {"postcodes"}
        ways.append(_Way(("postcode", "given"), near | {"given", "phones"}))
    ways += [_Way((f,), frozenset({f})) for f in sorted(fields) if f.startswith("identifier_")]
    return [way for way in ways if fields.issuperset({*way.on} - {"postcode"})]


def draw(
    base: "duckdb.DuckDBPyConnection",
    fields: frozenset[str],
    comparisons: Sequence[Comparison],
    *,
    seed: int,
    between: bool,
) -> tuple[Sample, list[Sample]]:
    """The blind sample, and the samples of likely pairs."""
    size = base.execute("SELECT count(*) FROM people").fetchall()[0][0]
    ways = _ways(fields, many=size > MANY)
    apart = "AND l.source <> r.source" if between else ""
    base.execute(
        "CREATE OR REPLACE TEMP TABLE samples (match_key VARCHAR, join_key_l INT, join_key_r INT)"
    )
    base.execute(f"INSERT INTO samples {_blind_sql(base, seed)}")
    for number, way in enumerate(ways):
        base.execute(f"INSERT INTO samples {_likely_sql(number, way, seed, apart, size)}")
    patterns = _patterns(base, comparisons)
    likely = [Sample(way.settled, patterns.get(str(n), {})) for n, way in enumerate(ways)]
    return Sample(frozenset(), patterns.get("blind", {})), likely


def labelled(
    base: "duckdb.DuckDBPyConnection", comparisons: Sequence[Comparison], labels: Decisions
) -> Sample | None:
    """The pairs that people have said to be one person, as far as both records are here."""
    import pyarrow as pa

    rows = [(*one, *other) for one, other in sorted(labels.always)]
    if not rows:
        return None
    names = ("source_l", "record_l", "source_r", "record_r")
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    base.register("given_labels", pa.table(columns, names=names))
    base.execute(
        "CREATE OR REPLACE TEMP TABLE samples AS SELECT 'known' AS match_key,"
        " least(a.uid, b.uid) AS join_key_l, greatest(a.uid, b.uid) AS join_key_r"
        " FROM given_labels JOIN raw a ON a.source = source_l AND a.record = record_l"
        " JOIN raw b ON b.source = source_r AND b.record = record_r ORDER BY ALL"
    )
    base.unregister("given_labels")
    known = _patterns(base, comparisons).get("known")
    return Sample(frozenset(), known) if known else None


def _patterns(
    base: "duckdb.DuckDBPyConnection", comparisons: Sequence[Comparison]
) -> dict[str, dict[tuple[int, ...], int]]:
    """Of each way of drawing in the table ``samples``: how many pairs agree at which levels."""
    score(base, comparisons, None, "samples", "sampled")
    levels = [f"gamma_{c.name}" for c in comparisons]
    counted = base.execute(
        f"SELECT match_key, count(*), {', '.join(levels)} FROM sampled"  # noqa: S608
        f" GROUP BY match_key, {', '.join(levels)} ORDER BY ALL"
    ).fetchall()
    base.execute("DROP TABLE samples; DROP TABLE sampled")
    patterns: dict[str, dict[tuple[int, ...], int]] = {}
    for key, pairs, *pattern in counted:
        patterns.setdefault(key, {})[tuple(pattern)] = pairs
    return patterns


def _blind_sql(base: "duckdb.DuckDBPyConnection", seed: int) -> str:
    people = base.execute("SELECT count(*) FROM people").fetchall()[0][0]
    blind = BLIND_PAIRS // (2 if people > MANY else 1)
    # every record with the same number of others, picked by a hash
    each = max(1, min(people - 1, blind // max(people, 1)))
    few = min(people, isqrt(blind)) if each == people - 1 else people
    some = f"hash(uid, {seed}) % {people} < {blind}" if people > blind else f"uid < {max(few, 2)}"
    other = f"(hash(uid, k, {seed}) % {people})::BIGINT"
    return (
        "SELECT 'blind', least(uid, other), greatest(uid, other) FROM"  # noqa: S608
        f" (SELECT uid, {other} AS other FROM people, range({each}) t(k) WHERE {some})"
        " WHERE uid <> other"
    )


def _likely_sql(number: int, way: _Way, seed: int, apart: str, size: int) -> str:
    on = ", ".join(way.on)
    most = LIKELY_PAIRS // (FEWER if size > MANY else 1)
    some = f"hash({on}, {seed}) % {size // ENOUGH if size > MANY else 1} = 0"
    return (
        f"WITH shared AS (SELECT {on} FROM people WHERE {some} GROUP BY ALL"  # noqa: S608
        f" HAVING count(*) BETWEEN 2 AND {_BLOCK}),"
        f" drawn AS (SELECT uid, source, {on} FROM people JOIN shared USING ({on})"
        f" WHERE {some} AND {way.where})"
        f" SELECT '{number}', l.uid, r.uid FROM drawn l JOIN drawn r USING ({on})"
        f" WHERE l.uid < r.uid {apart}"
        f" ORDER BY hash(l.uid, r.uid, {seed}), 2, 3 LIMIT {most}"
    )
