"""What a pair of records may be, and which pairs are worth a person's time. No Django."""

from collections.abc import Mapping
from enum import StrEnum

from joinedup.record.linkage.engine.verdict import Verdict

LEAST_WEIGHT = -3.0
"""Bits below which a pair is not shown: about eight to one against one person."""


class PairKind(StrEnum):
    """What two records that look alike may be."""

    DUPLICATE = "duplicate"
    RELATIVE = "relative"


class Shown(StrEnum):
    """The parts of the work list."""

    DUPLICATES = "duplicates"
    RELATIVES = "relatives"
    OPEN = "open"
    WAITING = "waiting"
    DECIDED = "decided"


SHOWN_WORDS = {
    Shown.DUPLICATES: "Possible duplicates",
    Shown.RELATIVES: "Possible relatives",
    Shown.OPEN: "Cannot be told yet",
    Shown.WAITING: "Waiting for a second person",
    Shown.DECIDED: "Decided",
}


_HOME = frozenset({"same", "one of several", "another line of the address", "alike"})
TWIN, NAMESAKE = str(Verdict.RELATIVE), str(Verdict.NAMESAKE)
_OF_RELATIVES = (Verdict.RELATIVE, Verdict.NAMESAKE)
_OTHER_NAME = frozenset({"different", "surname of the other"})
_BORN_APART = frozenset({"different", "within a year or two", "same year", "two digits"})
_SAME_SURNAME = frozenset({"same", "spellings or parts of one name", "one slip"})


def kind_of(
    decision: str, levels: Mapping[str, str], verdict: Verdict = Verdict.MATCH
) -> tuple[PairKind, str] | None:
    """What to show a pair as, and in which word; ``None`` for what is not shown.

    ``decision`` is the engine's word, ``levels`` the label of each comparison that was made. The
    engine sets apart what may be two people of one family where its counts of households say so.
    Few people, as a young installation has, tell it little of households: so here two different
    first names, or births years apart under one name, are never offered as one person either,
    unless both records have one number. Two first names and two birth dates are two people, and
    nobody is asked: brothers and sisters share all the rest. So are two of one name who were born
    years apart and share no home. What is left is judged as a look-up is (``verdict``): first names
    that differ by a slip, or an initial, are twins' too. Truth table: tests/test_comparing.py.
    """
    if decision == "two people" or decision.endswith("as was decided"):
        return None
    other_name, born_apart = levels.get("given") in _OTHER_NAME, levels.get("birth") in _BORN_APART
    if other_name and born_apart:
        return None
    if decision.startswith("possible "):
        return PairKind.RELATIVE, decision
    numbers = [label for name, label in levels.items() if name.startswith("identifier")]
    if "same" not in numbers:
        if other_name:
            return PairKind.RELATIVE, TWIN
        if levels.get("birth") == "different" and levels.get("family") in _SAME_SURNAME:
            return (PairKind.RELATIVE, NAMESAKE) if _one_home(levels) else None
        if verdict in _OF_RELATIVES:
            return PairKind.RELATIVE, str(verdict)
    return PairKind.DUPLICATE, decision


def _one_home(levels: Mapping[str, str]) -> bool:
    return any(
        label in _HOME
        for name, label in levels.items()
        if name == "postcodes" or name.startswith("address")
    )
