"""Postcodes, address lines, UPRNs and telephone numbers."""

import re
from functools import lru_cache

from joinedup.record.linkage.engine.cleaning import declared
from joinedup.record.linkage.engine.cleaning.text import letters_and_digits, plain

_OUTWARD = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")
_FULL = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")
_LETTER_FOR_DIGIT = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5"})
_DIGIT_FOR_LETTER = str.maketrans({"0": "O", "1": "I", "5": "S"})
_HOUSE = re.compile(r"\b(\d+[a-z]?)\b")


@lru_cache(maxsize=65_536)
def clean_postcode(text: str) -> str:
    """ "bd1 1hx", "BD11HX", "BD1-1HX" and "BDI IHX" become ``BD1 1HX``; an outward code alone is
    kept ("BD1"); pseudo-postcodes (ZZ99...) and anything else become empty."""
    code = letters_and_digits(text).upper()
    if not 2 <= len(code) <= 7 or code.startswith(declared.PLACEHOLDER_POSTCODE_AREAS):
        return ""
    if len(code) >= 5:
        # the inward part is digit, letter, letter: a typed O or I can only be the other thing
        repaired = code[:-3] + code[-3].translate(_LETTER_FOR_DIGIT)
        repaired += code[-2:].translate(_DIGIT_FOR_LETTER)
        for candidate in (repaired, _repair_outward(repaired)):
            if match := _FULL.fullmatch(candidate):
                return f"{match[1]} {match[2]}"
    return code if len(code) <= 4 and _OUTWARD.fullmatch(code) else ""


def _repair_outward(code: str) -> str:
    outward, inward = code[:-3], code[-3:]
    return outward[:2] + outward[2:].translate(_LETTER_FOR_DIGIT) + inward


@lru_cache(maxsize=8_192)
def _line_word(word: str) -> str:
    return declared.LINE_WORDS.get(word, word)


def clean_line(text: str) -> str:
    """An address line as plain words, street types shortened; empty for "no fixed abode"..."""
    words = plain(text).replace("'", "").replace("-", " ").split()
    if "".join(words) in declared.PLACEHOLDER_LINES:
        return ""
    return " ".join(w for w in map(_line_word, words) if w)


def house_numbers(line: str) -> frozenset[str]:
    """The numbers in a cleaned line: "flat 2 14 high st" gives {"2", "14"}."""
    return frozenset(_HOUSE.findall(line))


def clean_uprn(text: str) -> str:
    """Digits without leading zeros; empty when it is not 1 to 12 digits."""
    digits = letters_and_digits(text)
    return digits.lstrip("0") if digits.isdecimal() and len(digits) <= 12 else ""


def clean_phone(text: str | None) -> str:
    """British numbers as 0..., others as digits; empty when too short or one digit repeated."""
    if not text:
        return ""
    digits = "".join(c for c in text[:40] if c in "0123456789")
    if digits.startswith("0044"):
        digits = "0" + digits[4:].removeprefix("0")
    elif digits.startswith("44") and len(digits) >= 11:
        digits = "0" + digits[2:].removeprefix("0")
    if len(digits) < declared.SHORTEST_PHONE or len(set(digits.lstrip("0"))) <= 1:
        return ""
    return digits
