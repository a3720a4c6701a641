"""Codes for people: names, dates, addresses, relationships. From the draft national standard.

Source of the lists: the draft Person standard of 17 July 2026 (Open Government Licence v3.0),
HL7 v3 RoleCode for relationships. Words are ours.
"""

from dataclasses import dataclass
from enum import StrEnum

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
UPN = "https://www.gov.uk/id/unique-pupil-number"


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


@dataclass(frozen=True)
class PartialDate:
    """A date of which the day, or the day and month, may be unknown.

    ``accuracy`` is the standard's three-letter code, day-month-year, each A (accurate),
    E (estimated) or U (unknown): AAA, UAA, UUA, EEA, UUE, UUU.
    """

    year: int
    month: int | None = None
    day: int | None = None
    accuracy: str = "AAA"
