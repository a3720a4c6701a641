"""Who is one person, of millions of records: whole groups where nothing speaks against, the others
by ``clustering``.

Records that some pair speaks for hang together in components.  Most components are agreed: every
pair speaks for one person, the weakest for more than all that were never compared speak against,
and nothing makes it impossible.  Wherever average linkage began, it would join all of them, since
between any two parts of a component there is a pair; so they are joined at once.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from joinedup.record.linkage.engine.clustering import (
    LONGEST_LIFE,
    UNCOMPARED,
    Clustered,
    Facts,
    Refused,
    Scored,
    cluster_scored,
    softened,
)
from joinedup.record.linkage.engine.preparing import Prepared

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]

_STRAY = 20
"""Years outside the middle 98 in a hundred birth years from which a year is taken for a slip."""


def find_people(
    base: "duckdb.DuckDBPyConnection", records: int, prepared: Prepared, *, between: bool
) -> Clustered:
    """From the table ``weighed``: pairs by ``uid_l`` and ``uid_r``, what counts for their being one
    person in bits (``counted``), and whether they may be relatives (``held``)."""
    import numpy as np
    import pyarrow as pa

    person = np.arange(records, dtype=np.int32)
    component = components(base, records)
    sizes = np.bincount(component, minlength=1)
    together = np.flatnonzero(sizes[component] > 1).astype(np.int32)
    table = {"uid": together, "component": component[together]}
    base.register("in_components", pa.table(table))
    base.execute("CREATE OR REPLACE TEMP TABLE hanging AS FROM in_components")
    base.unregister("in_components")
    _note_facts(base, prepared)
    pairs = base.execute(
        "SELECT uid_l, uid_r, counted, held, l.component FROM weighed"
        " JOIN hanging l ON l.uid = uid_l JOIN hanging r ON r.uid = uid_r"
        # an equation would be joined by first, and a component may hold all records
        " WHERE l.component - r.component = 0"
    ).fetchnumpy()
    of = pairs["component"]
    uncompared = sizes * (sizes - 1) // 2 - np.bincount(of, minlength=len(sizes))
    weakest = np.full(len(sizes), np.inf)
    np.minimum.at(weakest, of, softened(pairs["counted"]))
    agreed = (sizes > 1) & (weakest > 0) & (weakest > -UNCOMPARED * uncompared)
    agreed[_impossible(base, prepared, between=between)] = False
    least = np.full(len(sizes), records, dtype=np.int32)
    np.minimum.at(least, component[together], together)
    whole = together[agreed[component[together]]]
    person[whole] = least[component[whole]]
    unsettled = ~agreed[of]
    refused = _by_evidence(
        person, {name: column[unsettled] for name, column in pairs.items()},
        _facts(base, prepared, between=between, only=~agreed & (sizes > 1)),
    )  # fmt: skip
    base.execute("DROP TABLE hanging; DROP TABLE hanging_facts")
    return Clustered(person.tolist(), refused)


def components(base: "duckdb.DuckDBPyConnection", records: int) -> "Ints":
    """Of every record the number of its component: records that a chain of pairs in ``weighed``
    with more for than against holds together."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    edges = base.execute("SELECT uid_l, uid_r FROM weighed WHERE counted > 0").fetchnumpy()
    ones = np.ones(len(edges["uid_l"]), dtype=np.int8)
    graph = coo_array((ones, (edges["uid_l"], edges["uid_r"])), shape=(records, records))
    component: Ints = connected_components(graph, directed=False)[1].astype(np.int32)
    return component


# ---- what can make a group impossible ------------------------------------------------------


def _years_sql(column: str) -> str:
    """The year of a date that can be; a slip in any other digit may have moved the year's."""
    month, day = f"substr({column}, 5, 2)", f"substr({column}, 7)"
    return (
        f"CASE WHEN length({column}) = 8 AND {month} BETWEEN '01' AND '12' AND {day} <= '31'"
        f" THEN try_cast(left({column}, 4) AS SMALLINT) END"
    )


def _note_facts(base: "duckdb.DuckDBPyConnection", prepared: Prepared) -> None:
    """Make the table ``hanging_facts`` of every record in ``hanging``.  Birth years far outside
    those of the other records are left out: slips, not lives."""
    born, died = (
        _years_sql(name) if name in prepared.fields else "NULL::SMALLINT"
        for name in ("birth", "death")
    )
    low, high = base.execute(
        f"SELECT quantile_disc(y, 0.01), quantile_disc(y, 0.99) FROM (SELECT {born} AS y"  # noqa: S608
        " FROM people) WHERE y IS NOT NULL"
    ).fetchall()[0]
    if low is not None:
        born = f"CASE WHEN {born} BETWEEN {low - _STRAY} AND {high + _STRAY} THEN {born} END"
    numbers = "".join(f", {name}" for name in prepared.one_each)
    base.execute(
        "CREATE OR REPLACE TEMP TABLE hanging_facts AS SELECT h.uid, h.component, p.source,"  # noqa: S608
        f" {born} AS born, {died} AS died{numbers} FROM hanging h JOIN people p USING (uid)"
    )


def _impossible(base: "duckdb.DuckDBPyConnection", prepared: Prepared, *, between: bool) -> "Ints":
    """The components that may not be one person; ``clustering`` says whether, and why."""
    conditions = [f"min({name}) <> max({name})" for name in prepared.one_each]
    conditions += ["count(*) > count(DISTINCT source)"] if between else []
    conditions += [
        f"max(born) - min(born) > {LONGEST_LIFE}", f"max(died) - min(born) > {LONGEST_LIFE}"
    ]  # fmt: skip
    found = base.execute(
        "SELECT component FROM hanging_facts GROUP BY component"  # noqa: S608
        f" HAVING {' OR '.join(conditions)}"
    ).fetchnumpy()
    return found["component"]


def _facts(
    base: "duckdb.DuckDBPyConnection",
    prepared: Prepared,
    *,
    between: bool,
    only: "NDArray[np.bool_]",
) -> dict[int, Facts]:
    """Of the records in the components of which ``only`` is true."""
    import numpy as np
    import pyarrow as pa

    base.register("open_components", pa.table({"component": np.flatnonzero(only).astype(np.int32)}))
    rows = base.execute(
        "SELECT * EXCLUDE (component) FROM hanging_facts SEMI JOIN open_components"
        " USING (component)"
    )
    facts: dict[int, Facts] = {}
    while batch := rows.fetchmany(100_000):
        for uid, source, born, died, *numbers in batch:
            known = zip(prepared.one_each, numbers, strict=True)
            held = {name: number for name, number in known if number}
            facts[uid] = Facts(held, source if between else "", born, died)
    base.unregister("open_components")
    return facts


def facts_of(
    base: "duckdb.DuckDBPyConnection", prepared: Prepared, uids: Sequence[int], *, between: bool
) -> dict[int, Facts]:
    """Of these records."""
    import numpy as np
    import pyarrow as pa

    table = {"uid": pa.array(uids, pa.int32()), "component": pa.array([0] * len(uids), pa.int32())}
    base.register("hanging", pa.table(table))
    _note_facts(base, prepared)
    found = _facts(base, prepared, between=between, only=np.ones(1, dtype=np.bool_))
    base.unregister("hanging")
    base.execute("DROP TABLE hanging_facts")
    return found


# ---- groups in which something speaks against ----------------------------------------------


def _by_evidence(
    person: "Ints", pairs: "dict[str, NDArray[Any]]", facts: dict[int, Facts]
) -> tuple[Refused, ...]:
    """``pairs`` of the components that are not agreed."""
    import numpy as np

    order = np.lexsort((pairs["uid_r"], pairs["uid_l"]))
    left, right = pairs["uid_l"][order], pairs["uid_r"][order]
    members = np.unique(np.concatenate([left, right]))
    one, other = (np.searchsorted(members, side) for side in (left, right))
    scored = Scored(one, other, pairs["counted"][order], pairs["held"][order])
    found = cluster_scored(scored, [facts.get(uid) for uid in members.tolist()])
    person[members] = members[found.person]
    return tuple(
        Refused(each.reason, int(members[each.one]), int(members[each.other]))
        for each in found.refused
    )
