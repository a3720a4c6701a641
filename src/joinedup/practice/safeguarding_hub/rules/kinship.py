"""How somebody is related to the children of an enquiry: what was said, and what was confirmed.

A referrer often guesses ("mum's boyfriend"). A guess is never passed on as a fact.
"""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from joinedup.record.people.rules import PARENTS, RELATIONSHIP_WORDS, RelationshipKind
from joinedup.trust.sharing.rules import Relation

NOT_KNOWN = "not_known"
NOT_CONFIRMED = "said by the referrer, not confirmed"
RELATION_WORDS: dict[Relation, str] = {
    Relation.CHILD: "child",
    Relation.PARENT_OR_CARER: "parent or carer",
    Relation.OTHER: "other person in the child's life",
}

_OF_A_CHILD = (
    RelationshipKind.SIBLING,
    RelationshipKind.HALF_SIBLING,
    RelationshipKind.STEP_SIBLING,
    RelationshipKind.TWIN,
    RelationshipKind.COUSIN,
    RelationshipKind.CHILD,
    RelationshipKind.OTHER_RELATIVE,
    RelationshipKind.FRIEND_OR_NEIGHBOUR,
)
_NEVER_TO_A_CHILD = (
    RelationshipKind.PARTNER,
    RelationshipKind.EX_PARTNER,
    RelationshipKind.GRANDCHILD,
    RelationshipKind.CHILD,
)


@dataclass(frozen=True)
class Kinship:
    """What somebody is to the children, as a screener confirmed it. None is "not known"."""

    kind: RelationshipKind | None
    parental_responsibility: bool | None = None
    lives_with: bool | None = None


class Related(Protocol):
    """A subject, as far as saying their relation needs it."""

    @property
    def kinship(self) -> str: ...
    @property
    def relation(self) -> str: ...
    @property
    def relation_words(self) -> str: ...
    @property
    def mentioned_id(self) -> UUID | None: ...


def kinds_for(relation: Relation | None) -> tuple[RelationshipKind, ...]:
    """What a child, an adult, or (None) somebody of whom that is not known may be to a child."""
    if relation is Relation.CHILD:
        return _OF_A_CHILD
    adults = tuple(kind for kind in RelationshipKind if kind not in _NEVER_TO_A_CHILD)
    return adults if relation else (*adults, RelationshipKind.CHILD)


def relation_after(said: Relation, kinship: Kinship | None) -> Relation:
    """The place in the enquiry: a child stays one, and whoever is a parent or carer is one."""
    carers = {*PARENTS, RelationshipKind.CARER}
    if said is not Relation.CHILD and kinship is not None and kinship.kind in carers:
        return Relation.PARENT_OR_CARER
    return said


def confirmed_words(subject: Related) -> str:
    """What was confirmed, in words; empty when nothing was."""
    if subject.kinship in ("", NOT_KNOWN):
        return ""
    return RELATIONSHIP_WORDS[RelationshipKind(subject.kinship)]


def said_words(subject: Related) -> str:
    """What the referrer said somebody is, in words; empty for whoever they did not name."""
    if subject.mentioned_id is None:
        return ""
    return subject.relation_words or RELATION_WORDS[Relation(subject.relation)]


def say_relation(subject: Related) -> str:
    """The confirmed relation; or else what was said, with who said it."""
    confirmed = confirmed_words(subject)
    if confirmed or subject.relation == Relation.CHILD:
        return confirmed or RELATION_WORDS[Relation.CHILD]
    said = said_words(subject)
    if said:
        return f"{said} ({NOT_CONFIRMED})"
    words = subject.relation_words or RELATION_WORDS[Relation(subject.relation)]
    return f"{words} (not confirmed)"
