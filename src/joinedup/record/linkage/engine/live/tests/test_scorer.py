"""Conditions in SQL compiled to Python mean what they mean in DuckDB, above all where something is
missing."""

from itertools import product

import duckdb
import pytest

from joinedup.record.linkage.engine.live.expressions import CompileError
from joinedup.record.linkage.engine.live.prepared import BETWEEN
from joinedup.record.linkage.engine.live.scorer import compiled
from joinedup.record.linkage.engine.model.artefact import Model, Trained

CONDITIONS = [
    "a_l = b_r",
    "NOT (a_l = b_r)",
    "a_l = b_r OR a_r = b_l",
    "NOT (a_l = a_r AND b_l = b_r)",
    "a_l IS NULL OR b_r IS NOT NULL",
    "length(a_l) > 2 AND left(a_l, 2) = left(a_r, 2)",
    "right(a_l, 3) = right(a_r, 3)",
    "substr(a_l, 2, 2) || 'x' = substr(a_r, 2, 2) || 'x'",
    "list_has_any(c_l, c_r)",
    "list_contains(c_l, a_r) OR list_contains(c_r, a_l)",
    "c_l[1] = c_r[1]",
    "jaro_winkler_similarity(a_l, a_r) >= 0.8",
    "damerau_levenshtein(a_l, a_r) <= 1 OR damerau_levenshtein(a_l, a_r) = 3",
    "abs(try_cast(b_l AS INT) - try_cast(b_r AS INT)) <= 2",
    "(a_l = a_r)::INT + (b_l = b_r)::INT = 1",
    "'12' IN (b_l, b_r)",
    "NOT ('12' IN (b_l, b_r))",
    "CASE WHEN length(a_l) > 3 THEN left(a_l, length(a_l) - 1) ELSE a_l END = a_r",
    "regexp_replace(a_l, '[^0-9]', '', 'g') = regexp_replace(a_r, '[^0-9]', '', 'g')",
    "replace(a_l, 'n', '') = replace(a_r, 'n', '') AND contains(a_l, 'a')",
    "hamming(left(a_l, 1), left(a_r, 1)) = 0",
]
RECORDS = [
    (a, b, c)
    for a, b, c in product(
        (None, "anna", "ana4", "nana", "x"),
        (None, "12", "14", "1x"),
        (None, ["anna"], ["x", "ana4"]),
    )
]


def model(missing, *conditions):
    n = len(conditions) + 1
    trained = Trained(
        "thing", missing, ("yes",) * n, (*conditions, "ELSE"), ("",) * n, (0.5,) * n, (0.25,) * n
    )
    return Model("2026-11-20", {}, 0.5, {"thing": trained}, 1e-5, {}, {})


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_holds_for_the_pairs_for_which_it_holds_in_duckdb(condition):
    base = duckdb.connect()
    base.execute("CREATE TABLE p (n INT, a VARCHAR, b VARCHAR, c VARCHAR[])")
    base.executemany("INSERT INTO p VALUES (?, ?, ?, ?)", [(n, *r) for n, r in enumerate(RECORDS)])
    sides = ", ".join(f"{s}.{x} AS {x}_{s}" for s in "lr" for x in "abc")
    expected = base.execute(
        f"SELECT x, y, coalesce({condition}, FALSE) FROM (SELECT l.n AS x, r.n AS y, {sides}"
        " FROM p l, p r) ORDER BY x, y"
    ).fetchall()
    scorer = compiled(model("FALSE", condition))
    texts = [
        ["" if v is None else BETWEEN.join(v) if isinstance(v, list) else v for v in record]
        for record in RECORDS
    ]
    chosen = ["abc".index(field) for field in scorer.fields]
    records = [[text[n] for n in chosen] for text in texts]
    for left, right, holds in expected:
        ((_, levels, _),) = scorer.score(records[left], [records[right]])
        assert levels == ((0,) if holds else (1,)), (RECORDS[left], RECORDS[right])


def test_nothing_compared_weighs_nothing():
    scorer = compiled(model("a_l IS NULL OR a_r IS NULL", "a_l = a_r"))
    assert scorer.score(["x"], [[""], ["x"], ["y"]]) == [
        (0.0, (-1,), (0.0,)), (1.0, (0,), (1.0,)), (1.0, (1,), (1.0,)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "condition",
    [
        "soundex(a_l) = a_r",
        "a_l =",
        "least(a_l, b_r) = 'x'",
        "list_has_any(c_r, c_r)",
        "c_l[2] = a_r",
    ],
)
def test_what_cannot_be_compiled_is_refused(condition):
    with pytest.raises(CompileError):
        compiled(model("FALSE", condition))
