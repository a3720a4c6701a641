"""Codes for people: names, dates, addresses, relationships. From the draft national standard.

Source of the lists: the draft Person standard of 17 July 2026 (Open Government Licence v3.0),
HL7 v3 RoleCode for relationships. Words are ours.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from joinedup.base.govuk import partial_dates
from joinedup.base.govuk.wording import capital
from joinedup.record.linkage.engine.identifiers import SYSTEMS, IdentifierError
from joinedup.record.linkage.engine.identity import NHS_NUMBER
from joinedup.record.linkage.engine.identity import UNIQUE_PUPIL_NUMBER as UPN

EARLIEST_BIRTH_YEAR = 1890
LONGEST_UPRN = 12


class NameUse(StrEnum):
    """What a name is to the person."""

    USUAL = "usual"
    OFFICIAL = "official"
    TEMP = "temp"
    NICKNAME = "nickname"
    ANONYMOUS = "anonymous"
    OLD = "old"
    MAIDEN = "maiden"


class AddressUse(StrEnum):
    """What an address is to the person."""

    HOME = "home"
    TEMP = "temp"
    REFUGE = "refuge"
    SCHOOL_TERM = "school_term"
    OLD = "old"


class Sex(StrEnum):
    """Phenotypic sex, as coded in the standard."""

    MALE = "1"
    FEMALE = "2"
    INDETERMINATE = "9"
    NOT_KNOWN = "X"


class RelationshipKind(StrEnum):
    """What the related person is to this person."""

    MOTHER = "mother"
    FATHER = "father"
    STEP_PARENT = "step_parent"
    ADOPTIVE_PARENT = "adoptive_parent"
    FOSTER_CARER = "foster_carer"
    CARER = "carer"
    CHILD = "child"
    SIBLING = "sibling"
    HALF_SIBLING = "half_sibling"
    STEP_SIBLING = "step_sibling"
    TWIN = "twin"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    AUNT_OR_UNCLE = "aunt_or_uncle"
    COUSIN = "cousin"
    PARTNER = "partner"
    EX_PARTNER = "ex_partner"
    OTHER_RELATIVE = "other_relative"
    FRIEND_OR_NEIGHBOUR = "friend_or_neighbour"


RELATIONSHIP_WORDS: dict[RelationshipKind, str] = {
    RelationshipKind.MOTHER: "mother",
    RelationshipKind.FATHER: "father",
    RelationshipKind.STEP_PARENT: "step-parent",
    RelationshipKind.ADOPTIVE_PARENT: "adoptive parent",
    RelationshipKind.FOSTER_CARER: "foster carer",
    RelationshipKind.CARER: "carer",
    RelationshipKind.CHILD: "child",
    RelationshipKind.SIBLING: "brother or sister",
    RelationshipKind.HALF_SIBLING: "half-brother or half-sister",
    RelationshipKind.STEP_SIBLING: "step-brother or step-sister",
    RelationshipKind.TWIN: "twin",
    RelationshipKind.GRANDPARENT: "grandparent",
    RelationshipKind.GRANDCHILD: "grandchild",
    RelationshipKind.AUNT_OR_UNCLE: "aunt or uncle",
    RelationshipKind.COUSIN: "cousin",
    RelationshipKind.PARTNER: "partner",
    RelationshipKind.EX_PARTNER: "ex-partner",
    RelationshipKind.OTHER_RELATIVE: "other relative",
    RelationshipKind.FRIEND_OR_NEIGHBOUR: "friend or neighbour",
}

INVERSE: dict[RelationshipKind, RelationshipKind] = {
    RelationshipKind.MOTHER: RelationshipKind.CHILD,
    RelationshipKind.FATHER: RelationshipKind.CHILD,
    RelationshipKind.STEP_PARENT: RelationshipKind.CHILD,
    RelationshipKind.ADOPTIVE_PARENT: RelationshipKind.CHILD,
    RelationshipKind.GRANDPARENT: RelationshipKind.GRANDCHILD,
    RelationshipKind.GRANDCHILD: RelationshipKind.GRANDPARENT,
    RelationshipKind.SIBLING: RelationshipKind.SIBLING,
    RelationshipKind.HALF_SIBLING: RelationshipKind.HALF_SIBLING,
    RelationshipKind.STEP_SIBLING: RelationshipKind.STEP_SIBLING,
    RelationshipKind.TWIN: RelationshipKind.TWIN,
    RelationshipKind.COUSIN: RelationshipKind.COUSIN,
    RelationshipKind.PARTNER: RelationshipKind.PARTNER,
    RelationshipKind.EX_PARTNER: RelationshipKind.EX_PARTNER,
    RelationshipKind.OTHER_RELATIVE: RelationshipKind.OTHER_RELATIVE,
    RelationshipKind.FRIEND_OR_NEIGHBOUR: RelationshipKind.FRIEND_OR_NEIGHBOUR,
}


WORDS_THE_OTHER_WAY: dict[RelationshipKind, str] = {
    RelationshipKind.FOSTER_CARER: "foster child",
    RelationshipKind.CARER: "person they care for",
    RelationshipKind.CHILD: "parent",
    RelationshipKind.AUNT_OR_UNCLE: "niece or nephew",
    RelationshipKind.STEP_PARENT: "stepchild",
    RelationshipKind.ADOPTIVE_PARENT: "adopted child",
}
"""What the first person is to the second, where it is not the word of the inverse code."""

PARENTS = frozenset(
    {
        RelationshipKind.MOTHER,
        RelationshipKind.FATHER,
        RelationshipKind.STEP_PARENT,
        RelationshipKind.ADOPTIVE_PARENT,
        RelationshipKind.FOSTER_CARER,
    }
)
PARTNERS = frozenset({RelationshipKind.PARTNER, RelationshipKind.EX_PARTNER})
BORN_TOGETHER = frozenset(
    {RelationshipKind.TWIN, RelationshipKind.SIBLING, RelationshipKind.HALF_SIBLING}
)

NAME_USE_WORDS: dict[NameUse, str] = {
    NameUse.USUAL: "name used now",
    NameUse.OFFICIAL: "official name",
    NameUse.TEMP: "temporary name",
    NameUse.NICKNAME: "nickname",
    NameUse.ANONYMOUS: "name given to protect them",
    NameUse.OLD: "former name",
    NameUse.MAIDEN: "name before marriage",
}
ADDRESS_USE_WORDS: dict[AddressUse, str] = {
    AddressUse.HOME: "home",
    AddressUse.TEMP: "staying here for now",
    AddressUse.REFUGE: "refuge",
    AddressUse.SCHOOL_TERM: "home in term time",
    AddressUse.OLD: "former home",
}
SEX_WORDS: dict[Sex, str] = {
    Sex.MALE: "male",
    Sex.FEMALE: "female",
    Sex.INDETERMINATE: "indeterminate",
    Sex.NOT_KNOWN: "not known",
}
IDENTIFIER_WORDS: dict[str, str] = {NHS_NUMBER: "NHS number", UPN: "unique pupil number (UPN)"}


class Part(StrEnum):
    """A kind of row of a person's record that people change one at a time."""

    PERSON = "person"
    NAME = "name"
    IDENTIFIER = "identifier"
    ACCESS_NEED = "access_need"
    ADDRESS = "address"
    RELATIONSHIP = "relationship"
    STAY = "stay"


class CannotRecordError(ValueError):
    """What was given cannot be so; ``field`` says which part, the message what to do about it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class ChangedMeanwhileError(Exception):
    """Somebody else changed the row after this person began. Nothing was written."""


class MayNotChangeError(PermissionError):
    """The viewer may read this but not change it."""

    def __init__(self) -> None:
        super().__init__("You may read but not change this record.")


class PairAnswer(StrEnum):
    """What somebody decided about two records, where it was not that they are one person."""

    TWO_PEOPLE = "two_people"
    CANNOT_TELL = "cannot_tell"


class CannotMergeError(ValueError):
    """Two records cannot be merged, or un-merged, for the reason in the message."""


class KeptApartError(CannotMergeError):
    """Somebody decided that two records are two people, and that stands."""


class LooksLikeRelativesError(CannotMergeError):
    """They may be twins, siblings or namesakes: a person has to say that it is one person."""


@dataclass(frozen=True)
class PartialDate:
    """A date of which the day, or the day and month, may be unknown.

    ``accuracy`` is the standard's three-letter code, day-month-year, each A (accurate),
    E (estimated) or U (unknown): AAA, UAA, UUA, EEA, UUE, UUU.
    """

    year: int
    month: int | None = None
    day: int | None = None
    accuracy: str = ""

    def __post_init__(self) -> None:
        known = self.known  # raises ValueError for a date that cannot be
        object.__setattr__(self, "accuracy", self.accuracy or known.accuracy)

    @property
    def known(self) -> partial_dates.PartialDate:
        """As far as it is known, for saying and for counting ages."""
        return partial_dates.PartialDate(self.year, self.month, self.day)

    @property
    def estimated(self) -> bool:
        """Whether any part of it is a guess."""
        return "E" in self.accuracy


def inverse(kind: RelationshipKind, sex: Sex) -> RelationshipKind | None:
    """What the first person, of this sex, is to the second; None when no code says it."""
    if kind is RelationshipKind.CHILD:
        return {Sex.FEMALE: RelationshipKind.MOTHER, Sex.MALE: RelationshipKind.FATHER}.get(sex)
    return INVERSE.get(kind)


def words_the_other_way(kind: RelationshipKind) -> str:
    """What the first person is to the second, in words."""
    if kind in WORDS_THE_OTHER_WAY:
        return WORDS_THE_OTHER_WAY[kind]
    return RELATIONSHIP_WORDS[INVERSE[kind]]


MAINLY_HERE_WORDS: dict[bool, str] = {True: "mainly here", False: "part of the time"}


def say_needs(language: str, needs: Sequence[str], *, interpreter: bool | None) -> str:
    """ "Needs an interpreter: Polish; Easy read"; empty where nothing is recorded.

    Needs stay as they were written: many begin with the name of a language.
    """
    said = []
    if interpreter:
        said.append(f"needs an interpreter: {language or 'language not recorded'}")
    elif language:
        said.append(f"prefers {language}")
    line = "; ".join([*said, *needs])
    return capital(line)


def as_had_by(agency: str, as_of: str) -> str:
    """Whose index an address comes from and how old that is; empty where nobody's."""
    if not agency:
        return ""
    return f"as {agency} had it on {as_of}" if as_of else f"as {agency} had it, with no date"


def check_text(field: str, text: str, *, called: str, most: int, needed: bool = False) -> str:
    """The text in composed Unicode without spaces at its ends.

    Raises ``CannotRecordError`` when it is missing, too long or holds characters that no text has.
    """
    tidy = unicodedata.normalize("NFC", text).strip()
    if needed and not tidy:
        raise CannotRecordError(field, f"Enter {called[:1].lower()}{called[1:]}")
    if len(tidy) > most:
        raise CannotRecordError(field, f"{called} must be {most:,} characters or fewer")
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t" for c in tidy):
        raise CannotRecordError(field, f"{called} holds characters that cannot be kept")
    return tidy


def check_uprn(typed: str) -> str:
    """A property number as it is kept: up to 12 digits, without spaces and leading noughts.

    Empty for none. Source: GeoPlace, "What is a UPRN?". Raises ``CannotRecordError``.
    """
    uprn = "".join(typed.split())
    if not uprn:
        return ""
    if not (uprn.isascii() and uprn.isdigit()):
        raise CannotRecordError("uprn", "A property number (UPRN) has digits only")
    if len(uprn) > LONGEST_UPRN or not uprn.strip("0"):
        raise CannotRecordError("uprn", f"A property number (UPRN) has 1 to {LONGEST_UPRN} digits")
    return uprn.lstrip("0")


def check_birth(birth: PartialDate | None, *, today: date) -> None:
    """Raises ``CannotRecordError`` for a birth that lies ahead or before living memory."""
    if birth is None:
        return
    if birth.known.earliest > today:
        raise CannotRecordError("birth", "Birth date must be today or in the past")
    if birth.year < EARLIEST_BIRTH_YEAR:
        raise CannotRecordError("birth", f"Birth date must be in {EARLIEST_BIRTH_YEAR} or later")


def check_period(starts_on: date | None, ends_on: date | None) -> None:
    """Raises ``CannotRecordError`` when something ends before it starts."""
    if starts_on and ends_on and ends_on < starts_on:
        raise CannotRecordError("ends_on", "The end must be the same as or after the start")


def check_death(birth: PartialDate | None, died_on: date | None, *, today: date) -> None:
    """Raises ``CannotRecordError`` for a death ahead, or before the birth."""
    if died_on is None:
        return
    if died_on > today:
        raise CannotRecordError("died_on", "Date of death must be today or in the past")
    if birth is not None and died_on < birth.known.earliest:
        raise CannotRecordError("died_on", "Date of death must be on or after the birth date")


def check_identifier(system: str, value: str) -> str:
    """The number as it is kept. Raises ``CannotRecordError`` when its check digit does not fit."""
    known = SYSTEMS.get(system)
    if known is None:
        return check_text("value", value, called="Number", most=80, needed=True)
    try:
        return known.clean(value)
    except IdentifierError as fault:
        raise CannotRecordError("value", str(fault)) from fault


@dataclass(frozen=True)
class KnownName:
    """A name as far as choosing between names needs it."""

    use: NameUse
    given: str
    family: str
    ended: bool = False

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


_NAME_ORDER = {use: place for place, use in enumerate(NameUse)}


def name_to_show(names: Sequence[KnownName], *, expected: bool = False) -> str:
    """What to call a person: the usual name, else the official one, and so on.

    A name whose time has ended comes after every name in use.
    """
    if not names:
        return "Unborn child" if expected else "Name not known"
    return str(min(names, key=lambda name: (name.ended, _NAME_ORDER[name.use])))
