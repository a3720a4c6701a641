"""Whom one can be in the demonstration."""

from joinedup.interfaces.demonstration.area import STAFF, StaffMember
from joinedup.trust.agencies.rules import Role

PASSWORD = "joined-up-demo"  # noqa: S105 - of made-up people; printed at the start
"""The same for everybody. Accounts with it are made in the demonstration only."""

ROLES: dict[str, Role] = {
    "referrer": Role.REFERRER,
    "screener": Role.SCREENER,
    "hub_decision_maker": Role.DECISION_MAKER,
    "researcher": Role.RESEARCHER,
    "practitioner": Role.PRACTITIONER,
    "keyworker": Role.PRACTITIONER,
    "team_manager": Role.TEAM_MANAGER,
    "transitions_worker": Role.TRANSITIONS_WORKER,
    "board_member": Role.BOARD_MEMBER,
    "evaluator": Role.EVALUATOR,
    "information_governance_lead": Role.INFORMATION_GOVERNANCE_LEAD,
    "system_administrator": Role.SYSTEM_ADMINISTRATOR,
}
"""The roles that the staff list names, as the system knows them."""


def people_to_sign_in_as() -> list[str]:
    """Lines for a terminal: for each kind of work somebody who does it, and the password."""
    chosen: dict[str, StaffMember] = {}
    for member in STAFF:
        for kind in (member.agency, role) if (role := member.roles[0]) == "researcher" else (role,):
            chosen.setdefault(kind, member)
    people = list(dict.fromkeys(chosen.values()))
    width = max(len(p.name) for p in people)
    called = max(len(p.title) for p in people)
    return [
        "Sign in as one of these made-up people:",
        *(f"  {p.name:<{width}}  {p.title:<{called}}  {p.email}" for p in people),
        f"The password of all of them is {PASSWORD}",
    ]
