"""Which agreements bind two agencies: as truth tables, and as properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.trust.sharing.rules import (
    AgreementAnswer,
    Category,
    Consent,
    Outcome,
    Purpose,
    Question,
    Relation,
    Terms,
    Threshold,
    Told,
    answer,
)
from joinedup.trust.sharing.rules.agreements import binding, may_follow

TODAY = date(2026, 11, 26)
BOTH = frozenset({"council", "homes"})
NAMES = {"council": "Brackenshire Council", "homes": "Harbour Homes", "police": "Police"}

HOMES_HAS_NOT = "Harbour Homes has not accepted hub version 1."


def terms(version=1, *, accepted=BOTH, withdrawn=frozenset(), parties=BOTH, begins=0, ends=365):
    return Terms(
        reference="hub",
        version=version,
        parties=frozenset(parties),
        purposes=frozenset({Purpose.CHILD_IN_NEED, Purpose.SIGNIFICANT_HARM}),
        categories=frozenset({Category.HOUSING_MONEY}),
        starts_on=TODAY + timedelta(days=begins),
        ends_on=TODAY + timedelta(days=ends),
        accepted=frozenset(accepted),
        withdrawn=frozenset(withdrawn),
        names=NAMES,
    )


def asked(*agreements, purpose=Purpose.CHILD_IN_NEED):
    return answer(
        Question(
            purpose=purpose,
            asking="council",
            holding="homes",
            categories=frozenset({Category.HOUSING_MONEY}),
            relation=Relation.CHILD,
            threshold=Threshold.SIGNIFICANT_HARM,
            told=Told.YES,
            told_reason="",
            consent=Consent.GIVEN,
            asker_may_decide=True,
            on=TODAY,
            terms=agreements,
        )
    )


@pytest.mark.parametrize(
    ("agreements", "outcome", "said"),
    [
        ([terms()], Outcome.PERMIT, "under agreement hub version 1."),
        (
            [terms(accepted={"council"})],
            Outcome.DENY,
            HOMES_HAS_NOT,
        ),
        (
            [terms(accepted={"homes"})],
            Outcome.DENY,
            "Brackenshire Council has not accepted hub version 1.",
        ),
        (
            [terms(accepted=())],
            Outcome.DENY,
            f"Brackenshire Council has not accepted hub version 1. {HOMES_HAS_NOT}",
        ),
        (
            [terms(accepted={"council"}, withdrawn={"homes"})],
            Outcome.DENY,
            "Harbour Homes has withdrawn from hub version 1.",
        ),
        # Who else is party to it, and has not answered, does not matter between these two.
        ([terms(parties=BOTH | {"police"})], Outcome.PERMIT, "hub version 1."),
        ([terms(parties={"council", "police"})], Outcome.DENY, "No sharing agreement binds both"),
        ([terms(begins=1)], Outcome.DENY, "No sharing agreement binds both"),
        ([terms(begins=-9, ends=-1)], Outcome.DENY, "No sharing agreement binds both"),
        ([], Outcome.DENY, "No sharing agreement binds both"),
        # A newer version that one of them has not accepted leaves the older one as it is.
        ([terms(), terms(2, accepted={"council"})], Outcome.PERMIT, "hub version 1."),
        ([terms(), terms(2)], Outcome.PERMIT, "hub version 2."),
        # A newer one that both had accepted is gone for good, and so is the older.
        (
            [terms(), terms(2, accepted={"council"}, withdrawn={"homes"})],
            Outcome.DENY,
            "Harbour Homes has withdrawn from hub version 2.",
        ),
        ([terms(), terms(2, begins=-9, ends=-1)], Outcome.DENY, "No sharing agreement"),
    ],
)
def test_an_agreement_binds_those_who_accepted_it(agreements, outcome, said):
    given_answer = asked(*agreements)
    assert given_answer.outcome == outcome
    assert said in given_answer.because


def test_significant_harm_is_reviewed_and_says_which_acceptance_is_missing():
    given_answer = asked(terms(accepted={"council"}), purpose=Purpose.SIGNIFICANT_HARM)
    assert given_answer.outcome == Outcome.REVIEW
    assert given_answer.because == (
        "Harbour Homes has not accepted hub version 1. Section 47 may allow it: a person decides."
    )


@given(
    st.lists(
        st.tuples(
            st.sets(st.sampled_from(sorted(NAMES))),
            st.sets(st.sampled_from(sorted(NAMES))),
            st.sets(st.sampled_from(sorted(NAMES))),
        ),
        max_size=4,
    )
)
def test_nothing_binds_anybody_who_has_not_accepted_it(drawn):
    agreements = [
        terms(number, parties=parties, accepted=accepted - withdrawn, withdrawn=withdrawn)
        for number, (parties, accepted, withdrawn) in enumerate(drawn, start=1)
    ]
    bound = binding(agreements, BOTH, TODAY)
    assert len(bound) <= 1
    for one in bound:
        assert one.parties >= BOTH <= one.accepted


@pytest.mark.parametrize(
    ("last", "may"),
    [
        (None, {AgreementAnswer.ACCEPTED, AgreementAnswer.DECLINED}),
        (AgreementAnswer.ACCEPTED, {AgreementAnswer.WITHDRAWN}),
        (AgreementAnswer.DECLINED, {AgreementAnswer.ACCEPTED}),
        (AgreementAnswer.WITHDRAWN, {AgreementAnswer.ACCEPTED}),
    ],
)
def test_what_can_be_answered_next(last, may):
    assert set(may_follow(last)) == may
