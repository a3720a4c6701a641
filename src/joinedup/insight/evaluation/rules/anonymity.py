"""k-anonymity: no family in a data set is alone in what somebody who knows it might know.

Families with the same identifying values and in the same group are a class. In what may leave,
every class has at least ``k`` families (Sweeney 2002, "k-anonymity: a model for protecting
privacy").
It is reached as in her Datafly: while too many families are in smaller classes, the identifying
variable with the most different values is made one step coarser, and in the end left out; families
that are still in a smaller class are then left out themselves, and counted. Whether a family took
part is identifying too, and is never made coarser.

It does not hide what all families of a class have in common, nor does it help against somebody who
knows a family's risks already: the approval, and the ban on looking for anybody, are for that.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from joinedup.insight.evaluation.rules.variables import Step

DEFAULT_K = 5
LEAST_K, MOST_K = 5, 50
MOST_LEFT_OUT = 0.05
"""The share of families that may be left out before values are made coarser instead."""

Row = Mapping[str, str]
Ladders = Mapping[str, tuple[Step, ...]]


class NotAnonymousError(ValueError):
    """No data set can be made of these families; the message says why, in words."""


@dataclass(frozen=True)
class Anonymised:
    """Rows that may leave. ``coarser`` says for each identifying variable how many steps it was
    taken; ``gone`` are those left out; ``left_out`` counts families by group."""

    rows: tuple[dict[str, str], ...]
    coarser: Mapping[str, int]
    gone: frozenset[str]
    left_out: Mapping[str, int]


def anonymise(rows: Sequence[Row], ladders: Ladders, *, group: str, k: int) -> Anonymised:
    """Make every class of the identifying variables (the keys of ``ladders``) and the group at
    least ``k`` families large.

    Raises ``NotAnonymousError`` for fewer than ``2 * k`` families in either group, before or
    after.
    """
    _refuse_few(Counter(row[group] for row in rows), k)
    steps = dict.fromkeys(ladders, 0)
    current = [dict(row) for row in rows]
    while _in_small(current, steps, group, k) > MOST_LEFT_OUT * len(current):
        name = _most_varied(current, steps)
        if name is None:
            break
        steps[name] += 1
        _coarsen(current, name, ladders[name], steps)
    sizes = Counter(_class(row, steps, group) for row in current)
    kept = [row for row in current if sizes[_class(row, steps, group)] >= k]
    _refuse_few(Counter(row[group] for row in kept), k)
    left_out = Counter(row[group] for row in current) - Counter(row[group] for row in kept)
    gone = frozenset(ladders) - steps.keys()
    return Anonymised(
        rows=tuple(kept),
        coarser={name: taken for name, taken in steps.items() if taken},
        gone=gone,
        left_out=dict(left_out),
    )


def _refuse_few(sizes: Mapping[str, int], k: int) -> None:
    if len(sizes) < 2 or min(sizes.values()) < 2 * k:
        raise NotAnonymousError(
            f"There are fewer than {2 * k} families that took part, or fewer than {2 * k} that"
            " waited. That is too few for a data set in which nobody can be recognised."
        )


def _class(row: Row, names: Mapping[str, int], group: str) -> tuple[str, ...]:
    return (row[group], *(row[name] for name in names))


def _in_small(rows: Sequence[Row], names: Mapping[str, int], group: str, k: int) -> int:
    sizes = Counter(_class(row, names, group) for row in rows)
    return sum(size for size in sizes.values() if size < k)


def _most_varied(rows: Sequence[Row], names: Mapping[str, int]) -> str | None:
    """The one with the most values; of several, the first. ``None`` when there is none left."""
    varied = {name: len({row[name] for row in rows}) for name in names}
    return max(varied, key=varied.__getitem__) if varied else None


def _coarsen(
    rows: list[dict[str, str]], name: str, ladder: tuple[Step, ...], steps: dict[str, int]
) -> None:
    """One step up; past the last, the variable goes. A value that is not known stays so."""
    if steps[name] > len(ladder):
        del steps[name]
        for row in rows:
            del row[name]
        return
    step = ladder[steps[name] - 1]
    for row in rows:
        row[name] = step.get(row[name], row[name])
