"""Records put beside whole people: which, and at what level each field agrees best."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from joinedup.record.linkage.engine.gathering.weights import SHARES, Faced
from joinedup.record.linkage.engine.model import Comparison, Model
from joinedup.record.linkage.engine.scoring import Predict, score

if TYPE_CHECKING:
    import duckdb

OWN, BLIND = 8_000, 16_000
"""Records put beside the rest of their person, and beside people picked blindly."""
NEAREST = 3
"""People beside whom a record is put: those with whose records it has the best pairs."""


def make_own(base: "duckdb.DuckDBPyConnection", seed: int) -> None:
    """Fill ``beside`` (``record``, ``person``) with some records and their own people."""
    base.execute(
        "CREATE OR REPLACE TABLE beside AS SELECT uid AS record, person FROM wholes"  # noqa: S608
        f" ORDER BY hash(uid, {seed}), uid LIMIT {OWN}"
    )


def make_blind(base: "duckdb.DuckDBPyConnection", seed: int) -> None:
    """Fill ``beside`` with records and people that have nothing to do with one another."""
    base.execute(
        "CREATE OR REPLACE TABLE beside AS WITH numbered AS (SELECT person,"  # noqa: S608
        " row_number() OVER (ORDER BY person) - 1 AS n FROM (SELECT DISTINCT person FROM wholes)),"
        f" picked AS (SELECT uid AS record, p.person AS own, (hash(uid, k, {seed}) %"
        " (SELECT count(*) FROM numbered))::BIGINT AS n FROM grouped p, range(16) t(k)"
        f" ORDER BY hash(uid, k, {seed}), uid, k LIMIT {BLIND})"
        " SELECT DISTINCT record, person FROM picked JOIN numbered USING (n) WHERE person <> own"
    )


def make_nearest(base: "duckdb.DuckDBPyConnection") -> None:
    """Fill ``beside`` with the records of small groups, and the people nearest to the group."""
    base.execute(
        "CREATE OR REPLACE TABLE beside AS WITH ways AS ("  # noqa: S608
        "SELECT uid_l AS one, uid_r AS other, weight FROM weighed"
        " UNION ALL SELECT uid_r, uid_l, weight FROM weighed),"
        " near AS (SELECT s.person AS grp, w.person, max(weight) AS best, count(*) AS pairs"
        " FROM ways JOIN strays s ON s.uid = one JOIN wholes w ON w.uid = other"
        " GROUP BY s.person, w.person"
        " QUALIFY row_number() OVER (PARTITION BY grp ORDER BY best DESC, pairs DESC, w.person)"
        f" <= {NEAREST}) SELECT s.uid AS record, near.person FROM near"
        " JOIN strays s ON s.person = grp"
    )


def face(
    base: "duckdb.DuckDBPyConnection", comparisons: Sequence[Comparison], model: Model, kind: str,
    predict: Predict,
) -> Faced:  # fmt: skip
    """How the rows of ``beside`` agree.  ``kind``: SQL of the words for a pair that may be
    relatives, null for any other."""
    base.execute(
        "CREATE OR REPLACE TABLE facing AS SELECT record, b.person, least(record, uid) AS uid_l,"
        " greatest(record, uid) AS uid_r FROM beside b JOIN wholes USING (person)"
        " WHERE record <> uid;"
        " CREATE OR REPLACE TABLE unscored AS SELECT DISTINCT '0' AS match_key,"
        " uid_l AS join_key_l, uid_r AS join_key_r FROM facing ANTI JOIN scored"
        " USING (uid_l, uid_r) ORDER BY ALL"
    )
    score(base, comparisons, model, "unscored", "scored_besides", predict=predict)
    chosen = ", ".join(part for c in comparisons for part in _best_sql(c, model))
    rows = base.execute(
        f"SELECT record, person, count(*) AS records, bool_or({kind} IS NOT NULL) AS held, {chosen}"  # noqa: S608
        " FROM facing JOIN (FROM scored UNION ALL BY NAME FROM scored_besides)"
        " USING (uid_l, uid_r) LEFT JOIN either e USING (uid_l, uid_r)"
        " GROUP BY record, person ORDER BY record, person"
    ).fetchnumpy()
    base.execute("DROP TABLE beside; DROP TABLE facing; DROP TABLE unscored")
    base.execute("DROP TABLE scored_besides")
    names = [c.name for c in comparisons]
    return Faced(
        rows["record"].astype(int), rows["person"].astype(int), rows["records"],
        rows["held"].astype(bool), {n: rows[f"level_{n}"].astype(int) for n in names},
        {n: rows[f"rarity_{n}"].astype(float) for n in names},
    )  # fmt: skip


def _best_sql(comparison: Comparison, model: Model) -> tuple[str, str]:
    name, trained = comparison.name, model.comparisons[comparison.name]
    known = f"FILTER (WHERE gamma_{name} >= 0)"
    level = f"min(gamma_{name}) {known}"
    rarer = " + ".join(
        f"(quantile_disc(gamma_{name}, {share}) {known} <> {level})::INT" for share in SHARES
    )
    rarity = "0"
    for place, column in enumerate(trained.rare):
        if column:
            bits = f"max(bits_{name}) FILTER (WHERE gamma_{name} = {place})"
            rarity = (
                f"CASE WHEN {level} = {place} THEN {bits} - ({trained.weight(place)!r})"
                f" ELSE {rarity} END"
            )
    return (
        f"coalesce({level} * {len(SHARES) + 1} + {rarer}, -1) AS level_{name}",
        f"coalesce({rarity}, 0)::DOUBLE AS rarity_{name}",
    )
