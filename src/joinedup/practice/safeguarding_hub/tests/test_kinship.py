"""How people are related: what the referrer said stays a saying until somebody confirms it."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from joinedup.base.foundation.ids import new_id
from joinedup.practice.safeguarding_hub import commands
from joinedup.practice.safeguarding_hub.rules.kinship import (
    Kinship,
    kinds_for,
    relation_after,
    say_relation,
)
from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.record.people.models import Relationship
from joinedup.record.people.rules import RelationshipKind
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose, Relation

CHILD, CARER, OTHER = Relation.CHILD, Relation.PARENT_OR_CARER, Relation.OTHER
SOMEBODY = new_id()


@dataclass
class Subject:
    """As far as the words need it."""

    kinship: str
    relation: str
    relation_words: str = ""
    mentioned_id: UUID | None = SOMEBODY


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (Subject("", CHILD), "child"),
        (Subject("sibling", CHILD), "brother or sister"),
        (Subject("mother", CARER, "Mum, I think"), "mother"),
        (
            Subject("", OTHER, "Mum's boyfriend"),
            "Mum's boyfriend (said by the referrer, not confirmed)",
        ),
        (
            Subject("not_known", OTHER, "Mum's boyfriend"),
            "Mum's boyfriend (said by the referrer, not confirmed)",
        ),
        (Subject("", CARER), "parent or carer (said by the referrer, not confirmed)"),
        (Subject("", CARER, mentioned_id=None), "parent or carer (not confirmed)"),
        (Subject("", OTHER, "Neighbour", None), "Neighbour (not confirmed)"),
    ],
)
def test_the_words(subject, words):
    assert say_relation(subject) == words


@pytest.mark.parametrize(
    ("said", "kind", "after"),
    [
        (OTHER, RelationshipKind.STEP_PARENT, CARER),
        (OTHER, RelationshipKind.CARER, CARER),
        (OTHER, RelationshipKind.FRIEND_OR_NEIGHBOUR, OTHER),
        (OTHER, None, OTHER),
        (CARER, RelationshipKind.GRANDPARENT, CARER),
        (CARER, None, CARER),
        (CHILD, RelationshipKind.MOTHER, CHILD),
        (CHILD, RelationshipKind.SIBLING, CHILD),
    ],
)
def test_the_place_in_the_enquiry(said, kind, after):
    assert relation_after(said, Kinship(kind)) == after
    assert relation_after(said, None) == said


@pytest.mark.parametrize(
    ("relation", "fits", "does_not"),
    [
        (CHILD, "twin", "mother"),
        (CARER, "mother", "partner"),
        (OTHER, "sibling", "child"),
        (None, "child", "grandchild"),
    ],
)
def test_which_kinds_are_offered(relation, fits, does_not):
    assert fits in kinds_for(relation)
    assert does_not not in kinds_for(relation)


@pytest.fixture
def hub(db):
    return factories.a_hub()


def confirm(hub, enquiry_id, mentioned, kinship=None):
    with session(hub.screener, Purpose.SCREENING):
        return commands.confirm_new_person(
            hub.screener,
            enquiry_id=enquiry_id,
            mentioned_id=mentioned.pk,
            evidence="The school knows them.",
            kinship=kinship,
        )


def ties(hub):
    with session(hub.screener, Purpose.SCREENING):
        rows = Relationship.objects.all()
        return {(r.person_id, r.related_id, r.kind) for r in rows}


def test_what_was_confirmed_is_written_for_each_child(hub):
    enquiry_id = factories.received(
        hub,
        mentioned=[
            factories.mentioned(sex="2"),
            factories.mentioned(given="Gwen"),
            factories.mother(),
        ],
    )
    ffion, gwen, mother = factories.people_mentioned(hub)
    first = confirm(hub, enquiry_id, ffion)
    second = confirm(hub, enquiry_id, gwen, Kinship(RelationshipKind.SIBLING))
    third = confirm(
        hub, enquiry_id, mother, Kinship(RelationshipKind.MOTHER, parental_responsibility=True)
    )
    one, two, mum = first.person_id, second.person_id, third.person_id
    assert ties(hub) == {
        (one, two, "sibling"),
        (two, one, "sibling"),
        (one, mum, "mother"),
        (mum, one, "child"),
        (two, mum, "mother"),
        (mum, two, "child"),
    }
    with session(hub.screener, Purpose.SCREENING):
        told = Relationship.objects.get(person=one, related=mum)
    assert (told.parental_responsibility, told.lives_with) == (True, None)
    assert (third.kinship, third.relation_words) == ("mother", "Mother")


def test_a_saying_is_written_nowhere(hub):
    enquiry_id = factories.received(hub)
    child, mother = factories.people_mentioned(hub)
    confirm(hub, enquiry_id, child)
    assert confirm(hub, enquiry_id, mother).kinship == ""
    assert ties(hub) == set()
    other = factories.received(hub)
    child, mother = factories.people_mentioned(hub)[2:]
    confirm(hub, other, child)
    assert confirm(hub, other, mother, Kinship(None)).kinship == "not_known"
    assert ties(hub) == set()


def test_an_adult_before_the_first_child_is_that_child_s_and_not_a_later_one_s(hub):
    enquiry_id = factories.received(
        hub,
        mentioned=[factories.mentioned(), factories.mentioned(given="Gwen"), factories.mother()],
    )
    ffion, gwen, mother = factories.people_mentioned(hub)
    mum = confirm(hub, enquiry_id, mother, Kinship(RelationshipKind.MOTHER)).person_id
    one = confirm(hub, enquiry_id, ffion).person_id
    two = confirm(hub, enquiry_id, gwen, Kinship(None)).person_id
    assert (one, mum, "mother") in ties(hub)
    assert (two, mum, "mother") not in ties(hub)


def test_what_is_known_already_is_not_written_twice_and_is_added_to(hub):
    first = factories.received(hub)
    child, mother = factories.people_mentioned(hub)
    one = confirm(hub, first, child)
    mum = confirm(hub, first, mother, Kinship(RelationshipKind.MOTHER, lives_with=True))
    before = ties(hub)
    second = factories.received(hub)
    with session(hub.screener, Purpose.SCREENING):
        for subject, kinship in (
            (one, None),
            (mum, Kinship(RelationshipKind.MOTHER, parental_responsibility=True)),
        ):
            commands.confirm_known_person(
                hub.screener,
                enquiry_id=second,
                person_id=subject.person_id,
                relation=Relation(subject.relation),
                relation_words="",
                evidence="The same people.",
                kinship=kinship,
            )
        known = Relationship.objects.get(person=one.person_id, related=mum.person_id)
    assert ties(hub) == before
    assert (known.parental_responsibility, known.lives_with) == (True, True)
