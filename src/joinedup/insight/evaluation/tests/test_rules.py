"""States, variables, anonymity, small numbers and plans, as truth tables and properties."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from joinedup.base.foundation.transitions import NotNow
from joinedup.insight.evaluation.methods.planning.protocol import read_protocol
from joinedup.insight.evaluation.rules import plans, states, variables
from joinedup.insight.evaluation.rules.anonymity import (
    MOST_LEFT_OUT,
    NotAnonymousError,
    anonymise,
)
from joinedup.insight.evaluation.rules.plans import Plan
from joinedup.insight.evaluation.rules.small_numbers import LEAST, hidden_values, number_in_words
from joinedup.insight.evaluation.rules.states import OVER, Event, State, may_cause, next_state
from joinedup.insight.evaluation.rules.variables import BACKGROUND
from joinedup.trust.agencies.rules import Role

EVALUATOR = frozenset({Role.EVALUATOR})
LEAD = frozenset({Role.INFORMATION_GOVERNANCE_LEAD})


# States.


@pytest.mark.parametrize(
    ("state", "event", "to", "roles"),
    [
        (State.DRAFT, Event.SUBMIT, State.SUBMITTED, EVALUATOR),
        (State.SUBMITTED, Event.APPROVE, State.APPROVED, LEAD),
        (State.SUBMITTED, Event.REFUSE, State.REFUSED, LEAD),
        (State.APPROVED, Event.START_BUILD, State.BUILDING, EVALUATOR),
        (State.BUILDING, Event.START_BUILD, State.BUILDING, EVALUATOR),
        (State.BUILDING, Event.FINISH_BUILD, State.BUILT, None),
        (State.BUILDING, Event.BUILD_REFUSED, State.APPROVED, None),
        (State.APPROVED, Event.REFUSE, State.REFUSED, LEAD),
        (State.BUILT, Event.REFUSE, State.REFUSED, LEAD),
        (State.BUILT, Event.END, State.ENDED, EVALUATOR | LEAD),
        (State.BUILT, Event.END_DATE, State.ENDED, None),
    ],
)
def test_who_moves_a_study_where(state, event, to, roles):
    assert next_state(state, event) is to
    allowed = {role for role in Role if may_cause(event, state, frozenset({role}))}
    assert allowed == set(roles or ())


def test_whatever_is_over_stays_so_and_no_data_come_without_approval():
    for state in OVER:
        for event in Event:
            with pytest.raises(NotNow):
                next_state(state, event)
    before = {State.DRAFT, State.SUBMITTED, *OVER}
    assert not any(t.target in (State.BUILDING, State.BUILT) for t in states.TRANSITIONS
                   if t.source in before)  # fmt: skip


def test_the_guide_shows_the_table():
    guide = Path(__file__).parents[5] / "docs" / "guide" / "study-states.md"
    assert guide.read_text(encoding="utf-8") == states.page()


# Variables.


@pytest.mark.parametrize(
    ("codes", "wrong"),
    [
        (["school_exit"], ""),
        (["months"], ""),
        (["children", "school_start", "school_exit"], ""),
        (["children"], "at least one risk or stage"),
        ([], "at least one risk or stage"),
        (["family_reference", "school_exit"], "no variable called family_reference"),
    ],
)
def test_what_may_be_asked_for(codes, wrong):
    assert wrong in variables.what_is_wrong(codes)
    assert bool(variables.what_is_wrong(codes)) is bool(wrong)


def test_every_step_of_a_ladder_starts_where_the_one_before_ended():
    for name, variable in BACKGROUND.items():
        assert variable.identifying, name
        for one, other in zip(variable.ladder, variable.ladder[1:], strict=False):
            assert set(one.values()) == set(other), name


# Anonymity.

LADDERS = {name: BACKGROUND[name].ladder for name in ("children", "youngest", "deprivation")}
_families = st.fixed_dictionaries(
    {
        "took_part": st.sampled_from(["yes", "no"]),
        "children": st.sampled_from(["none", "1", "2", "3", "4 or more", ""]),
        "youngest": st.sampled_from(["under 2", "2 to 4", "5 to 10", "11 to 15", "16 or over"]),
        "deprivation": st.sampled_from(["1", "2", "3", "4", "5"]),
        "school_exit": st.sampled_from(["yes", "no"]),
    }
)


@given(st.lists(_families, max_size=120), st.integers(2, 8))
def test_nobody_is_alone_or_there_is_no_data_set(rows, k):
    try:
        made = anonymise(rows, LADDERS, group="took_part", k=k)
    except NotAnonymousError:
        return
    names = [name for name in (*LADDERS, "took_part") if name not in made.gone]
    classes = Counter(tuple(row[name] for name in names) for row in made.rows)
    assert min(classes.values()) >= k
    assert len(made.rows) + sum(made.left_out.values()) == len(rows)
    assert sum(made.left_out.values()) <= MOST_LEFT_OUT * len(rows) or made.gone == set(LADDERS)
    outcomes = Counter(row["school_exit"] for row in made.rows)
    assert not outcomes - Counter(row["school_exit"] for row in rows), "an outcome was changed"


def test_what_is_alike_already_is_left_as_it_is():
    rows = [{"took_part": group, "children": "1"} for group in ("yes", "no") for _ in range(10)]
    made = anonymise(rows, {"children": LADDERS["children"]}, group="took_part", k=5)
    assert (made.coarser, made.gone, made.left_out) == ({}, frozenset(), {})
    assert list(made.rows) == rows


def test_the_variable_with_the_most_values_is_made_coarser_first():
    rows = [
        {"took_part": group, "children": "1", "deprivation": str(1 + n % 5)}
        for group in ("yes", "no")
        for n in range(20)
    ]
    ladders = {name: LADDERS[name] for name in ("children", "deprivation")}
    made = anonymise(rows, ladders, group="took_part", k=8)
    assert set(made.coarser) | set(made.gone) == {"deprivation"}


def test_too_few_families_are_refused_in_words():
    rows = [{"took_part": "yes"}] * 50 + [{"took_part": "no"}] * 9
    with pytest.raises(NotAnonymousError, match="fewer than 10 families"):
        anonymise(rows, {}, group="took_part", k=5)
    with pytest.raises(NotAnonymousError):
        anonymise(rows[:50], {}, group="took_part", k=5)


# Small numbers.


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"yes": (20, 30), "no": (40, 50)}, set()),
        ({"yes": (4, 30), "no": (40, 50)}, {"yes", "no"}),
        ({"1": (4, 9), "2": (6, 7), "3": (90, 80)}, {"1", "2"}),
        ({"1": (0, 9), "2": (0, 7), "3": (5, 80), "4": (90, 90)}, {"1", "2", "3"}),
        ({"1": (2, 2), "2": (2, 2), "3": (2, 2), "4": (90, 90)}, {"1", "2", "3"}),
        ({"only": (3, 90)}, {"only"}),
        ({}, set()),
    ],
)
def test_which_lines_are_hidden(counts, hidden):
    assert hidden_values(counts) == hidden


@given(
    st.dictionaries(
        st.text("abcdef", min_size=1, max_size=1),
        st.tuples(st.integers(0, 40), st.integers(0, 40)),
        max_size=6,
    )
)
def test_no_hidden_count_can_be_worked_out_from_what_is_shown(counts):
    hidden = sorted(hidden_values(counts))
    assert all(min(line) >= LEAST for value, line in counts.items() if value not in hidden)
    for column in range(2):
        total = sum(line[column] for line in counts.values())
        rest = total - sum(line[column] for v, line in counts.items() if v not in hidden)
        # all that is known of the hidden: none is negative, and this is what they come to
        for place in range(len(hidden)):
            wanted = [float(n == place) for n in range(len(hidden))]
            least, most = (
                linprog([sign * w for w in wanted], A_eq=[[1.0] * len(hidden)], b_eq=[rest]).fun
                for sign in (1, -1)
            )
            spread = -most - least
            assert len(hidden) < 2 or rest < LEAST or spread >= LEAST
        if hidden and len(hidden) < len(counts):
            assert len(hidden) >= 2
            assert rest >= LEAST


@pytest.mark.parametrize(
    ("number", "said"), [(0, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (1200, "1,200")]
)
def test_a_count_in_words(number, said):
    assert number_in_words(number) == said


# Plans.

PLAN = Plan("aipw", "att", "school_exit", ("children", "school_start"), "drugs_exit")
CHANGED = {"method": "change", "estimand": "", "covariates": (), "placebo": ""}
CHANGE = Plan(**{**vars(PLAN), **CHANGED})
ASKED = ["children", "lone_parent", "school_start", "school_exit", "drugs_exit"]


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({}, ""),
        ({"method": "magic"}, "method"),
        ({"estimand": "late"}, "estimand"),
        ({"outcome": "crime_exit"}, "outcome"),
        ({"covariates": ("deprivation",)}, "covariates"),
        ({"covariates": ("school_exit",)}, "covariates"),
        ({"covariates": ()}, "covariates"),
        ({"placebo": "school_exit"}, "placebo"),
        ({"method": "difference"}, "covariates"),
        ({"method": "difference", "covariates": ()}, ""),
        ({"draws": 5_000}, "draws"),
        ({"draws": 49}, "draws"),
        ({"draws": 50}, ""),
        ({"draws": 50, "method": "matching"}, "draws"),
        ({"draws": 50, "method": "full-matching"}, "draws"),
        ({"method": "matching"}, ""),
        (CHANGED, ""),
        ({**CHANGED, "outcome": "school_start"}, "outcome"),
        ({**CHANGED, "outcome": "drugs_exit"}, "outcome"),
        ({**CHANGED, "placebo": "drugs_exit"}, "placebo"),
        ({**CHANGED, "covariates": ("children",)}, "covariates"),
    ],
)
def test_a_plan_that_can_be(changed, part):
    plan = Plan(**{**vars(PLAN), **changed})
    found, why = plans.what_is_wrong(plan, ASKED)
    assert (found, bool(why)) == (part, bool(part))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"method": "ipw"}, "The method was “Weighting by the chance of taking part”"),
        ({"estimand": "ate"}, "what it would do for all families; the protocol says"),
        ({"outcome": "drugs_exit", "placebo": ""}, "The outcome was “Drug misuse at the end”"),
        (
            {"covariates": ("children",)},
            "at the start” was not allowed for; the protocol allows for it.",
        ),
        ({"covariates": (*PLAN.covariates, "lone_parent")}, "which the protocol does not say"),
        ({"placebo": ""}, "The placebo was none; the protocol says “Drug misuse at the end”"),
        ({"draws": 500}, "The interval was drawn 500 times; the protocol says by formula"),
    ],
)
def test_what_is_not_as_planned_is_said(changed, said):
    assert any(said in one for one in plans.deviations(PLAN, Plan(**{**vars(PLAN), **changed})))


def test_what_is_as_planned_says_nothing_and_earlier_runs_are_counted():
    assert plans.deviations(PLAN, PLAN) == []
    assert plans.earlier_runs(0) == []
    assert plans.earlier_runs(2) == ["Something had been run on this data set 2 times before."]
    without = Plan(**{**vars(PLAN), "covariates": ("school_start",)})
    [said] = plans.deviations(PLAN, without, gone=["children"])
    assert said.endswith("the data set does not hold it; the protocol allows for it.")


def protocol(plan=PLAN, **more):
    said = {"title": "T", "question": "A?", "words": "Because.", "author": "Y",
            "registered": date(2026, 11, 26), **more}  # fmt: skip
    return plans.protocol_of(plan, **said)


def test_a_protocol_has_a_fingerprint_of_all_of_it():
    other = Plan(**{**vars(PLAN), "draws": 60})
    seen = {
        protocol().sha256,
        protocol(question="B?").sha256,
        protocol(words="Otherwise.").sha256,
        protocol(registered=date(2026, 11, 27)).sha256,
        protocol(other).sha256,
    }
    assert len(seen) == 5
    assert plans.plan_of({**PLAN.as_json(), "registered": "2026-11-26"}) == PLAN


@pytest.mark.parametrize("plan", [PLAN, CHANGE])
def test_the_command_line_reads_the_protocol_with_the_same_hash(plan):
    written = protocol(plan)
    assert read_protocol(written.as_toml()).sha256 == written.sha256
    assert written.action in ("effect", "change")
