"""What owners of items were asked, and what they said: for the hub, and for their own desks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from joinedup.practice.safeguarding_hub.models import Contribution, OwnerQuestion, OwnerReply
from joinedup.practice.safeguarding_hub.queries.room import items_of
from joinedup.practice.safeguarding_hub.rules.outcomes import AskedOwner, HowMuch
from joinedup.practice.safeguarding_hub.rules.states import State
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer


@dataclass(frozen=True)
class OwnerQuestionView:
    """One question with what it is about, and the newest reply when there is one."""

    id: UUID
    check_id: UUID
    enquiry_id: UUID
    reference: str
    contribution: Contribution
    recipient: str
    how_much: HowMuch
    summary: str
    reasons: str
    asked_by: str
    asked_at: datetime
    agrees: bool | None
    reply_reasons: str
    replied_by: str
    replied_at: datetime | None
    open: bool

    @property
    def asked(self) -> AskedOwner:
        """As the rules look at it."""
        return AskedOwner(self.how_much, self.summary, self.agrees)


Asked = dict[tuple[UUID, UUID], list[OwnerQuestionView]]


def asked_of_owners(viewer: Viewer, folder_id: UUID) -> Asked:
    """Every question of an enquiry, newest first, by item and recipient. Audited."""
    found: Asked = {}
    rows = list(_rows().filter(folder_id=folder_id))
    for row, view in zip(rows, _views(rows), strict=True):
        found.setdefault((row.contribution_id, row.recipient_id), []).append(view)
    _listed(rows)
    return found


def waiting_for_our_word(viewer: Viewer) -> list[OwnerQuestionView]:
    """What the viewer's desk was asked about its own items, not answered, and not sent yet."""
    # Most days there are none: the many tables that say whose they are need not be asked then.
    open_ones = OwnerQuestion.objects.filter(replies__isnull=True).values_list("pk", flat=True)
    waiting = list(open_ones)
    rows = list(_of_desk(viewer).filter(pk__in=waiting)) if waiting else []
    _listed(rows)
    return [view for view in _views(rows) if view.open][::-1]


def asked_about_check(viewer: Viewer, check_id: UUID) -> list[OwnerQuestionView]:
    """Every question about what the viewer's desk brought in answer to one check."""
    rows = list(_of_desk(viewer).filter(contribution__answer__check_asked=check_id))
    _listed(rows)
    return _views(rows)


def open_owner_question(viewer: Viewer, question_id: UUID) -> OwnerQuestionView:
    """One question, for the desk that brought the item. Raises ``NotVisible``."""
    row = _of_desk(viewer).filter(pk=question_id).first()
    if row is None:
        raise NotVisible
    record(Action.OPENED, subject_kind="owner_question", subject_id=row.pk, folder=row.folder)
    return _views([row])[0]


def _rows() -> Any:  # noqa: ANN401 - a queryset
    return OwnerQuestion.objects.select_related(
        "folder",
        "recipient__organisation",
        "asked_by",
        "contribution__answer__check_asked__enquiry",
    ).order_by("-asked_at", "-id")


def _of_desk(viewer: Viewer) -> Any:  # noqa: ANN401 - a queryset
    return _rows().filter(
        contribution__agency=viewer.agency_id,
        contribution__answer__check_asked__team__in=viewer.team_ids,
    )


def _listed(rows: Iterable[OwnerQuestion]) -> None:
    asked = [str(row.pk) for row in rows]
    if asked:
        record(Action.LISTED, subject_kind="owner_question", details={"questions": asked})


def _views(rows: Sequence[OwnerQuestion]) -> list[OwnerQuestionView]:
    replies: dict[UUID, OwnerReply] = {}
    given = OwnerReply.objects.filter(question__in=rows).select_related("answered_by")
    for reply in given.order_by("answered_at", "id"):
        replies[reply.question_id] = reply
    items = {pk: c for folder in {r.folder_id for r in rows} for pk, c in items_of(folder).items()}
    return [_view(row, items[row.contribution_id], replies.get(row.pk)) for row in rows]


def _view(
    row: OwnerQuestion, contribution: Contribution, reply: OwnerReply | None
) -> OwnerQuestionView:
    check = row.contribution.answer.check_asked
    return OwnerQuestionView(
        id=row.pk,
        check_id=check.pk,
        enquiry_id=check.enquiry_id,
        reference=check.enquiry.reference,
        contribution=contribution,
        recipient=f"{row.recipient.name}, {row.recipient.organisation.name}",
        how_much=HowMuch(row.how_much),
        summary=row.summary,
        reasons=row.reasons,
        asked_by=row.asked_by.name,
        asked_at=row.asked_at,
        agrees=reply.agrees if reply else None,
        reply_reasons=reply.reasons if reply else "",
        replied_by=reply.answered_by.name if reply else "",
        replied_at=reply.answered_at if reply else None,
        open=check.enquiry.state == State.DECIDED,
    )
