"""A programme of help and the families that were referred to it, in its team's own records."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.db import transaction

from joinedup.interfaces.demonstration.area.programme import (
    MOST,
    PROGRAMME,
    DrawnFamily,
    draw_families,
)
from joinedup.interfaces.demonstration.loading.agencies import COUNCIL, Workforce, team_slug
from joinedup.interfaces.demonstration.loading.folder import Area
from joinedup.record.outcomes.commands import begin_engagement, record_measures
from joinedup.record.outcomes.queries import engagements
from joinedup.record.outcomes.rules import (
    CATEGORIES,
    Answer,
    Exit,
    FamilyThen,
    Group,
    Moment,
    Stages,
)
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.commands import Holder, Opening, open_folder
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import FolderKind, Purpose

Say = Callable[[str], None]

_KEYWORKER = "janine.tolley@council.example.org"
_TEAM = "Early help"
_ANSWERS = {True: Answer.YES, False: Answer.NO, None: Answer.UNKNOWN}


def load_programme(area: Area, workforce: Workforce, say: Say) -> None:
    """Three families for every ten people of the area, unless they are there."""
    keyworker = viewer_for(workforce.professionals[_KEYWORKER])
    families = draw_families(min(MOST, 3 * area.people // 10), area.as_at)
    with session(keyworker, Purpose.DIRECT_WORK):
        known = {one.family_reference for one in engagements(keyworker, PROGRAMME)}
    new = [family for family in families if family.reference not in known]
    for start in range(0, len(new), 50):
        with transaction.atomic(), session(keyworker, Purpose.DIRECT_WORK):
            for family in new[start : start + 50]:
                _load(keyworker, workforce.teams[team_slug(COUNCIL, _TEAM)], family)
    say(f"    {len(families)} families of a programme whose true effects are known")


def _load(keyworker: Viewer, team: UUID, family: DrawnFamily) -> None:
    folder = open_folder(
        keyworker,
        kind=FolderKind.HOUSEHOLD,
        controller_id=keyworker.agency_id,
        purpose=Purpose.DIRECT_WORK,
        reasons="We work with this family, or it waits for us.",
        openings=[
            Opening(Holder(team_id=team), CATEGORIES, may_write=True, may_decide=True),
        ],
    )
    made = begin_engagement(
        keyworker,
        folder_id=folder.pk,
        programme=PROGRAMME,
        family_reference=family.reference,
        group=Group.TOOK_PART if family.took_part else Group.WAITING_LIST,
        stages=Stages(family.referred, family.accepted, family.engaged, family.left),
        exit_class=Exit(family.exit_class) if family.exit_class else None,
        family=FamilyThen(
            children=family.children,
            youngest=family.youngest,
            lone_parent=_ANSWERS[family.lone_parent],
            deprivation=family.deprivation,
        ),
    )
    _measure(keyworker, made.pk, Moment.START, family, family.start)
    if family.measured:
        _measure(keyworker, made.pk, Moment.EXIT, family, family.end)


def _measure(
    keyworker: Viewer,
    engagement_id: UUID,
    moment: Moment,
    family: DrawnFamily,
    risks: Mapping[str, bool | None],
) -> None:
    day = family.measured if moment is Moment.EXIT and family.measured else family.referred
    answers = {risk: _ANSWERS[had] for risk, had in risks.items()}
    record_measures(keyworker, engagement_id=engagement_id, moment=moment, on=day, answers=answers)
