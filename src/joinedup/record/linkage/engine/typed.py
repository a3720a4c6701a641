"""A typed search: "steffie smth 3/5/2016", "smith, stephanie", "943 476 5919", "BD1 1HX"."""

import re
from dataclasses import dataclass
from datetime import date

from joinedup.record.linkage.engine.cleaning.dates import parse_birth
from joinedup.record.linkage.engine.cleaning.places import clean_phone, clean_postcode
from joinedup.record.linkage.engine.identifiers import SYSTEMS, IdentifierError
from joinedup.record.linkage.engine.identity import (
    NHS_NUMBER,
    UNIQUE_PUPIL_NUMBER,
    Address,
    Identifier,
    Identity,
    Name,
    PartialDate,
)

LONGEST_QUERY = 200
MOST_WORDS = 6

_NHS = re.compile(r"(?<![\dA-Za-z])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_UPN = re.compile(r"\b[A-Za-z]\d{11}[\dA-Za-z]\b")
_PHONE = re.compile(r"(?<!\d)(?:\+44|0)[\d ()-]{8,15}\d")
_DAY = re.compile(
    r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    r"|\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{4}"
    r"|\d{8}|(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}\b")


@dataclass(frozen=True, slots=True)
class TypedQuery:
    """What was understood of a typed search.  ``faults`` are sentences for the searcher, such as
    a number whose check digit does not fit; they quote nothing that was typed."""

    words: tuple[str, ...] = ()
    family_first: bool = False
    birth: PartialDate | None = None
    postcode: str = ""
    phone: str = ""
    identifiers: tuple[Identifier, ...] = ()
    faults: tuple[str, ...] = ()

    def readings(self) -> tuple[Identity, ...]:
        """Each way to read the words as a name, the likeliest first."""
        names = _names(self.words, family_first=self.family_first) or [Name()]
        addresses = (Address(postcode=self.postcode),) if self.postcode else ()
        return tuple(
            Identity(
                names=(name,),
                birth=self.birth,
                addresses=addresses,
                identifiers=self.identifiers,
                phone=self.phone or None,
            )
            for name in names
        )


def read_query(text: str, *, today: date | None = None) -> TypedQuery:
    """Never raises; what is not understood as a number, date or postcode is taken as names."""
    rest = " ".join(text[:LONGEST_QUERY].split())
    identifiers, faults, rest = _take_identifiers(rest)
    phone, rest = _take(_PHONE, rest)
    day, rest = _take(_DAY, rest)
    postcode, rest = _take(_POSTCODE, rest)
    rest = re.sub(r"\bnhs\b|\bupn\b|\bd\.?o\.?b\.?\b|\bborn\b", " ", rest, flags=re.IGNORECASE)
    before, comma, after = rest.partition(",")
    family_first = bool(comma and before.strip() and after.strip())
    words = [w for w in rest.replace(",", " ").split() if any(c.isalpha() for c in w)]
    return TypedQuery(
        words=tuple(words[:MOST_WORDS]),
        family_first=family_first,
        birth=parse_birth(day, today=today) if day else None,
        postcode=clean_postcode(postcode),
        phone=clean_phone(phone),
        identifiers=identifiers,
        faults=faults,
    )


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    match = pattern.search(text)
    if match is None:
        return "", text
    return match[0], f"{text[: match.start()]} {text[match.end() :]}"


def _take_identifiers(text: str) -> tuple[tuple[Identifier, ...], tuple[str, ...], str]:
    identifiers: list[Identifier] = []
    faults: list[str] = []
    for uri, pattern in ((NHS_NUMBER, _NHS), (UNIQUE_PUPIL_NUMBER, _UPN)):
        number, rest = _take(pattern, text)
        if not number:
            continue
        try:
            identifiers.append(Identifier(uri, SYSTEMS[uri].clean(number)))
        except IdentifierError as fault:
            if clean_phone(number).startswith("0"):
                continue  # ten digits that begin with 0 may be a telephone number
            faults.append(str(fault))
        text = rest
    faults.extend(_wrong_length(text))
    return tuple(identifiers), tuple(faults), text


def _wrong_length(text: str) -> list[str]:
    """Nine digits are most often an NHS number with one left out; eight are a date."""
    digits = re.sub(r"[ -]", "", text)
    if not re.fullmatch(r"\d{9}|\d{11,12}", digits) or digits.startswith("0"):
        return []
    return [f"An NHS number has 10 digits; this has {len(digits)} digits"]


def _names(words: tuple[str, ...], *, family_first: bool) -> list[Name]:
    if not words:
        return []
    if len(words) == 1:
        return [Name(family=words[0]), Name(given=words)]
    given_first = Name(given=words[:-1], family=words[-1])
    swapped = Name(given=words[1:], family=words[0])
    readings = [swapped, given_first] if family_first else [given_first, swapped]
    if len(words) > 2:
        # "maria garcia lopez", "jan van dijk": everything after the first name is the surname
        readings.append(Name(given=words[:1], family=" ".join(words[1:])))
    return readings
