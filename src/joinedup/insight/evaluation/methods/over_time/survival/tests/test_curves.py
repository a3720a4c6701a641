import numpy as np
import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import restricted_mean_survival_time

from joinedup.insight.evaluation.methods.over_time.survival.competing import cumulative_incidence
from joinedup.insight.evaluation.methods.over_time.survival.curves import (
    kaplan_meier,
    median,
    restricted_mean,
)
from joinedup.insight.evaluation.methods.over_time.survival.log_rank import log_rank
from joinedup.insight.evaluation.methods.tables import DataError


@pytest.fixture
def lives():
    random = np.random.default_rng(1)
    first, seen = random.exponential(10, 200), random.exponential(15, 200)
    return np.ceil(np.minimum(first, seen)), first <= seen


def test_it_is_the_other_librarys_curve_with_its_intervals(lives):
    lasted, event = lives
    other = KaplanMeierFitter().fit(lasted, event)
    found = kaplan_meier(lasted, event)
    assert found.share == pytest.approx(other.survival_function_.iloc[1:, 0].to_numpy())
    bounds = other.confidence_interval_survival_function_.iloc[1:].to_numpy()
    inside = found.share > 0
    assert found.low[inside] == pytest.approx(bounds[inside, 0])
    assert found.high[inside] == pytest.approx(bounds[inside, 1])
    assert median(found).value == other.median_survival_time_


def test_by_hand():
    found = kaplan_meier(np.array([1, 2, 2, 3, 4]), np.array([1, 1, 0, 1, 0]) == 1)
    assert found.share == pytest.approx([0.8, 0.6, 0.3, 0.3])
    assert found.at_risk.tolist() == [5, 4, 2, 1]
    mean = restricted_mean(found, 3.5)
    assert mean.value == pytest.approx(1 + 0.8 + 0.6 + 0.15)
    areas = np.array([0.8 + 0.6 + 0.15, 0.6 + 0.15, 0.15])
    assert mean.standard_error**2 == pytest.approx(
        (areas**2 * np.array([1 / 20, 1 / 12, 1 / 2])).sum()
    )


def test_the_scales_of_intervals():
    lasted, event = np.arange(1, 21.0), np.arange(20) % 2 == 0
    plain, log = (kaplan_meier(lasted, event, scale=scale) for scale in ("plain", "log"))
    error = plain.share * np.sqrt(plain.hazard_variance)
    assert plain.low[4] == pytest.approx(plain.share[4] - 1.959964 * error[4])
    assert log.low[4] == pytest.approx(
        log.share[4] * np.exp(-1.959964 * np.sqrt(log.hazard_variance[4]))
    )
    assert (log.high <= 1).all()


def test_the_mean_time_is_the_other_librarys(lives):
    lasted, event = lives
    other = KaplanMeierFitter().fit(lasted, event)
    assert restricted_mean(kaplan_meier(lasted, event), 12).value == pytest.approx(
        restricted_mean_survival_time(other, t=12)
    )


@pytest.mark.parametrize(
    ("shares", "expected"),
    [([0, 0, 1, 1], 3.5), ([1, 1, 1, 1], 2.5), ([1, 0, 0, 0], np.inf)],
)
def test_where_half_is_reached(shares, expected):
    found = median(kaplan_meier(np.array([1, 2, 3, 4.0]), np.array(shares) == 1))
    assert found.value == expected


def test_the_log_rank_test_is_the_other_librarys_also_of_three_groups(lives):
    lasted, event = lives
    group = np.arange(200) % 3
    other = multivariate_logrank_test(lasted, group, event)
    found = log_rank(lasted, event, group, np.zeros(200, dtype=int))
    assert found.statistic == pytest.approx(other.test_statistic)
    assert (found.degrees, found.p_value) == (2, pytest.approx(other.p_value))
    assert found.observed.sum() == pytest.approx(found.expected.sum())


def test_the_log_rank_test_within_strata_adds_up(lives):
    lasted, event = lives
    group, strata = np.arange(200) % 2, np.arange(200) // 100
    parts = [
        log_rank(lasted[strata == s], event[strata == s], group[strata == s], np.zeros(100, int))
        for s in (0, 1)
    ]
    both = log_rank(lasted, event, group, strata)
    assert both.observed == pytest.approx(parts[0].observed + parts[1].observed)
    assert both.expected == pytest.approx(parts[0].expected + parts[1].expected)


def test_groups_never_followed_together_are_refused():
    with pytest.raises(DataError, match="while two groups were followed"):
        log_rank(
            np.array([1, 2, 3, 4.0]), np.array([False, False, True, True]),
            np.array([0, 0, 1, 1]), np.zeros(4, dtype=int),
        )  # fmt: skip


def test_incidence_of_competing_causes_is_the_other_librarys():
    random = np.random.default_rng(2)
    lasted, cause = random.exponential(1, 150), random.integers(0, 3, 150)
    other = AalenJohansenFitter(calculate_variance=True).fit(lasted, cause, event_of_interest=1)
    found = cumulative_incidence(lasted, cause, 1)
    assert found.share == pytest.approx(other.cumulative_density_.iloc[1:, 0].to_numpy())
    error = np.sqrt(other.variance_.to_numpy()[1:])
    assert found.standard_error[:-1] == pytest.approx(error[:-1], rel=0.02)


def test_causes_and_what_is_left_add_up_to_one():
    random = np.random.default_rng(3)
    lasted, cause = np.ceil(random.exponential(5, 150)), random.integers(0, 3, 150)
    parts = [cumulative_incidence(lasted, cause, of).share for of in (1, 2)]
    assert parts[0] + parts[1] + kaplan_meier(lasted, cause > 0).share == pytest.approx(1)


def test_with_one_cause_incidence_is_the_curve_upside_down(lives):
    lasted, event = lives
    found, curve = cumulative_incidence(lasted, event.astype(int), 1), kaplan_meier(lasted, event)
    assert found.share == pytest.approx(1 - curve.share)
    left = curve.share > 0
    error = curve.share * np.sqrt(curve.hazard_variance)
    assert found.standard_error[left] == pytest.approx(error[left], rel=0.02)
