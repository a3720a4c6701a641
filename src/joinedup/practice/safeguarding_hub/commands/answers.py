"""An agency answers: known or not, and what is relevant, from its own records."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.practice.safeguarding_hub.commands.gate import all_answered
from joinedup.practice.safeguarding_hub.commands.steps import Changed, locked
from joinedup.practice.safeguarding_hub.models import (
    AgencyCheck,
    CheckAnswer,
    Contribution,
    Enquiry,
    Subject,
)
from joinedup.practice.safeguarding_hub.queries.answering import picked_before
from joinedup.practice.safeguarding_hub.rules.outcomes import Handling
from joinedup.practice.safeguarding_hub.rules.states import CheckState, Known
from joinedup.record.chronology.commands import record_entry
from joinedup.record.chronology.rules import EntryType, Impact
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.rules import Category


@dataclass(frozen=True)
class ItemDraft:
    """One item for the sealed room: what happened as fact and, apart, what we make of it."""

    category: Category
    kind: str
    type: EntryType
    starts_on: date
    what: str
    ends_on: date | None = None
    date_accuracy: str = "AAA"
    judgement: str = ""
    impact: Impact = Impact.NEUTRAL
    action_taken: str = ""
    why_no_action: str = ""
    handling: Handling = Handling.ASK_FIRST
    handling_words: str = ""
    source_reference: str = ""


@dataclass(frozen=True)
class AnswerDraft:
    """What the agency says about one subject."""

    subject_id: UUID
    known: Known
    involvement: str = ""
    contact: str = ""
    reasons: str = ""
    records_as_of: date | None = None
    items: list[ItemDraft] = field(default_factory=list)


@transaction.atomic
def answer_check(actor: Viewer, *, check_id: UUID, answers: Collection[AnswerDraft]) -> None:
    """Answer for every person asked about. The answer is given once; items stay the agency's own.

    Raises ``ValueError`` when somebody is left out or an answer is incomplete, ``Changed`` when a
    colleague has answered meanwhile.
    """
    check = (
        AgencyCheck.objects.select_for_update(of=("self",))
        .select_related("folder")
        .filter(pk=check_id)
        .first()
    )
    if check is None or check.team_id not in actor.team_ids:
        raise NotVisible
    if check.state != CheckState.ASKED:
        raise Changed("A colleague has already answered this.")
    enquiry = locked(check.enquiry_id)
    if {str(a.subject_id) for a in answers} != set(check.subjects):
        raise ValueError("Answer for each person that you were asked about.")
    for draft in answers:
        _answer(actor, enquiry, check, draft)
    check.state = CheckState.ANSWERED
    check.answered_at = timezone.now()
    check.save(update_fields=["state", "answered_at"])
    record(
        Action.ADDED,
        subject_kind="agency_check",
        subject_id=check.pk,
        folder=check.folder,
        details={"answers": len(answers), "items": sum(len(a.items) for a in answers)},
    )
    all_answered(actor, enquiry)


def _answer(actor: Viewer, enquiry: Enquiry, check: AgencyCheck, draft: AnswerDraft) -> None:
    if draft.known is Known.DECLINED and not draft.reasons.strip():
        raise ValueError("Say why you decline to answer.")
    if draft.known is Known.KNOWN and not draft.involvement.strip():
        raise ValueError("Say how you know them: which service, since when.")
    if draft.known is not Known.KNOWN and draft.items:
        raise ValueError("Items belong to somebody whom you know.")
    subject = Subject.objects.select_related("person").filter(pk=draft.subject_id).first()
    if subject is None:
        raise NotVisible
    answer = CheckAnswer(
        folder=enquiry.folder,
        check_asked=check,
        subject=subject,
        known=draft.known,
        involvement=draft.involvement,
        contact=draft.contact,
        reasons=draft.reasons,
        records_as_of=draft.records_as_of,
        answered_by_id=actor.professional_id,
    )
    answer.save(force_insert=True)
    for item in draft.items:
        _contribute(actor, enquiry, check, answer, subject, item)


def _contribute(
    actor: Viewer,
    enquiry: Enquiry,
    check: AgencyCheck,
    answer: CheckAnswer,
    subject: Subject,
    item: ItemDraft,
) -> None:
    if item.category.value not in check.categories:
        raise ValueError(
            "You were not asked about this. Only what was asked may come into the room."
        )
    if item.source_reference and item.source_reference in picked_before(
        enquiry.folder_id, check.agency_id
    ):
        raise ValueError(
            f"“{item.source_reference}” from your records is in the room already."
            " One entry can say what it means for everybody in it."
        )
    entry = record_entry(
        actor,
        folder=enquiry.folder,
        category=item.category,
        subject_id=subject.person_id,
        source_agency_id=check.agency_id,
        type=item.type,
        kind=item.kind,
        starts_on=item.starts_on,
        ends_on=item.ends_on,
        date_accuracy=item.date_accuracy,
        what=item.what,
        judgement=item.judgement,
        impact=item.impact,
        action_taken=item.action_taken,
        why_no_action=item.why_no_action,
        source_reference=item.source_reference,
    )
    Contribution(
        folder=enquiry.folder,
        category=item.category,
        answer=answer,
        agency_id=check.agency_id,
        entry=entry,
        handling=item.handling,
        handling_words=item.handling_words,
    ).save(force_insert=True)
