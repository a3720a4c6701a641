"""What is stored with an entry, and sent with a question, so that the database can compare them.

The functions of ``migrations/0002_compare.sql`` read these; they mirror ``engine.comparing``. A
comparison comes back as levels, and the engine's grading turns them into a grade and a verdict:
no name, date or address of an entry leaves the database.
"""

from functools import lru_cache
from typing import Any

import jellyfish

from joinedup.record.linkage.engine.cleaning.declared import RELIGIOUS_FIRST_NAMES
from joinedup.record.linkage.engine.comparing import Comparison, Evidence, Field, Level, Prepared
from joinedup.record.linkage.engine.comparing.prepared import PreparedName
from joinedup.record.linkage.engine.identifiers import SYSTEMS, system_code
from joinedup.record.linkage.engine.names import canonical, family_relatives, relatives

VERSION = "2"
"""Raised when what is stored changes: the next import then renews every entry. Until then entries
of version 1 are graded, since they have nothing that the model compares."""

Json = dict[str, Any]


def stored(person: Prepared) -> Json:
    """The canonical values of an entry, small: a million are kept."""
    values: Json = {"n": [_name(name) for name in person.names]}
    if person.birth:
        values["b"] = [person.birth.year, person.birth.month, person.birth.day]
    if person.expected:
        values["e"] = person.expected.isoformat()
    values["a"] = [
        {
            "l": place.line,
            "t": place.town,
            "c": place.postcode,
            "u": place.uprn,
            "k": "y" if place.current else "n",
        }
        for place in person.places
    ]
    values["i"] = {system_code(uri): sorted(v) for uri, v in person.identifiers.items()}
    values["p"] = person.phone
    values["x"] = person.sex
    return values


def asked(person: Prepared) -> Json:
    """The same for a question, with the forms of its names that count as the same name."""
    values = stored(person)
    words: set[str] = set()
    for name, sent in zip(person.names, values["n"], strict=True):
        sent["sv"] = sorted(family_relatives(name.family.stem))
        sent["wv"] = sorted(family_relatives(name.family.whole))
        words |= {*name.given, "".join(name.given), name.family.whole} - {""}
    values["rel"] = {
        word: {form: int(how) for form, how in related.items()}
        for word in sorted(words)
        if (related := relatives(word))
    }
    values["one"] = [system.code for system in SYSTEMS.values() if system.one_each]
    return values


@lru_cache(maxsize=65_536)
def _sound(word: str) -> str:
    return str(jellyfish.metaphone(word))


def _name(name: PreparedName) -> Json:
    family = name.family
    values = _given(name.given)
    bare = tuple(n for n in name.given if canonical(n).isdisjoint(RELIGIOUS_FIRST_NAMES))
    if len(name.given) > 1 and bare and bare != name.given:
        values["bare"] = _given(bare)
    return values | {
        "w": family.whole,
        "ws": _sound(family.whole),
        "s": family.stem,
        "ss": _sound(family.stem),
        "p": sorted(family.parts),
    }


def _given(given: tuple[str, ...]) -> Json:
    joined = "".join(given)
    sounds = [_sound(word) for word in given]
    return {"g": list(given), "gs": sounds, "j": joined, "js": _sound(joined)}


# ---- levels back into evidence -------------------------------------------------------------

_FIELDS = (
    Field.IDENTIFIER,
    Field.GIVEN,
    Field.FAMILY,
    Field.BIRTH,
    Field.POSTCODE,
    Field.ADDRESS,
    Field.PHONE,
    Field.SEX,
)
_NOUNS = {
    Field.IDENTIFIER: "identifier",
    Field.GIVEN: "first name",
    Field.FAMILY: "surname",
    Field.BIRTH: "birth date",
    Field.POSTCODE: "postcode",
    Field.ADDRESS: "address",
    Field.PHONE: "telephone number",
    Field.SEX: "recorded sex",
}
_WORDS = {
    (Field.IDENTIFIER, Level.MISSING): "no identifier in common",
    (Field.IDENTIFIER, Level.CONFLICT): "one identifier agrees and another does not",
    (Field.IDENTIFIER, Level.DIFFERENT): "each has a different valid number",
    (Field.IDENTIFIER, Level.CHANGED): "each has a different valid number, which can change",
    (Field.GIVEN, Level.VARIANT): "first names are forms of one name",
    (Field.GIVEN, Level.MIDDLE_DIFFERS): "first names agree, middle names differ",
    (Field.GIVEN, Level.RELATED): "first names are two short or foreign forms of one name",
    (Field.GIVEN, Level.INITIAL): "first name agrees in its initial only",
    (Field.GIVEN, Level.PART): "one of several first names agrees",
    (Field.GIVEN, Level.SPELLING): "first names are spelled alike",
    (Field.FAMILY, Level.VARIANT): "surnames are forms of one name",
    (Field.FAMILY, Level.PART): "surnames share a part",
    (Field.FAMILY, Level.SPELLING): "surnames are spelled alike",
    (Field.BIRTH, Level.DEFAULT_DAY): "same birth year; both dates are 1 January, which often"
    " means only that",
    (Field.BIRTH, Level.SWAPPED): "birth date differs by day and month swapped",
    (Field.BIRTH, Level.TWO_PARTS): "two of three parts of the birth date agree",
    (Field.BIRTH, Level.PARTIAL): "what is known of the birth date agrees",
    (Field.BIRTH, Level.EXPECTED): "born near the expected date",
    (Field.BIRTH, Level.YEAR): "only the birth year agrees",
    (Field.BIRTH, Level.GENERATION): "birth dates lie a generation apart",
    (Field.POSTCODE, Level.SECTOR): "postcodes differ only in the last letters",
    (Field.POSTCODE, Level.DISTRICT): "same first half of postcode",
    (Field.ADDRESS, Level.PART): "part of the address agrees",
}


def evidence_from(levels: str) -> Evidence:
    """What ``linkage_compare`` answered, as the evidence that the engine grades."""
    told = [_comparison(f, text) for f, text in zip(_FIELDS, levels.split("|"), strict=True)]
    identifier, given, family, birth, postcode, address, phone, sex = told
    # household references are an agency's own: between agencies there is nothing to compare
    household = Comparison(Field.HOUSEHOLD, Level.MISSING, None, "household not compared")
    return Evidence(identifier, given, family, birth, postcode, address, household, phone, sex)


@lru_cache(maxsize=1_024)
def _comparison(field: Field, text: str) -> Comparison:
    level, _, agreement = text.partition(" ")
    found, noun = Level(level), _NOUNS[field]
    plain = {
        Level.EXACT: f"same {noun}",
        Level.MISSING: f"a {noun} is not recorded",
        Level.DIFFERENT: f"{noun} differs",
    }
    words = _WORDS.get((field, found)) or plain.get(found, f"{noun} partly agrees")
    return Comparison(field, found, float(agreement) if agreement else None, words)
