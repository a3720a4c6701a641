"""All comparisons of two people."""

from typing import NamedTuple

from joinedup.record.linkage.engine.comparing.dates import compare_births
from joinedup.record.linkage.engine.comparing.levels import Comparison, Field, Level, found
from joinedup.record.linkage.engine.comparing.names import compare_names
from joinedup.record.linkage.engine.comparing.places import compare_places
from joinedup.record.linkage.engine.comparing.prepared import Prepared
from joinedup.record.linkage.engine.identifiers import SYSTEMS


class Evidence(NamedTuple):
    """One comparison per field."""

    identifier: Comparison
    given: Comparison
    family: Comparison
    birth: Comparison
    postcode: Comparison
    address: Comparison
    household: Comparison
    phone: Comparison
    sex: Comparison


def compare(one: Prepared, other: Prepared) -> Evidence:
    """Symmetric in its two people."""
    given, family = compare_names(one, other)
    postcode, address = compare_places(one, other)
    return Evidence(
        compare_identifiers(one, other),
        given,
        family,
        compare_births(one, other),
        postcode,
        address,
        _equal(Field.HOUSEHOLD, one.household, other.household, "household"),
        _equal(Field.PHONE, one.phone, other.phone, "telephone number"),
        _equal(Field.SEX, one.sex, other.sex, "recorded sex"),
    )


_NO_IDENTIFIER = found(Field.IDENTIFIER, Level.MISSING, None, "no identifier in common")


def compare_identifiers(one: Prepared, other: Prepared) -> Comparison:
    """Only valid numbers reach this place; an invalid one says nothing."""
    if not one.identifiers or not other.identifiers:
        return _NO_IDENTIFIER
    same: list[str] = []
    lifelong: list[str] = []
    changeable: list[str] = []
    for uri in sorted(one.identifiers.keys() & other.identifiers.keys()):
        system = SYSTEMS.get(uri)
        label = system.label if system else "agency's own number"
        if not one.identifiers[uri].isdisjoint(other.identifiers[uri]):
            same.append(label)
        elif system and system.one_each:
            lifelong.append(label)
        elif system:
            changeable.append(label)
    return _identifiers(same, lifelong, changeable)


def _identifiers(same: list[str], lifelong: list[str], changeable: list[str]) -> Comparison:
    differ = " and ".join(lifelong + changeable)
    if same and lifelong:
        words = f"same {' and '.join(same)}, but a different {differ}"
        return found(Field.IDENTIFIER, Level.CONFLICT, 0.5, words)
    if same:
        return found(Field.IDENTIFIER, Level.EXACT, 1.0, f"same {' and '.join(same)}")
    if lifelong:
        return found(Field.IDENTIFIER, Level.DIFFERENT, 0.0, f"each has a different valid {differ}")
    if changeable:
        words = f"each has a different valid {differ}, which can change"
        return found(Field.IDENTIFIER, Level.CHANGED, 0.0, words)
    return _NO_IDENTIFIER


def _equal(field: Field, one: str, other: str, word: str) -> Comparison:
    if not one or not other:
        return found(field, Level.MISSING, None, f"{word} not compared")
    if one == other:
        return found(field, Level.EXACT, 1.0, f"same {word}")
    return found(field, Level.DIFFERENT, 0.0, f"{word} differs")
