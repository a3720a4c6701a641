"""What the log says that people of each role read for."""

import pytest

from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.rules import Purpose, work_of


@pytest.mark.parametrize(
    ("roles", "purpose"),
    [
        ({Role.SCREENER}, Purpose.SCREENING),
        ({Role.DECISION_MAKER}, Purpose.SCREENING),
        ({Role.RESEARCHER}, Purpose.AGENCY_CHECK),
        ({Role.PRACTITIONER}, Purpose.DIRECT_WORK),
        ({Role.TEAM_MANAGER}, Purpose.DIRECT_WORK),
        ({Role.TRANSITIONS_WORKER}, Purpose.DIRECT_WORK),
        ({Role.INFORMATION_GOVERNANCE_LEAD}, Purpose.INFORMATION_GOVERNANCE),
        ({Role.REFERRER}, Purpose.CONTACT),
        ({Role.SYSTEM_ADMINISTRATOR}, Purpose.ADMINISTRATION),
        ({Role.BOARD_MEMBER}, Purpose.OWN_ACCOUNT),
        ({Role.EVALUATOR}, Purpose.EVALUATION),
        ({Role.REFERRER, Role.PRACTITIONER}, Purpose.DIRECT_WORK),
        ({Role.PRACTITIONER, Role.SCREENER}, Purpose.SCREENING),
        (set(), Purpose.OWN_ACCOUNT),
    ],
)
def test_what_each_role_is_at_work_for(roles, purpose):
    assert work_of(frozenset(roles)) is purpose


def test_nobody_outside_works_with_a_family_for_the_log():
    working = {role for role in Role if work_of(frozenset({role})) is Purpose.DIRECT_WORK}
    assert working == {Role.PRACTITIONER, Role.TEAM_MANAGER, Role.TRANSITIONS_WORKER}
