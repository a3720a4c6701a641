"""The same numbers as another library, where one has the method."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from sklearn.linear_model import LogisticRegression
from statsmodels.treatment.treatment_effects import TreatmentEffect

from joinedup.insight.evaluation.methods.comparison.arms import Weighted, arms_of
from joinedup.insight.evaluation.methods.comparison.balancing import balancing_weights
from joinedup.insight.evaluation.methods.comparison.compare import compare
from joinedup.insight.evaluation.methods.comparison.compared import (
    Question,
    effective_size,
    estimate_of,
)
from joinedup.insight.evaluation.methods.comparison.propensity import propensity_of
from joinedup.insight.evaluation.methods.comparison.study import Columns, study_of
from joinedup.insight.evaluation.methods.comparison.tests.families import frame, table
from joinedup.insight.evaluation.methods.tables import DataError, table_of


@pytest.fixture(scope="module")
def study():
    return study_of(table(1500), Columns("treated", "y", ("x", "group")))


@pytest.fixture(scope="module")
def theirs(study):
    """statsmodels' treatment effects on the same columns."""
    design = sm.add_constant(study.covariates.design)
    treated = study.treated.astype(int)
    return TreatmentEffect(
        sm.OLS(study.outcome, design), treated, results_select=sm.Logit(treated, design).fit(disp=0)
    )


def test_propensity(study):
    ours = propensity_of(study)
    other = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000)
    other.fit(study.covariates.design, study.treated)
    np.testing.assert_allclose(
        ours.score, other.predict_proba(study.covariates.design)[:, 1], atol=1e-5
    )
    design = sm.add_constant(study.covariates.design)
    probit = sm.Probit(study.treated.astype(float), design).fit(disp=0)
    np.testing.assert_allclose(propensity_of(study, "probit").score, probit.predict(), atol=1e-6)


def test_difference_is_welchs(study):
    one, other = study.outcome[study.treated], study.outcome[~study.treated]
    estimate = estimate_of(study, compare(study, Question("difference")))
    welch = stats.ttest_ind(one, other, equal_var=False)
    assert estimate.value / estimate.standard_error == pytest.approx(welch.statistic)
    assert estimate.p_value == pytest.approx(welch.pvalue)
    interval = welch.confidence_interval(0.95)
    assert (estimate.low, estimate.high) == pytest.approx((interval.low, interval.high))


@pytest.mark.parametrize(("estimand", "group"), [("ate", "all"), ("att", 1)])
def test_regression(study, theirs, estimand, group):
    other = theirs.ra(effect_group=group)
    compared = compare(study, Question("regression", estimand, population=True))
    assert compared.difference == pytest.approx(other.start_params[0], rel=1e-4)
    estimate = estimate_of(study, compared)
    assert estimate.standard_error == pytest.approx(other.results_gmm.bse[0], rel=0.01)


def test_regression_has_the_error_of_hc3(study):
    """A regression on treatment, centred covariates and their products (Lin 2013)."""
    treated = study.treated.astype(float)
    centred = study.covariates.design - study.covariates.design[study.treated].mean(axis=0)
    design = np.column_stack([np.ones(len(study)), treated, centred, treated[:, None] * centred])
    fit = sm.OLS(study.outcome, design).fit(cov_type="HC3")
    estimate = estimate_of(study, compare(study, Question("regression")))
    assert estimate.value == pytest.approx(fit.params[1])
    assert estimate.standard_error == pytest.approx(fit.bse[1])


@pytest.mark.parametrize(("estimand", "group"), [("ate", "all"), ("att", 1)])
def test_weighting(study, theirs, estimand, group):
    other = theirs.ipw(effect_group=group)
    estimate = estimate_of(study, compare(study, Question("ipw", estimand)))
    assert estimate.value == pytest.approx(other.start_params[0], rel=1e-4)
    assert estimate.standard_error == pytest.approx(other.results_gmm.bse[0], rel=0.01)


def test_doubly_robust(study, theirs):
    other = theirs.aipw()
    estimate = estimate_of(study, compare(study, Question("aipw", "ate")))
    assert estimate.value == pytest.approx(other.start_params[0], rel=1e-4)
    assert estimate.standard_error == pytest.approx(other.results_gmm.bse[0], rel=0.02)


def test_weights_taken_as_known_are_a_weighted_regression(study):
    compared = compare(study, Question("ipw", "ate", fixed_weights=True))
    design = sm.add_constant(study.treated.astype(float))
    fit = sm.WLS(study.outcome, design, weights=compared.weights).fit(cov_type="HC0")
    estimate = estimate_of(study, compared)
    assert (estimate.value, estimate.standard_error) == pytest.approx((fit.params[1], fit.bse[1]))


def test_clusters_are_statsmodels_clusters():
    study = study_of(table(600), Columns("treated", "y", cluster="area"))
    ones = Weighted(np.ones(600))
    nothing = np.zeros((600, 0))
    arms = arms_of(nothing, study.treated, study.outcome, ones, np.ones(600), leverage_power=0)
    sums = np.bincount(study.clusters, weights=arms.influence)
    design = sm.add_constant(study.treated.astype(float))
    fit = sm.OLS(study.outcome, design).fit(
        cov_type="cluster", cov_kwds={"groups": study.clusters, "use_correction": False}
    )
    assert float(np.sqrt(sums @ sums)) == pytest.approx(fit.bse[1])


def test_every_cluster_for_itself_is_no_cluster(study):
    question = Question("ipw")
    own = replace(study, clusters=np.arange(len(study)))
    errors = [estimate_of(s, compare(s, question)).standard_error for s in (study, own)]
    assert errors[1] == pytest.approx(errors[0], rel=1e-3)


def test_balancing_weights_are_the_flattest():
    """Among all weights with these means: any other direction has less entropy."""
    draw = np.random.default_rng(4)
    columns = draw.normal(size=(80, 3))
    wanted = np.array([0.3, -0.2, 0.1])
    weights, converged = balancing_weights(columns, wanted)
    assert converged
    np.testing.assert_allclose(weights @ columns / weights.sum(), wanted, atol=1e-8)
    constraints = np.column_stack([np.ones(80), columns])
    for _ in range(20):
        step = draw.normal(size=80)
        step -= constraints @ np.linalg.lstsq(constraints, step, rcond=None)[0]
        moved = weights + 1e-3 * step
        assert (moved * np.log(moved)).sum() > (weights * np.log(weights)).sum()


def test_means_that_no_weights_reach():
    weights, converged = balancing_weights(np.arange(5.0)[:, None], np.array([9.0]))
    assert not converged
    assert np.isfinite(weights).all()


@pytest.mark.parametrize("seed", range(40))
def test_means_out_of_reach_end_in_peace(seed):
    """One row takes all the weight on the way; nothing overflows, whatever the scales."""
    draw = np.random.default_rng(seed)
    columns = draw.normal(size=(30, 4)) * 10.0 ** draw.integers(-6, 7, 4)
    wanted = columns.max(axis=0) + columns.std(axis=0) * draw.random()
    weights, converged = balancing_weights(columns, wanted)
    assert not converged
    assert np.isfinite(weights).all()
    assert weights.sum() == pytest.approx(30)


def test_trimming_and_stabilising():
    study = study_of(table(800, apart=1.5), Columns("treated", "y", ("x", "group")))
    plain = compare(study, Question("ipw"))
    trimmed = compare(study, Question("ipw", trim=0.95))
    control = ~study.treated
    assert trimmed.weights[control].max() < plain.weights[control].max()
    assert effective_size(trimmed.weights[control]) > effective_size(plain.weights[control])
    assert "were cut at the quantile 0.95" in trimmed.warnings[0]
    stable = compare(study, Question("ipw", "ate", stabilised=True))
    assert stable.difference == pytest.approx(compare(study, Question("ipw", "ate")).difference)
    assert stable.weights.mean() == pytest.approx(1, abs=0.05)


def test_cross_fitting_repeats_by_its_seed(study):
    one, same, other = (
        compare(study, Question("aipw", folds=5, seed=seed)).difference for seed in (1, 1, 2)
    )
    assert one == same != other
    few = study_of(table_of(frame(12)), Columns("treated", "y", ("x",)))
    few = replace(few, treated=np.arange(12) < 2, clusters=None)
    with pytest.raises(DataError, match="too many"):
        compare(few, Question("aipw", folds=12))


def test_perfect_separation_is_named():
    families = frame().assign(score=lambda f: f.treated * 2 + 0.5 * np.tanh(f.x))
    study = study_of(table_of(families), Columns("treated", "y", ("score", "x")))
    with pytest.raises(DataError, match="perfect separation: score alone"):
        propensity_of(study)
    both = families.assign(other=families.score - 2 * families.x)
    study = study_of(table_of(both), Columns("treated", "y", ("x", "other")))
    with pytest.raises(DataError, match="perfect separation: the covariates"):
        propensity_of(study)
