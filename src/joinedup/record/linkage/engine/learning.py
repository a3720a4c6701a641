"""The model of a run: learned from the records themselves, or one that was kept."""

from collections.abc import Mapping
from math import log2
from typing import TYPE_CHECKING

from joinedup.record.linkage.engine.files import FileError
from joinedup.record.linkage.engine.files.decisions import UNDECIDED, Decisions
from joinedup.record.linkage.engine.model import Comparison, Model
from joinedup.record.linkage.engine.model.artefact import Trained
from joinedup.record.linkage.engine.model.training import Sample, blind_chances, train
from joinedup.record.linkage.engine.preparing import Prepared
from joinedup.record.linkage.engine.sampling import draw, labelled
from joinedup.record.linkage.engine.scoring import rare_columns

if TYPE_CHECKING:
    import duckdb

LEAST_SHARE = 1e-5
"""No value counts as rarer than one in a hundred thousand, however few share it here: a slip of
the pen is the rarest name of all."""
MOST_DIFFERENT = 0.35
"""Of records of one person, so many may have another first name or birth date at the most."""
_ROUNDS = 30


def must_fit(model: Model, fields: tuple[Comparison, ...]) -> Model:
    """The model, if it has weights for just these comparisons.

    :raises FileError: it has not.
    """
    for field in fields:
        known = model.comparisons.get(field.name)
        if known is None:
            raise FileError(f"the model has no weights for {field.title!r} ({field.name})")
        if known.conditions != tuple(level.condition for level in field.levels):
            raise FileError(f"the model compares {field.title!r} in another way: train it again")
    return model


def learn(
    base: "duckdb.DuckDBPyConnection", prepared: Prepared, fields: tuple[Comparison, ...],
    *, seed: int, between: bool, made_on: str, labels: Decisions = UNDECIDED,
    believed: bool = False,
) -> Model:  # fmt: skip
    """Weights, without labels or refined by them, and how common values are.  The prior is not
    known before all pairs are scored.

    ``believed``: likely pairs are no sample of one person's records, because next to none of them
    are (a register that is kept free of duplicates): most would be brothers and sisters, and the
    model would learn that one person's first names differ.  Where that is seen in what was learned,
    it is done of itself.
    """
    blind, likely = draw(base, prepared.fields, fields, seed=seed, between=between)
    likely = [] if believed else likely
    known = labelled(base, fields, labels)
    chances = blind_chances(fields, blind, _shared(base, fields))
    weights = train(fields, likely, chances, known)
    if of_relatives(weights):
        believed, likely = True, []
        weights = train(fields, likely, chances, known)
    sources = base.execute("SELECT DISTINCT source FROM people ORDER BY 1").fetchall()
    provenance = {
        "trained": f"{_HOW[believed]} {_by(known)}, levels by Splink 5",
        "sources": [source for (source,) in sources],
        "records": base.execute("SELECT count(*) FROM people").fetchall()[0][0],
        "columns": dict(sorted(prepared.titles.items())),
        "seed": seed,
        "between_only": between,
        "pairs": {"blind": _size(blind), "likely": [_size(sample) for sample in likely]},
    }
    return Model(made_on, provenance, 0.5, weights, LEAST_SHARE, _rarity(base, fields), {})


_HOW = {False: "expectation and maximisation", True: "what is believed beforehand"}


def of_relatives(weights: Mapping[str, Trained]) -> bool:
    """Whether what was learned is of brothers and sisters, and not of one person.

    Where hardly anybody is there twice they are the likeliest pairs, and a model of them says that
    another first name and another birth date speak for nothing: every family would be one person.
    """
    known = (weights.get(name) for name in ("given", "birth"))
    return any(trained.m[-1] > MOST_DIFFERENT for trained in known if trained)


def _by(known: Sample | None) -> str:
    return f"with {_size(known)} labels" if known else "without labels"


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


def prior_bits(base: "duckdb.DuckDBPyConnection", records: int, scored: str) -> float:
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


def chance(bits: float) -> float:
    return float(1 / (1 + 2.0**-bits))


# ---- rarity --------------------------------------------------------------------------------


def _rarity(
    base: "duckdb.DuckDBPyConnection", comparisons: tuple[Comparison, ...]
) -> dict[str, dict[str, float]]:
    """Of each column whose rarity counts: the share of those who have a value, for each value
    that is common enough to be told from the rarest."""
    found = {}
    for column in rare_columns(comparisons):
        rows = base.execute(
            f"SELECT {column}, n / total FROM (SELECT {column}, count(*) AS n FROM people"  # noqa: S608
            f" WHERE {column} IS NOT NULL GROUP BY ALL),"
            f" (SELECT count({column}) AS total FROM people)"
            f" WHERE n / total > {LEAST_SHARE} ORDER BY 1"
        ).fetchall()
        found[column] = dict(rows)
    return found
