from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from joinedup.insight.evaluation.methods.comparison.compare import METHODS
from joinedup.insight.evaluation.methods.comparison.compared import Question
from joinedup.insight.evaluation.methods.comparison.study import Columns, study_of
from joinedup.insight.evaluation.methods.comparison.tests.families import frame
from joinedup.insight.evaluation.methods.diagnostics.balance import balance_of
from joinedup.insight.evaluation.methods.diagnostics.verdict import COMPARABLE, NO, WEAK
from joinedup.insight.evaluation.methods.effect import effect_of
from joinedup.insight.evaluation.methods.tables import DataError, table_of

ADJUSTING = [method for method in METHODS if method != "difference"]


def effect(families, method, covariates=("x", "group"), estimand="att", **columns):
    study = study_of(table_of(families), Columns("treated", "y", covariates, **columns))
    return effect_of(study, Question(method, estimand))


@pytest.mark.parametrize("method", METHODS)
def test_families_alike_are_comparable(method):
    families = frame(2000, seed=2, apart=0.0).assign(treated=lambda f: f.coin)
    assert effect(families, method, placebo="before").verdict.words == COMPARABLE


@pytest.mark.parametrize("method", [each for each in ADJUSTING if each != "matching"])
def test_what_is_measured_can_be_made_alike(method):
    """One to one without a caliper leaves too much unlike: it has a test of its own."""
    seen = effect(frame(2000, apart=0.7), method, placebo="before")
    assert seen.verdict.may_report
    assert not seen.placebo.failed


def test_families_not_alike_are_not_compared_as_they_stand():
    seen = effect(frame(1000, apart=1.0), "difference")
    assert seen.verdict.words == NO
    assert any("differ much in x" in reason for reason in seen.verdict.reasons)


@pytest.mark.parametrize("method", METHODS)
def test_a_failed_placebo_forbids(method):
    seen = effect(frame(2000, apart=0.3, hidden=1.0), method, placebo="before")
    assert seen.placebo.failed
    assert seen.verdict.words == NO
    assert "the placebo before failed" in seen.verdict.reasons[0]


@pytest.mark.parametrize("method", METHODS)
def test_a_failed_negative_control_forbids(method):
    families = frame(2000, apart=0.0)
    families["shadow"] = (families.y + np.random.default_rng(1).normal(size=2000) > 2).astype(float)
    seen = effect(families, method, negative_control="shadow")
    assert seen.negative_control.failed
    assert seen.verdict.words == NO


@pytest.mark.parametrize("estimand", ["att", "ate"])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("apart", [6.0, 12.0])
def test_no_overlap_forbids(method, estimand, apart):
    assert effect(frame(1000, apart=apart), method, estimand=estimand).verdict.words == NO


def test_what_matching_leaves_unlike_is_set_against_the_error():
    """Ten thousand families, none of whose covariates differs by 0.1, but all the same way."""
    draw = np.random.default_rng(4)
    columns = draw.normal(size=(10_000, 12))
    linear = 0.25 * columns.sum(axis=1)
    treated = draw.random(10_000) < 1 / (1 + np.exp(0.9 - linear))
    families = pd.DataFrame(columns, columns=[f"x{n}" for n in range(12)])
    families["treated"] = treated.astype(float)
    families["y"] = 2 * linear + 1.0 * treated + draw.normal(0, 2, 10_000)
    study = study_of(table_of(families), Columns("treated", "y", tuple(families.columns[:12])))
    plain = effect_of(study, Question("matching"))
    assert max(abs(one.smd_after) for one in plain.balance) < 0.1
    assert not plain.estimate.low <= 1 <= plain.estimate.high
    assert plain.verdict.words == NO
    assert "expected to bias the effect by" in plain.verdict.reasons[0]
    assert any("in the chance of taking part" in reason for reason in plain.verdict.reasons)
    moved = effect_of(study, Question("matching", adjust=True))
    assert plain.left_over.shift == pytest.approx(moved.estimate.value - plain.estimate.value)
    assert moved.left_over is None
    assert moved.estimate.low <= 1 <= moved.estimate.high
    whole = effect_of(study, Question("full-matching"))
    assert whole.left_over.errors < 0.5
    assert whole.verdict.words == COMPARABLE


@pytest.mark.parametrize(
    "question",
    [Question("ipw", "ate", stabilised=True), Question("matching", replace=True)],
)
def test_the_error_that_takes_weights_as_known_stands_beside(question):
    study = study_of(table_of(frame(500)), Columns("treated", "y", ("x", "group")))
    seen, known = (
        effect_of(study, replace(question, fixed_weights=fixed)) for fixed in (False, True)
    )
    assert seen.known_error == pytest.approx(known.estimate.standard_error)
    assert seen.known_error != pytest.approx(seen.estimate.standard_error)
    assert known.known_error is None
    assert effect_of(study, Question("matching")).known_error is None


def test_no_covariates_is_weak():
    seen = effect(frame(500, apart=0.0), "difference", covariates=())
    assert seen.verdict.words == WEAK
    assert "no covariates" in seen.verdict.reasons[0]


def test_a_placebo_among_the_covariates_is_judged_without_it():
    seen = effect(frame(1000, apart=0.5), "ipw", covariates=("x", "group", "before"),
                  placebo="before")  # fmt: skip
    assert abs(seen.placebo.estimate.value) > 1e-6
    assert any("judged without it" in said for said in seen.warnings)


def test_a_placebo_that_is_a_number_is_judged_by_a_linear_regression():
    families = frame(800).assign(y=lambda f: (f.y > 2.5).astype(float))
    study = study_of(table_of(families), Columns("treated", "y", ("x",), placebo="before"))
    linear, logistic = (
        effect_of(study, Question("regression", logistic=logistic)) for logistic in (False, True)
    )
    assert logistic.placebo.estimate == linear.placebo.estimate
    assert logistic.estimate != linear.estimate


def test_what_is_hidden_is_always_said():
    seen = effect(frame(500), "ipw")
    assert seen.warnings[-1].startswith("What was not measured cannot be seen here.")
    assert f"{seen.sensitivity.e_value_interval:.2f} times" in seen.warnings[-1]


def test_a_handful_of_families_forbids():
    assert effect(frame(16, apart=0.0), "difference").verdict.words == NO


def test_differences_are_over_the_spread_of_the_estimand():
    families = frame(300)
    study = study_of(table_of(families), Columns("treated", "y", ("x", "coin")))
    one, other = families[families.treated == 1], families[families.treated == 0]
    ones = np.ones(300)
    att, ate = (balance_of(study, ones, estimand) for estimand in ("att", "ate"))
    apart = one.x.mean() - other.x.mean()
    assert att[0].smd_before == pytest.approx(apart / one.x.std())
    assert ate[0].smd_before == pytest.approx(apart / np.sqrt((one.x.var() + other.x.var()) / 2))
    share = one.coin.mean()
    assert att[1].smd_before == pytest.approx(
        (share - other.coin.mean()) / np.sqrt(share * (1 - share))
    )
    assert att[0].variance_ratio_after == pytest.approx(one.x.var() / other.x.var())
    assert np.isnan(att[1].variance_ratio_after)


@pytest.mark.parametrize("method", METHODS)
def test_perfect_separation_is_refused_by_every_method(method):
    families = frame().assign(x=lambda f: f.treated * 2 + 0.5 * np.tanh(f.x))
    with pytest.raises(DataError, match="perfect separation: x alone"):
        effect(families, method)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("inside", [True, False])
def test_a_hole_that_the_propensity_cannot_see_forbids(method, inside):
    """One group lies on both sides of the other: the same means, and nobody alike."""
    draw = np.random.default_rng(2)
    families = frame(600, apart=0.0).assign(treated=lambda f: f.coin)
    sides = np.where(draw.random(600) < 0.5, 3.0, -3.0)
    around = np.where((families.treated == 1) == inside, 0.0, sides)
    families["x"] = around + draw.uniform(-1, 1, 600)
    seen = effect(families, method, covariates=("x",))
    assert seen.verdict.words == NO
    assert any("far in x" in reason for reason in seen.verdict.reasons)


@pytest.mark.parametrize("estimand", ["att", "ate"])
@pytest.mark.parametrize("arm", [0, 1])
@pytest.mark.parametrize("column", ["x", "group"])
def test_one_family_of_which_a_covariate_is_missing_does_not_undo_the_balance(
    estimand, arm, column
):
    families = frame(1000, apart=0.5)
    whole = effect(families, "entropy-balancing", estimand=estimand)
    families.loc[families.index[families.treated == arm][0], column] = None
    seen = effect(families, "entropy-balancing", estimand=estimand)
    assert seen.compared.converged
    assert seen.verdict.words == whole.verdict.words
    assert seen.estimate.value == pytest.approx(
        whole.estimate.value, abs=0.25 * whole.estimate.standard_error
    )
