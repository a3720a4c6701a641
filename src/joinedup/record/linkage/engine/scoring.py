"""Pairs of records scored by Splink on DuckDB, with our levels and our own candidate pairs."""

import logging
from collections.abc import Callable, Iterator, Sequence
from math import log2
from typing import TYPE_CHECKING, Any, Protocol

from joinedup.record.linkage.engine.model.levels import ELSE, Comparison

if TYPE_CHECKING:
    import duckdb

    from joinedup.record.linkage.engine.model.artefact import Model, Trained

CHUNK = 4_000_000
"""Pairs that are scored at a time, so that memory does not grow with the work."""


class Scored(Protocol):
    """A table of scored pairs on the workbench."""

    @property
    def physical_name(self) -> str: ...

    def drop_table_from_database_and_remove_from_cache(self) -> None: ...


Predict = Callable[["duckdb.DuckDBPyConnection", Sequence[Comparison], "Model | None", str], Scored]
"""Scores the pairs of a table; ``predicted`` does so on DuckDB."""


def score(
    base: "duckdb.DuckDBPyConnection",
    comparisons: Sequence[Comparison],
    model: "Model | None",
    pairs: str,
    into: str,
    done: Callable[[int, int], None] = lambda _done, _of: None,
    first: int = 0,
    predict: "Predict | None" = None,
) -> None:
    """Fill the table ``into`` from the pairs in the table ``pairs``: ``match_key``, ``uid_l``,
    ``uid_r``, and for each comparison ``gamma_`` (0 is the first level, -1 missing).

    With a model, ``rule`` in place of ``match_key``, the same as a number; ``bits_`` of each
    comparison (rounded) and ``bits``, their sum (not rounded); ``gap``, years between the births;
    ``known``, whether other forms of both first names are known.  ``done`` hears after each chunk
    how many pairs of how many are scored; ``first`` is where an interrupted run had come to.
    """
    size = base.execute(f"SELECT count(*) FROM {pairs}").fetchall()[0][0]  # noqa: S608
    if first == 0:
        base.execute(f"DROP TABLE IF EXISTS {into}")
    if model:
        _make_shares(base, comparisons, model)
    for start in range(first, max(size, 1), CHUNK):
        end = min(start + CHUNK, size)
        base.execute(
            f"CREATE OR REPLACE TEMP TABLE chunk_{into} AS FROM {pairs}"
            f" WHERE rowid >= {start} AND rowid < {end}"
        )
        scored = (predict or predicted)(base, comparisons, model, f"chunk_{into}")
        query = _bits_sql(comparisons, model, scored.physical_name)
        made = f"INSERT INTO {into}" if start else f"CREATE TABLE {into} AS"
        base.begin()
        base.execute(f"{made} {query}")
        done(end, size)
        base.commit()
        scored.drop_table_from_database_and_remove_from_cache()
        base.execute(f"DROP TABLE chunk_{into}")


def predicted(
    base: "duckdb.DuckDBPyConnection", comparisons: Sequence[Comparison], model: "Model | None",
    pairs: str,
) -> Scored:  # fmt: skip
    """By Splink, of the pairs in a table: ``uid_l``, ``uid_r`` and the weight of each comparison,
    ``mw_``."""
    from splink import Linker

    from joinedup.record.linkage.engine.views import Views

    api = Views(base)
    people = api.register("people", dataset_display_name="people")
    linker = Linker(people, settings(comparisons, model), validate_settings=False)
    logging.getLogger("splink").setLevel(logging.ERROR)  # making a linker makes it talk
    linker.table_management.register_blocked_pairs_for_predict(
        api.register(pairs, dataset_display_name=f"of_{pairs}")
    )
    scored: Scored = linker.inference.predict(warning_mode="never")
    return scored


def settings(comparisons: Sequence[Comparison], model: "Model | None") -> dict[str, Any]:
    """As Splink takes them."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "uid",
        "retain_intermediate_calculation_columns": True,
        "retain_matching_columns": False,  # texts of millions of pairs
        "additional_columns_to_retain": (
            [*rare_columns(comparisons), "known", "born"] if model else []
        ),
        "probability_two_random_records_match": 0.5,
        "comparisons": [
            _comparison(c, model.comparisons[c.name] if model else None) for c in comparisons
        ],
        "blocking_rules_to_generate_predictions": [],
    }


def rare_columns(comparisons: Sequence[Comparison]) -> list[str]:
    """The columns of ``people`` of which the rarity of a value counts."""
    return [*dict.fromkeys(level.rare for c in comparisons for level in c.levels if level.rare)]


def _make_shares(
    base: "duckdb.DuckDBPyConnection", comparisons: Sequence[Comparison], model: "Model"
) -> None:
    """Of each of these columns a table of its common values: ``value``, ``share``."""
    import pyarrow as pa

    for column in rare_columns(comparisons):
        common = model.rarity.get(column, {})
        shares = [max(share, model.least) for share in common.values()]
        arrays = [pa.array([*common], pa.string()), pa.array(shares, pa.float64())]
        base.register("common_values", pa.table(arrays, names=["value", "share"]))
        base.execute(f"CREATE OR REPLACE TEMP TABLE shares_{column} AS FROM common_values")
        base.unregister("common_values")


def _comparison(comparison: Comparison, trained: "Trained | None") -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {
            "sql_condition": comparison.missing,
            "label_for_charts": "missing",
            "is_null_level": True,
        }
    ]
    for place, level in enumerate(comparison.levels):
        condition = level.condition if level.condition == ELSE else f"({level.condition})"
        levels.append(
            {
                "sql_condition": condition,
                "label_for_charts": level.label,
                "m_probability": trained.m[place] if trained else 2.0 ** -(place + 1),
                "u_probability": trained.u[place] if trained else 4.0 ** -(place + 1),
            }
        )
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def _weights(comparison: Comparison, trained: "Trained | None") -> Iterator[float]:
    """The weights that Splink was given, no two alike, so that each stands for its level."""
    for place in range(len(comparison.levels)):
        yield trained.weight(place) if trained else float(place + 1)


def _bits_sql(comparisons: Sequence[Comparison], model: "Model | None", scored: str) -> str:
    chosen: list[str] = []
    total = []
    for c in comparisons:
        trained = model.comparisons[c.name] if model else None
        gamma = _level_sql(c, trained)
        chosen.append(f"{gamma} AS gamma_{c.name}")
        if model and trained:
            bits = f"mw_{c.name}" + _rarity_sql(c, trained, model.least)
            total.append(f"({bits})")
            chosen.append(f"({bits})::FLOAT AS bits_{c.name}")
    if not model:
        return f"SELECT match_key, uid_l, uid_r, {', '.join(chosen)} FROM {scored}"  # noqa: S608
    return (
        f"SELECT uid_l, uid_r, match_key::SMALLINT AS rule, {', '.join(chosen)},"  # noqa: S608
        f" {' + '.join(total)} AS bits,"
        " abs(born_l - born_r)::SMALLINT AS gap,"
        f" coalesce(known_l = 'y' AND known_r = 'y', FALSE) AS known FROM {scored}"
        + "".join(
            f" LEFT JOIN shares_{column} ON shares_{column}.value = {column}_l"
            for column in rare_columns(comparisons)
        )
    )


def _level_sql(comparison: Comparison, trained: "Trained | None") -> str:
    places = enumerate(_weights(comparison, trained))
    cases = " ".join(f"WHEN {weight!r}::DOUBLE THEN {place}" for place, weight in places)
    return f"(CASE mw_{comparison.name} {cases} ELSE -1 END)::TINYINT"


def _rarity_sql(comparison: Comparison, trained: "Trained", least: float) -> str:
    """Bits more for a rare value that both have, less for a common one."""
    cases = []
    for place, column in enumerate(trained.rare):
        if column:
            weight = repr(trained.weight(place))
            share = f"coalesce(shares_{column}.share, {least!r}::DOUBLE)"
            cases.append(
                f"WHEN mw_{comparison.name} = {weight}::DOUBLE"
                f" THEN {log2(trained.u[place])!r}::DOUBLE - log2({share})"
            )
    return f" + CASE {' '.join(cases)} ELSE 0 END" if cases else ""
