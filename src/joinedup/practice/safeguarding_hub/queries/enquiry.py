"""Opening one enquiry, check, contact or information product."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from joinedup.practice.safeguarding_hub.models import (
    AgencyCheck,
    CheckAnswer,
    Contact,
    Enquiry,
    EnquiryDecision,
    Feedback,
    InformationProduct,
    MentionedPerson,
    Screening,
    StateChange,
    Subject,
)
from joinedup.record.people.queries import PersonBrief, people_named
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing import queries as sharing
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.models import Decision, ToldFamily


@dataclass(frozen=True)
class SubjectView:
    """A subject and, when the viewer may see it, who they are."""

    subject: Subject
    person: PersonBrief | None


@dataclass(frozen=True)
class CheckView:
    """An agency check with what the rules said and what the agency answered."""

    check: AgencyCheck
    subjects: tuple[SubjectView, ...]
    decisions: tuple[Decision, ...]
    answers: tuple[CheckAnswer, ...]


@dataclass(frozen=True)
class EnquiryView:
    """Everything about one enquiry that this viewer may see; the parts they may not are empty."""

    enquiry: Enquiry
    contact: Contact | None
    mentioned: tuple[MentionedPerson, ...]
    subjects: tuple[SubjectView, ...]
    screenings: tuple[Screening, ...]
    checks: tuple[CheckView, ...]
    changes: tuple[StateChange, ...]
    decision: EnquiryDecision | None
    feedback: Feedback | None
    told: ToldFamily | None


def enquiry_of(folder_id: UUID) -> UUID | None:
    """Which enquiry a folder is of, where the viewer may see it: the number alone."""
    return Enquiry.objects.filter(folder_id=folder_id).values_list("pk", flat=True).first()


def open_enquiry(viewer: Viewer, enquiry_id: UUID) -> EnquiryView:
    """One enquiry, as far as this viewer may see it. Raises ``NotVisible``."""
    enquiry = Enquiry.objects.select_related("folder").filter(pk=enquiry_id).first()
    if enquiry is None:
        raise NotVisible
    record(Action.OPENED, subject_kind="enquiry", subject_id=enquiry.pk, folder=enquiry.folder)
    contact = (
        Contact.objects.select_related("referrer", "referrer_agency")
        .filter(pk=enquiry.contact_id)
        .first()
    )
    subjects = _subjects(viewer, enquiry_id)
    of_enquiry = {"enquiry_id": enquiry_id}
    return EnquiryView(
        enquiry=enquiry,
        contact=contact,
        mentioned=tuple(
            MentionedPerson.objects.filter(contact_id=enquiry.contact_id).order_by("position")
        ),
        subjects=subjects,
        screenings=tuple(
            Screening.objects.filter(**of_enquiry).select_related("by").order_by("-at", "-id")
        ),
        checks=_checks(enquiry_id, subjects),
        changes=tuple(
            StateChange.objects.filter(**of_enquiry).select_related("by").order_by("at", "id")
        ),
        decision=EnquiryDecision.objects.filter(**of_enquiry).select_related("decided_by").first(),
        feedback=Feedback.objects.filter(**of_enquiry).select_related("by").first(),
        told=told_family(enquiry.folder_id),
    )


def told_family(folder_id: UUID) -> ToldFamily | None:
    """Whether the family has been told, as last recorded."""
    return sharing.told_family(folder_id)


def _subjects(viewer: Viewer, enquiry_id: UUID) -> tuple[SubjectView, ...]:
    rows = list(
        Subject.objects.filter(enquiry_id=enquiry_id)
        .select_related("confirmed_by")
        .order_by("confirmed_at", "id")
    )
    named = people_named(viewer, [s.person_id for s in rows])
    return tuple(SubjectView(s, named.get(s.person_id)) for s in rows)


def _checks(enquiry_id: UUID, subjects: tuple[SubjectView, ...]) -> tuple[CheckView, ...]:
    rows = list(
        AgencyCheck.objects.filter(enquiry_id=enquiry_id)
        .select_related("agency", "team", "asked_by", "reviewed_by")
        .order_by("asked_at", "id")
    )
    decisions = {
        str(d.pk): d for d in Decision.objects.filter(pk__in=[i for c in rows for i in c.decisions])
    }
    answers: dict[UUID, list[CheckAnswer]] = {}
    given = CheckAnswer.objects.filter(check_asked__in=rows).select_related(
        "answered_by", "subject"
    )
    for answer in given.order_by("answered_at", "id"):
        answers.setdefault(answer.check_asked_id, []).append(answer)
    return tuple(
        CheckView(
            check=check,
            subjects=tuple(s for s in subjects if str(s.subject.pk) in check.subjects),
            decisions=tuple(decisions[i] for i in check.decisions if i in decisions),
            answers=tuple(answers.get(check.pk, [])),
        )
        for check in rows
    )


def open_check(viewer: Viewer, check_id: UUID) -> tuple[Enquiry, CheckView]:
    """One agency check, for the desk that was asked or for the hub. Raises ``NotVisible``."""
    check = (
        AgencyCheck.objects.select_related("folder", "enquiry", "agency", "team", "asked_by")
        .filter(pk=check_id)
        .first()
    )
    if check is None:
        raise NotVisible
    record(Action.OPENED, subject_kind="agency_check", subject_id=check.pk, folder=check.folder)
    subjects = _subjects(viewer, check.enquiry_id)
    view = next(v for v in _checks(check.enquiry_id, subjects) if v.check.pk == check_id)
    return check.enquiry, view


def open_contact_of_mine(
    viewer: Viewer, contact_id: UUID
) -> tuple[Contact, tuple[MentionedPerson, ...], Feedback | None]:
    """A contact for its own referrer, with the feedback when it has come. Raises ``NotVisible``."""
    contact = (
        Contact.objects.select_related("folder")
        .filter(pk=contact_id, referrer_id=viewer.professional_id)
        .first()
    )
    if contact is None:
        raise NotVisible
    record(Action.OPENED, subject_kind="contact", subject_id=contact.pk, folder=contact.folder)
    mentioned = tuple(MentionedPerson.objects.filter(contact=contact).order_by("position"))
    feedback = Feedback.objects.filter(folder_id=contact.folder_id).select_related("by").first()
    return contact, mentioned, feedback


def open_product(viewer: Viewer, product_id: UUID) -> InformationProduct:
    """One information product, for its recipients or for the hub. Raises ``NotVisible``."""
    return _product(product_id, Action.OPENED)


def take_out_product(viewer: Viewer, product_id: UUID, *, print_size: str) -> InformationProduct:
    """One information product, to be made into a document that leaves. Raises ``NotVisible``."""
    return _product(product_id, Action.EXPORTED, {"format": "pdf", "print_size": print_size})


def _product(
    product_id: UUID, action: Action, details: dict[str, Any] | None = None
) -> InformationProduct:
    product = (
        InformationProduct.objects.select_related("folder", "recipient__organisation", "made_by")
        .filter(pk=product_id)
        .first()
    )
    if product is None:
        raise NotVisible
    record(
        action,
        subject_kind="information_product",
        subject_id=product.pk,
        folder=product.folder,
        details=details,
    )
    return product
