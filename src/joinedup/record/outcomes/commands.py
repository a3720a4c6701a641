"""Writing down what becomes of a family. Each command is audited in its own transaction."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from joinedup.record.outcomes.models import Engagement, FamilyAtReferral, Measure
from joinedup.record.outcomes.rules import (
    RISKS,
    Answer,
    Exit,
    FamilyThen,
    Group,
    Moment,
    Stages,
    family_is_wrong,
    what_is_wrong,
)
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.queries import open_folder, writable
from joinedup.trust.sharing.rules import Category


@transaction.atomic
def begin_engagement(
    actor: Viewer,
    *,
    folder_id: UUID,
    programme: str,
    group: Group,
    stages: Stages,
    family: FamilyThen,
    exit_class: Exit | None = None,
    family_reference: str = "",
) -> Engagement:
    """Record a family's engagement in its folder, as far as it has come.

    Raises ``NotVisible`` for a folder in which the actor may not write, ``ValueError`` for stages
    out of order or a family that cannot be.
    """
    folder = open_folder(folder_id)
    if not {Category.INVOLVEMENT, Category.FAMILY} <= writable(folder_id):
        raise NotVisible
    if not programme.strip():
        raise ValueError("Say which programme it is.")
    _refuse(what_is_wrong(stages, group, exit_class, timezone.localdate()))
    _refuse(family_is_wrong(family))
    engagement = Engagement(
        folder=folder,
        category=Category.INVOLVEMENT,
        programme=programme.strip(),
        family_reference=family_reference.strip(),
        group=group,
        exit_class=exit_class or "",
        **_dates(stages),
    )
    engagement.save(force_insert=True)
    FamilyAtReferral(
        folder=folder,
        category=Category.FAMILY,
        engagement=engagement,
        children=family.children,
        youngest=family.youngest,
        lone_parent=family.lone_parent,
        deprivation=family.deprivation,
    ).save(force_insert=True)
    _note(Action.ADDED, engagement, {"group": group})
    return engagement


@transaction.atomic
def record_stages(
    actor: Viewer,
    *,
    engagement_id: UUID,
    group: Group,
    stages: Stages,
    exit_class: Exit | None = None,
) -> Engagement:
    """Write an engagement's stages as they are now; who waited and is taken in changes group.

    Raises as ``begin_engagement``.
    """
    engagement = _to_change(engagement_id)
    _refuse(what_is_wrong(stages, group, exit_class, timezone.localdate()))
    engagement.group, engagement.exit_class = group, exit_class or ""
    for name, day in _dates(stages).items():
        setattr(engagement, name, day)
    engagement.save(force_update=True)
    _note(Action.CHANGED, engagement, {"group": group})
    return engagement


@transaction.atomic
def record_measures(
    actor: Viewer,
    *,
    engagement_id: UUID,
    moment: Moment,
    on: date,
    answers: Mapping[str, Answer],
) -> None:
    """Record which risks a family had at a moment. A risk that nobody looked at is left out; one
    that was looked at without finding out is ``unknown``.

    Raises ``ValueError`` for a risk that is not of the list or a day to come, ``NotVisible`` where
    the actor may not write such information.
    """
    engagement = _to_change(engagement_id)
    if on > timezone.localdate():
        raise ValueError("A risk cannot be measured on a day to come.")
    if unknown := sorted(answers.keys() - RISKS.keys()):
        raise ValueError(f"There is no risk called {unknown[0]}.")
    if not {RISKS[code].category for code in answers} <= writable(engagement.folder_id):
        raise NotVisible
    Measure.objects.bulk_create(
        Measure(
            folder=engagement.folder,
            category=RISKS[code].category,
            engagement=engagement,
            risk=code,
            moment=moment,
            answer=answer,
            on=on,
            recorded_by_id=actor.professional_id,
        )
        for code, answer in answers.items()
    )
    _note(Action.CHANGED, engagement, {"moment": moment, "risks": len(answers)})


def _to_change(engagement_id: UUID) -> Engagement:
    rows = Engagement.objects.select_related("folder").select_for_update(of=("self",))
    found = rows.filter(pk=engagement_id).first()
    if found is None:
        raise NotVisible
    return found


def _dates(stages: Stages) -> dict[str, date | None]:
    return {
        "referred_on": stages.referred,
        "accepted_on": stages.accepted,
        "engaged_on": stages.engaged,
        "left_on": stages.left,
        "followed_up_on": stages.followed_up,
    }


def _refuse(why: str) -> None:
    if why:
        raise ValueError(why)


def _note(action: Action, engagement: Engagement, details: dict[str, str | int]) -> None:
    record(
        action,
        subject_kind="engagement",
        subject_id=engagement.pk,
        folder=engagement.folder,
        details={**details},
    )
