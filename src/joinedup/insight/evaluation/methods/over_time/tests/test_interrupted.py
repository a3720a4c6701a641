import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from joinedup.insight.evaluation.methods.over_time.interrupted import interrupted, series_of
from joinedup.insight.evaluation.methods.over_time.made_up import months
from joinedup.insight.evaluation.methods.tables import DataError, table_of


def found_of(table, began="48", **told):
    return interrupted(series_of(table, time="month", outcome="y", began=began), **told)


def test_it_is_the_regression_with_newey_and_wests_errors():
    table = months()
    frame = table.frame.assign(on=lambda f: (f["month"] >= 48) * 1.0)
    frame["since"] = frame["on"] * (frame["month"] - 48)
    fitted = smf.ols("y ~ month + on + since", frame).fit(
        cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True}
    )
    found = found_of(table, errors="newey-west", lags=3)
    for name, each in (("on", found.level), ("since", found.slope), ("month", found.trend_before)):
        assert each.value == pytest.approx(fitted.params[name])
        assert each.standard_error == pytest.approx(fitted.bse[name])


def test_its_p_value_is_of_the_t_distribution_that_its_interval_is_of():
    found = found_of(table_of(months(before=6).frame.head(10)), "6").level
    reach = (found.high - found.low) / 2 / found.standard_error
    assert reach == pytest.approx(stats.t.ppf(0.975, 10 - 4))
    away = abs(found.value) / found.standard_error
    assert found.p_value == pytest.approx(2 * stats.t.sf(away, 10 - 4))


def test_errors_allow_for_neighbours_that_go_together():
    apart, together = found_of(months(seed=5)), found_of(months(seed=5, together=0.7))
    assert abs(apart.correlation) < 0.3
    assert together.correlation == pytest.approx(0.7, abs=0.2)
    plain = found_of(months(seed=5, together=0.7), errors="newey-west")
    assert together.level.standard_error > plain.level.standard_error


def test_the_difference_is_to_the_line_before_that_goes_on():
    found = found_of(months())
    after = found.series.after
    gap = (found.fitted - found.expected)[after]
    assert found.average.value == pytest.approx(gap.mean())
    assert found.last.value == pytest.approx(gap[-1])
    assert np.allclose(found.fitted[~after], found.expected[~after])
    assert found.average.value == pytest.approx(-2 - 0.1 * 11.5, abs=1.2)


def test_seasons_are_allowed_for():
    table = months(seed=3, seasons=True)
    with_seasons, without = found_of(table, season=12), found_of(table)
    assert with_seasons.level.standard_error < without.level.standard_error
    assert with_seasons.level.value == pytest.approx(-2, abs=1.2)


def test_a_beginning_that_was_none_shows_nothing_unless_something_happened():
    assert abs(found_of(months(seed=1)).false_beginning.value) < 1.5
    frame = months(seed=1).frame
    frame.loc[frame["month"].between(24, 47), "y"] += 8
    false = found_of(table_of(frame)).false_beginning
    assert false.low > 0
    assert found_of(months(before=8), "8").false_beginning is None


def test_dates_are_counted_one_by_one():
    table = months()
    dates = pd.date_range("2020-01-01", periods=72, freq="MS").strftime("%Y-%m")
    dated = table_of(table.frame.assign(month=dates))
    found = found_of(dated, "2024-01")
    assert found.level.value == pytest.approx(found_of(table).level.value)
    assert found.series.labels[0] == "2020-01"
    between = found_of(dated, "2023-12-15")
    assert between.level.value == pytest.approx(found.level.value)


def test_rows_of_one_time_are_averaged_and_missing_ones_counted():
    frame = months().frame
    twice = pd.concat([frame, frame[:10].assign(y=lambda f: f["y"] + 2)], ignore_index=True)
    twice.loc[20, "y"] = np.nan
    found = found_of(table_of(twice))
    assert found.series.values[0] == pytest.approx(frame["y"][0] + 1)
    assert found.series.left_out[0].rows == 1
    assert len(found.series.warnings) == 2


@pytest.mark.parametrize(
    ("spoilt", "began", "told", "said"),
    [
        (lambda f: f, "soon", {}, "--began must be a time"),
        (lambda f: f, "71", {}, "1 after: 3 are needed"),
        (lambda f: f.assign(y=1), "48", {}, "the same at every time"),
        (lambda f: f[40:56], "48", {"season": 12}, "too few for a jump"),
        (lambda f: f, "48", {"lags": 99}, "lags are from 0"),
        (lambda f: f.assign(month="May"), "48", {}, "dates like 2024-05-31"),
    ],
)
def test_what_cannot_be_answered_is_said(spoilt, began, told, said):
    with pytest.raises(DataError, match=said):
        found_of(table_of(spoilt(months().frame)), began, **told)
