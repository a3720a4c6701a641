import numpy as np
import pytest

from joinedup.insight.evaluation.methods.results import normal_estimate
from joinedup.insight.evaluation.methods.tables import DataError
from joinedup.insight.evaluation.methods.value.worth import (
    Both,
    both_of,
    drawn_ratio,
    fewer_is_better,
    net_value,
    ratio,
)


def known(cost=9000.0, cost_error=400.0, effect=0.5, effect_error=0.1, covariance=0.0):
    return Both(
        normal_estimate(cost, cost_error, "made up"),
        normal_estimate(effect, effect_error, "made up"),
        covariance,
    )


def families(number=400, seed=1, effect=0.25):
    random = np.random.default_rng(seed)
    treated = random.integers(0, 2, number).astype(float)
    outcome = (random.random(number) < 0.3 + effect * treated).astype(float)
    cost = 2000 + treated * 5000 + 1500 * outcome + random.gamma(2, 500, number)
    return cost, outcome, treated


def test_fiellers_limits_are_where_the_difference_is_just_within_its_error():
    both = known(covariance=15.0)
    found = ratio(both)
    for limit in (found.low, found.high):
        apart = both.cost.value - limit * both.effect.value
        error = np.sqrt(400**2 + limit**2 * 0.1**2 - 2 * limit * 15)
        assert abs(apart) / error == pytest.approx(1.959964, abs=1e-5)
    assert found.low < found.value < found.high
    assert found.bounded


def test_a_cost_that_is_certain_gives_the_ends_of_the_effect():
    both = known(cost_error=0.0)
    found = ratio(both)
    assert found.low == pytest.approx(9000 / both.effect.high)
    assert found.high == pytest.approx(9000 / both.effect.low)


def test_without_errors_the_limits_are_the_ratio():
    for cost, effect in ((5000, 0.2), (900, 0.3), (1, 3)):
        found = ratio(known(cost, 0, effect, 0))
        assert found.bounded
        assert found.low == pytest.approx(cost / effect)
        assert found.high == pytest.approx(cost / effect)


def test_an_effect_that_may_be_nothing_has_no_range():
    assert not ratio(known(effect=0.15)).bounded
    assert not ratio(known(cost=100.0, effect=0.01)).bounded
    with pytest.raises(DataError, match="the effect is 0"):
        ratio(known(effect=0.0))


def test_differences_of_families_go_together_as_they_do():
    cost, outcome, treated = families()
    both = both_of(cost, outcome, treated)
    inside = treated == 1
    assert both.cost.value == pytest.approx(cost[inside].mean() - cost[~inside].mean())
    assert both.covariance > 0
    alone = Both(both.cost, both.effect)
    assert ratio(both).high - ratio(both).low < ratio(alone).high - ratio(alone).low


def test_the_bootstrap_and_fieller_agree_where_the_effect_is_clear():
    cost, outcome, treated = families(1500)
    found = ratio(both_of(cost, outcome, treated))
    low, high = drawn_ratio(cost, outcome, treated, 500, 1)
    assert low == pytest.approx(found.low, rel=0.06)
    assert high == pytest.approx(found.high, rel=0.10)


def test_the_bootstrap_gives_no_range_where_the_sign_is_not_clear():
    cost, outcome, treated = families(60, effect=0.0)
    assert np.isnan(drawn_ratio(cost, outcome, treated, 200, 1)).all()


def test_fewer_bad_outcomes_are_good_ones():
    turned = fewer_is_better(known(effect=-0.5, covariance=-3.0))
    assert (turned.effect.value, turned.covariance) == (0.5, 3.0)
    assert turned.effect.low < 0.5 < turned.effect.high


def test_fiellers_limits_hold_the_truth_as_often_as_they_say():
    truth = (5000 + 1500 * 0.25) / 0.25
    held = []
    for seed in range(400):
        found = ratio(both_of(*families(300, seed)))
        inside = found.low <= truth <= found.high
        held.append(inside if found.bounded else not inside or np.isnan(found.low))
    assert 0.92 <= np.mean(held) <= 0.98


def test_the_net_value_is_worth_less_cost():
    both = known(covariance=2.0)
    found = net_value(both, 20_000)
    assert found.value == 20_000 * 0.5 - 9000
    expected = np.sqrt(20_000**2 * 0.01 + 400**2 - 2 * 20_000 * 2)
    assert found.standard_error == pytest.approx(expected)


def test_groups_too_small_are_refused():
    with pytest.raises(DataError, match="families with help"):
        both_of(np.ones(4), np.array([0, 1, 0, 1.0]), np.array([0, 0, 0, 1.0]))
    with pytest.raises(DataError, match="the same for all"):
        both_of(np.ones(4), np.ones(4), np.array([0, 0, 1, 1.0]))
