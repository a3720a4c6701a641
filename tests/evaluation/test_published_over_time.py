"""What others published, found again to the last printed digit, or why not."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from joinedup.insight.evaluation.methods.over_time.differences.two_by_two import two_by_two
from joinedup.insight.evaluation.methods.over_time.panel import panel_of
from joinedup.insight.evaluation.methods.over_time.survival.curves import kaplan_meier, median
from joinedup.insight.evaluation.methods.over_time.survival.hazards import hazards
from joinedup.insight.evaluation.methods.over_time.survival.log_rank import log_rank
from joinedup.insight.evaluation.methods.over_time.survival.times import times_of
from joinedup.insight.evaluation.methods.tables import read_table, table_of

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def shops():
    table = read_table(DATA / "card_krueger.csv")
    return two_by_two(panel_of(table, unit="id", time="d", first_treated="nj", outcome="fte"))


def test_card_and_krueger_four_means(shops):
    means = {(cell.treated, cell.time): round(cell.mean, 2) for cell in shops.cells}
    assert means == {(False, 0): 23.33, (False, 1): 21.17, (True, 0): 20.44, (True, 1): 21.03}
    errors = {(cell.treated, cell.time): round(cell.standard_error, 2) for cell in shops.cells}
    assert errors == {(False, 0): 1.35, (False, 1): 0.94, (True, 0): 0.51, (True, 1): 0.52}


def test_card_and_krueger_balanced(shops):
    assert round(shops.paired.value, 2) == 2.75
    assert round(shops.paired.standard_error, 2) == 1.34


def test_card_and_krueger_all_shops(shops):
    """Printed: 2.76 (1.36). The four means above are the printed ones and differ by 2.7536, so
    that the last digit of 2.76 is not of these data. 1.36 is what the printed errors of the two
    changes make, 1.25 and 0.54; of the shops that are in the file, which were seen twice and so
    go together, they are 1.22 and 0.47."""
    assert shops.effect.value == pytest.approx(2.7536, abs=5e-5)
    assert shops.effect.value == pytest.approx(2.76, abs=0.01)
    assert round(shops.change_treated.value, 2) == 0.59
    assert shops.change_control.value == pytest.approx(-2.16, abs=0.01)
    assert round(shops.effect.standard_error, 2) == 1.31
    assert shops.effect.standard_error == pytest.approx(1.36, abs=0.06)


@pytest.fixture(scope="module")
def released():
    covariates = ("fin", "age", "race", "wexp", "mar", "paro", "prio")
    table = read_table(DATA / "rossi.csv")
    return hazards(times_of(table, duration="week", event="arrest", covariates=covariates))


@pytest.mark.parametrize(
    ("name", "printed"), [("fin", (-0.38, 0.19)), ("age", (-0.06, 0.02)), ("prio", (0.09, 0.03))]
)
def test_rossi_coefficients(released, name, printed):
    found = released.coefficients[name]
    assert (round(found.value, 2), round(found.standard_error, 2)) == printed


def test_rossi_model(released):
    assert round(released.log_likelihood, 2) == -658.75
    assert round(released.concordance, 2) == 0.64
    assert round(released.ratio_statistic, 2) == 33.27
    assert (released.degrees, released.n, released.events) == (7, 432, 114)


def remission(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Weeks, and whether it ended then; 13+ had not."""
    weeks = text.split()
    return np.array([float(w.rstrip("+")) for w in weeks]), np.array(["+" not in w for w in weeks])


MAINTAINED = remission("9 13 13+ 18 23 28+ 31 34 45+ 48 161+")
NOT = remission("5 5 8 8 12 16+ 23 27 30 33 43 45")
SIX_MP = remission("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+")
CONTROL = remission("1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23")


def both(first, second):
    frame = pd.DataFrame({
        "weeks": np.concatenate([first[0], second[0]]),
        "ended": np.concatenate([first[1], second[1]]),
        "second": np.repeat([0, 1], [len(first[0]), len(second[0])]),
    })  # fmt: skip
    return times_of(table_of(frame), duration="weeks", event="ended", covariates=("second",))


def test_acute_myelogenous_leukaemia():
    """R's survival, ``aml``: medians 31 (18 to none) and 23 (8 to none) with log intervals, the
    first share 0.909 (0.0867), log-rank 3.4 with p 0.0653, Cox 0.916 (0.512)."""
    first, second = (kaplan_meier(*group, scale="log") for group in (MAINTAINED, NOT))
    assert (median(first).value, median(first).low, median(first).high) == (31, 18, np.inf)
    assert (median(second).value, median(second).low, median(second).high) == (23, 8, np.inf)
    assert round(first.share[0], 3) == 0.909
    assert round(first.share[0] * first.hazard_variance[0] ** 0.5, 4) == 0.0867
    assert (round(first.low[0], 4), first.high[0]) == (0.7541, 1)
    times = both(MAINTAINED, NOT)
    test = log_rank(times.duration, times.event, times.known.matrix[:, 0].astype(int), times.strata)
    assert (round(test.statistic, 1), round(test.p_value, 4)) == (3.4, 0.0653)
    found = hazards(times).coefficients["second"]
    assert (round(found.value, 3), round(found.standard_error, 3)) == (0.916, 0.512)


def test_six_mercaptopurine():
    """Gehan 1965, as in R's MASS: log-rank 16.8, Cox -1.572 (0.412)."""
    times = both(CONTROL, SIX_MP)
    test = log_rank(times.duration, times.event, times.known.matrix[:, 0].astype(int), times.strata)
    assert round(test.statistic, 1) == 16.8
    found = hazards(times).coefficients["second"]
    assert (round(found.value, 3), round(found.standard_error, 3)) == (-1.572, 0.412)
