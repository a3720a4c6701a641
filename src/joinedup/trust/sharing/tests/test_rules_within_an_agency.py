"""Sharing among colleagues of one agency: as a truth table."""

from datetime import date

import pytest

from joinedup.trust.sharing.rules import (
    Category,
    Consent,
    Outcome,
    Purpose,
    Question,
    Relation,
    Threshold,
    Told,
    answer,
)


@pytest.mark.parametrize(
    ("asking", "restricted", "conflict", "may_decide", "outcome", "rule"),
    [
        ("council", False, False, True, Outcome.PERMIT, "within_agency"),
        ("council", True, False, True, Outcome.REVIEW, "restricted_record"),
        ("council", False, True, True, Outcome.DENY, "conflict_of_interest"),
        ("council", False, False, False, Outcome.DENY, "no_authority"),
        ("police", False, False, True, Outcome.DENY, "family_not_considered"),
    ],
)
def test_colleagues_need_no_agreement_but_the_limits_of_a_record_hold(
    asking, restricted, conflict, may_decide, outcome, rule
):
    given = answer(
        Question(
            purpose=Purpose.DIRECT_WORK,
            asking=asking,
            holding="council",
            categories=frozenset({Category.HEALTH}),
            relation=Relation.OTHER,
            threshold=Threshold.UNIVERSAL,
            told=Told.NOT_RECORDED,
            told_reason="",
            consent=Consent.NOT_SOUGHT,
            asker_may_decide=may_decide,
            on=date(2026, 11, 26),
            restricted=restricted,
            conflict=conflict,
        )
    )
    assert (given.outcome, given.rule) == (outcome, rule)
