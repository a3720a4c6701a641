"""Taking a worry: from a professional who is signed in, or from anybody."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from joinedup.base.foundation.references import new_reference
from joinedup.base.foundation.working_time import due
from joinedup.practice.safeguarding_hub.models import Contact, Enquiry, MentionedPerson
from joinedup.practice.safeguarding_hub.queries.work import reference_sent
from joinedup.practice.safeguarding_hub.rules.ratings import SCREENING
from joinedup.practice.safeguarding_hub.rules.states import State
from joinedup.trust.agencies.queries import front_door, hub_is_staffed, hub_team
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.commands import Holder, Opening, open_folder
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Category, FolderKind, Purpose, Relation
from joinedup.trust.sharing.rules.categories import CONTENT

HUB_CATEGORIES = (
    Category.CONTACT,
    Category.SCREENING,
    Category.REQUEST,
    Category.DECISION,
    Category.FEEDBACK,
    *CONTENT,
)


class NoHubError(Exception):
    """There is no hub yet, or nobody in it: a worry that was taken now would be read by nobody."""


@dataclass(frozen=True)
class MentionedDraft:
    """Somebody named by the referrer, with whatever is known of them."""

    relation: Relation
    relation_words: str = ""
    given: str = ""
    family: str = ""
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    expected_on: date | None = None
    sex: str = "X"
    address_line: str = ""
    town: str = ""
    postcode: str = ""
    nhs_number: str = ""
    upn: str = ""
    school: str = ""


@dataclass(frozen=True)
class ContactDraft:
    """A worry as it was told. ``submission_key`` makes sending it twice the same as once.

    ``received_at`` is when it was told, where it is written down later: by telephone, on paper.
    """

    submission_key: UUID
    worry: str
    immediate_danger: bool
    mentioned: list[MentionedDraft] = field(default_factory=list)
    referrer_name: str = ""
    referrer_relation: str = ""
    referrer_contact: str = ""
    family_told: str = ""
    family_told_reasons: str = ""
    access_needs: str = ""
    received_at: datetime | None = None


@transaction.atomic
def report_worry(actor: Viewer, *, draft: ContactDraft) -> str:
    """A professional reports a worry. They can read what they wrote, and later what came of it.

    Returns the reference. Sending the same form twice returns the first reference. Raises
    ``NoHubError``.
    """
    return _take(actor, draft, from_public=False)


def report_worry_publicly(*, draft: ContactDraft) -> str:
    """Somebody who is not signed in reports a worry. Nobody outside the hub can read it back.

    Raises ``NoHubError``.
    """
    if not hub_is_staffed():
        raise NoHubError
    door = viewer_for(front_door().pk)
    with session(door, Purpose.CONTACT):
        return _take(door, draft, from_public=True)


def _take(actor: Viewer, draft: ContactDraft, *, from_public: bool) -> str:
    if not draft.worry.strip():
        raise ValueError("Tell us what you are worried about.")
    if draft.received_at is not None and draft.received_at > timezone.now():
        raise ValueError("When it was told cannot be in the future.")
    already = reference_sent(draft.submission_key)
    if already:
        return already
    if not hub_is_staffed():
        raise NoHubError
    try:
        with transaction.atomic():
            return _write(actor, draft, from_public=from_public)
    except IntegrityError:
        # The same form, sent twice at once: the other one has just been written.
        already = reference_sent(draft.submission_key)
        if not already:
            raise
        return already


def _write(actor: Viewer, draft: ContactDraft, *, from_public: bool) -> str:
    folder = _open(actor, from_public=from_public)
    received_at = draft.received_at or timezone.now()
    contact = Contact(
        folder=folder,
        reference=new_reference("C"),
        received_at=received_at,
        submission_key=draft.submission_key,
        referrer_id=actor.professional_id,
        referrer_agency_id=actor.agency_id,
        from_public=from_public,
        referrer_name=draft.referrer_name or ("" if from_public else actor.name),
        referrer_relation=draft.referrer_relation or ("" if from_public else actor.job_title),
        referrer_contact=draft.referrer_contact,
        worry=draft.worry,
        immediate_danger=draft.immediate_danger,
        family_told=draft.family_told,
        family_told_reasons=draft.family_told_reasons,
        access_needs=draft.access_needs,
    )
    contact.save(force_insert=True)
    for position, person in enumerate(draft.mentioned):
        MentionedPerson(folder=folder, contact=contact, position=position, **vars(person)).save(
            force_insert=True
        )
    Enquiry(
        folder=folder,
        contact=contact,
        reference=contact.reference,
        state=State.RECEIVED,
        screening_due_at=due(received_at, SCREENING),
    ).save(force_insert=True)
    record(Action.ADDED, subject_kind="contact", subject_id=contact.pk, folder=folder)
    return contact.reference


def _open(actor: Viewer, *, from_public: bool) -> Folder:
    hub = hub_team()
    me = Holder(professional_id=actor.professional_id)
    # Long enough to write it down, in this transaction; afterwards the referrer only reads.
    moment = timezone.now() + timedelta(minutes=1)
    openings = [
        Opening(Holder(team_id=hub.pk), HUB_CATEGORIES, may_write=True, may_decide=True),
        Opening(
            me,
            [Category.CONTACT, Category.REQUEST],
            may_read=False,
            may_write=True,
            until=moment,
        ),
    ]
    if not from_public:
        openings.append(Opening(me, [Category.CONTACT, Category.FEEDBACK]))
    return open_folder(
        actor,
        kind=FolderKind.ENQUIRY,
        controller_id=hub.organisation_id,
        purpose=Purpose.CONTACT,
        reasons="A worry about a child was reported to the safeguarding hub.",
        openings=openings,
    )
