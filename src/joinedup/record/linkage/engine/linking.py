"""Bulk linkage from start to end: records in, people out, every doubtful pair written down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from math import log2
from tempfile import gettempdir
from time import perf_counter
from typing import TYPE_CHECKING

from joinedup.record.linkage.engine.blocking import Blocked, block
from joinedup.record.linkage.engine.clustering import Clustered, Facts, cluster
from joinedup.record.linkage.engine.files import FileError, Records
from joinedup.record.linkage.engine.files import Mapping as Columns
from joinedup.record.linkage.engine.model import Comparison, Model, comparisons
from joinedup.record.linkage.engine.model.training import Sample, blind_chances, train
from joinedup.record.linkage.engine.preparing import Prepared, prepare
from joinedup.record.linkage.engine.relatives import HELD_BACK, JOINED, Guard, guard
from joinedup.record.linkage.engine.sampling import draw
from joinedup.record.linkage.engine.scoring import score

if TYPE_CHECKING:
    import duckdb

_ROUNDS = 30
_MEMORY = "4GB"
_STRAY = 20
"""Years outside the middle 98 in a hundred birth years from which a year is taken for a slip."""


@dataclass(frozen=True)
class Options:
    """``between``: each file is a register in which a person stands once."""

    between: bool = False
    seed: int = 1
    model: Model | None = None
    today: date = date.min


@dataclass(frozen=True)
class Linked:
    """What a run found.  ``base`` holds the tables ``people`` and ``decided``."""

    records: Records
    prepared: Prepared
    comparisons: tuple[Comparison, ...]
    model: Model
    blocked: Blocked
    guard: Guard
    clustered: Clustered
    decisions: Mapping[str, int]
    seconds: Mapping[str, float]
    base: "duckdb.DuckDBPyConnection"


def link(
    records: Records, columns: Columns, options: Options, tell: Callable[[str], None]
) -> Linked:
    """Do everything.

    :raises FileError: the records cannot be compared, or the model does not fit them.
    """
    import duckdb

    watch = _Watch(tell)
    prepared = prepare(records, columns, today=options.today)
    fields = comparisons(prepared)
    if not fields:
        raise FileError("the mapped columns hold nothing by which two people can be told apart")
    base = duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": gettempdir()})
    base.register("given_people", prepared.table)
    base.execute("CREATE TABLE people AS SELECT * FROM given_people ORDER BY uid")
    watch.done("cleaned", f"{len(records):,} records cleaned")
    blocked = block(base, prepared.fields, between=options.between)
    watch.done("blocked", f"{blocked.pairs:,} pairs are worth comparing")
    model = _fitting(options.model, fields) or _trained(base, prepared, fields, options, records)
    watch.done("trained", f"model {model.sha256[:12]} of {model.made_on}")
    score(base, fields, model.comparisons, "candidates", "scored")
    prior = (
        log2(model.prior / (1 - model.prior))
        if options.model
        else _prior(base, len(records), "scored")
    )
    watch.done("scored", "pairs scored")
    guarded = guard(base, fields, prior)
    if not options.model:
        # relatives look like one person and would raise the share of true pairs
        free = f"{JOINED} WHERE NOT ({guarded.family} OR {guarded.namesake})"
        prior = _prior(base, len(records), free)
        model = Model(model.made_on, model.provenance, _chance(prior), model.comparisons)
    clustered = _clustered(base, records, prepared, guarded, prior, between=options.between)
    decisions = _decide(base, clustered)
    watch.done("clustered", f"{len(set(clustered.person)):,} people")
    return Linked(
        records, prepared, fields, model, blocked, guarded, clustered, decisions, watch.seconds,
        base,
    )  # fmt: skip


class _Watch:
    """Says how far the work is and keeps the times, in seconds."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.seconds: dict[str, float] = {}
        self._tell, self._since = tell, perf_counter()

    def done(self, step: str, words: str) -> None:
        now = perf_counter()
        self.seconds[step] = now - self._since
        self._tell(f"  {words} ({self.seconds[step]:.1f} s)")
        self._since = now


# ---- model ---------------------------------------------------------------------------------


def _fitting(model: Model | None, fields: tuple[Comparison, ...]) -> Model | None:
    if model is None:
        return None
    for field in fields:
        known = model.comparisons.get(field.name)
        if known is None:
            raise FileError(f"the model has no weights for {field.title!r} ({field.name})")
        if known.conditions != tuple(level.condition for level in field.levels):
            raise FileError(f"the model compares {field.title!r} in another way: train it again")
    return model


def _trained(
    base: "duckdb.DuckDBPyConnection", prepared: Prepared, fields: tuple[Comparison, ...],
    options: Options, records: Records,
) -> Model:  # fmt: skip
    blind, likely = draw(base, prepared.fields, fields, seed=options.seed, between=options.between)
    weights = train(fields, likely, blind_chances(fields, blind, _shared(base, fields)))
    provenance = {
        "trained": "expectation and maximisation without labels, levels by Splink 5",
        "sources": sorted(set(records.sources)),
        "records": len(records),
        "columns": dict(sorted(prepared.titles.items())),
        "seed": options.seed,
        "between_only": options.between,
        "pairs": {"blind": _size(blind), "likely": [_size(sample) for sample in likely]},
    }
    return Model(options.today.isoformat(), provenance, 0.5, weights)


def _size(sample: Sample) -> int:
    return sum(sample.patterns.values())


def _shared(base: "duckdb.DuckDBPyConnection", fields: tuple[Comparison, ...]) -> dict[str, float]:
    """Of every identifier: one in its different values."""
    shared = {}
    for name in (field.name for field in fields if field.fixed):
        value = f"unnest({name})" if name in {"phones", "emails"} else name
        counted = base.execute(
            f"SELECT count(DISTINCT v) FROM (SELECT {value} AS v FROM people)"  # noqa: S608
        ).fetchall()
        shared[name] = 1 / max(counted[0][0], 100)
    return shared


def _prior(base: "duckdb.DuckDBPyConnection", records: int, scored: str) -> float:
    """In bits: the share of all pairs that are one person, by expectation and maximisation over
    the scored pairs; pairs that share no key count as two people."""
    weights = base.execute(
        f"SELECT round(bits, 1)::DOUBLE, count(*) FROM {scored} GROUP BY 1 ORDER BY 1"  # noqa: S608
    ).fetchall()
    every = max(records * (records - 1) / 2, 1.0)
    chance = 1.0 / max(records, 2)
    for _ in range(_ROUNDS):
        bits = log2(chance / (1 - chance))
        true: float = sum(n / (1 + 2.0 ** min(-(weight + bits), 900)) for weight, n in weights)
        chance = min(max(true, 0.5) / every, 0.5)
    return float(log2(chance / (1 - chance)))


def _chance(bits: float) -> float:
    return float(1 / (1 + 2.0**-bits))


# ---- decisions -----------------------------------------------------------------------------


def _clustered(
    base: "duckdb.DuckDBPyConnection", records: Records, prepared: Prepared, guarded: Guard,
    prior: float, *, between: bool,
) -> Clustered:  # fmt: skip
    held = f"CASE WHEN kind IS NULL THEN weight ELSE least(weight, {HELD_BACK}) END"
    base.execute(
        f"CREATE OR REPLACE TABLE decided AS SELECT *, {held} AS counted FROM ("  # noqa: S608
        f"SELECT s.*, bits + ({prior})::DOUBLE AS weight, {guarded.kind} AS kind FROM {JOINED}"
        " LEFT JOIN either e USING (uid_l, uid_r)) ORDER BY uid_l, uid_r"
    )
    base.execute("DROP TABLE scored")
    pairs = base.execute("SELECT uid_l, uid_r, counted FROM decided ORDER BY ALL").fetchall()
    held_back = base.execute("SELECT uid_l, uid_r FROM decided WHERE kind IS NOT NULL").fetchall()
    facts = _facts(records, prepared, between=between)
    return cluster(len(records), pairs, facts, frozenset(held_back))


def _facts(records: Records, prepared: Prepared, *, between: bool) -> list[Facts | None]:
    names = [n for n in ("birth", "death") if n in prepared.fields]
    columns = {n: prepared.table.column(n).to_pylist() for n in (*names, *prepared.one_each)}
    nobody = [None] * len(records)
    born = _believable([_year(text) for text in columns.get("birth", nobody)])
    died = [_year(text) for text in columns.get("death", nobody)]
    return [
        Facts(
            {name: columns[name][n] for name in prepared.one_each if columns[name][n]},
            records.sources[n] if between else "",
            born[n],
            died[n],
        )
        for n in range(len(records))
    ]


def _believable(years: list[int | None]) -> list[int | None]:
    """Without the years far outside those of the other records: slips, not lives."""
    known = sorted(year for year in years if year is not None)
    if not known:
        return years
    least, most = known[len(known) // 100] - _STRAY, known[-1 - len(known) // 100] + _STRAY
    return [year if year is not None and least <= year <= most else None for year in years]


def _year(written: str | None) -> int | None:
    """Of a date that can be; a slip in any other digit may have moved the year's."""
    sound = written and len(written) == 8 and "01" <= written[4:6] <= "12" and written[6:] <= "31"
    return int(written[:4]) if written and sound else None


def _decide(base: "duckdb.DuckDBPyConnection", clustered: Clustered) -> dict[str, int]:
    """A word for every pair: what became of it."""
    import pyarrow as pa

    numbers = [*range(len(clustered.person))]
    base.register("found", pa.table({"uid": numbers, "person": clustered.person}))
    base.execute(
        "CREATE TABLE persons AS SELECT * FROM found;"
        " CREATE OR REPLACE TABLE decided AS SELECT d.*, CASE"
        " WHEN l.person = r.person THEN 'same person'"
        " WHEN kind IS NOT NULL AND weight > -5 THEN kind"
        " WHEN weight > 0 THEN 'likely, but their groups are not one'"
        " WHEN weight > -5 THEN 'uncertain' ELSE 'two people' END AS decision"
        " FROM decided d JOIN persons l ON l.uid = d.uid_l JOIN persons r ON r.uid = d.uid_r"
    )
    return dict(
        base.execute("SELECT decision, count(*) FROM decided GROUP BY 1 ORDER BY 1").fetchall()
    )
