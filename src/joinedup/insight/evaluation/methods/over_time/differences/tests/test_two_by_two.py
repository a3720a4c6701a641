import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from joinedup.insight.evaluation.methods.over_time.differences.two_by_two import fits, two_by_two
from joinedup.insight.evaluation.methods.over_time.panel import panel_of
from joinedup.insight.evaluation.methods.tables import DataError, table_of


def shops(seed=1, units=120, gone=20):
    random = np.random.default_rng(seed)
    treated = np.arange(units) % 3 == 0
    own = random.normal(size=units)
    first = own + random.normal(size=units)
    second = own + 0.5 + 2 * treated + random.normal(size=units)
    frame = pd.DataFrame({
        "unit": np.tile(np.arange(units), 2),
        "time": np.repeat([0, 1], units),
        "begun": np.tile(treated, 2).astype(int),
        "y": np.concatenate([first, second]),
    })  # fmt: skip
    return frame.drop(index=random.choice(frame.index, gone, replace=False))


def found_of(frame, **told):
    panel = panel_of(
        table_of(frame), unit="unit", time="time", first_treated="begun", outcome="y", **told
    )
    assert fits(panel)
    return two_by_two(panel)


def test_it_is_the_regression_with_its_interaction():
    frame = shops()
    found = found_of(frame)
    fitted = smf.ols("y ~ begun * time", frame).fit(
        cov_type="cluster", cov_kwds={"groups": frame["unit"], "use_correction": False}
    )
    assert found.effect.value == pytest.approx(fitted.params["begun:time"])
    assert found.effect.standard_error == pytest.approx(fitted.bse["begun:time"], rel=0.02)


def test_of_units_seen_twice_it_is_the_t_test_of_their_changes():
    frame = shops()
    wide = frame.pivot(index="unit", columns="time", values="y").dropna()
    change = wide[1] - wide[0]
    begun = frame.groupby("unit")["begun"].first()[change.index]
    inside, outside = change[begun == 1], change[begun == 0]
    found = found_of(frame)
    assert found.paired.value == pytest.approx(inside.mean() - outside.mean())
    assert found.paired.standard_error == pytest.approx(np.hypot(inside.sem(), outside.sem()))
    assert found.n_paired == len(wide)


def test_clusters_of_units_make_it_less_sure_where_they_move_together():
    frame = shops(units=240, gone=0)
    frame["town"] = frame["unit"] // 12
    together = np.random.default_rng(2).normal(size=20) * 2
    frame["y"] += frame["time"] * together[frame["town"]]
    alone, clustered = found_of(frame), found_of(frame, cluster="town")
    assert clustered.effect.value == alone.effect.value
    assert clustered.n_clusters == 20


def test_a_group_too_small_is_refused():
    frame = shops()
    treated = frame["begun"] == 1
    one = frame[~treated | (frame["unit"] == frame[treated]["unit"].iloc[0])]
    with pytest.raises(DataError, match="two are needed"):
        found_of(one)
    frame["town"] = frame["begun"]
    with pytest.raises(DataError, match="one single town"):
        found_of(frame, cluster="town")
