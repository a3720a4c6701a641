"""Exact-equality keys by which an index finds the people worth comparing.

Under row-level security PostgreSQL uses an index only for leakproof operators, and equality is
one; so misspelling is answered by *what* is stored (sound codes, canonical given names), not by
fuzzy operators.  Store ``search_keys`` of everybody; look up ``query_keys`` of the one sought,
from the most selective kind to the least, and stop when there are candidates enough.

What depends on the question (day and month swapped, names in swapped order, each reading of a
typed search) is on the question's side only, so that the index stays small.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import jellyfish

from joinedup.record.linkage.engine.cleaning.dates import clean_birth, swapped
from joinedup.record.linkage.engine.cleaning.names import FamilyName
from joinedup.record.linkage.engine.comparing import Prepared, prepare
from joinedup.record.linkage.engine.comparing.prepared import PreparedName
from joinedup.record.linkage.engine.identifiers import system_code
from joinedup.record.linkage.engine.identity import Identity, PartialDate
from joinedup.record.linkage.engine.names import canonical, canonical_family
from joinedup.record.linkage.engine.typed import TypedQuery, read_query

VERSION = "1"
"""Raised whenever a stored key would come out differently: the index must then be rebuilt."""

LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class KeyKind:
    """``expected`` and ``worst``: how many of a million people share one key, for a usual and for
    a very common value.

    Estimates, by multiplying shares: a usual surname sound 0.05 % of people and the commonest
    1.5 %, a usual given-name group 0.3 % and the commonest 3 %, an initial 10 %, a birth date 1
    in 29,000 (1 January of a year five times that), a birth year 1 in 80.  Where names go
    together (one tradition's commonest names) the worst is the product within that tradition.
    """

    code: str
    what: str
    expected: int
    worst: int


KINDS: tuple[KeyKind, ...] = (
    KeyKind("id", "identifier", 1, 1),
    KeyKind("gb", "given name, birth date", 1, 5),
    KeyKind("fb", "surname sound, birth date", 1, 3),
    KeyKind("pb", "postcode, birth date", 1, 2),
    KeyKind("ph", "telephone number", 3, 10),
    KeyKind("up", "property (UPRN)", 3, 20),
    KeyKind("hh", "household", 3, 20),
    KeyKind("pf", "postcode, surname sound", 3, 15),
    KeyKind("fg", "surname sound, given name", 2, 450),
    KeyKind("bd", "birth date", 35, 200),
    KeyKind("fy", "surname sound, birth year", 6, 190),
    KeyKind("pc", "postcode", 40, 200),
    KeyKind("fi", "surname sound, initial of given name", 50, 1_800),
    KeyKind("gi", "given name, initial of surname", 300, 3_000),
    KeyKind("fn", "surname", 300, 13_000),
    KeyKind("gn", "given name", 3_000, 30_000),
)
"""From the most to the least selective."""

_RANK = {kind.code: rank for rank, kind in enumerate(KINDS)}


def kind_of(key: str) -> KeyKind:
    """The kind of a key made here.

    :raises KeyError: not a key of this version.
    """
    version, _, rest = key.partition(":")
    if version != VERSION:
        raise KeyError(key)
    return KINDS[_RANK[rest.partition(":")[0]]]


def search_keys(identity: Identity | Prepared) -> frozenset[str]:
    """What to store for a person: usually 15 to 30 keys, none longer than 64 characters."""
    return frozenset(_keys(identity if isinstance(identity, Prepared) else prepare(identity)))


def query_keys(query: Identity | TypedQuery | str) -> tuple[str, ...]:
    """What to look up, the most selective first.  A text is read as a typed search ("steffie smth
    3/5/2016", an NHS number, a postcode)."""
    if isinstance(query, str):
        query = read_query(query)
    keys: set[str] = set()
    readings = query.readings() if isinstance(query, TypedQuery) else (query,)
    for reading in readings:
        for variant in _question_variants(prepare(reading)):
            keys.update(_keys(variant))
    return tuple(sorted(keys, key=lambda key: (_RANK[key.split(":", 2)[1]], key)))


# ---- the keys of one person ----------------------------------------------------------------


def _keys(person: Prepared) -> list[str]:
    day = _day(person.birth)
    postcodes = {p.postcode.replace(" ", "") for p in person.places if " " in p.postcode}
    keys = [
        _key("id", system_code(uri), value)
        for uri, values in person.identifiers.items()
        for value in values
    ]
    for name in person.names:
        keys += _name_keys(name, person, day, postcodes)
    if day:
        keys.append(f"{VERSION}:bd:{day}")
        keys += [f"{VERSION}:pb:{postcode}|{day}" for postcode in postcodes]
    keys += [f"{VERSION}:pc:{postcode}" for postcode in postcodes]
    keys += [_key("up", place.uprn) for place in person.places if place.uprn]
    if person.phone:
        keys.append(_key("ph", person.phone))
    if person.household:
        keys.append(_key("hh", person.household))
    return keys


def _name_keys(
    name: PreparedName, person: Prepared, day: str, postcodes: Iterable[str]
) -> Iterable[str]:
    forms = _given_forms(name.given)
    initials = {g[0] for g in name.given[:1]}
    # what a cleaned name is made of can be stored as it is; a million people have 25 keys each
    keys = [f"{VERSION}:gn:{form}" for form in forms]
    for sound in _sounds(name.family):
        keys += [f"{VERSION}:fg:{sound}|{form}" for form in forms]
        keys += [f"{VERSION}:pf:{postcode}|{sound}" for postcode in postcodes]
        keys += [f"{VERSION}:fi:{sound}|{initial}" for initial in initials]
        keys += [f"{VERSION}:fy:{sound}|{year}" for year in _years(person)]
        if day:
            keys.append(f"{VERSION}:fb:{sound}|{day}")
    if day:
        keys += [f"{VERSION}:gb:{form}|{day}" for form in forms]
    for family, initial in _family_forms(name.family):
        keys.append(f"{VERSION}:fn:{family}")
        keys += [f"{VERSION}:gi:{form}|{initial}" for form in forms]
    if max(map(len, keys), default=0) > LONGEST_KEY:
        return [key[:LONGEST_KEY] for key in keys]
    return keys


@lru_cache(maxsize=16_384)
def _given_forms(given: tuple[str, ...]) -> tuple[str, ...]:
    """Groups of the first two given names; a lone initial is too little."""
    forms = {form for name in given[:2] if len(name) > 1 for form in canonical(name)}
    if len(given) > 1:
        forms |= canonical("".join(given[:2]))
    return tuple(sorted(forms))


@lru_cache(maxsize=16_384)
def _family_forms(family: FamilyName) -> tuple[tuple[str, str], ...]:
    """Each part of a surname as it is looked up, and its initial."""
    stems = {family.stem, *family.parts} - {""}
    return tuple((canonical_family(stem), stem[0]) for stem in stems)


@lru_cache(maxsize=16_384)
def _sounds(family: FamilyName) -> tuple[str, ...]:
    """Sound codes of the whole surname and of each part of a double one."""
    stems = {family.stem, *family.parts} - {""}
    sounds = {jellyfish.metaphone(canonical_family(stem)).replace(" ", "") for stem in stems}
    # a name without consonants ("Eye") sounds of too little: then the letters stand for it
    return tuple(sorted(sounds - {""} or stems))


def _day(birth: PartialDate | None) -> str:
    if birth is None or not birth.complete:
        return ""
    return f"{birth.year:04}{birth.month:02}{birth.day:02}"


def _years(person: Prepared) -> set[int]:
    if person.birth is not None:
        return {person.birth.year}
    return {person.expected.year} if person.expected else set()


def _key(kind: str, *parts: str) -> str:
    key = f"{VERSION}:{kind}:{'|'.join(parts)}"[:LONGEST_KEY]
    # an agency's own number may hold signs that a database refuses
    return key if key.isprintable() else "".join(c for c in key if c.isprintable())


# ---- the question's side -------------------------------------------------------------------


def _question_variants(person: Prepared) -> Iterator[Prepared]:
    yield person
    turned = tuple(_swapped_order(name) for name in person.names if name.given)
    if turned:
        yield _with(person, names=turned)
    other = swapped(person.birth) if person.birth else None
    if other:
        yield _with(person, birth=other)
    for year in _neighbouring_years(person):
        yield _with(person, birth=clean_birth(PartialDate(year)))


def _swapped_order(name: PreparedName) -> PreparedName:
    first = "".join(name.given)
    given = (name.family.whole,) if name.family.whole else ()
    return PreparedName(given, FamilyName(first, first, (first,)), name.former)


def _neighbouring_years(person: Prepared) -> set[int]:
    """A child expected in January may be born in December."""
    if person.birth is not None or person.expected is None:
        return set()
    early, late = timedelta(days=120), timedelta(days=30)
    first, last = person.expected.toordinal() - early.days, person.expected.toordinal() + late.days
    years = {person.expected.fromordinal(max(first, 1)).year}
    if last < person.expected.max.toordinal():
        years.add(person.expected.fromordinal(last).year)
    return years - {person.expected.year}


def _with(
    person: Prepared,
    *,
    names: tuple[PreparedName, ...] | None = None,
    birth: PartialDate | None = None,
) -> Prepared:
    """Names and birth date only: the rest of the question is already asked."""
    return Prepared(
        names=names if names is not None else person.names,
        birth=birth if birth is not None else person.birth,
        expected=person.expected,
        sex="",
        places=person.places,
        identifiers={},
        household="",
        phone="",
    )
