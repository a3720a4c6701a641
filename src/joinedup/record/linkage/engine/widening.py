"""Whether more rules are worth following: each is tried on a sample of its keys, among records that
are not linked yet."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from joinedup.record.linkage.engine.blocking import (
    WORTH_LINKS,
    WORTH_PAIRS,
    Rule,
    Tried,
    sample_pairs,
)
from joinedup.record.linkage.engine.model import Comparison, Model
from joinedup.record.linkage.engine.people import components
from joinedup.record.linkage.engine.relatives import guard
from joinedup.record.linkage.engine.scoring import score

if TYPE_CHECKING:
    import duckdb


def worth_following(
    base: "duckdb.DuckDBPyConnection", fields: tuple[Comparison, ...], model: Model, prior: float,
    rules: Sequence[Rule], *, size: int, between: bool,
) -> tuple[tuple[Rule, ...], tuple[Tried, ...]]:  # fmt: skip
    """Of the ``rules``, those to follow; and what each would find beyond those before it.

    Leaves behind the table ``linked_so_far`` (``uid``, ``person``).
    """
    import numpy as np
    import pyarrow as pa

    guarded = guard(base, fields)
    relatives = f"({guarded.family} OR {guarded.namesake})"
    base.execute(
        f"CREATE OR REPLACE TABLE weighed AS SELECT uid_l, uid_r, bits + ({prior!r}) AS counted"  # noqa: S608
        f" FROM scored WHERE bits + ({prior!r}) > 0 AND NOT {relatives}"
    )
    links = base.execute("SELECT count(*) FROM weighed").fetchall()[0][0]
    linked = {"uid": np.arange(size, dtype=np.int32), "person": components(base, size)}
    base.register("components_found", pa.table(linked))
    base.execute("CREATE OR REPLACE TABLE linked_so_far AS FROM components_found")
    base.unregister("components_found")
    one_in = sample_pairs(base, rules, between=between, apart="linked_so_far")
    base.execute(
        "CREATE OR REPLACE TABLE to_try AS SELECT match_key::INT AS rule, join_key_l AS uid_l,"
        " join_key_r AS uid_r FROM candidates;"
        " CREATE OR REPLACE TABLE sample_candidates AS SELECT DISTINCT '0' AS match_key,"
        " uid_l AS join_key_l, uid_r AS join_key_r FROM to_try"
    )
    score(base, fields, model, "sample_candidates", "sample_scored")
    base.execute(
        "CREATE OR REPLACE TABLE tried AS SELECT rule, uid_l, uid_r,"  # noqa: S608
        f" CASE WHEN {relatives} THEN 0 ELSE 1 / (1 + pow(2, -(bits + ({prior!r})))) END AS link,"
        " FALSE AS found FROM to_try JOIN sample_scored USING (uid_l, uid_r)"
    )
    tried = _greedily(base, rules, links, one_in)
    base.execute("DROP TABLE to_try; DROP TABLE tried; DROP TABLE sample_scored")
    names = {t.rule for t in tried if t.followed}
    return tuple(rule for rule in rules if rule.name in names), tried


def _greedily(
    base: "duckdb.DuckDBPyConnection", rules: Sequence[Rule], links: int, one_in: int
) -> tuple[Tried, ...]:
    """The rule that finds most is followed first; the next is asked what it finds beyond it."""
    left = dict(enumerate(rules))
    tried: list[Tried] = []
    while left:
        rows = base.execute(
            "SELECT rule, count(*), sum(link) FROM tried WHERE NOT found GROUP BY rule"
        ).fetchall()
        known = {rule: (pairs * one_in, more * one_in) for rule, pairs, more in rows}
        best = max(left, key=lambda rule: (known.get(rule, (0, 0.0))[1], -rule))
        pairs, more = known.get(best, (0, 0.0))
        worth = more > WORTH_LINKS * links and pairs < WORTH_PAIRS * more
        tried.append(Tried(left.pop(best).name, pairs, more, worth))
        if worth:
            base.execute(
                "UPDATE tried SET found = TRUE WHERE (uid_l, uid_r) IN"
                " (SELECT (uid_l, uid_r) FROM tried WHERE rule = ?)",
                [best],
            )
        else:
            base.execute("DELETE FROM tried WHERE rule = ?", [best])
    return tuple(tried)
