"""Stages in order, families that can be, and a list of risks that holds together."""

from datetime import date

import pytest

from joinedup.record.outcomes.rules import (
    CATEGORIES,
    RISKS,
    Domain,
    Exit,
    FamilyThen,
    Group,
    Stages,
    family_is_wrong,
    what_is_wrong,
)

DAY = [date(2025, month, 1) for month in range(1, 7)]
TODAY = date(2025, 12, 1)
TOOK_PART, WAITS = Group.TOOK_PART, Group.WAITING_LIST
WELL = Exit.SUCCESSFUL


@pytest.mark.parametrize(
    ("stages", "group", "exit_class", "wrong"),
    [
        (Stages(DAY[0]), TOOK_PART, None, ""),
        (Stages(DAY[0], DAY[1], DAY[2]), TOOK_PART, None, ""),
        (Stages(DAY[0], DAY[0], DAY[0], DAY[0]), TOOK_PART, WELL, ""),
        (Stages(DAY[0], DAY[1], DAY[2], DAY[3], DAY[4]), TOOK_PART, Exit.NEITHER, ""),
        (Stages(DAY[0], DAY[1]), WAITS, None, ""),
        (Stages(DAY[0], DAY[1], followed_up=DAY[5]), WAITS, None, ""),
        (Stages(DAY[1], DAY[0]), TOOK_PART, None, "cannot be accepted before it was referred"),
        (Stages(DAY[0], None, DAY[1]), TOOK_PART, None, "was accepted first: say when"),
        (Stages(DAY[0], DAY[1], DAY[2], None, DAY[3]), TOOK_PART, None, "was left first"),
        (Stages(DAY[0], DAY[1], DAY[2]), WAITS, None, "has not begun or left"),
        (Stages(DAY[0], DAY[1], DAY[2], DAY[3]), TOOK_PART, None, "Say how it ended"),
        (Stages(DAY[0], DAY[1], DAY[2]), TOOK_PART, WELL, "Say how it ended"),
        (Stages(date(2026, 1, 1)), TOOK_PART, None, "in the future"),
    ],
)
def test_stages_come_in_order(stages, group, exit_class, wrong):
    found = what_is_wrong(stages, group, exit_class, TODAY)
    assert wrong in found
    assert bool(found) is bool(wrong)


@pytest.mark.parametrize(
    ("family", "wrong"),
    [
        (FamilyThen(), ""),
        (FamilyThen(0, 0, deprivation=1), ""),
        (FamilyThen(21), "between 0 and 20 children"),
        (FamilyThen(2, 26), "between 0 and 25 years"),
        (FamilyThen(2, 7, deprivation=0), "from 1 to 5"),
        (FamilyThen(2, 7, deprivation=6), "from 1 to 5"),
    ],
)
def test_a_family_that_can_be(family, wrong):
    assert wrong in family_is_wrong(family)
    assert bool(family_is_wrong(family)) is bool(wrong)


def test_every_domain_has_risks_and_every_risk_is_opened_with_the_rest():
    assert {risk.domain for risk in RISKS.values()} == set(Domain)
    assert {risk.category for risk in RISKS.values()} <= set(CATEGORIES)
    assert len(CATEGORIES) == len(set(CATEGORIES))
