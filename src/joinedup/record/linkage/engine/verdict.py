"""What a weight does not say: whether it is the person, or somebody who is like the person.

Most of what two records share, relatives share too: a twin has the surname, the birth date and the
home, a father may have the whole name and the home.  So for each of those who are taken for one
another a second sum is made, of the evidence that tells *those two* apart and of nothing else:

=====================  ==============================================  =========================
taken for one another  they share                                      told apart by
=====================  ==============================================  =========================
twins, siblings        surname, home, telephone; twins the birth date  first and middle names,
                                                                       sex, identifiers; not by
                                                                       an initial
parent and child       the whole name, sex, home, telephone            birth date, identifiers
people of one name     the name, the sex, the year of birth            day and month, home,
                                                                       middle names, identifiers
=====================  ==============================================  =========================

By Markov's inequality at most one in 2 to the power of a sum can reach it who is not the person.
Only who passes the weight and every one of these sums is a *match*; who fails one is handed back
by name, as a possible relative or a possible match, and is never joined and never dropped.  Where
the model says that its records hold nobody's relatives (``guards``), relatives are not looked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from math import log2
from typing import Literal

from joinedup.record.linkage.engine.cleaning.declared import RELIGIOUS_FIRST_NAMES
from joinedup.record.linkage.engine.model.artefact import Model
from joinedup.record.linkage.engine.names import Relation, canonical, relation


class Verdict(StrEnum):
    """What is said of a candidate."""

    MATCH = "match"
    POSSIBLE = "possible match"
    RELATIVE = "possible twin, sibling or other relative"
    NAMESAKE = "possible relative of the same name"
    UNLIKELY = "unlikely"


@dataclass(frozen=True)
class Rules:
    """Bits that each sum must reach.  ``odds``: of all the evidence, over the number of records
    among which was sought, of which a person has one or more; ``household``: of postcode, address
    and telephone, from which two records share a home."""

    dated: str = "2026-11-26, second"
    odds: float = 4.0
    twins: float = 3.0
    parents: float = 3.0
    namesakes: float = 3.0
    household: float = 5.0

    def declared(self) -> dict[str, object]:
        """To go with a model."""
        return asdict(self)


RULES = Rules()

_TWINS_GIVEN = {"same": 0.002, "swapped with surname": 0.0003}
"""How often twins are recorded under one first name: a clerk's mistake."""
_INITIAL = "initial"
"""Fits both of two people whose names begin alike, and is no evidence which of them it is."""
_LEAST_TWINS_GIVEN = 0.002
_RELIGIOUS_GIVEN = 0.05
"""A first name that several brothers or sisters may carry, other names telling them apart."""
_FORMS = "forms of one name"
_LEAST_FORMS = 4.0
"""Bits at the least, however seldom these records have them: nobody calls twins Becky and
Rebecca."""
_PARENTS_BIRTH = {
    "same": 0.0005, "day and month swapped": 0.0005, "one digit": 0.0007,
    "year alone known": 0.0005, "two of three parts": 0.002, "two digits": 0.02, "same year": 0.005,
    "within a year or two": 0.005, "different": 0.96,
}  # fmt: skip
"""Birth dates a generation apart: day and month agree once in a year, and then one in four years
differs by one digit; the rest are mistakes."""
_NAMESAKES_BIRTH = {
    "same": 0.0028, "day and month swapped": 0.0028, "one digit": 0.05, "year alone known": None,
    "two of three parts": 0.1, "two digits": 0.2, "same year": 0.65,
}  # fmt: skip
"""Birth dates in one year; that of one only the year is known says nothing."""
_RELIGIOUS = "the same, and religious"
_UNDECIDED = "no evidence"
_SAID_BY = {
    "sex": {*_TWINS_GIVEN, _RELIGIOUS},
    "middle": {"a middle name of the other", _INITIAL},
}
"""What the first names have said already: a name has its sex, and one that is a middle name of the
other leaves the middle names different.  Beside a mere initial, a middle name that a family gives
to several is too little."""
_OTHER_GIVEN = {"different", "surname of the other"}
_ONE_NAME = {"same", _RELIGIOUS, _FORMS, _INITIAL}
_CLOSE = {"same", "one digit", "day and month swapped"}
_OWN_SURNAME = {"same", "spellings or parts of one name", "one slip"}
_SLIPPED = {"one slip", "alike"}
_ROUNDING = 1e-6
"""Bits: a sum is not quite the same in another order."""
_KEPT = 65_536
"""Patterns of levels of which the sums are kept; no value of anybody is among them."""


@dataclass(frozen=True)
class Sums:
    """Bits that tell the person from a twin, from a parent and from a stranger of the same name;
    whether the surname agrees, and whether they share a home."""

    twins: float
    parents: float
    namesakes: float
    surname: bool
    home: bool


class Judge:
    """The verdicts of one model, where a person is sought among so many records."""

    def __init__(self, model: Model, people: int, rules: Rules = RULES) -> None:
        self.rules, self._model = rules, model
        self._sought_among = log2(max(people, 2))
        self._names = [*model.comparisons]
        self._trained = [*model.comparisons.values()]
        self._sums = [self._bits(name) for name in self._names]
        self._twins_given = self._of_twins()
        # beside a surname alone twins cannot be told apart, and nothing shows that there are none
        self._family_up = (
            model.guards.get("family", True) if "given" in self._names else "family" in self._names
        )
        self._namesake_up = "birth" in self._names and model.guards.get("namesake", True)
        self.sums = lru_cache(maxsize=_KEPT)(self._added_up)

    @cached_property
    def least(self) -> float:
        """No candidate of a lower weight is a match."""
        bits = self._model.prior_bits + self._sought_among + self.rules.odds
        return bits - _ROUNDING

    def verdict(
        self, levels: tuple[int, ...], bits: Sequence[float], given: tuple[str, str] = ("", "")
    ) -> Verdict:
        """What is said of the candidate, by its levels and bits as the scorer gives them.
        ``given``: both first names, empty where one is neither in a table of names nor an
        initial."""
        one, other = given
        first = self._first_names(levels, one, relation(one, other), known=bool(other))
        return self._judged(levels, bits, first)

    def told(
        self, levels: tuple[int, ...], bits: Sequence[float], given: str, how: Relation, *,
        known: bool,
    ) -> Verdict:  # fmt: skip
        """The same where of the candidate's first name is told only ``how`` it is related to the
        asker's, and whether it is ``known``: in a table of names, or an initial."""
        return self._judged(levels, bits, self._first_names(levels, given, how, known=known))

    def _judged(self, levels: tuple[int, ...], bits: Sequence[float], first: str) -> Verdict:
        found, rules = self.sums(levels, first), self.rules
        odds = sum(bits) - self._sought_among
        twins = not self._family_up or found.twins >= rules.twins
        parents = not self._namesake_up or found.parents >= rules.parents
        others = "given" not in self._names or found.namesakes >= rules.namesakes
        if odds >= rules.odds and twins and parents and others:
            return Verdict.MATCH
        likely = odds >= 0
        family = found.surname and found.home
        if family and not parents and (twins or found.parents < found.twins):
            return Verdict.NAMESAKE
        if not twins and (family or (likely and (found.surname or found.home))):
            return Verdict.RELATIVE
        return Verdict.POSSIBLE if likely else Verdict.UNLIKELY

    def kin(
        self, levels: tuple[int, ...], given: tuple[str, str], *, apart: bool
    ) -> Literal["", "twins", "siblings", "parents and children", "parents of one name"]:
        """What two people would be to one another; ``apart``: a generation lies between their
        births.  Counted over many, it says whether records hold anybody's relatives."""
        one, other = given
        first = self._first_names(levels, one, relation(one, other), known=bool(other))
        found = self.sums(levels, first)
        if not (found.surname and found.home):
            return ""
        birth = self._label("birth", levels)
        close = birth in _CLOSE
        if first in _OTHER_GIVEN:
            if not birth:
                return ""  # a birth date that is missing shows neither twins nor a slip
            if close:
                return "twins"
            return "parents and children" if apart else "siblings"
        return "parents of one name" if first in _ONE_NAME and apart and not close else ""

    def _first_names(self, levels: tuple[int, ...], one: str, how: Relation, *, known: bool) -> str:
        """How the first names agree, for twins: one initial is not a name, two known names are
        not a slip of one, two spellings are one name, two short forms may be brothers', and
        brothers may share a name that is religious."""
        label = self._label("given", levels)
        if label == _FORMS:
            label = {Relation.SPELLING: "same", Relation.SIBLINGS: _UNDECIDED}.get(how, label)
        if label == "same" and len(one) == 1:
            return _INITIAL
        if label == "same" and one and not canonical(one).isdisjoint(RELIGIOUS_FIRST_NAMES):
            return _RELIGIOUS
        return "different" if label in _SLIPPED and one and known else label

    def _added_up(self, levels: tuple[int, ...], first_names: str) -> Sums:
        twins = self._twins_given.get(first_names, 0.0)
        parents = namesakes = home = 0.0
        for name, level, sums in zip(self._names, levels, self._sums, strict=True):
            if level < 0:
                continue
            if first_names not in _SAID_BY.get(name, ()):
                twins += sums[0][level]
            parents += sums[1][level]
            namesakes += sums[2][level]
            home += max(sums[3][level], 0.0)
        surname = self._label("family", levels) in _OWN_SURNAME
        return Sums(twins, parents, namesakes, surname, home >= self.rules.household)

    def _label(self, name: str, levels: Sequence[int]) -> str:
        if name not in self._names:
            return ""
        place = self._names.index(name)
        return self._trained[place].labels[levels[place]] if levels[place] >= 0 else ""

    # -- which comparison tells whom apart -----------------------------------------------

    def _bits(self, name: str) -> tuple[list[float], ...]:
        """Of a comparison its bits by level: between twins, between parent and child, between
        people of one name; and for a common home."""
        trained = self._model.comparisons[name]
        own = [trained.weight(level) for level, _ in enumerate(trained.labels)]
        none = [0.0] * len(own)
        if name in {"given", "family"}:
            return none, none, none, none
        if name == "birth":
            later = [min(bits, 0.0) for bits in own]
            parents = self._by_label(name, _PARENTS_BIRTH)
            namesakes = self._by_label(name, _NAMESAKES_BIRTH)
            return later, [*parents.values()], [*namesakes.values()], none
        if name == "middle":
            return own, none, own, none
        if name == "sex":
            return own, none, none, none
        if name.startswith("identifier_"):
            # twins are given numbers one after the other: only the same number speaks for them
            alike = [own[0], *(min(bits, 0.0) for bits in own[1:])]
            return alike, alike, alike, none
        near = name in {"postcodes", "phones"} or name.startswith("address_")
        return none, none, own, own if near else none

    def _of_twins(self) -> dict[str, float]:
        found = self._by_label("given", _TWINS_GIVEN, _LEAST_TWINS_GIVEN)
        if found:
            found[_FORMS] = max(found[_FORMS], _LEAST_FORMS)
            found[_INITIAL] = 0.0
            found[_RELIGIOUS] = found["same"] + log2(_TWINS_GIVEN["same"] / _RELIGIOUS_GIVEN)
        return found

    def _by_label(
        self, name: str, chances: Mapping[str, float | None], least: float = 0.0
    ) -> dict[str, float]:
        """Bits where these are the chances of who is not the person: blind chance where nothing
        is declared, and no evidence where that is."""
        trained = self._model.comparisons.get(name)
        found = {}
        for label, m, u in (
            zip(trained.labels, trained.m, trained.u, strict=True) if trained else ()
        ):
            chance = chances.get(label, max(u, least))
            found[label] = log2(m / chance) if chance else 0.0
        return found
