"""Who has to approve an exercise, and who may: two people at the lead agency, one at each other."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from joinedup.practice.think_family.rules.states import APPROVERS
from joinedup.trust.agencies.rules import Role


@dataclass(frozen=True)
class Asked:
    """What the rules of approval need to know of an exercise. Agencies by their ids."""

    lead: UUID
    contributors: frozenset[UUID]
    proposed_by: UUID
    receiving_team: UUID

    @property
    def approvals(self) -> frozenset[UUID]:
        """The agencies whose approval it needs: the lead's own is its second person's."""
        return self.contributors | {self.lead}


@dataclass(frozen=True)
class Approver:
    """Somebody who wants to approve."""

    person: UUID
    agency: UUID
    roles: frozenset[Role]
    teams: frozenset[UUID]


def why_not(asked: Asked, approver: Approver) -> str:
    """Why somebody may not decide on an exercise; empty when they may."""
    if approver.agency not in asked.approvals:
        return "Your agency does not take part."
    if approver.person == asked.proposed_by:
        return "You proposed it, so a second person at your agency must decide."
    if approver.agency != asked.lead:
        if Role.INFORMATION_GOVERNANCE_LEAD in approver.roles:
            return ""
        return "Only your agency’s information governance lead decides."
    if asked.receiving_team in approver.teams:
        return "Your team would get the result, so somebody else must decide."
    if not approver.roles & APPROVERS:
        return "Your role does not decide on this."
    return ""


def still_missing(asked: Asked, approved: Collection[UUID]) -> frozenset[UUID]:
    """The agencies that have not approved yet."""
    return asked.approvals - set(approved)
