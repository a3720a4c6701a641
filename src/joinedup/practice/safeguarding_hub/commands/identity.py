"""Who is it about? A person decides; the engine only suggests."""

from uuid import UUID

from django.db import transaction

from joinedup.base.foundation.transitions import NotNow
from joinedup.practice.safeguarding_hub.commands.contacts import MentionedDraft
from joinedup.practice.safeguarding_hub.commands.kinship import write_kinship
from joinedup.practice.safeguarding_hub.commands.steps import Changed, locked, move
from joinedup.practice.safeguarding_hub.models import Enquiry, MentionedPerson, Subject
from joinedup.practice.safeguarding_hub.queries.identity import identity_of_mentioned
from joinedup.practice.safeguarding_hub.rules.kinship import NOT_KNOWN, Kinship, relation_after
from joinedup.practice.safeguarding_hub.rules.states import DECIDED, Event
from joinedup.record.linkage.engine.identity import Identity
from joinedup.record.linkage.queries import identity_of_entry, own_entry
from joinedup.record.people.commands import Source, add_known_person
from joinedup.record.people.models import Person
from joinedup.trust.agencies.queries import hub_team
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.commands import Holder, Opening, say_whom_it_is_about
from joinedup.trust.sharing.rules import Category, Purpose, Relation
from joinedup.trust.sharing.rules.categories import CONTENT

TOO_LATE_TO_ADD = "The enquiry has been decided: nobody can be added to it now."
# What the hub writes about a person itself, their chronology too. What agencies bring stays in
# the folder of the enquiry that they brought it into.
PERSON_CATEGORIES = tuple(dict.fromkeys((Category.IDENTITY, Category.FAMILY, *CONTENT)))


@transaction.atomic
def confirm_known_person(
    actor: Viewer,
    *,
    enquiry_id: UUID,
    person_id: UUID,
    relation: Relation,
    relation_words: str,
    evidence: str,
    mentioned_id: UUID | None = None,
    kinship: Kinship | None = None,
) -> Subject:
    """The person is one whom we already have a record of."""
    enquiry = _open_for_identity(enquiry_id)
    person = _person(person_id)
    return _add(
        actor,
        enquiry,
        person,
        relation=relation,
        relation_words=relation_words,
        basis="record",
        evidence=evidence,
        mentioned_id=mentioned_id,
        kinship=kinship,
    )


@transaction.atomic
def confirm_from_index(
    actor: Viewer,
    *,
    enquiry_id: UUID,
    entry_id: UUID,
    relation: Relation,
    relation_words: str,
    evidence: str,
    mentioned_id: UUID | None = None,
    kinship: Kinship | None = None,
) -> Subject:
    """The person is one in our own agency's index; a record is begun with what it holds."""
    enquiry = _open_for_identity(enquiry_id)
    entry = own_entry(actor, entry_id)
    # Whoever was confirmed from the same entry before has a record already.
    before = Subject.objects.filter(index_entry_id=entry_id).select_related("person__folder")
    known = before.first()
    person = (
        known.person
        if known
        else _begin_record(
            actor,
            identity_of_entry(entry),
            language=entry.language,
            needs_interpreter=entry.needs_interpreter,
            source=Source(entry.agency_id, entry.updated_on),
        )
    )
    return _add(
        actor,
        enquiry,
        person,
        relation=relation,
        relation_words=relation_words,
        basis="index",
        evidence=evidence,
        mentioned_id=mentioned_id,
        index_entry_id=entry_id,
        kinship=kinship,
    )


@transaction.atomic
def confirm_new_person(
    actor: Viewer,
    *,
    enquiry_id: UUID,
    mentioned_id: UUID,
    evidence: str,
    kinship: Kinship | None = None,
) -> Subject:
    """Nobody whom we have is this person; a record is begun with what the referrer told us."""
    enquiry = _open_for_identity(enquiry_id)
    mentioned = MentionedPerson.objects.filter(
        pk=mentioned_id, contact_id=enquiry.contact_id
    ).first()
    if mentioned is None:
        raise NotVisible
    person = _begin_record(actor, identity_of_mentioned(mentioned))
    return _add(
        actor,
        enquiry,
        person,
        relation=Relation(mentioned.relation),
        relation_words=mentioned.relation_words,
        basis="new",
        evidence=evidence,
        mentioned_id=mentioned.pk,
        kinship=kinship,
    )


@transaction.atomic
def add_new_person(
    actor: Viewer,
    *,
    enquiry_id: UUID,
    described: MentionedDraft,
    evidence: str,
    kinship: Kinship | None = None,
) -> Subject:
    """Somebody whom the referrer did not name, and whom nobody whom we have is: a new record."""
    enquiry = _open_for_identity(enquiry_id)
    person = _begin_record(actor, identity_of_mentioned(described))
    return _add(
        actor,
        enquiry,
        person,
        relation=described.relation,
        relation_words=described.relation_words,
        basis="new",
        evidence=evidence,
        kinship=kinship,
    )


@transaction.atomic
def confirm_subjects(actor: Viewer, *, enquiry_id: UUID) -> None:
    """Everybody the enquiry is about is known; it can be screened."""
    enquiry = locked(enquiry_id)
    children = Subject.objects.filter(enquiry=enquiry, relation=Relation.CHILD)
    if not children.exists():
        raise NotNow("Say first which child the enquiry is about.")
    move(actor, enquiry, Event.CONFIRM_SUBJECTS)


def _open_for_identity(enquiry_id: UUID) -> Enquiry:
    enquiry = locked(enquiry_id)
    if enquiry.state in DECIDED:
        raise NotNow(TOO_LATE_TO_ADD)
    return enquiry


def _person(person_id: UUID) -> Person:
    found = Person.objects.select_related("folder").filter(pk=person_id).first()
    if found is None:
        raise NotVisible
    return found


def _begin_record(
    actor: Viewer,
    identity: Identity,
    *,
    language: str = "",
    needs_interpreter: bool | None = None,
    source: Source | None = None,
) -> Person:
    hub = hub_team()
    return add_known_person(
        actor,
        controller_id=hub.organisation_id,
        purpose=Purpose.SCREENING,
        reasons="The safeguarding hub is looking at a worry about this family.",
        openings=[
            Opening(Holder(team_id=hub.pk), PERSON_CATEGORIES, may_write=True, may_decide=True)
        ],
        identity=identity,
        language=language,
        needs_interpreter=needs_interpreter,
        source=source,
    )


def _add(
    actor: Viewer,
    enquiry: Enquiry,
    person: Person,
    *,
    relation: Relation,
    relation_words: str,
    basis: str,
    evidence: str,
    mentioned_id: UUID | None = None,
    index_entry_id: UUID | None = None,
    kinship: Kinship | None,
) -> Subject:
    if not evidence.strip():
        raise ValueError("Say what makes you sure.")
    taken = Subject.objects.filter(enquiry=enquiry)
    if taken.filter(person=person).exists():
        raise Changed("This person is already part of the enquiry.")
    if mentioned_id and taken.filter(mentioned_id=mentioned_id).exists():
        raise Changed("Somebody has just confirmed who this is. Look at their answer first.")
    subject = Subject(
        folder=enquiry.folder,
        enquiry=enquiry,
        person=person,
        mentioned_id=mentioned_id,
        relation=relation_after(relation, kinship),
        relation_words=relation_words,
        kinship=(kinship.kind or NOT_KNOWN) if kinship else "",
        parental_responsibility=kinship.parental_responsibility if kinship else None,
        lives_with=kinship.lives_with if kinship else None,
        basis=basis,
        evidence=evidence,
        index_entry_id=index_entry_id,
        confirmed_by_id=actor.professional_id,
    )
    subject.save(force_insert=True)
    say_whom_it_is_about(actor, folder=enquiry.folder, people_folder_ids=[person.folder_id])
    record(
        Action.DECIDED,
        subject_kind="subject",
        subject_id=subject.pk,
        folder=enquiry.folder,
        details={"person": str(person.pk), "basis": basis},
    )
    write_kinship(actor, subject)
    return subject
