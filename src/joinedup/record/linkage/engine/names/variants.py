"""Looks names up in the tables.  Takes cleaned words (a-z), one name at a time."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import IntEnum
from functools import cache, lru_cache
from importlib import resources

from joinedup.record.linkage.engine.cleaning.text import letters_and_digits

_PACKAGE = "joinedup.record.linkage.engine.names"


class Relation(IntEnum):
    """How two given names are related, from the same word to nothing known."""

    NONE = 0
    SIBLINGS = 1
    """Two short forms, or two languages' forms, of one name: Bill and Will, Sean and Ian."""
    OTHER_LANGUAGE = 2
    SHORT_FORM = 3
    SPELLING = 4
    SAME = 5


class _Role(IntEnum):
    OTHER_LANGUAGE = 2
    SHORT_FORM = 3
    SPELLING = 4


def canonical(name: str) -> frozenset[str]:
    """The groups that a given name belongs to; the name itself when it is in no table."""
    groups = _given().get(name)
    return frozenset(groups) if groups else frozenset((name,)) if name else frozenset()


@lru_cache(maxsize=65_536)
def relation(one: str, other: str) -> Relation:
    """How two cleaned given names are related; symmetric."""
    if one == other:
        return Relation.SAME if one else Relation.NONE
    left, right = _given().get(one), _given().get(other)
    if not left or not right:
        return Relation.NONE
    return max(
        (_related(left[group], right[group]) for group in left.keys() & right.keys()),
        default=Relation.NONE,
    )


def _related(left: _Role, right: _Role) -> Relation:
    # one of the two must be the full name: what two nicknames share, brothers may share too
    if _Role.SPELLING not in (left, right):
        return Relation.SIBLINGS
    return Relation(int(min(left, right)))


def relatives(name: str) -> Mapping[str, Relation]:
    """Every other given name in the tables that ``relation`` finds related to a cleaned one."""
    forms = {form for group in canonical(name) for form in _forms().get(group, ())}
    found = {form: relation(name, form) for form in forms - {name}}
    return {form: how for form, how in found.items() if how is not Relation.NONE}


def family_relatives(one: str) -> frozenset[str]:
    """Every other surname in the tables for which ``family_variants`` holds."""
    if one not in _family():
        return frozenset()
    return frozenset(form for form in _family() if form != one and family_variants(one, form))


def canonical_family(stem: str) -> str:
    """One spelling for surnames that clerks and transliterations spell in several ways."""
    return min(_family().get(stem, frozenset((stem,))))


def family_variants(one: str, other: str) -> bool:
    """Whether two cleaned surnames are spellings of one."""
    left, right = _family().get(one), _family().get(other)
    return bool(left and right and not left.isdisjoint(right))


@cache
def _given() -> Mapping[str, Mapping[str, _Role]]:
    table: defaultdict[str, dict[str, _Role]] = defaultdict(dict)
    columns = (
        ("spellings", _Role.SPELLING),
        ("short_forms", _Role.SHORT_FORM),
        ("other_languages", _Role.OTHER_LANGUAGE),
    )
    for row in _rows("given_names.csv"):
        group = row["name"]
        table[group][group] = _Role.SPELLING
        for column, role in columns:
            for form in row[column].split():
                table[letters_and_digits(form)].setdefault(group, role)
    return dict(table)


@cache
def _forms() -> Mapping[str, frozenset[str]]:
    """The forms in each group."""
    table: defaultdict[str, set[str]] = defaultdict(set)
    for form, groups in _given().items():
        for group in groups:
            table[group].add(form)
    return {group: frozenset(forms) for group, forms in table.items()}


@cache
def _family() -> Mapping[str, frozenset[str]]:
    table: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows("family_names.csv"):
        for form in (row["name"], *row["spellings"].split()):
            table[letters_and_digits(form)].add(row["name"])
    return {form: frozenset(groups) for form, groups in table.items()}


def _rows(file: str) -> Iterator[dict[str, str]]:
    text = resources.files(_PACKAGE).joinpath(file).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())
