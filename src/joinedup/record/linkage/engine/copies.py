"""Copies of one record, more of them than a key of blocking may have, are one person.

So many share every key that each is compared with its neighbours only, and most of their pairs are
never compared; and they themselves make what they share common, so that it weighs little.  But
records that are alike in everything are alike to all others too: where one such pair speaks for
one person, all do.  So does a whole name with a whole birth date, that of 1 January aside, which
many forms fill in.  What is less than that (a placeholder, a common name alone) speaks for nobody,
and its copies stay as they are.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from joinedup.record.linkage.engine.clustering import Clustered, Refused, together
from joinedup.record.linkage.engine.people import facts_of
from joinedup.record.linkage.engine.preparing import Prepared

if TYPE_CHECKING:
    import duckdb

MANY = 12
"""Copies from which not every pair need be compared: the least that a key of blocking may have."""


_NAMED = (
    "coalesce(length(given) > 1 AND length(family) > 1 AND length(birth) = 8"
    " AND substr(birth, 5) <> '0101', FALSE)"
)


def unite_copies(
    base: "duckdb.DuckDBPyConnection", clustered: Clustered, prepared: Prepared, *, between: bool
) -> Clustered:
    """The same people, with copies united where they can be one person; from the tables ``people``
    and ``weighed``."""
    person = list(clustered.person)
    apart = [uids for uids in _speaking(base) if len({person[uid] for uid in uids}) > 1]
    members = _members(person, {person[uid] for uids in apart for uid in uids})
    every = sorted(uid for group in members.values() for uid in group)
    facts = facts_of(base, prepared, every, between=between) if apart else {}
    refused = {(each.one, each.other): each for each in clustered.refused}
    for copies in apart:
        first, *rest = sorted({person[uid] for uid in copies})
        for number in rest:
            sides = ([facts.get(uid) for uid in members[each]] for each in (first, number))
            if reason := together(*sides):
                refused.setdefault((first, number), Refused(reason, first, number))
                continue
            for uid in members[number]:
                person[uid] = first
            members[first] += members.pop(number)
    return replace(clustered, person=person, refused=tuple(refused.values()))


def _members(person: list[int], numbers: set[int]) -> dict[int, list[int]]:
    """The records of these people."""
    members: dict[int, list[int]] = {number: [] for number in numbers}
    for uid, number in enumerate(person):
        if number in members:
            members[number].append(uid)
    return members


def _speaking(base: "duckdb.DuckDBPyConnection") -> Iterator[list[int]]:
    """The copies of each record of which there are many, if they speak for one person."""
    base.execute(
        "CREATE OR REPLACE TEMP TABLE alike AS WITH often AS ("  # noqa: S608
        "SELECT hash(given, family, birth) AS name FROM people GROUP BY name"
        f" HAVING count(*) > {MANY})"
        f" SELECT uid, hash(*COLUMNS(* EXCLUDE (uid, source))) AS whole, {_NAMED} AS named"
        " FROM people"
        " WHERE hash(given, family, birth) IN (FROM often)"
    )
    rows = base.execute(
        "WITH spoken AS (SELECT DISTINCT l.whole FROM weighed JOIN alike l ON l.uid = uid_l"  # noqa: S608
        " JOIN alike r ON r.uid = uid_r AND r.whole = l.whole WHERE counted > 0 AND NOT held"
        " UNION SELECT whole FROM alike WHERE named)"
        " SELECT list_sort(list(uid)) FROM alike SEMI JOIN spoken USING (whole)"
        f" GROUP BY whole HAVING count(*) > {MANY} ORDER BY min(uid)"
    ).fetchall()
    base.execute("DROP TABLE alike")
    yield from (uids for (uids,) in rows)
