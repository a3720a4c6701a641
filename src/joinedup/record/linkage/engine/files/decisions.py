"""What people have decided about pairs of records: never one person, or always."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from joinedup.record.linkage.engine.files.mapping import FileError
from joinedup.record.linkage.engine.files.tables import read_table

_COLUMNS = ("source_l", "record_l", "source_r", "record_r", "decision", "reason")

Key = tuple[str, str]
"""A record's source and its id there."""


class Decision(StrEnum):
    """What was decided."""

    NEVER = "never"
    ALWAYS = "always"


@dataclass(frozen=True)
class Decisions:
    """Pairs of records that are never one person, and pairs that always are."""

    never: frozenset[tuple[Key, Key]] = frozenset()
    always: frozenset[tuple[Key, Key]] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.never or self.always)


UNDECIDED = Decisions()


def read_decisions(path: Path) -> Decisions:
    """Read a CSV or Parquet file; a pair may be written in either order, and twice alike.  One
    that holds the names of its columns alone says that nothing has been decided yet.

    :raises FileError: it cannot be used, says two things of one pair, or gives no reason.
    """
    table = read_table(path, _COLUMNS, least=0)
    rows = zip(*(table[name] for name in _COLUMNS), strict=True)
    found: dict[tuple[Key, Key], Decision] = {}
    for number, (source_l, record_l, source_r, record_r, said, reason) in enumerate(rows, start=1):
        pair = ordered((source_l, record_l), (source_r, record_r))
        decision = _decision(f"{path}, decision {number}", pair, said, reason)
        if found.setdefault(pair, decision) is not decision:
            raise FileError(f"{path}, decision {number}: the same pair is decided otherwise before")
    return Decisions(*(_pairs(found, decision) for decision in Decision))


def ordered(one: Key, other: Key) -> tuple[Key, Key]:
    """A pair as it is kept, in whichever order it was said."""
    return (one, other) if one <= other else (other, one)


def _decision(where: str, pair: tuple[Key, Key], said: str, reason: str) -> Decision:
    if not all(part for key in pair for part in key):
        raise FileError(f"{where}: a source or a record is empty")
    if pair[0] == pair[1]:
        raise FileError(f"{where}: both are one and the same record")
    if said not in list(Decision):
        raise FileError(f"{where}: {said!r} is not a decision ({', '.join(Decision)})")
    if not reason:
        raise FileError(f"{where}: a decision needs its reason")
    return Decision(said)


def _pairs(found: dict[tuple[Key, Key], Decision], wanted: Decision) -> frozenset[tuple[Key, Key]]:
    return frozenset(pair for pair, decision in found.items() if decision is wanted)


def numbered(
    pairs: frozenset[tuple[Key, Key]], numbers: dict[Key, int]
) -> tuple[Sequence[tuple[int, int]], int]:
    """The pairs by the records' numbers, the lesser first; and how many name a record that is
    not among them."""
    known = [
        (min(numbers[one], numbers[other]), max(numbers[one], numbers[other]))
        for one, other in pairs
        if one in numbers and other in numbers
    ]
    return sorted(known), len(pairs) - len(known)
