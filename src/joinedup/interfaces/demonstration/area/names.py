"""Names by naming tradition, with the forms that different clerks give one name."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from joinedup.interfaces.demonstration.area.catalogue import read_table
from joinedup.interfaces.demonstration.area.draw import Draw, Weighted, ranked

MALE, FEMALE = "1", "2"
_GIVEN_FLATNESS, _FAMILY_FLATNESS = 6.0, 8.0
LISTED_ENGLISH_FAMILY = 0.62
"""Share of English surnames that come from the list of common ones rather than the long tail."""
DOUBLE_GIVEN = 0.04
"""English girls born since 1995 with a joined first name."""
_JOINED = ("Mae", "May", "Rose", "Grace", "Leigh", "Rae", "Lou", "Jane", "Belle")
# letters that Unicode does not take apart into a letter and a mark
_PLAIN = str.maketrans("łŁøØđĐ", "lLoOdD")


def _words(text: str) -> list[str]:
    return [word.replace("_", " ") for word in text.split()]


def without_diacritics(text: str) -> str:
    """The name as a system keeps it that knows 26 letters."""
    if text.isascii():
        return text
    taken_apart = unicodedata.normalize("NFD", text.translate(_PLAIN))
    return "".join(letter for letter in taken_apart if not unicodedata.combining(letter))


def _feminine(family: str) -> str:
    return family[:-1] + "a" if family.endswith(("ski", "cki", "dzki")) else family


class Tradition:
    """How one part of the population names its children."""

    def __init__(self, name: str, row: dict[str, Any]) -> None:
        self.name = name
        self.language: str = row.get("language", "")
        self.home_language: float = row.get("home_language", 0) / 100
        self.interpreter: float = row.get("interpreter", 0) / 100
        self.migrated: float = row.get("migrated", 0) / 100
        self.english: float = row.get("english", 0) / 100
        self.family_first: bool = row.get("order") == "family_first"
        self.feminine: bool = bool(row.get("feminine"))
        self.wives_keep_name = name in _WIVES_KEEP_NAME
        self._family = ranked(_words(row["family"]), _FAMILY_FLATNESS)
        self._tail = [
            first + second
            for first in _words(row.get("family_first", ""))
            for second in _words(row.get("family_second", ""))
        ]
        self._second = {
            MALE: _words(row.get("second_male", "")),
            FEMALE: _words(row.get("second_female", "")),
        }
        self._given = {sex: self._eras(row, word) for sex, word in _WORDS.items()}

    @staticmethod
    def _eras(row: dict[str, Any], word: str) -> list[tuple[int, Weighted[str]]]:
        spans = ((1964, "_to_1964"), (1994, "_to_1994"), (9999, "_from_1995"))
        columns = [(9999, word)] if word in row else [(until, word + end) for until, end in spans]
        return [(until, ranked(_words(row[column]), _GIVEN_FLATNESS)) for until, column in columns]

    def given(self, draw: Draw, sex: str, year: int) -> str:
        """A first name for somebody born in `year`."""
        eras = self._given[sex]
        table = next(table for until, table in eras if year <= until)
        name = table.draw(draw)
        joins = self.name == "english" and sex == FEMALE and year > 1994
        if joins and draw.chance(DOUBLE_GIVEN):
            return f"{name}-{draw.pick(_JOINED)}"
        return name

    def second(self, draw: Draw, sex: str, year: int, first: str) -> str:
        """A middle name, or the second part that the tradition asks for; never the `first`."""
        if self._second[sex]:
            name = draw.pick(self._second[sex]) if draw.chance(0.75) else ""
        else:
            name = self.given(draw, sex, year) if draw.chance(0.62) else ""
        return "" if name == first or "-" in name else name

    def family(self, draw: Draw) -> str:
        """A family name, in the form that a man bears."""
        if self._tail and not draw.chance(LISTED_ENGLISH_FAMILY):
            return draw.pick(self._tail)
        return self._family.draw(draw)

    def borne_by(self, family: str, sex: str) -> str:
        """The family name in the form that this sex bears."""
        return _feminine(family) if self.feminine and sex == FEMALE else family


_WORDS = {MALE: "male", FEMALE: "female"}
_WIVES_KEEP_NAME = {"pakistani", "bangladeshi", "sikh", "somali", "arabic", "chinese"}


class NameBook:
    """All traditions and all forms of names."""

    def __init__(self) -> None:
        table = read_table("names.toml")
        self.traditions = {name: Tradition(name, row) for name, row in table.items()}
        shares = [row["share"] for row in table.values()]
        self._choice = Weighted(list(self.traditions.values()), shares)
        variants = read_table("variants.toml")
        self._forms = _forms(variants["transliterations"]["groups"])
        self._nicknames = {
            name: tuple(_words(short)) for name, short in variants["nicknames"].items()
        }

    def tradition(self, draw: Draw) -> Tradition:
        """The tradition of a household."""
        return self._choice.draw(draw)

    def given_for_child(self, draw: Draw, tradition: Tradition, sex: str, year: int) -> str:
        """A child's name, in some families from the English table."""
        if tradition.english and draw.chance(tradition.english):
            tradition = self.traditions["english"]
        return tradition.given(draw, sex, year)

    def other_form(self, draw: Draw, name: str) -> str:
        """Another spelling of the name, or the name itself when it has none."""
        forms = self._forms.get(name)
        return draw.pick(forms) if forms else name

    def nickname(self, draw: Draw, name: str) -> str:
        """A short form in use for the name, or "" when there is none."""
        forms = self._nicknames.get(name)
        return draw.pick(forms) if forms else ""


def _forms(groups: Iterable[str]) -> dict[str, tuple[str, ...]]:
    forms: dict[str, tuple[str, ...]] = {}
    for group in groups:
        words = _words(group)
        for word in words:
            others = tuple(other for other in words if other != word)
            forms[word] = forms.get(word, ()) + others
    return forms
