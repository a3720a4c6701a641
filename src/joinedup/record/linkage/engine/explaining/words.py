"""Words for every comparison level of the model, and for what it could not compare.

``found`` is what stands beside the bits ("first name: forms of one name"); ``clause`` is how it is
read out.  ``{title}`` is what the comparison is called.  A level without a clause agrees exactly:
it is gathered with others into "same surname and postcode".
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """How one level is said."""

    found: str
    clause: str = ""


_SAME = Words("the same")
_SWAPPED = Words("swapped with the surname", "first name and surname are swapped")
_MIDDLE = "is a middle name of the other"
_ALIKE = Words("alike", "{title} alike")
_DIFFERENT = Words("different", "{title} different")

_GIVEN = {
    "same": _SAME,
    "forms of one name": Words("forms of one name", "first names are forms of one name"),
    "swapped with surname": _SWAPPED,
    "one slip": Words("differ by one slip", "first names differ by one slip of the pen"),
    "a middle name of the other": Words(f"one {_MIDDLE}", f"first name of one {_MIDDLE}"),
    "initial": Words("an initial that fits", "first name of one is an initial that fits"),
    "alike": Words("alike", "first names are alike"),
    "surname of the other": Words(
        "one is the surname of the other", "first name of one is the surname of the other"
    ),
    "different": Words("different", "first names are different"),
}
_FAMILY = {
    "same": _SAME,
    "spellings or parts of one name": Words(
        "spellings or parts of one name", "surnames are spellings or parts of one name"
    ),
    "swapped with first name": Words("swapped with the first name", _SWAPPED.clause),
    "one slip": Words("differ by one slip", "surnames differ by one slip of the pen"),
    "a middle name of the other": Words(f"one {_MIDDLE}", f"surname of one {_MIDDLE}"),
    "alike": Words("alike", "surnames are alike"),
    "first name of the other": Words(
        "one is the first name of the other", "surname of one is the first name of the other"
    ),
    "different": Words("different", "surnames are different"),
}
_MIDDLES = {
    "same": _SAME,
    "one in common": Words("one in common", "one middle name in common"),
    "first is alike or an initial": Words(
        "alike, or an initial that fits", "middle names alike, or an initial that fits"
    ),
    "different": Words("different", "middle names are different"),
}
_BIRTH = {
    "same": _SAME,
    "day and month swapped": Words(
        "day and month swapped", "birth date differs by day and month swapped"
    ),
    "one digit": Words("differs by one digit", "birth date differs by one digit"),
    "year alone known": Words(
        "same year; of one of them no more is known",
        "same year of birth, and of one of them no more is known",
    ),
    "two of three parts": Words(
        "two of day, month and year agree", "two of day, month and year of birth agree"
    ),
    "two digits": Words("differs by two digits", "birth date differs by two digits"),
    "same year": Words("same year only", "birth date differs, in the same year"),
    "within a year or two": Words(
        "different, within two years", "birth date differs, within two years"
    ),
    "different": Words("different", "birth date is different"),
}
_DEATH = {
    "same": _SAME,
    "one digit": Words("differs by one digit", "death date differs by one digit"),
    "same year": Words("same year only", "death date differs, in the same year"),
    "different": Words("different", "death date is different"),
}
_POSTCODES = {
    "same": _SAME,
    "one of several": Words(
        "one of several is the same", "a postcode in common, though not both the first"
    ),
    "one sign": Words("differs by one sign", "postcode differs by one sign"),
    "same district": Words("same district", "postcode in the same district"),
    "different": Words("different", "postcode is different"),
}
_IDENTIFIER = {
    "same": _SAME,
    "one sign": Words("differs by one sign", "{title} differs by one sign"),
    "two signs": Words("differs by two signs", "{title} differs by two signs"),
    "different": Words("a different valid one", "each has a different {title}"),
}
_ADDRESS = {
    "same": _SAME,
    "another line of the address": Words(
        "agrees with another line", "{title} agrees with another line of the address"
    ),
    "alike": _ALIKE,
    "somewhat alike": Words("somewhat alike", "{title} somewhat alike"),
    "alike but for a number": Words("alike but for a number", "{title} alike but for a number"),
    "different": _DIFFERENT,
}
_PLAIN = {"same": _SAME, "alike": _ALIKE, "different": _DIFFERENT}

WORDS: dict[str, dict[str, Words]] = {
    "given": _GIVEN,
    "family": _FAMILY,
    "middle": _MIDDLES,
    "birth": _BIRTH,
    "death": _DEATH,
    "sex": {"same": _SAME, "different": Words("different", "recorded sex is different")},
    "postcodes": _POSTCODES,
    "phones": _PLAIN,
    "emails": _PLAIN,
    "identifier": _IDENTIFIER,
    "address": _ADDRESS,
    "place": _PLAIN,
    "attribute": _PLAIN,
}
"""By kind of comparison: its name, without the number of its column."""

MISSING = "not in both records, so it speaks neither for nor against"


def kind_of(comparison: str) -> str:
    """``address_2`` is an ``address``."""
    name, _, number = comparison.rpartition("_")
    return name if number.isdigit() else comparison


def words_for(comparison: str, title: str, label: str) -> Words:
    """How a level is said; one that no word is known for is said by its own label."""
    found = WORDS.get(kind_of(comparison), {}).get(label, Words(label, f"{{title}}: {label}"))
    return Words(found.found, found.clause.format(title=title))
