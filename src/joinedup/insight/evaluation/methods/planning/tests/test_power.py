import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.power import TTestIndPower, TTestPower

from joinedup.insight.evaluation.methods.planning.power import (
    Clusters,
    Mean,
    Paired,
    Parallel,
    Share,
    SteppedWedge,
    after_dropout,
    arms,
    families_needed,
    power_of,
    rounded_up,
    smallest_difference,
    wedge_variance,
)
from joinedup.insight.evaluation.methods.tables import DataError


def test_what_r_prints():
    """The examples of R's ``power.t.test`` and ``power.prop.test``: power 0.8689528, n 22.02110 and
    76.7 in each group, and 0.7401659 for 50 in each."""
    assert power_of(Parallel(Mean(1)), 40, 1) == pytest.approx(0.8689528, abs=1e-6)
    assert families_needed(Parallel(Mean(1)), 1, 0.9) == int(np.ceil(2 * 22.02110))
    assert families_needed(Parallel(Share(0.5)), 0.25, 0.9) == int(np.ceil(2 * 76.7))
    assert power_of(Parallel(Share(0.5)), 100, 0.25) == pytest.approx(0.7401659, abs=1e-6)


@pytest.mark.parametrize(("families", "gap", "ratio"), [(60, 0.5, 1), (200, 0.3, 2), (30, 1.2, 3)])
def test_means_are_the_other_librarys(families, gap, ratio):
    other = TTestIndPower().power(gap, families / (1 + ratio), 0.05, ratio)
    assert power_of(Parallel(Mean(2), ratio), families, 2 * gap) == pytest.approx(other, abs=1e-9)


def test_pairs_of_means_are_the_other_librarys():
    change = 0.4 / np.sqrt(2 - 2 * 0.6)
    assert power_of(Paired(Mean(1), 0.6), 50, 0.4) == pytest.approx(
        TTestPower().power(change, 50, 0.05), abs=1e-9
    )


@pytest.mark.parametrize(
    "design",
    [
        Parallel(Share(0.4)), Parallel(Mean(3), 2.0), Paired(Share(0.4), 0.3), Paired(Mean(3), 0.5),
        Parallel(Share(0.4), clusters=Clusters(0.03, 15, 0.5)),
        SteppedWedge(Share(0.4), Clusters(0.03, 15), 4),
    ],
)  # fmt: skip
def test_the_three_questions_agree(design):
    needed = families_needed(design, -0.15, 0.8)
    assert power_of(design, needed, -0.15) >= 0.8 > power_of(design, needed - 1, -0.15) - 0.05
    found = smallest_difference(design, needed, 0.8, fewer=True)
    assert found == pytest.approx(-0.15, abs=0.005)


def test_a_simulation_finds_shares_as_often_as_it_says():
    random = np.random.default_rng(1)
    number, control, treated = 120, 0.5, 0.32
    first, second = (random.binomial(number, p, 20_000) / number for p in (control, treated))
    middle = (first + second) / 2
    z = (first - second) / np.sqrt(2 * middle * (1 - middle) / number)
    seen = (np.abs(z) > stats.norm.isf(0.025)).mean()
    assert power_of(Parallel(Share(control)), 2 * number, -0.18) == pytest.approx(seen, abs=0.015)


def test_a_simulation_finds_pairs_of_shares_as_often_as_it_says():
    random = np.random.default_rng(2)
    both, gone, new = 0.25, 0.25, 0.1
    drawn = random.multinomial(150, [both, gone, new, 1 - both - gone - new], 20_000)
    changed = drawn[:, 1] + drawn[:, 2]
    seen = (np.abs(drawn[:, 1] - drawn[:, 2]) > 1.959964 * np.sqrt(changed)).mean()
    first, later = both + gone, both + new
    alike = (both - first * later) / np.sqrt(first * (1 - first) * later * (1 - later))
    design = Paired(Share(first), alike)
    assert power_of(design, 150, later - first) == pytest.approx(seen, abs=0.015)


def test_a_simulation_of_clusters_finds_means_as_often_as_it_says():
    random = np.random.default_rng(3)
    areas, size, icc, gap = 12, 20, 0.1, 0.5
    between = random.normal(size=(8_000, 2, areas)) * np.sqrt(icc)
    within = random.normal(size=(8_000, 2, areas)) * np.sqrt((1 - icc) / size)
    means = between + within + np.array([0, gap])[None, :, None]
    seen = (stats.ttest_ind(means[:, 0], means[:, 1], axis=1).pvalue < 0.05).mean()
    design = Parallel(Mean(1), clusters=Clusters(icc, size))
    assert power_of(design, 2 * areas * size, gap) == pytest.approx(seen, abs=0.02)


def test_sizes_that_vary_cost_families():
    same, varied = Clusters(0.05, 20), Clusters(0.05, 20, 0.6)
    assert same.design_effect == pytest.approx(1 + 19 * 0.05)
    assert varied.design_effect == pytest.approx(1 + (1.36 * 20 - 1) * 0.05)
    random = np.random.default_rng(4)
    sizes = random.gamma(1 / 0.36, 20 * 0.36, 200_000)
    exact = (sizes * (1 + (sizes - 1) * 0.05)).sum() / sizes.sum()
    assert varied.design_effect == pytest.approx(exact, rel=0.01)


def test_the_variance_of_a_wedge_is_that_of_generalised_least_squares():
    treated = np.repeat(np.triu(np.ones((4, 5)), 1), 3, axis=0)
    noise, between = 0.02, 0.01
    areas, times = treated.shape
    rows = [
        [*np.eye(times)[time], treated[area, time]]
        for area in range(areas)
        for time in range(times)
    ]
    block = noise * np.eye(times) + between
    inverse = np.kron(np.eye(areas), np.linalg.inv(block))
    design = np.array(rows)
    exact = np.linalg.inv(design.T @ inverse @ design)[-1, -1]
    assert wedge_variance(np.triu(np.ones((4, 5)), 1), 3, noise, between) == pytest.approx(exact)


def test_numbers_are_rounded_to_what_can_be():
    assert arms(Parallel(Mean(1), 2.0), 100) == (34, 67)
    assert rounded_up(Parallel(Share(0.5)), 153) == 154
    assert rounded_up(Parallel(Share(0.5), clusters=Clusters(0.1, 20)), 190) == 200
    assert rounded_up(SteppedWedge(Mean(1), Clusters(0.1, 10), 4), 1_001) == 1_200
    assert after_dropout(90, 0.1) == 100


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda: Share(1.2), "between 0 and 1"),
        (lambda: Mean(0), "standard deviation"),
        (lambda: Clusters(1.0, 20), "intracluster"),
        (lambda: SteppedWedge(Mean(1), Clusters(0.1, 5), 1), "2 to 100 steps"),
        (lambda: families_needed(Parallel(Share(0.5)), 0.0, 0.8), "difference of 0"),
        (lambda: families_needed(Parallel(Share(0.5)), 0.7, 0.8), "too large"),
        (lambda: families_needed(Parallel(Mean(1)), 1e-5, 0.8), "more than 10,000,000"),
        (lambda: families_needed(Parallel(Mean(1)), 0.5, 1.0), "less than 1"),
        (lambda: power_of(Parallel(Mean(1)), 3, 0.5), "four families|4 families"),
        (lambda: power_of(Paired(Share(0.1), -0.9), 30, 0.3), "correlated like that"),
        (lambda: smallest_difference(Parallel(Share(0.05)), 10, 0.8, fewer=True), "not even"),
        (lambda: after_dropout(10, 1.0), "drops out"),
    ],
)
def test_what_cannot_be_planned_is_said(asked, said):
    with pytest.raises(DataError, match=said):
        asked()
