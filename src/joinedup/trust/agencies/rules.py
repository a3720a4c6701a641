"""The kinds of agency around a family, and the roles that people have in them."""

from enum import Enum
from typing import Self


class _Labelled(Enum):
    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = object.__new__(cls)
        member._value_ = value
        member.label = label
        return member

    def __str__(self) -> str:
        return str(self.value)


class OrganisationKind(_Labelled):
    """Which part of the partnership an organisation is."""

    COUNCIL = "council", "Council"
    POLICE = "police", "Police"
    HEALTH = "health", "Health"
    EDUCATION = "education", "Education"
    HOUSING = "housing", "Housing"
    PROBATION = "probation", "Probation"
    MENTAL_HEALTH = "mental_health", "Adult mental health"
    CHARITY = "charity", "Charity"
    PUBLIC = "public", "Members of the public"


class Role(_Labelled):
    """What a person comes to Joined Up to do."""

    REFERRER = "referrer", "Referrer"
    SCREENER = "screener", "Screening officer"
    DECISION_MAKER = "decision_maker", "Hub decision maker"
    RESEARCHER = "researcher", "Agency researcher"
    PRACTITIONER = "practitioner", "Practitioner"
    TEAM_MANAGER = "team_manager", "Team manager"
    TRANSITIONS_WORKER = "transitions_worker", "Transitions worker"
    BOARD_MEMBER = "board_member", "Partnership board member"
    EVALUATOR = "evaluator", "Evaluator"
    INFORMATION_GOVERNANCE_LEAD = "information_governance_lead", "Information governance lead"
    SYSTEM_ADMINISTRATOR = "system_administrator", "System administrator"
    FRONT_DOOR = "front_door", "Public front door"
