import pytest

from joinedup.insight.evaluation.methods.proving.change import CASES
from joinedup.insight.evaluation.methods.proving.intervals import coverage

DRAWS = 200


@pytest.mark.parametrize("case", CASES)
def test_the_truth_is_in_the_interval_as_often_as_it_says(case):
    estimate, truth = CASES[case]
    found = coverage(estimate, truth, DRAWS)
    assert abs(found.bias) < 4 * found.spread / DRAWS**0.5 + 0.01
    assert found.covered >= 0.90
