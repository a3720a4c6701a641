"""Work lists: what is due, to whom, by when. What is overdue comes first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from joinedup.practice.safeguarding_hub.models import (
    AgencyCheck,
    Contact,
    Enquiry,
    Feedback,
    InformationProduct,
    MentionedPerson,
    Subject,
)
from joinedup.practice.safeguarding_hub.rules.states import (
    REFERRER_WORDS,
    STATE_WORDS,
    CheckState,
    State,
)
from joinedup.record.people.queries import names_shown
from joinedup.trust.agencies.rules import Role
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.rules import Relation

MOST_LISTED = 100
A_PAGE = 50

FOR_SCREENERS = (State.RECEIVED, State.IDENTIFIED)
TO_DECIDE = (State.SCREENED, State.CHECKING, State.READY)
FOR_MANAGERS = (*TO_DECIDE, State.DECIDED, State.DISSEMINATED)


@dataclass(frozen=True)
class EnquiryWork:
    """One enquiry in a work list."""

    id: UUID
    reference: str
    about: str
    state: State
    state_words: str
    rating: str
    due_at: datetime | None
    immediate_danger: bool
    waiting_for: int


@dataclass(frozen=True)
class EnquiriesToDo:
    """One page of a work list, and how long the whole of it is."""

    enquiries: list[EnquiryWork]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class CheckWork:
    """One agency check in a researcher's work list."""

    id: UUID
    reference: str
    about: str
    rating: str
    due_at: datetime | None


@dataclass(frozen=True)
class MyContact:
    """A contact in its referrer's own list."""

    id: UUID
    reference: str
    about: str
    received_at: datetime
    progress: str
    feedback_given: bool


@dataclass(frozen=True)
class ProductWork:
    """An information product that a team received."""

    id: UUID
    reference: str
    title: str
    about: str
    made_at: datetime


def enquiries_to_do(
    viewer: Viewer,
    *,
    states: Collection[State] = (),
    ratings: Collection[str] = (),
    in_danger: bool = False,
    page: int = 1,
    page_size: int = A_PAGE,
) -> EnquiriesToDo:
    """Open enquiries, the soonest due first; for a decision maker all, for a screener theirs.

    What is empty does not narrow the list; an enquiry that is not rated yet has the rating "".
    A page beyond the last is the last.
    """
    if not states:
        states = FOR_SCREENERS + FOR_MANAGERS if viewer.has(Role.DECISION_MAKER) else FOR_SCREENERS
    rows = Enquiry.objects.filter(state__in=states)
    if ratings:
        rows = rows.filter(rating__in=ratings)
    if in_danger:
        rows = rows.filter(contact__immediate_danger=True)
    total = rows.count()
    pages = max(1, -(-total // page_size))
    page = min(max(1, page), pages)
    first = (page - 1) * page_size
    enquiries = list(_soonest_first(rows)[first : first + page_size])
    return EnquiriesToDo(_in_list(viewer, enquiries), total, page, pages)


def _in_list(viewer: Viewer, enquiries: list[Enquiry]) -> list[EnquiryWork]:
    ids = [e.pk for e in enquiries]
    about = _about(viewer, ids)
    waiting: dict[UUID, int] = {}
    asked = AgencyCheck.objects.filter(
        enquiry_id__in=ids, state__in=[CheckState.ASKED, CheckState.REVIEW]
    )
    for enquiry_id in asked.values_list("enquiry_id", flat=True):
        waiting[enquiry_id] = waiting.get(enquiry_id, 0) + 1
    record(Action.LISTED, subject_kind="enquiry", details={"enquiries": [str(i) for i in ids]})
    return [
        EnquiryWork(
            id=e.pk,
            reference=e.reference,
            about=about.get(e.pk, ""),
            state=State(e.state),
            state_words=STATE_WORDS[State(e.state)],
            rating=e.rating,
            due_at=_due(e),
            immediate_danger=e.contact.immediate_danger,
            waiting_for=waiting.get(e.pk, 0),
        )
        for e in enquiries
    ]


def _due(enquiry: Enquiry) -> datetime | None:
    """The clock that runs: to screen it, or to decide. What is decided has none."""
    if enquiry.state in FOR_SCREENERS:
        return enquiry.screening_due_at
    return enquiry.decision_due_at if enquiry.state in TO_DECIDE else None


def _soonest_first(rows: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
    """Danger that nobody has looked at first, then whatever is due first."""
    unscreened = Q(state__in=FOR_SCREENERS)
    return (
        rows.annotate(
            danger=Case(
                When(unscreened, then="contact__immediate_danger"), default=Value(value=False)
            ),
            due=Case(
                When(unscreened, then="screening_due_at"),
                default=Coalesce("decision_due_at", "screening_due_at"),
            ),
        )
        .select_related("contact")
        .order_by("-danger", "due", "id")
    )


def _about(viewer: Viewer, enquiry_ids: list[UUID]) -> dict[UUID, str]:
    """Whom each enquiry is about: the confirmed children, or the names that the referrer gave."""
    children = list(
        Subject.objects.filter(enquiry_id__in=enquiry_ids, relation=Relation.CHILD).values_list(
            "enquiry_id", "person_id"
        )
    )
    named = names_shown(viewer, [person for _, person in children])
    found: dict[UUID, list[str]] = {}
    for enquiry_id, person_id in children:
        if person_id in named:
            found.setdefault(enquiry_id, []).append(named[person_id])
    missing = [i for i in enquiry_ids if i not in found]
    mentioned = MentionedPerson.objects.filter(
        contact__enquiry__in=missing, relation=Relation.CHILD
    ).values_list("contact__enquiry", "given", "family")
    for enquiry_id, given, family in mentioned:
        found.setdefault(enquiry_id, []).append(f"{given} {family}".strip())
    return {enquiry_id: ", ".join(names) for enquiry_id, names in found.items()}


def checks_to_answer(viewer: Viewer, *, most: int = MOST_LISTED) -> list[CheckWork]:
    """What the viewer's desk has been asked and has not answered, the soonest due first."""
    rows = (
        AgencyCheck.objects.filter(state=CheckState.ASKED, team_id__in=viewer.team_ids)
        .select_related("enquiry")
        .order_by("due_at")[:most]
    )
    checks = list(rows)
    subjects = {
        str(s.pk): s.person_id
        for s in Subject.objects.filter(enquiry_id__in={c.enquiry_id for c in checks})
    }
    named = names_shown(viewer, list(subjects.values()))
    record(
        Action.LISTED,
        subject_kind="agency_check",
        details={"checks": [str(c.pk) for c in checks]},
    )
    return [
        CheckWork(
            id=c.pk,
            reference=c.enquiry.reference,
            about=_names(c, subjects, named),
            rating=c.enquiry.rating,
            due_at=c.due_at,
        )
        for c in checks
    ]


def _names(check: AgencyCheck, subjects: dict[str, UUID], named: dict[UUID, str]) -> str:
    people = [subjects[s] for s in check.subjects if s in subjects]
    return ", ".join(named[p] for p in people if p in named)


def my_contacts(viewer: Viewer, *, most: int = MOST_LISTED) -> list[MyContact]:
    """What the viewer has reported, newest first, and how far it has come."""
    contacts = list(
        Contact.objects.filter(referrer_id=viewer.professional_id).order_by("-received_at")[:most]
    )
    progress = _progress([c.pk for c in contacts])
    names: dict[UUID, list[str]] = {}
    mentioned = MentionedPerson.objects.filter(contact__in=contacts, relation=Relation.CHILD)
    for person in mentioned.order_by("position"):
        names.setdefault(person.contact_id, []).append(str(person))
    record(
        Action.LISTED, subject_kind="contact", details={"contacts": [str(c.pk) for c in contacts]}
    )
    return [
        MyContact(
            id=c.pk,
            reference=c.reference,
            about=", ".join(names.get(c.pk, [])),
            received_at=c.received_at,
            progress=progress[c.pk][0],
            feedback_given=progress[c.pk][1],
        )
        for c in contacts
    ]


def my_contact(viewer: Viewer, reference: str) -> MyContact:
    """One of the viewer's own contacts by its reference. Raises ``NotVisible``."""
    found = [c for c in my_contacts(viewer) if c.reference == reference]
    if not found:
        raise NotVisible
    return found[0]


def reference_sent(submission_key: UUID) -> str:
    """The reference of the worry that was sent with this key; empty when none was.

    Whoever holds the key sent the form; a member of the public may read nothing else of it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT hub_reference_sent(%s)", [submission_key])
        return str(cursor.fetchone()[0] or "")


def _progress(contact_ids: list[UUID]) -> dict[UUID, tuple[str, bool]]:
    """How far each contact has come, in the referrer's words.

    The enquiry itself is the hub's; a referrer knows only that feedback has come, or not yet.
    """
    folders = dict(Contact.objects.filter(pk__in=contact_ids).values_list("folder_id", "pk"))
    given = set(Feedback.objects.filter(folder_id__in=folders).values_list("folder_id", flat=True))
    return {
        contact_id: (
            REFERRER_WORDS[State.CLOSED if folder_id in given else State.RECEIVED],
            folder_id in given,
        )
        for folder_id, contact_id in folders.items()
    }


def products_received(viewer: Viewer, *, most: int = MOST_LISTED) -> list[ProductWork]:
    """Information products for the viewer's teams, newest first."""
    rows = InformationProduct.objects.filter(recipient_id__in=viewer.team_ids)
    products = list(rows.order_by("-made_at")[:most])
    record(
        Action.LISTED,
        subject_kind="information_product",
        details={"products": [str(p.pk) for p in products]},
    )
    return [
        ProductWork(
            id=p.pk,
            reference=p.reference,
            title=p.title,
            about=", ".join(person["name"] for person in p.content["people"]),
            made_at=p.made_at,
        )
        for p in products
    ]


@dataclass(frozen=True)
class EnquiryBrief:
    """An enquiry among others about the same person."""

    id: UUID
    folder_id: UUID
    reference: str
    state_words: str


def enquiries_about(viewer: Viewer, person_ids: Collection[UUID]) -> list[EnquiryBrief]:
    """The enquiries about a person that the viewer may see, newest first."""
    rows = Enquiry.objects.filter(subjects__person_id__in=person_ids).distinct()
    enquiries = list(rows.order_by("-created_at")[:MOST_LISTED])
    record(
        Action.LISTED,
        subject_kind="enquiry",
        details={"enquiries": [str(e.pk) for e in enquiries]},
    )
    return [
        EnquiryBrief(e.pk, e.folder_id, e.reference, STATE_WORDS[State(e.state)]) for e in enquiries
    ]


def own_index_entries(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """The entries of our own agency's index that a screener said are these people."""
    rows = Subject.objects.filter(person_id__in=person_ids, index_entry_id__isnull=False)
    return frozenset(pk for pk in rows.values_list("index_entry_id", flat=True) if pk)
