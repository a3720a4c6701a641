"""A service that helps families, and families as far as they have come.

service = a_service()
engagement = a_family(service, took_part=True, start={"school": Answer.YES}, end={...})
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from joinedup.record.outcomes.commands import begin_engagement, record_measures
from joinedup.record.outcomes.models import Engagement
from joinedup.record.outcomes.rules import (
    CATEGORIES,
    Answer,
    Exit,
    FamilyThen,
    Group,
    Moment,
    Stages,
)
from joinedup.trust.agencies.models import Organisation, Team
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.commands import Holder, Opening, open_folder
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import FolderKind, Purpose

PROGRAMME = "Family intervention"
REFERRED = date(2024, 3, 4)
Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Service:
    """A team of an agency, and a keyworker of it."""

    team: Team
    keyworker: Viewer


def a_service(agency: Organisation | None = None) -> Service:
    """A new one; of a new agency unless one is named."""
    team = agencies.team(agency or agencies.organisation("Brackenshire Council"), "Families first")
    return Service(team, viewer_for(agencies.professional((team, Role.PRACTITIONER)).pk))


def a_folder(service: Service) -> Folder:
    """The folder of a family that the service works with. Needs an open session."""
    holder = Holder(team_id=service.team.pk)
    return open_folder(
        service.keyworker,
        kind=FolderKind.HOUSEHOLD,
        controller_id=service.keyworker.agency_id,
        purpose=Purpose.DIRECT_WORK,
        reasons="We work with this family.",
        openings=[Opening(holder, CATEGORIES, may_write=True, may_decide=True)],
    )


def stages_of(*, took_part: bool, referred: date = REFERRED) -> Stages:
    """A year's help from two months after being referred; or waiting for it."""
    accepted = referred + timedelta(days=30)
    if not took_part:
        return Stages(referred, accepted)
    return Stages(referred, accepted, referred + timedelta(days=60), referred + timedelta(days=425))


def a_family(
    service: Service,
    *,
    took_part: bool = True,
    family: FamilyThen | None = None,
    referred: date = REFERRED,
    start: Answers | None = None,
    end: Answers | None = None,
    reference: str = "",
) -> Engagement:
    """A family with its stages and measures, through the commands."""
    with session(service.keyworker, Purpose.DIRECT_WORK):
        made = begin_engagement(
            service.keyworker,
            folder_id=a_folder(service).pk,
            programme=PROGRAMME,
            group=Group.TOOK_PART if took_part else Group.WAITING_LIST,
            stages=stages_of(took_part=took_part, referred=referred),
            exit_class=Exit.SUCCESSFUL if took_part else None,
            family=family or FamilyThen(2, 7, Answer.YES, 1),
            family_reference=reference,
        )
        measured = {
            Moment.START: (start or {"school": Answer.YES}, referred),
            Moment.EXIT: (end or {"school": Answer.NO}, referred + timedelta(days=425)),
        }
        for moment, (answers, on) in measured.items():
            record_measures(
                service.keyworker, engagement_id=made.pk, moment=moment, on=on, answers=answers
            )
    return made
