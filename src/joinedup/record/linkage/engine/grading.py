"""How well two people agree: the match grades of the draft exchange standard, and a verdict.

The *score* follows the standard: 0.99 for an equal identifier, 0.8, 0.7 and 0.6 for names and
birth date with address and postcode, with postcode, alone; multiplied by how far each part
agrees.  Sex is no part of it.

The *verdict* adds what the standard leaves to people.  Surname, birth date and address are what
twins share; a full name and an address are what a father and son of one name share.  None of
these makes a match, whatever the score.  The rules are tried in order, the first that holds wins.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from joinedup.record.linkage.engine.comparing import (
    Comparison,
    Evidence,
    Level,
    Prepared,
    compare,
    prepare,
)
from joinedup.record.linkage.engine.identity import Identity

IDENTIFIER_GRADE = 0.99
ADDRESS_GRADE = 0.8
POSTCODE_GRADE = 0.7
NAME_GRADE = 0.6
IDENTIFIER_AGAINST = 0.5
"""What a valid identifier that differs leaves of the score."""


class Verdict(StrEnum):
    MATCH = "match"
    POSSIBLE = "possible"
    POSSIBLE_RELATIVE = "possible-relative"
    """Twin, brother, sister or relative of the same name: a person has to decide."""
    NO = "no"


@dataclass(frozen=True, slots=True)
class Grade:
    """``reason`` says in words why the verdict is what it is; it holds no personal data."""

    score: float
    verdict: Verdict
    reason: str
    evidence: Evidence

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        return self.evidence


def grade(one: Identity, other: Identity) -> Grade:
    """Symmetric; never raises."""
    return grade_prepared(prepare(one), prepare(other))


def grade_prepared(one: Prepared, other: Prepared) -> Grade:
    return grade_evidence(compare(one, other))


def grade_evidence(evidence: Evidence) -> Grade:
    facts = _Facts(evidence)
    for verdict, holds, reason in _RULES:
        if holds(facts):
            return Grade(score(evidence), verdict, reason, evidence)
    return Grade(score(evidence), Verdict.NO, "too little agrees", evidence)


def score(evidence: Evidence) -> float:
    """The standard's grade, 0 to 0.99, in three decimals."""
    if evidence.identifier.level is Level.EXACT:
        return IDENTIFIER_GRADE
    person = _agreed(evidence.given) * _agreed(evidence.family) * _agreed(evidence.birth)
    postcode, address = _agreed(evidence.postcode), _agreed(evidence.address)
    # an address agrees only inside one postcode or one town (comparing.places)
    with_address = address * (postcode if evidence.postcode.compared else 1.0)
    best = max(ADDRESS_GRADE * with_address, POSTCODE_GRADE * postcode, NAME_GRADE) * person
    if evidence.identifier.level is Level.CONFLICT:
        return round(IDENTIFIER_GRADE * IDENTIFIER_AGAINST, 3)
    against = evidence.identifier.level in (Level.DIFFERENT, Level.CHANGED)
    return round(best * IDENTIFIER_AGAINST if against else best, 3)


def _agreed(comparison: Comparison) -> float:
    return comparison.agreement or 0.0


# ---- the verdict ---------------------------------------------------------------------------

_SAME = (Level.EXACT, Level.VARIANT)
_NEAR_GIVEN = (
    Level.SPELLING,
    Level.RELATED,
    Level.INITIAL,
    Level.PART,
    Level.MIDDLE_DIFFERS,
)
_NEAR_BIRTH = (
    Level.SWAPPED,
    Level.TWO_PARTS,
    Level.PARTIAL,
    Level.DEFAULT_DAY,
    Level.EXPECTED,
)
_SLIP = (Level.SWAPPED, Level.TWO_PARTS, Level.DEFAULT_DAY)


class _Facts:
    """What the rules ask about, in the words of the rules."""

    __slots__ = (
        "address_differs", "birth", "changed_number", "differs", "family", "family_known", "given",
        "home", "near_birth", "near_family", "near_given", "number", "other_number", "place",
        "place_unknown", "same_birth", "same_family", "same_given", "sex_differs", "slip_only",
    )  # fmt: skip

    def __init__(self, e: Evidence) -> None:
        self.number = e.identifier.level
        self.other_number = self.number is Level.DIFFERENT
        self.changed_number = self.number is Level.CHANGED
        self.given, self.family, self.birth = e.given.level, e.family.level, e.birth.level
        self.same_given = self.given in _SAME
        self.near_given = self.given in _NEAR_GIVEN
        self.same_family = self.family in (*_SAME, Level.PART)
        self.near_family = self.same_family or self.family is Level.SPELLING
        self.family_known = self.family is not Level.MISSING
        self.same_birth = self.birth is Level.EXACT
        self.near_birth = self.same_birth or self.birth in _NEAR_BIRTH
        self.slip_only = self.same_birth or self.birth in _SLIP
        exact = Level.EXACT
        self.home = exact in (e.address.level, e.household.level, e.phone.level)
        self.place = self.home or e.postcode.level is exact
        self.place_unknown = not (e.postcode.compared or e.address.compared)
        self.address_differs = e.address.level is Level.DIFFERENT
        self.sex_differs = e.sex.level is Level.DIFFERENT


def _number_is_a_relatives(f: _Facts) -> bool:
    twin = f.given is Level.DIFFERENT and f.near_family and f.near_birth
    return f.number is Level.EXACT and (twin or f.birth is Level.GENERATION)


def _number_confirmed(f: _Facts) -> bool:
    names = f.same_given or f.near_given or (f.given is Level.MISSING and f.near_birth)
    return (
        f.number is Level.EXACT
        and names
        and (f.near_birth or (f.birth is Level.MISSING and f.near_family))
    )


def _number_before_birth(f: _Facts) -> bool:
    return f.number is Level.EXACT and f.birth is Level.EXPECTED


def _twin(f: _Facts) -> bool:
    different = f.given is Level.DIFFERENT and f.near_family and f.number is not Level.CONFLICT
    return different and (f.same_birth or (f.near_birth and f.place))


def _twin_with_similar_name(f: _Facts) -> bool:
    alike = f.near_given or (f.given is Level.VARIANT and f.sex_differs)
    told_apart = f.other_number or f.sex_differs or f.given is Level.MIDDLE_DIFFERS
    return alike and f.near_family and f.near_birth and f.place and told_apart


def _same_name_relative(f: _Facts) -> bool:
    names = f.same_given or f.near_given
    return names and f.near_family and f.birth is Level.GENERATION and f.place


def _new_name_or_other_surname(f: _Facts) -> bool:
    names = f.given is Level.DIFFERENT and f.family in (Level.DIFFERENT, Level.MISSING)
    return names and f.same_birth and f.home


def _relative_of_unknown_age(f: _Facts) -> bool:
    unknown = f.birth is Level.MISSING and f.given is Level.DIFFERENT
    return unknown and f.near_family and f.home


def _everything_but_the_number(f: _Facts) -> bool:
    against = f.other_number or f.changed_number
    names = f.same_given and f.near_family and f.near_birth
    return against and names and (f.place or f.changed_number)


def _agrees_in_full(f: _Facts) -> bool:
    if f.other_number or f.changed_number or f.number is Level.CONFLICT:
        return False
    if f.same_given and f.same_family and f.same_birth:
        return f.home or (f.place and not f.address_differs)
    slip = f.same_family and f.slip_only
    misspelt = f.family is Level.SPELLING and f.same_birth and f.given is Level.EXACT
    return f.same_given and f.home and (slip or misspelt)


def _surname_changed(f: _Facts) -> bool:
    if f.family not in (Level.DIFFERENT, Level.MISSING):
        return False
    if f.same_given:
        return f.same_birth or (f.near_birth and f.place)
    return f.near_given and f.same_birth and f.home


def _not_named_yet(f: _Facts) -> bool:
    if f.given is not Level.MISSING or not f.near_birth:
        return False
    return f.place if not f.near_family else (f.same_birth or f.place)


def _birth_date_wrong(f: _Facts) -> bool:
    wrong = f.birth in (Level.DIFFERENT, Level.YEAR)
    return f.same_given and f.same_family and wrong and f.home


def _birth_date_unknown(f: _Facts) -> bool:
    unknown = f.birth is Level.MISSING and f.near_family
    if f.same_given:
        return unknown and (f.place or f.place_unknown)
    return unknown and f.near_given and f.place


_Rule = tuple[Verdict, Callable[[_Facts], bool], str]
_RULES: tuple[_Rule, ...] = (
    (
        Verdict.POSSIBLE_RELATIVE,
        _number_is_a_relatives,
        "one number on two records that look like relatives: it may stand on the wrong one",
    ),
    (
        Verdict.POSSIBLE,
        _number_before_birth,
        "a number agrees, but one was written before the birth: it may be the mother's",
    ),
    (Verdict.MATCH, _number_confirmed, "a number agrees, and nothing speaks against it"),
    (
        Verdict.POSSIBLE,
        lambda f: f.number is Level.EXACT,
        "a number agrees, but the rest does not confirm it: check for a slip",
    ),
    (
        Verdict.POSSIBLE_RELATIVE,
        _twin,
        "surname and birth date agree but first names do not: possible twin, brother or sister",
    ),
    (
        Verdict.POSSIBLE_RELATIVE,
        _twin_with_similar_name,
        "similar first names, and something tells the two apart: possible twin with a similar name",
    ),
    (
        Verdict.POSSIBLE_RELATIVE,
        _same_name_relative,
        "same name a generation apart: possible parent and child of one name",
    ),
    (
        Verdict.POSSIBLE_RELATIVE,
        _relative_of_unknown_age,
        "same surname and home, different first names: possible relative",
    ),
    (
        Verdict.POSSIBLE_RELATIVE,
        _new_name_or_other_surname,
        "birth date and home agree, names do not: possible twin of another surname, or a new name",
    ),
    (
        Verdict.POSSIBLE,
        lambda f: f.number is Level.CONFLICT,
        "one number agrees and another does not: one of them is wrong",
    ),
    (
        Verdict.POSSIBLE,
        _everything_but_the_number,
        "names and birth date agree, but each has a different valid number",
    ),
    (
        Verdict.NO,
        lambda f: f.other_number,
        "each has a different valid number, and too little else agrees",
    ),
    (Verdict.MATCH, _agrees_in_full, "names, birth date and home agree"),
    (
        Verdict.POSSIBLE,
        lambda f: f.same_given and f.near_family and f.near_birth,
        "names and birth date agree well, but the home does not confirm it",
    ),
    (
        Verdict.POSSIBLE,
        lambda f: f.near_given and f.near_family and (f.same_birth or (f.near_birth and f.place)),
        "surname and birth date agree; first names only partly, as a twin's could",
    ),
    (
        Verdict.POSSIBLE,
        _surname_changed,
        "first name and birth date agree: surname may have changed",
    ),
    (
        Verdict.POSSIBLE,
        _not_named_yet,
        "one record has no first name yet: twins cannot be ruled out",
    ),
    (Verdict.POSSIBLE, _birth_date_wrong, "same name and home: one birth date may be wrong"),
    (Verdict.POSSIBLE, _birth_date_unknown, "names agree, and there is no birth date to compare"),
    (
        Verdict.NO,
        lambda f: f.home and f.near_family,
        "same surname and home, but names and birth dates differ: probably someone in the family",
    ),
)
