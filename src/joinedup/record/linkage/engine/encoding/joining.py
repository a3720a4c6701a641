"""Bulk linkage of encodings: who is who, without anybody's name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from joinedup.record.linkage.engine.binding import Binding, bind_decisions
from joinedup.record.linkage.engine.clustering import Clustered
from joinedup.record.linkage.engine.encoding.candidates import candidates
from joinedup.record.linkage.engine.encoding.encoded import Encoded
from joinedup.record.linkage.engine.encoding.similarity import filters, levels
from joinedup.record.linkage.engine.encoding.weights import Weighing, weigh
from joinedup.record.linkage.engine.files import FileError
from joinedup.record.linkage.engine.files.decisions import UNDECIDED, Decisions
from joinedup.record.linkage.engine.people import find_people
from joinedup.record.linkage.engine.preparing import Prepared
from joinedup.record.linkage.engine.relatives import HELD_BACK
from joinedup.record.linkage.engine.workbench import Workbench

if TYPE_CHECKING:
    import duckdb

WORTH_KEEPING = -15.0
"""Bits below which a pair is left out: it can neither join two groups nor keep them apart more
than one that was never compared."""


@dataclass(frozen=True)
class Joined:
    """What a run found.  ``base`` holds ``raw`` (``uid``, ``source``, ``record``), ``persons``
    (``uid``, ``person``) and ``decided``, with a column ``bits_`` for each part."""

    encoded: Encoded
    weighing: Weighing
    parts: tuple[str, ...]
    clustered: Clustered
    bound: Binding
    decisions: Mapping[str, int]
    seconds: Mapping[str, float]
    base: "duckdb.DuckDBPyConnection"


def join(
    encoded: Encoded, *, between: bool, seed: int, made_on: str, weighing: Weighing | None,
    tell: Callable[[str], None], decided: Decisions = UNDECIDED,
) -> Joined:  # fmt: skip
    """Do everything.

    :raises FileError: the model was made with another key or in another way.
    """
    if weighing and weighing.key_check != encoded.check_value:
        raise FileError("the model is for encodings of another key or made in another way")
    seconds: dict[str, float] = {}
    since = perf_counter()

    def done(step: str, words: str) -> None:
        nonlocal since
        seconds[step] = perf_counter() - since
        tell(f"  {words} ({seconds[step]:.1f} s)")
        since = perf_counter()

    parts = filters(encoded.bits, encoded.scheme)
    names = tuple(part.part.name for part in parts)
    one, other = candidates(parts, encoded.files if between else None)
    done("blocked", f"{len(one):,} pairs are worth weighing")
    found = levels(parts, one, other)
    if weighing is None:
        check = encoded.check_value
        weighing = weigh(parts, encoded.scheme, found, seed=seed, made_on=made_on, check=check)
    bits = weighing.parts(names, found)
    weights = bits.sum(axis=1) + weighing.prior
    kept = weights > WORTH_KEEPING
    done("weighed", "pairs weighed")
    base = Workbench().base
    columns = {"uid_l": one[kept].astype(np.int32), "uid_r": other[kept].astype(np.int32)}
    columns["weight"] = weights[kept]
    columns["held"] = weighing.relatives(names, found[kept])
    columns |= {f"bits_{name}": bits[kept, n] for n, name in enumerate(names)}
    clustered, bound, decisions = _people(base, encoded, columns, decided, between=between)
    done("clustered", f"{len(clustered.sizes):,} people")
    return Joined(encoded, weighing, names, clustered, bound, decisions, seconds, base)


def _people(
    base: "duckdb.DuckDBPyConnection", encoded: Encoded, columns: dict[str, np.ndarray],
    decided: Decisions, *, between: bool,
) -> tuple[Clustered, Binding, dict[str, int]]:  # fmt: skip
    import pyarrow as pa

    uids = np.arange(len(encoded), dtype=np.int32)
    listed = {"uid": uids, "source": [*encoded.sources], "record": [*encoded.ids]}
    base.register("listed", pa.table(listed))
    base.register("found_pairs", pa.table(columns))
    base.execute(
        "CREATE TABLE raw AS FROM listed; CREATE VIEW people AS FROM raw;"
        " CREATE TABLE considered AS FROM found_pairs"
    )
    base.execute(
        "CREATE TABLE weighed AS SELECT uid_l, uid_r, held,"  # noqa: S608
        f" CASE WHEN held THEN least(weight, {HELD_BACK}) ELSE weight END AS counted"
        " FROM considered"
    )
    nothing = Prepared(frozenset(), {}, ())
    clustered = find_people(base, len(encoded), nothing, between=between)
    clustered, bound = bind_decisions(base, clustered, nothing, decided, between=between)
    person = np.array(clustered.person, dtype=np.int32)
    base.register("found_people", pa.table({"uid": uids, "person": person}))
    base.execute(
        "CREATE TABLE persons AS FROM found_people; CREATE TABLE decided AS SELECT c.*, CASE"
        " WHEN l.person = r.person THEN 'same person'"
        " WHEN held AND weight > -5 THEN 'possible relative'"
        " WHEN weight > 0 THEN 'likely, but their groups are not one'"
        " WHEN weight > -5 THEN 'uncertain' ELSE 'two people' END AS decision"
        " FROM considered c JOIN persons l ON l.uid = uid_l JOIN persons r ON r.uid = uid_r"
    )
    for name in ("listed", "found_pairs", "found_people"):
        base.unregister(name)
    counted = base.execute("SELECT decision, count(*) FROM decided GROUP BY 1 ORDER BY 1")
    return clustered, bound, dict(counted.fetchall())
