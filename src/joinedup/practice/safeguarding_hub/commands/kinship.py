"""Writing into people's records how they are related, once that was confirmed."""

from joinedup.practice.safeguarding_hub.models import Subject
from joinedup.practice.safeguarding_hub.rules.kinship import NOT_KNOWN
from joinedup.record.people.commands import correct_relationship, relate
from joinedup.record.people.models import Person, Relationship
from joinedup.record.people.rules import RelationshipKind, Sex, inverse
from joinedup.trust.sharing.asking import Viewer
from joinedup.trust.sharing.queries import writable
from joinedup.trust.sharing.rules import Category, Relation


def write_kinship(actor: Viewer, subject: Subject) -> None:
    """Relate a new subject to the children whom the enquiry is about, as it was confirmed.

    Those who were confirmed before the first child were said to be related to that child; a child
    who is added later is not taken to have the same family.
    """
    others = Subject.objects.select_related("person").filter(enquiry_id=subject.enquiry_id)
    others = others.exclude(pk=subject.pk)
    children = [other for other in others if other.relation == Relation.CHILD]
    for child in children:
        _relate(actor, child.person, subject)
    if subject.relation == Relation.CHILD and not children:
        for earlier in others:
            _relate(actor, subject.person, earlier)


def _relate(actor: Viewer, child: Person, subject: Subject) -> None:
    """Where the actor may write in the child's record; or else in the other's, the other way."""
    if subject.kinship in ("", NOT_KNOWN):
        return
    kind = RelationshipKind(subject.kinship)
    if Category.FAMILY in writable(child.folder_id):
        _write(actor, child, subject.person, kind, subject)
        return
    other_way = inverse(kind, Sex(child.sex))
    if other_way is not None and Category.FAMILY in writable(subject.person.folder_id):
        _write(actor, subject.person, child, other_way, subject)


def _write(
    actor: Viewer, person: Person, related: Person, kind: RelationshipKind, facts: Subject
) -> None:
    known = Relationship.objects.filter(
        person=person, related=related, kind=kind.value, ends_on__isnull=True
    ).first()
    if known is None:
        relate(
            actor,
            person_id=person.pk,
            related_id=related.pk,
            kind=kind,
            parental_responsibility=facts.parental_responsibility,
            lives_with=facts.lives_with,
        )
        return
    responsible = _newer(facts.parental_responsibility, known.parental_responsibility)
    lives_with = _newer(facts.lives_with, known.lives_with)
    if (responsible, lives_with) != (known.parental_responsibility, known.lives_with):
        correct_relationship(
            actor,
            relationship_id=known.pk,
            kind=kind,
            parental_responsibility=responsible,
            lives_with=lives_with,
            starts_on=known.starts_on,
        )


def _newer(confirmed: bool | None, known: bool | None) -> bool | None:  # noqa: FBT001 - two answers
    return known if confirmed is None else confirmed
