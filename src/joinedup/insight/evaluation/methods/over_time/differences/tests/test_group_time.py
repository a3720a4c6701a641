from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from joinedup.insight.evaluation.methods.over_time.differences.aggregate import Errors
from joinedup.insight.evaluation.methods.over_time.differences.group_time import (
    Design,
    group_times,
)
from joinedup.insight.evaluation.methods.over_time.differences.staggered import staggered
from joinedup.insight.evaluation.methods.over_time.made_up import staggered_areas
from joinedup.insight.evaluation.methods.over_time.panel import panel_of
from joinedup.insight.evaluation.methods.tables import DataError, table_of


def panel(table, **told):
    return panel_of(table, unit="unit", time="time", first_treated="begun", outcome="y", **told)


def test_an_effect_is_the_groups_change_less_that_of_the_never_treated():
    table = staggered_areas(60)
    found = group_times(panel(table), Design(method="unconditional"))
    wide = table.frame.pivot(index="unit", columns="time", values="y")
    begun = table.frame.groupby("unit")["begun"].first()
    change = wide[5.0] - wide[2.0]
    by_hand = change[begun == 3].mean() - change[begun == 0].mean()
    at = (found.groups == 3) & (found.times == 5)
    assert found.effects[at][0] == pytest.approx(by_hand, abs=1e-12)


def test_rows_without_a_covariate_are_left_out_as_r_does_or_marked():
    table = staggered_areas(60)
    frame = table.frame.assign(wealth=np.arange(len(table)) % 7 * 1.0)
    unit = frame["unit"].iloc[0]
    frame.loc[frame.index[frame["unit"] == unit][0], "wealth"] = np.nan
    found = panel(table_of(frame), covariates=("wealth",))
    assert [(left.rows, left.reason) for left in found.left_out] == [(1, "rows without wealth")]
    assert np.isnan(found.outcome[found.units == str(int(unit))][0]).sum() == 1
    marked = panel(table_of(frame), covariates=("wealth",), missing="mark")
    assert marked.left_out == ()
    assert marked.names == ("wealth", "wealth missing")


def test_before_it_began_each_time_is_compared_with_the_one_before_or_with_the_last():
    table = staggered_areas(60)
    wide = table.frame.pivot(index="unit", columns="time", values="y")
    begun = table.frame.groupby("unit")["begun"].first()

    def effect(base, time, other):
        found = group_times(panel(table), Design(base=base))
        change = wide[time] - wide[other]
        by_hand = change[begun == 5].mean() - change[begun == 0].mean()
        at = (found.groups == 5) & (found.times == time)
        assert found.effects[at][0] == pytest.approx(by_hand, abs=1e-12)

    effect("varying", 3.0, 2.0)
    effect("universal", 3.0, 4.0)


def test_the_universal_base_is_nothing_at_the_last_time_before():
    found = group_times(panel(staggered_areas(60)), Design(base="universal"))
    at = (found.groups == 5) & (found.times == 4)
    assert found.effects[at] == 0
    assert found.reference[at].all()
    assert len(found.effects) == 12


def test_not_yet_treated_units_are_compared_with_until_they_begin():
    table = staggered_areas(60)
    wide = table.frame.pivot(index="unit", columns="time", values="y")
    begun = table.frame.groupby("unit")["begun"].first()
    found = group_times(panel(table), Design(control="not-yet"))
    change = wide[4.0] - wide[2.0]
    by_hand = change[begun == 3].mean() - change[begun.isin([0, 5])].mean()
    assert found.effects[(found.groups == 3) & (found.times == 4)][0] == pytest.approx(by_hand)
    change = wide[5.0] - wide[2.0]
    by_hand = change[begun == 3].mean() - change[begun == 0].mean()
    assert found.effects[(found.groups == 3) & (found.times == 5)][0] == pytest.approx(by_hand)


def test_anticipation_moves_the_base_back():
    table = staggered_areas(60)
    wide = table.frame.pivot(index="unit", columns="time", values="y")
    begun = table.frame.groupby("unit")["begun"].first()
    found = group_times(panel(table), Design(anticipation=1))
    change = wide[5.0] - wide[3.0]
    by_hand = change[begun == 5].mean() - change[begun == 0].mean()
    assert found.effects[(found.groups == 5) & (found.times == 5)][0] == pytest.approx(by_hand)


def test_without_never_treated_the_last_to_begin_stand_for_them():
    table = staggered_areas(80)
    some = table_of(table.frame[table.frame["begun"] > 0])
    never = group_times(panel(some), Design())
    assert set(never.groups) == {3}
    assert never.times.max() == 4
    assert any("stand for them" in said for said in never.panel.warnings)
    waiting = group_times(panel(some), Design(control="not-yet"))
    assert waiting.effects == pytest.approx(never.effects)


def test_units_treated_from_the_start_and_units_not_always_seen_are_left_out():
    frame = staggered_areas(80).frame
    frame.loc[frame["unit"] == 0, "begun"] = 1.0
    frame.loc[frame["unit"] == 1, "begun"] = 99.0
    frame = frame[~((frame["unit"] == 2) & (frame["time"] == 4))]
    found = group_times(panel(table_of(frame)), Design())
    assert [(each.rows, each.reason[:16]) for each in found.panel.left_out] == [
        (5, "rows of 1 units "), (6, "rows of 1 units "),
    ]  # fmt: skip
    assert np.isinf(found.panel.first_treated[0])


def test_clusters_are_summed_before_they_are_squared():
    table = staggered_areas(120)
    own = group_times(panel(table), Design())
    district = group_times(panel(table, cluster="district"), Design())
    one = Errors(own.panel.clusters, "", 0, 1).of(own.influence)
    sums = pd.DataFrame(district.influence).groupby(district.panel.clusters).sum().to_numpy()
    found = Errors(district.panel.clusters, "", 0, 1).of(district.influence)
    assert found == pytest.approx(np.sqrt((sums**2).sum(axis=0)) / 120)
    assert one == pytest.approx(np.sqrt((own.influence**2).mean(axis=0) / 120))


def test_with_covariates_the_three_methods_agree_where_their_models_hold():
    table = staggered_areas(4000, 3, confounded=0.5)
    shown = {
        method: staggered(panel(table, covariates=("x",)), Design(method=method), draws=0)
        for method in ("doubly-robust", "regression", "weighting")
    }
    plain = staggered(panel(table), Design(), draws=0).aggregates["simple"].overall
    assert plain.value > 1.5
    for found in shown.values():
        assert found.aggregates["simple"].overall.value == pytest.approx(1, abs=0.15)


def test_effects_that_grow_mislead_the_usual_regression_only():
    table = staggered_areas(3000, 4, effect=0, growing=1.0)
    found = staggered(panel(table), Design(), draws=0)
    truth = (0.25 * (0 + 1 + 2 + 3) + 0.25 * (0 + 1)) / (0.25 * 6)
    assert found.aggregates["simple"].overall.value == pytest.approx(truth, abs=0.1)
    assert found.naive.estimate.value < truth - 0.2
    total = sum(share * value for _, share, value in found.naive.comparisons)
    assert total == pytest.approx(found.naive.estimate.value, abs=1e-9)
    assert sum(share for _, share, _ in found.naive.comparisons) == pytest.approx(1)


def test_a_drift_beforehand_shows():
    drifting = staggered(panel(staggered_areas(800, 5, drift=0.3)), Design(), draws=0)
    assert drifting.pre_trend.p_value < 0.001
    assert drifting.pre_trend.degrees == 4


def test_the_band_is_wider_than_one_interval_and_repeats_with_its_seed():
    table = panel(staggered_areas(200))
    first, again = (staggered(table, Design(), draws=500, seed=7) for _ in range(2))
    assert first.cells == again.cells
    assert first.aggregates["dynamic"].critical > 2.1
    other = staggered(table, Design(), draws=500, seed=8)
    assert other.aggregates["dynamic"].critical != first.aggregates["dynamic"].critical


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (lambda frame: frame.assign(begun=0), "no unit begins"),
        (lambda frame: frame.assign(begun=1), "every unit was treated|nobody to compare"),
        (lambda frame: frame.assign(begun=4), "all begin at once|no unit begins"),
        (lambda frame: frame.assign(y=1), "the same in every row"),
        (lambda frame: frame[frame["time"] == 1], "one time only"),
        (lambda frame: pd.concat([frame, frame[:1]]), "two rows for unit 0 at 1"),
        (lambda frame: frame.assign(begun=-1), "0 or nothing is never"),
        (lambda frame: frame.assign(begun=frame["time"]), "more than one time of first"),
        (lambda frame: frame.assign(time="May"), "times as numbers, such as 2024 .May"),
    ],
)
def test_what_cannot_be_answered_is_said(spoilt, said):
    frame = spoilt(staggered_areas(20).frame)
    with pytest.raises(DataError, match=said):
        staggered(panel(table_of(frame)), Design(), draws=0)


@pytest.mark.parametrize("method", ["doubly-robust", "regression", "weighting"])
@pytest.mark.parametrize("begun", [0, 5])
def test_one_unit_of_which_a_covariate_is_missing_keeps_nothing_from_being_told(method, begun):
    frame = staggered_areas(100).frame
    whole = staggered(panel(table_of(frame), covariates=("x",)), Design(method), draws=0)
    unit = frame["unit"][frame["begun"] == begun].iloc[0]
    spoilt = table_of(frame.assign(x=frame["x"].where(frame["unit"] != unit)))
    found = staggered(panel(spoilt, covariates=("x",), missing="mark"), Design(method), draws=0)
    assert found.found.usable.all()
    one, other = (each.aggregates["simple"].overall for each in (found, whole))
    assert one.value == pytest.approx(other.value, abs=0.25 * other.standard_error)
    assert any("x is missing in 6 rows" in said for said in found.found.panel.warnings)


@pytest.mark.parametrize("control", ["never", "not-yet"])
def test_one_cluster_on_a_side_tells_no_error(control):
    frame = staggered_areas(40).frame
    of_sides = table_of(frame.assign(side=(frame["begun"] > 0).astype(int)))
    with pytest.raises(DataError, match="a group is one single side: no error can be given"):
        staggered(panel(of_sides, cluster="side"), Design(control=control))
    alone = frame[
        (frame["begun"] > 0) | (frame["unit"] == frame["unit"][frame["begun"] == 0].min())
    ]
    with pytest.raises(DataError, match="one single unit"):
        staggered(panel(table_of(alone)), Design(control=control))


@pytest.mark.parametrize("control", ["never", "not-yet"])
def test_other_rows_each_time_have_the_same_effects_and_errors_of_their_own(control):
    """As csdid with panel=False: four means, whose variances add up."""
    frame = staggered_areas(60).frame
    rows = table_of(frame.assign(unit=range(len(frame))))
    design = Design("unconditional", control)
    found = staggered(panel(rows), design, draws=0)
    same = staggered(panel(table_of(frame)), design, draws=0)
    assert found.found.effects == pytest.approx(same.found.effects)
    for kind, each in same.aggregates.items():
        assert found.aggregates[kind].overall.value == pytest.approx(each.overall.value)
    assert found.naive is None
    assert any("every unit was seen once" in said for said in found.found.panel.warnings)
    at = (found.found.groups == 3) & (found.found.times == 3)
    cell = next(c for c, here in zip(found.cells, at, strict=True) if here)
    begun, time = frame["begun"], frame["time"]
    others = (begun == 0) if control == "never" else (begun == 0) | (begun > 3)
    parts = [frame["y"][side & (time == t)] for side in (begun == 3, others) for t in (2, 3)]
    by_hand = np.sqrt(sum(part.var(ddof=0) / len(part) for part in parts))
    assert cell.estimate.standard_error == pytest.approx(by_hand)


def test_other_rows_each_time_take_no_covariates_and_all_can_begin_sometime():
    frame = staggered_areas(60).frame
    frame["unit"] = range(len(frame))
    with pytest.raises(DataError, match="every unit was seen once: covariates need"):
        staggered(panel(table_of(frame), covariates=("x",)), Design(), draws=0)
    begun = staggered(panel(table_of(frame[frame["begun"] > 0])), Design(), draws=0)
    assert begun.found.panel.times.max() < 5
    gone = frame[(frame["begun"] > 0) & (frame["time"] >= 5)]
    assert begun.found.panel.left_out[0].rows == len(gone)


@pytest.mark.parametrize("control", ["never", "not-yet"])
def test_one_unit_that_began_has_an_effect_but_no_sound_error(control):
    frame = staggered_areas(40).frame
    only = frame["unit"] == frame["unit"][frame["begun"] == 3].min()
    found = staggered(panel(table_of(frame[only | (frame["begun"] == 0)])), Design(control=control))
    assert (found.alone, found.n_treated) == (True, 1)
    assert found.aggregates["simple"].overall.standard_error > 0
    assert not staggered(panel(table_of(frame)), Design(control=control)).alone


def test_groups_of_one_unit_are_told_from_those_of_several():
    frame = staggered_areas(40).frame
    assert staggered(panel(table_of(frame)), Design(), draws=0).single == ()
    first = frame["unit"] == frame["unit"][frame["begun"] == 3].min()
    few = staggered(panel(table_of(frame[first | (frame["begun"] != 3)])), Design(), draws=0)
    assert few.single == (3.0,)
    assert not few.alone


def test_words_for_never_are_understood():
    frame = staggered_areas(40).frame
    words = frame["begun"].map({0.0: "never", 3.0: "3", 5.0: "5"})
    same = group_times(panel(table_of(frame.assign(begun=words))), Design())
    assert same.effects == pytest.approx(group_times(panel(table_of(frame)), Design()).effects)
    blank = frame["begun"].where(frame["begun"] > 0)
    same = group_times(panel(table_of(frame.assign(begun=blank))), Design())
    assert np.isinf(same.panel.first_treated).sum() == (words == "never").sum() / 6


def test_covariates_that_leave_no_overlap_give_no_effect_and_say_why():
    frame = staggered_areas(60).frame
    frame["x"] = frame["begun"] + frame["unit"] / 1000
    found = panel(table_of(frame), covariates=("x",))
    with pytest.raises(DataError, match="have no like among the controls"):
        staggered(found, Design(), draws=0)
    frame["x"] = (frame["begun"] > 0) * 1.0
    with pytest.raises(DataError, match=r"like among the controls|too alike"):
        staggered(panel(table_of(frame), covariates=("x",)), Design(), draws=0)
    kept = replace(found, covariates=found.covariates[:, :, :0], names=())
    assert staggered(kept, Design(), draws=0).n_treated
