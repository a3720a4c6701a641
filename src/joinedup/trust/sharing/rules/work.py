"""What people of each role are at work for, where a page serves several roles.

The log says it of every reading: it has to be true of whoever reads.
"""

from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.rules.purposes import Purpose

_WORK: tuple[tuple[Role, Purpose], ...] = (
    (Role.DECISION_MAKER, Purpose.SCREENING),
    (Role.SCREENER, Purpose.SCREENING),
    (Role.RESEARCHER, Purpose.AGENCY_CHECK),
    (Role.TEAM_MANAGER, Purpose.DIRECT_WORK),
    (Role.TRANSITIONS_WORKER, Purpose.DIRECT_WORK),
    (Role.PRACTITIONER, Purpose.DIRECT_WORK),
    (Role.INFORMATION_GOVERNANCE_LEAD, Purpose.INFORMATION_GOVERNANCE),
    (Role.REFERRER, Purpose.CONTACT),
    (Role.SYSTEM_ADMINISTRATOR, Purpose.ADMINISTRATION),
    (Role.EVALUATOR, Purpose.EVALUATION),
)
"""The first that somebody has counts."""


def work_of(roles: frozenset[Role]) -> Purpose:
    """What somebody with these roles is at work for.

    Board members read no record: what they see of their own is their account's.
    """
    return next((purpose for role, purpose in _WORK if role in roles), Purpose.OWN_ACCOUNT)
