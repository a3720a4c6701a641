"""Reading what became of a family, for whoever holds a grant. All of these need an open session."""

from dataclasses import dataclass
from uuid import UUID

from joinedup.record.outcomes.models import Engagement, FamilyAtReferral, Measure
from joinedup.record.outcomes.rules import Answer, Moment
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer


@dataclass(frozen=True)
class EngagementView:
    """An engagement as far as the viewer may see it; ``family`` is ``None`` where that is not
    theirs. ``answers`` are the latest of each risk and moment, of the risks that they may see."""

    engagement: Engagement
    family: FamilyAtReferral | None
    answers: dict[tuple[str, Moment], Answer]


def open_engagement(viewer: Viewer, engagement_id: UUID) -> EngagementView:
    """One engagement. Raises ``NotVisible``."""
    found = Engagement.objects.select_related("folder").filter(pk=engagement_id).first()
    if found is None:
        raise NotVisible
    record(Action.OPENED, subject_kind="engagement", subject_id=found.pk, folder=found.folder)
    rows = Measure.objects.filter(engagement=found).order_by("created_at", "id")
    return EngagementView(
        engagement=found,
        family=FamilyAtReferral.objects.filter(engagement=found).first(),
        answers={(row.risk, Moment(row.moment)): Answer(row.answer) for row in rows},
    )


def engagements(viewer: Viewer, programme: str) -> list[Engagement]:
    """Those of a programme that the viewer may see, the latest first."""
    rows = Engagement.objects.filter(programme=programme).order_by("-referred_on", "id")
    found = list(rows)
    record(
        Action.LISTED,
        subject_kind="engagement",
        controller_id=viewer.agency_id,
        details={"found": len(found)},
    )
    return found
