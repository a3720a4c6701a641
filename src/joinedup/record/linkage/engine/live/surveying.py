"""Whether the records of an index hold anybody's relatives.

Twins come about once in fifty pairs of siblings, and parents of one name in about as many families.
Where pairs like these are many times as frequent, they are not relatives but slips of a clerk, and
a guard against relatives would only hide people: it is put down, as in bulk.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from joinedup.record.linkage.engine.files import Filed
from joinedup.record.linkage.engine.live.index import Shape
from joinedup.record.linkage.engine.live.lookup import Lookup
from joinedup.record.linkage.engine.relatives import GENERATION, LIFTED_BELOW, RARE

_MORE = 3
"""Somebody's absent twin may be asked for who is in no record: live, the counts have to speak so
much more clearly than in bulk."""
SAMPLE = 2_000
"""Records that are looked up, each among all the others."""
Row = tuple[str, Sequence[str]]


def sampled(records: Filed, seed: int) -> list[Row]:
    """Some records, with their ids; always the same."""
    names = ", ".join(["record", *(f"c_{n}" for n, _ in enumerate(records.columns))])
    rows = records.base.execute(
        f"SELECT {names} FROM raw ORDER BY hash(uid, {int(seed)}), uid LIMIT {SAMPLE}"  # noqa: S608
    ).fetchall()
    return [(name, values) for name, *values in rows]


def guards(lookup: Lookup, shape: Shape, rows: Iterable[Row]) -> dict[str, bool]:
    """Which guards have to be up (see ``Model.guards``)."""
    counted: Counter[str] = Counter()
    for name, row in rows:
        for one, other in lookup.compared(shape.preparer.prepare(row)):
            if other.record != name:
                names, levels = lookup.first_names(one, other.kept), other.pair[1]
                apart = _apart(shape, one, other.kept)
                counted[lookup.judge.kin(levels, names, apart=apart)] += 1
    families = counted["siblings"] + counted["parents and children"]
    return {
        "family": _up(counted["twins"], families),
        "namesake": _up(counted["parents of one name"], families),
    }


def _up(seen: int, families: int) -> bool:
    return (1 + RARE * families) / (1 + seen) >= LIFTED_BELOW / _MORE


def _apart(shape: Shape, one: Sequence[str], other: Sequence[str]) -> bool:
    if "birth" not in shape.fields:
        return False
    place = shape.fields.index("birth")
    years = [record[place][:4] for record in (one, other)]
    if not all(year.isdecimal() for year in years):
        return False
    return abs(int(years[0]) - int(years[1])) >= GENERATION
