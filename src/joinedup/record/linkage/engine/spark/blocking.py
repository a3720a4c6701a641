"""Which records are worth comparing, found on Spark: the same rules, the same pairs."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from joinedup.record.linkage.engine.blocking import NEIGHBOURS, Blocked, Rule, make_slips
from joinedup.record.linkage.engine.spark.dialect import in_spark
from joinedup.record.linkage.engine.spark.scoring import copy_to
from joinedup.record.linkage.engine.spark.session import Spark

if TYPE_CHECKING:
    import duckdb


class OnSpark:
    """``blocking.block`` on a session."""

    def __init__(self, spark: Spark) -> None:
        self._spark = spark

    def block(
        self, base: "duckdb.DuckDBPyConnection", rules: Sequence[Rule], *, between: bool,
        tell: Callable[[str], None],
    ) -> Blocked:  # fmt: skip
        tell("  pairs are sought on Spark")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            self._give(base, rules, folder)
            limits = " ".join(f"WHEN {n} THEN {rule.most}" for n, rule in enumerate(rules))
            keys = ", ".join(_keys(number, rule) for number, rule in enumerate(rules))
            self._named("block_keys", (
                f"SELECT *, CASE rule {limits} END AS most FROM (SELECT DISTINCT uid, found.*"  # noqa: S608
                f" FROM (SELECT uid, explode(concat({keys})) AS found FROM block_people)"
                " WHERE found IS NOT NULL)"
            ))  # fmt: skip
            self._named("blocks", _BLOCKS)
            common = self._spark.sql("SELECT count(*) FROM blocks WHERE n > most").first()[0]
            self._once(between=between).write.parquet(str(folder / "candidates"))
            base.execute(
                "CREATE OR REPLACE TABLE candidates AS SELECT match_key, join_key_l, join_key_r"  # noqa: S608
                f" FROM read_parquet('{folder}/candidates/*.parquet')"
                " ORDER BY join_key_l, join_key_r"
            )
        for name in ("blocks", "block_keys"):
            self._spark.table(name).unpersist()
        for name in ("blocks", "block_keys", "block_people"):
            self._spark.catalog.dropTempView(name)
        counted = base.execute(
            "SELECT match_key::INT, count(*) FROM candidates GROUP BY match_key ORDER BY 1"
        ).fetchall()
        by_rule = tuple((rules[number].name, count) for number, count in counted)
        return Blocked(sum(count for _, count in counted), by_rule, common)

    def _give(self, base: "duckdb.DuckDBPyConnection", rules: Sequence[Rule], folder: Path) -> None:
        """The people, with the forms of their surnames in which a letter is missing."""
        if any("slips" in rule.lists for rule in rules):
            make_slips(base)
            forms = ", s.slips FROM people p LEFT JOIN slip_forms s USING (family, stems)"
        else:
            forms = " FROM people p"
        copy_to(base, f"SELECT p.*{forms}", folder / "people")
        self._spark.read.parquet(f"{folder}/people.parquet").createOrReplaceTempView("block_people")

    def _named(self, name: str, query: str) -> Any:  # noqa: ANN401 - a Spark table
        made = self._spark.sql(query).persist()
        made.createOrReplaceTempView(name)
        return made

    def _once(self, *, between: bool) -> Any:  # noqa: ANN401 - a Spark table
        where = "WHERE l.source <> r.source" if between else ""
        after = ", ".join(f"lead(uid, {n}) OVER near" for n in range(1, NEIGHBOURS + 1))
        return self._spark.sql(f"""
            WITH found AS (
                SELECT a.rule, least(a.uid, b.uid) AS one, greatest(a.uid, b.uid) AS other
                FROM block_keys a JOIN blocks USING (rule, key) JOIN block_keys b USING (rule, key)
                WHERE blocks.n <= blocks.most AND a.uid < b.uid AND (a.lacking OR b.lacking)
                UNION ALL
                SELECT rule, least(uid, other), greatest(uid, other) FROM (
                    SELECT rule, uid, explode(following) AS other FROM (
                    SELECT rule, uid, array({after}) AS following FROM (
                        SELECT k.rule, k.key, k.uid, p.family, p.given, p.birth FROM block_keys k
                        JOIN blocks ON blocks.rule = k.rule AND blocks.key = k.key
                        JOIN block_people p ON p.uid = k.uid WHERE blocks.n > blocks.most)
                    WINDOW near AS (PARTITION BY rule, key ORDER BY family NULLS LAST,
                        given NULLS LAST, birth NULLS LAST, uid)))
                WHERE other IS NOT NULL),
            once AS (SELECT min(rule) AS rule, one, other FROM found GROUP BY one, other)
            SELECT string(once.rule) AS match_key, one AS join_key_l, other AS join_key_r FROM once
            JOIN block_people l ON l.uid = one JOIN block_people r ON r.uid = other {where}""")  # noqa: S608


def _keys(number: int, rule: Rule) -> str:
    """An array of a record's keys by one rule.  A list is gone through by a variable of its own
    name, which stands for each of its values in turn."""
    key = ", ".join(f"{in_spark(part)} AS k{n}" for n, part in enumerate(rule.key))
    given = " AND ".join([*(f"{n} IS NOT NULL" for n in rule.needs), rule.where or "TRUE"])
    lacking = f"{rule.lacks} IS NULL" if rule.lacks else "TRUE"
    made = (
        f"CASE WHEN {in_spark(given)} THEN named_struct('rule', {number},"
        f" 'key', to_json(struct({key})), 'lacking', {lacking}) END"
    )
    if not rule.lists:
        return f"array({made})"
    # the second value of a list goes first: inside, the list's name stands for one value
    for depth, name in enumerate(sorted(rule.lists, key=lambda name: name.endswith("_2"))):
        made = f"transform({name.removesuffix('_2')}, {name} -> {made})"
        made = f"flatten({made})" if depth else made
    return f"coalesce({made}, array())"


_BLOCKS = """
    SELECT rule, key, count(*) AS n, max(most) AS most FROM block_keys
    GROUP BY rule, key HAVING count(*) > 1 AND max(lacking)"""
