import math

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import mcnemar as other_mcnemar
from statsmodels.stats.proportion import proportion_confint

from joinedup.insight.evaluation.methods.change.pairs import (
    Pairs,
    mcnemar,
    pairs_of,
    reduction,
    relative,
    wilson,
)

AIRWAY = Pairs(1, 1, 7, 12)


def test_families_with_one_moment_not_known_are_no_pair():
    first = np.array([1, 1, 0, 0, np.nan, 1])
    later = np.array([1, 0, 1, 0, 1, np.nan])
    assert pairs_of(first, later) == Pairs(1, 1, 1, 1)


def test_wilson_is_the_other_librarys():
    assert wilson(7, 31) == pytest.approx(proportion_confint(7, 31, method="wilson"))
    assert wilson(0, 10)[0] == 0
    assert all(math.isnan(end) for end in wilson(0, 0))


def test_mcnemar_is_the_other_librarys():
    assert mcnemar(AIRWAY).exact == pytest.approx(other_mcnemar([[1, 1], [7, 12]], True).pvalue)
    assert mcnemar(Pairs(5, 0, 0, 5)).exact == 1


def test_the_paired_interval_is_narrower_where_pairs_agree_and_holds_its_value():
    together, apart = Pairs(40, 20, 5, 35), Pairs(27, 33, 18, 22)
    assert reduction(together).value == pytest.approx(reduction(apart).value)
    narrow, wide = (reduction(each).high - reduction(each).low for each in (together, apart))
    assert narrow < wide
    assert reduction(together).low < 0.15 < reduction(together).high


@pytest.mark.parametrize("pairs", [Pairs(0, 0, 0, 9), Pairs(9, 0, 0, 0), Pairs(0, 9, 0, 0)])
def test_extremes_stay_within_bounds(pairs):
    found = reduction(pairs)
    assert -1 <= found.low <= found.value <= found.high <= 1


def test_relative_reductions():
    assert relative(Pairs(10, 30, 10, 50)) == pytest.approx(0.5)
    assert math.isnan(relative(Pairs(0, 0, 3, 7)))
