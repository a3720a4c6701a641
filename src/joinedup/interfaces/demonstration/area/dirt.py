"""What goes wrong between a person and a record, and how often.

Rates are per record of an agency of average care and are multiplied by `CARELESSNESS`. They are
our judgement, set from what record-linkage studies describe as typical, a little high so that a
demo of a few hundred people shows each fault.
"""

from datetime import date

from joinedup.interfaces.demonstration.area.draw import Draw
from joinedup.interfaces.demonstration.area.names import NameBook, without_diacritics
from joinedup.interfaces.demonstration.area.places import Address, County
from joinedup.interfaces.demonstration.area.society import Person

CARELESSNESS = {
    "childrens-social-care": 1.0,
    "police": 1.8,
    "health": 0.6,
    "education": 0.7,
    "housing": 1.2,
    "probation": 1.2,
    "adult-mental-health": 0.8,
    "family-charity": 2.0,
}
NAME_TYPED_WRONG = 0.012
"""A letter left out, doubled, exchanged with its neighbour or with the next key; each name."""
OTHER_FORM = 0.12
"""Another spelling or transliteration, where the name has any; each name."""
NICKNAME_AS_NAME = 0.05
INITIAL_ONLY = 0.004
NAMES_SWAPPED = 0.006
"""Given and family name in each other's place."""
FAMILY_FIRST_SWAPPED = 0.15
"""The same for a person whose tradition writes the family name first."""
NAMED_BABY = 0.25
"""The record of a baby under two months says "Baby"."""
PUNCTUATION_LOST = 0.25
"""Hyphen, apostrophe or space inside a name."""
CAPITALS = {"police": 0.15, "housing": 0.15, "probation": 0.1}
"""Names typed in capitals; not multiplied."""
PLAIN_LETTERS_ONLY = frozenset({"police", "housing", "probation"})
"""Systems that know 26 letters; the others lose diacritics in `DIACRITICS_LOST` of records."""
DIACRITICS_LOST = 0.35
BIRTH_DATE_MISSING = 0.02
BIRTH_DATE_PARTIAL = 0.01
DAY_AND_MONTH_SWAPPED = 0.012
BIRTH_DATE_DIGIT_WRONG = 0.008
FIRST_OF_JANUARY = 0.006
"""Only the year was known and the system asked for a date."""
FIRST_OF_JANUARY_MIGRATED = 0.12
"""The same for people who came as adults; not multiplied."""
IDENTIFIER_DIGIT_WRONG = 0.005
IDENTIFIER_OF_RELATIVE = 0.0015
"""A brother's or mother's number on the record; not multiplied."""
NHS_NUMBER_KNOWN = {
    "health": 0.97, "adult-mental-health": 0.95, "childrens-social-care": 0.55,
    "probation": 0.04, "family-charity": 0.1, "education": 0.03,
}  # fmt: skip
UPN_KNOWN = {"education": 0.98, "childrens-social-care": 0.45}
UPRN_KNOWN = {
    "housing": 0.97, "childrens-social-care": 0.6, "education": 0.5, "health": 0.3,
    "police": 0.3, "probation": 0.2, "adult-mental-health": 0.3,
}  # fmt: skip
ADDRESS_MISSING = 0.015
NO_FIXED_ABODE = 0.002
"""Health and police write a placeholder; its postcode ZZ99 3VZ is the NHS's for no address."""
POSTCODE_MISSING = 0.02
POSTCODE_TYPED_WRONG = 0.006
POSTCODE_UNSPACED = 0.06
SEX_UNKNOWN = 0.02
SEX_WRONG = 0.002
PHONE_KNOWN = 0.6
DUPLICATED = 0.012
"""A second record of one person in one agency."""

_KEYS = {
    "a": "s", "b": "v", "c": "x", "d": "f", "e": "r", "f": "g", "g": "h", "h": "j", "i": "o",
    "j": "k", "k": "l", "l": "k", "m": "n", "n": "m", "o": "p", "p": "o", "q": "w", "r": "t",
    "s": "a", "t": "y", "u": "i", "v": "b", "w": "e", "x": "c", "y": "u", "z": "x",
}  # fmt: skip


def mistyped(draw: Draw, word: str) -> str:
    """The word with one slip of the fingers after its first letter."""
    if len(word) < 3:
        return word
    place = draw.whole(1, len(word) - 1)
    kind = draw.whole(0, 3)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    if kind == 0:
        return before + after
    if kind == 1:
        return before + letter + letter + after
    if kind == 2 and after:
        return before + after[0] + letter + after[1:]
    return before + _KEYS.get(letter, "e") + after


def digit_wrong(draw: Draw, number: str) -> str:
    """The number with one digit changed or two neighbours exchanged."""
    place = draw.whole(1, len(number) - 2)
    if draw.chance(0.3):
        return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    digit = (int(number[place]) + draw.whole(1, 9)) % 10
    return f"{number[:place]}{digit}{number[place + 1 :]}"


class Clerk:
    """Somebody at an agency who writes down what they heard."""

    def __init__(self, draw: Draw, names: NameBook, county: County, agency: str) -> None:
        self.draw = draw
        self.names = names
        self.county = county
        self.agency = agency
        self.rate = CARELESSNESS[agency]
        self._capitals = CAPITALS.get(agency, 0.0)
        self._plain = agency in PLAIN_LETTERS_ONLY
        self._nhs = NHS_NUMBER_KNOWN.get(agency, 0.0)
        self._upn = UPN_KNOWN.get(agency, 0.0)
        self._uprn = UPRN_KNOWN.get(agency, 0.0)

    def name(self, person: Person, day: int) -> tuple[str, str]:
        """Given names and family name as written on `day`."""
        draw, rate = self.draw, self.rate
        given, family = person.given, person.family_on(day)
        if person.unborn:
            return "Unborn", family
        if day - person.born < 60 and draw.chance(NAMED_BABY):
            return "Baby", family
        if person.nickname and draw.chance(NICKNAME_AS_NAME * rate):
            given = person.nickname
        given = self._word(given)
        family = self._word(family)
        if draw.chance(INITIAL_ONLY * rate):
            given = given[0]
        elif person.second and draw.chance(0.6):
            given = f"{given} {person.second}"
        swapped = NAMES_SWAPPED * rate
        if self.names.traditions[person.tradition].family_first:
            swapped = FAMILY_FIRST_SWAPPED
        if draw.chance(swapped):
            given, family = family, given
        if self._plain or (not (given + family).isascii() and draw.chance(DIACRITICS_LOST)):
            given, family = without_diacritics(given), without_diacritics(family)
        if self._capitals and draw.chance(self._capitals):
            given, family = given.upper(), family.upper()
        return given, family

    def _word(self, word: str) -> str:
        draw = self.draw
        share = draw.random() / self.rate
        if share < NAME_TYPED_WRONG:
            return mistyped(draw, word)
        if share < NAME_TYPED_WRONG + OTHER_FORM:
            return self.names.other_form(draw, word)
        if not word.isalpha() and draw.chance(PUNCTUATION_LOST * min(1, self.rate)):
            stripped = word.replace("'", "").replace(" ", "")
            return stripped.replace("-", " " if draw.chance(0.5) else "")
        return word

    def birth_date(self, person: Person) -> str:
        """ISO date, or its beginning when partly known, or "" when not known."""
        draw = self.draw
        born = date.fromordinal(person.born)
        year, month, day = born.year, born.month, born.day
        if person.migrated and draw.chance(FIRST_OF_JANUARY_MIGRATED):
            return f"{year:04d}-01-01"
        share = draw.random() / self.rate
        for rate, fault in _BIRTH_FAULTS:
            share -= rate
            if share < 0:
                return fault(draw, year, month, day)
        return f"{year:04d}-{month:02d}-{day:02d}"

    def sex(self, person: Person) -> str:
        """Code of the draft standard: 1, 2, or X when not recorded."""
        share = self.draw.random() / self.rate
        if person.unborn or share < SEX_UNKNOWN:
            return "X"
        if share < SEX_UNKNOWN + SEX_WRONG:
            return "2" if person.sex == "1" else "1"
        return person.sex

    def nhs_number(self, person: Person) -> str:
        """Ten digits, or ""."""
        return self._identifier(person, "nhs", self._nhs)

    def upn(self, person: Person) -> str:
        """Thirteen characters, or ""."""
        return self._identifier(person, "upn", self._upn)

    def _identifier(self, person: Person, name: str, known: float) -> str:
        draw = self.draw
        number: str = getattr(person, name)
        if not known or not number or not draw.chance(known):
            return ""
        share = draw.random()
        if share < IDENTIFIER_DIGIT_WRONG * self.rate:
            return digit_wrong(draw, number)
        if share > 1 - IDENTIFIER_OF_RELATIVE and person.links:
            return getattr(person.links[0].other, name) or number
        return number

    def address(self, address: Address) -> tuple[str, str, str, str]:
        """Line, town, postcode and UPRN as written."""
        draw, rate = self.draw, self.rate
        share = draw.random() / rate
        if share < ADDRESS_MISSING:
            return "", "", "", ""
        if share > (1 - NO_FIXED_ABODE) / rate and self.agency in ("health", "police"):
            return "No fixed abode", "", "ZZ99 3VZ" if self.agency == "health" else "", ""
        uprn = address.uprn if self._uprn and draw.chance(self._uprn) else ""
        return self._line(address), address.town, self._postcode(address.postcode), uprn

    def _line(self, address: Address) -> str:
        style = self.draw.random()
        street = address.street
        if style < 0.15:
            stem, _, ending = street.rpartition(" ")
            street = f"{stem} {self.county.abbreviations.get(ending, ending)}"
        elif style < 0.15 + NAME_TYPED_WRONG * self.rate:
            street = mistyped(self.draw, street)
        if not address.building:
            return f"{address.number} {street}"
        if style > 0.8:
            return f"{address.number}/{address.building} {street}"
        return f"Flat {address.building}, {address.number} {street}"

    def _postcode(self, postcode: str) -> str:
        share = self.draw.random()
        if share < POSTCODE_UNSPACED:
            return postcode.replace(" ", "")
        share = (1 - share) / self.rate
        if share < POSTCODE_MISSING:
            return ""
        if share < POSTCODE_MISSING + POSTCODE_TYPED_WRONG:
            # the inward half only: no slip can make a postcode that exists
            return postcode[:-2] + postcode[-1] + postcode[-2]
        return postcode

    def phone(self, person: Person) -> str:
        """The number with or without its space, or ""."""
        if not person.phone or not self.draw.chance(PHONE_KNOWN):
            return ""
        return person.phone if self.draw.chance(0.7) else person.phone.replace(" ", "")


def _digit_in_date(draw: Draw, year: int, month: int, day: int) -> str:
    kind = draw.whole(0, 2)
    if kind == 0:
        year += draw.pick((-10, -1, 1, 10))
    elif kind == 1:
        month = month % 12 + 1
    else:
        day = day + 10 if day <= 18 else day - 10
    return f"{year:04d}-{month:02d}-{min(day, 28):02d}"


def _swap(_draw: Draw, year: int, month: int, day: int) -> str:
    return f"{year:04d}-{day:02d}-{month:02d}" if day <= 12 else f"{year:04d}-{month:02d}-{day:02d}"


def _january(_draw: Draw, year: int, _month: int, _day: int) -> str:
    return f"{year:04d}-01-01"


def _partial(draw: Draw, year: int, month: int, _day: int) -> str:
    return f"{year:04d}-{month:02d}" if draw.chance(0.6) else f"{year:04d}"


def _missing(_draw: Draw, _year: int, _month: int, _day: int) -> str:
    return ""


_BIRTH_FAULTS = (
    (BIRTH_DATE_MISSING, _missing),
    (BIRTH_DATE_PARTIAL, _partial),
    # only dates with a day up to the twelfth can be swapped
    (DAY_AND_MONTH_SWAPPED * 2.5, _swap),
    (BIRTH_DATE_DIGIT_WRONG, _digit_in_date),
    (FIRST_OF_JANUARY, _january),
)
