"""Small groups joined to the people with whom they agree."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from joinedup.record.linkage.engine.blocking import EVERY_RULE
from joinedup.record.linkage.engine.clustering import Clustered, Refused, together
from joinedup.record.linkage.engine.gathering.facing import (
    face,
    make_blind,
    make_nearest,
    make_own,
)
from joinedup.record.linkage.engine.gathering.weights import (
    Faced,
    Prior,
    Weights,
    believed,
    learned,
)
from joinedup.record.linkage.engine.model import Comparison, Model
from joinedup.record.linkage.engine.people import facts_of
from joinedup.record.linkage.engine.preparing import Prepared
from joinedup.record.linkage.engine.relatives import Guard
from joinedup.record.linkage.engine.scoring import Predict

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

LEAST = 3
"""Records from which on a person is compared as a whole."""
ENOUGH, SHARE = 100, 0.25
"""So many people, and with them such a part of the records, are enough to learn from."""
TIMES = 2
"""A person who has got more records agrees with others."""


def gather(
    base: "duckdb.DuckDBPyConnection", clustered: Clustered, prepared: Prepared,
    comparisons: Sequence[Comparison], model: Model, guarded: Guard, predict: Predict,
    *, between: bool, seed: int,
) -> Clustered:  # fmt: skip
    """The same people with what belongs to them; from ``scored``, ``weighed`` and ``either``."""
    person = np.asarray(clustered.person)
    if not _worth_it(person):
        return clustered

    def faced() -> Faced:
        return face(base, comparisons, model, guarded.kind, predict)

    _note_groups(base, person)
    make_own(base, seed)
    own = faced()
    make_blind(base, seed)
    weights = learned(comparisons, own, faced())
    refused = {(each.one, each.other): each for each in clustered.refused}
    prior = None
    for _ in range(TIMES):
        make_nearest(base)
        near = faced()
        prior = prior or _prior(person, near, weights)
        joins = _joins(person, near, weights, prior)
        person = _joined(person, _possible(base, prepared, person, joins, refused, between=between))
        _note_groups(base, person)
    base.execute("DROP TABLE wholes; DROP TABLE strays; DROP TABLE grouped")
    return replace(clustered, person=person.tolist(), refused=tuple(refused.values()))


def _worth_it(person: "Ints") -> bool:
    size = np.bincount(person, minlength=1)
    whole = size >= LEAST
    enough: bool = whole.sum() >= ENOUGH and size[whole].sum() >= SHARE * len(person)
    return len(person) <= EVERY_RULE and enough


def _note_groups(base: "duckdb.DuckDBPyConnection", person: "Ints") -> None:
    """Make the tables ``grouped`` (``uid``, ``person``) of all records, ``wholes`` of those of
    large groups and ``strays`` of the others."""
    import pyarrow as pa

    table = {"uid": np.arange(len(person), dtype=np.int32), "person": person.astype(np.int32),
             "n": np.bincount(person)[person].astype(np.int32)}  # fmt: skip
    base.register("found_groups", pa.table(table))
    tables = {"grouped": "TRUE", "wholes": f"n >= {LEAST}", "strays": f"n < {LEAST}"}
    for name, which in tables.items():
        base.execute(
            f"CREATE OR REPLACE TABLE {name} AS SELECT uid, person FROM found_groups WHERE {which}"  # noqa: S608
        )
    base.unregister("found_groups")


def _prior(person: "Ints", near: Faced, weights: Weights) -> Prior:
    size = np.bincount(person)
    whole = size >= LEAST
    return believed(weights, near, people=int(whole.sum()), records=int(size[~whole].sum()))


def _joins(
    person: "Ints", near: Faced, weights: Weights, prior: Prior
) -> list[tuple[float, int, int]]:
    """Groups and the people to whom they more likely belong than not, the surest first (its odds
    negated).  A group's odds are the mean of its records', in bits."""
    records = len(person)
    pairs, place = np.unique(person[near.record] * records + near.person, return_inverse=True)
    group, whole = pairs // records, pairs % records
    bits = np.log2(prior.odds(weights.by_kind(near)).sum(axis=0))
    odds = np.exp2(np.bincount(place, bits) / np.bincount(place))
    others = np.bincount(group, odds, records)[group] - odds + 1
    free = np.bincount(place, near.held) == 0
    clear = np.flatnonzero((odds > others) & free)
    sure = (others / odds)[clear].tolist()
    return sorted(zip(sure, group[clear].tolist(), whole[clear].tolist(), strict=True))


def _possible(
    base: "duckdb.DuckDBPyConnection", prepared: Prepared, person: "Ints",
    joins: list[tuple[float, int, int]], refused: dict[tuple[int, int], Refused], *, between: bool,
) -> dict[int, int]:  # fmt: skip
    """Of each group the person that it becomes part of, where they can be one person."""
    named = [number for _, *pair in joins for number in pair]
    concerned = np.flatnonzero(np.isin(person, named)).tolist()
    members: dict[int, list[int]] = {}
    for uid in concerned:
        members.setdefault(int(person[uid]), []).append(uid)
    facts = facts_of(base, prepared, concerned, between=between)
    found: dict[int, int] = {}
    for _, group, whole in joins:
        sides = ([facts.get(uid) for uid in members[number]] for number in (whole, group))
        if reason := together(*sides):
            one, other = sorted((group, whole))
            refused.setdefault((one, other), Refused(reason, one, other))
        else:
            members[whole] += members[group]
            found[group] = whole
    return found


def _joined(person: "Ints", joins: dict[int, int]) -> "Ints":
    """A person's number is the least of its records."""
    to = np.arange(len(person))
    to[[*joins]] = [*joins.values()]
    named = to[person]
    least = np.full(len(person), len(person))
    np.minimum.at(least, named, np.arange(len(person)))
    found: Ints = least[named]
    return found
