"""Decisions carried out on the workbench, after the weights have had their say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from joinedup.record.linkage.engine.clustering import Clustered, together
from joinedup.record.linkage.engine.deciding import Overruled, Pair, affected, bind
from joinedup.record.linkage.engine.files.decisions import Decisions, Key
from joinedup.record.linkage.engine.people import facts_of
from joinedup.record.linkage.engine.preparing import Prepared

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Binding:
    """What became of the decisions.  ``unknown``: those about a record that is not in the files;
    ``overruled`` by an impossibility or by another decision."""

    never: int = 0
    always: int = 0
    unknown: int = 0
    overruled: tuple[Overruled, ...] = ()


def bind_decisions(
    base: "duckdb.DuckDBPyConnection",
    clustered: Clustered,
    prepared: Prepared,
    decisions: Decisions,
    *,
    between: bool,
) -> tuple[Clustered, Binding]:
    """The people, as decisions have it; the table ``said`` holds each pair that is known with
    ``never`` or ``always``."""
    base.execute("CREATE OR REPLACE TEMP TABLE said (uid_l INT, uid_r INT, said VARCHAR)")
    if not decisions:
        return clustered, Binding()
    never, lost_never = _known(base, decisions.never, "never")
    always, lost_always = _known(base, decisions.always, "always")
    concerned = affected(clustered.person, never, always)
    uids = [uid for uid, person in enumerate(clustered.person) if person in concerned]
    facts = facts_of(base, prepared, uids, between=between)

    def impossible(one: Sequence[int], other: Sequence[int]) -> str:
        return together([facts.get(uid) for uid in one], [facts.get(uid) for uid in other])

    bound = bind(clustered.person, _weights(base, uids), never, always, impossible)
    made = Binding(len(never), len(always), lost_never + lost_always, bound.overruled)
    return replace(clustered, person=bound.person), made


def _known(
    base: "duckdb.DuckDBPyConnection", pairs: frozenset[tuple[Key, Key]], said: str
) -> tuple[list[Pair], int]:
    """The pairs by the records' numbers, and how many name a record that is not there."""
    import pyarrow as pa

    columns = ("source_l", "record_l", "source_r", "record_r")
    rows = [(*one, *other) for one, other in sorted(pairs)]
    lists = zip(*rows, strict=True) if rows else [()] * len(columns)
    table = {
        name: pa.array(values, pa.string()) for name, values in zip(columns, lists, strict=True)
    }
    base.register("given_decisions", pa.table(table))
    found = base.execute(
        "INSERT INTO said SELECT DISTINCT least(a.uid, b.uid), greatest(a.uid, b.uid), ?"
        " FROM given_decisions d JOIN raw a ON a.source = source_l AND a.record = record_l"
        " JOIN raw b ON b.source = source_r AND b.record = record_r ORDER BY ALL"
        " RETURNING uid_l, uid_r",
        [said],
    ).fetchall()
    base.unregister("given_decisions")
    return sorted(found), len(pairs) - len(found)


def _weights(base: "duckdb.DuckDBPyConnection", uids: Sequence[int]) -> dict[Pair, float]:
    import pyarrow as pa

    base.register("concerned", pa.table({"uid": pa.array(uids, pa.int32())}))
    found = base.execute(
        "SELECT least(uid_l, uid_r), greatest(uid_l, uid_r), counted FROM weighed"
        " SEMI JOIN concerned l ON l.uid = uid_l SEMI JOIN concerned r ON r.uid = uid_r"
    ).fetchall()
    base.unregister("concerned")
    return {(one, other): weight for one, other, weight in found}
