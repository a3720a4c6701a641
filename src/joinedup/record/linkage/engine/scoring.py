"""Pairs of records scored by Splink on DuckDB, with our levels and our own candidate pairs."""

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from joinedup.record.linkage.engine.model.levels import ELSE, Comparison
from joinedup.record.linkage.engine.model.training import usual

if TYPE_CHECKING:
    import duckdb

    from joinedup.record.linkage.engine.model.artefact import Trained

LEAST_SHARE = 1e-5
"""No value counts as rarer than one in a hundred thousand, however few share it here: a slip of
the pen is the rarest name of all."""


def score(
    base: "duckdb.DuckDBPyConnection",
    comparisons: Sequence[Comparison],
    trained: "Mapping[str, Trained] | None",
    pairs: str,
    into: str,
) -> None:
    """Fill the table ``into`` from the pairs in the table ``pairs``: ``match_key``, ``uid_l``,
    ``uid_r``, and for each comparison ``gamma_`` (0 is the first level, -1 missing) and ``bits_``.
    ``bits`` is their sum."""
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection=base)
    settings = _settings(comparisons, trained)
    linker = Linker(api.register("people", dataset_display_name="people"), settings)
    logging.getLogger("splink").setLevel(logging.ERROR)  # making a linker makes it talk
    linker.table_management.register_blocked_pairs_for_predict(
        api.register(pairs, dataset_display_name=f"pairs_{into}")
    )
    scored = linker.inference.predict(warning_mode="never")
    base.execute(f"CREATE OR REPLACE TABLE {into} AS {_bits_sql(comparisons, scored)}")
    scored.drop_table_from_database_and_remove_from_cache()


def _bits_sql(comparisons: Sequence[Comparison], scored: Any) -> str:  # noqa: ANN401 - Splink's
    columns = {column.name.strip('"') for column in scored.columns}
    chosen, total = [], []
    for c in comparisons:
        last = len(c.levels) - 1
        # Splink numbers levels from the least alike
        gamma = f"CASE WHEN s.gamma_{c.name} < 0 THEN -1 ELSE {last} - s.gamma_{c.name} END"
        parts = [part for part in (f"mw_{c.name}", f"mw_tf_adj_{c.name}") if part in columns]
        bits = " + ".join(f"coalesce({part}, 0)" for part in parts)
        chosen += [f"({gamma})::TINYINT AS gamma_{c.name}", f"({bits})::FLOAT AS bits_{c.name}"]
        total.append(f"({bits})")
    return (
        f"SELECT match_key, uid_l, uid_r, {', '.join(chosen)},"  # noqa: S608
        f" ({' + '.join(total)})::FLOAT AS bits FROM {scored.physical_name} s"
    )


def _settings(
    comparisons: Sequence[Comparison], trained: "Mapping[str, Trained] | None"
) -> dict[str, Any]:
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "uid",
        "retain_intermediate_calculation_columns": True,
        "retain_matching_columns": True,  # without it, Splink leaves the levels out
        "probability_two_random_records_match": 0.5,
        "comparisons": [_comparison(c, trained[c.name] if trained else None) for c in comparisons],
        "blocking_rules_to_generate_predictions": [],
    }


def _comparison(comparison: Comparison, trained: "Trained | None") -> dict[str, Any]:
    m = trained.m if trained else usual(comparison)
    u = trained.u if trained else [1 / len(comparison.levels)] * len(comparison.levels)
    levels: list[dict[str, Any]] = [
        {
            "sql_condition": comparison.missing,
            "label_for_charts": "missing",
            "is_null_level": True,
        }
    ]
    for level, yes, no in zip(comparison.levels, m, u, strict=True):
        made = {
            "sql_condition": level.condition if level.condition == ELSE else f"({level.condition})",
            "label_for_charts": level.label,
            "m_probability": yes,
            "u_probability": no,
        }
        if level.rare and trained:
            made |= {
                "tf_adjustment_column": level.rare,
                "tf_adjustment_weight": 1.0,
                "tf_minimum_u_value": LEAST_SHARE,
            }
        levels.append(made)
    return {"output_column_name": comparison.name, "comparison_levels": levels}
