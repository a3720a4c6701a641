"""The kinds of agency around a family, and the roles that people have in them."""

from enum import StrEnum


class OrganisationKind(StrEnum):
    """Which part of the partnership an organisation is."""

    COUNCIL = "council"
    POLICE = "police"
    HEALTH = "health"
    EDUCATION = "education"
    HOUSING = "housing"
    PROBATION = "probation"
    MENTAL_HEALTH = "mental_health"
    CHARITY = "charity"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """What it is called."""
        return _KINDS[self]


class Role(StrEnum):
    """What a person comes to Joined Up to do."""

    REFERRER = "referrer"
    SCREENER = "screener"
    DECISION_MAKER = "decision_maker"
    RESEARCHER = "researcher"
    PRACTITIONER = "practitioner"
    TEAM_MANAGER = "team_manager"
    TRANSITIONS_WORKER = "transitions_worker"
    BOARD_MEMBER = "board_member"
    EVALUATOR = "evaluator"
    INFORMATION_GOVERNANCE_LEAD = "information_governance_lead"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    FRONT_DOOR = "front_door"

    @property
    def label(self) -> str:
        """What it is called."""
        return _ROLES[self]


# Who works with families outside the hub: what the hub sends is written for them to act on.
WORKS_WITH_FAMILIES = (Role.PRACTITIONER, Role.TEAM_MANAGER, Role.TRANSITIONS_WORKER)

_KINDS = {
    OrganisationKind.COUNCIL: "Council",
    OrganisationKind.POLICE: "Police",
    OrganisationKind.HEALTH: "Health",
    OrganisationKind.EDUCATION: "Education",
    OrganisationKind.HOUSING: "Housing",
    OrganisationKind.PROBATION: "Probation",
    OrganisationKind.MENTAL_HEALTH: "Adult mental health",
    OrganisationKind.CHARITY: "Charity",
    OrganisationKind.PUBLIC: "Members of the public",
}

_ROLES = {
    Role.REFERRER: "Referrer",
    Role.SCREENER: "Screening officer",
    Role.DECISION_MAKER: "Hub decision maker",
    Role.RESEARCHER: "Agency researcher",
    Role.PRACTITIONER: "Practitioner",
    Role.TEAM_MANAGER: "Team manager",
    Role.TRANSITIONS_WORKER: "Transitions worker",
    Role.BOARD_MEMBER: "Partnership board member",
    Role.EVALUATOR: "Evaluator",
    Role.INFORMATION_GOVERNANCE_LEAD: "Information governance lead",
    Role.SYSTEM_ADMINISTRATOR: "System administrator",
    Role.FRONT_DOOR: "Public front door",
}
