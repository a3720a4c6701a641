import pytest

from joinedup.insight.evaluation.methods.over_time.differences.group_time import Design
from joinedup.insight.evaluation.methods.proving.intervals import coverage
from joinedup.insight.evaluation.methods.proving.over_time import CASES, areas

DRAWS = 60


@pytest.mark.parametrize("case", CASES)
def test_the_truth_is_in_the_interval_as_often_as_it_says(case):
    estimate, truth = CASES[case]
    found = coverage(estimate, truth, DRAWS)
    assert abs(found.bias) < 3.5 * found.spread / DRAWS**0.5
    assert found.covered >= 0.85
    assert 0.8 < found.error_ratio < 1.25


def test_a_confounder_that_was_not_measured_shows_in_the_trend_before():
    found = coverage(areas("simple", Design(), confounded=0.3), 1.0, 20)
    assert found.covered < 0.2
