import numpy as np
import pandas as pd
import pytest

from joinedup.insight.evaluation.methods.change.analysis import ALL, ALL_RISKS, changes_of
from joinedup.insight.evaluation.methods.change.families import long_families, wide_families
from joinedup.insight.evaluation.methods.tables import DataError, table_of


def made_up(families=200, seed=1):
    random = np.random.default_rng(seed)
    accepted = random.random(families) < 0.9
    left = accepted & (random.random(families) < 0.8)
    frame = {"family": [f"F{n}" for n in range(families)], "accepted": accepted,
             "left": np.where(left, "2026-01-31", None)}  # fmt: skip
    for risk, share in (("school", 0.6), ("crime", 0.3)):
        start = random.random(families) < share
        end = start & (random.random(families) < 0.5)
        frame[f"{risk}_start"] = np.where(start, "yes", "no")
        frame[f"{risk}_exit"] = np.where(left, np.where(end, "yes", "no"), None)
    return pd.DataFrame(frame)


def wide(frame, **told):
    return wide_families(table_of(frame), **told)


def as_long(frame):
    rows = frame.melt(["family", "accepted", "left"], var_name="which", value_name="value")
    parts = rows["which"].str.rsplit("_", n=1)
    return rows.assign(risk=parts.str[0], moment=parts.str[1]).drop(columns="which")


def long(frame, **told):
    named = {"family": "family", "moment": "moment", "risk": "risk", "value": "value"}
    return long_families(table_of(frame), **named, **told)


def change(found, risk, base, *, carried):
    return next(
        each for each in found.changes
        if (each.risk, each.base, each.carried) == (risk, base, carried)
    )  # fmt: skip


def test_all_accepted_are_counted_first_and_unknown_counts_as_unchanged():
    frame = made_up()
    found = changes_of(wide(frame), draws=100)
    accepted = frame[frame["accepted"]]
    had = (accepted["school_start"] == "yes").sum()
    later = accepted["school_exit"].fillna(accepted["school_start"])
    first = change(found, "school", "accepted", carried=True)
    assert found.base == "accepted"
    assert found.changes[0] is change(found, "school", "accepted", carried=True)
    assert first.pairs.n == len(accepted)
    assert first.relative.value == pytest.approx((had - (later == "yes").sum()) / had)
    assert first.unknown == accepted["school_exit"].isna().sum()


def test_a_risk_that_nobody_recorded_later_has_not_stayed_the_same():
    frame = made_up().assign(crime_exit=None)
    found = changes_of(wide(frame), draws=100)
    crime = change(found, "crime", "accepted", carried=True)
    school = change(found, "school", "accepted", carried=True)
    assert crime.pairs.n == 0
    assert np.isnan(crime.relative.value)
    whole = next(each for each in found.averages["exit"] if each.domain == ALL_RISKS)
    assert whole.mean_of_reductions.value == pytest.approx(school.relative.value)
    assert whole.mean_of_reductions.low == pytest.approx(school.relative.low)


def test_those_who_left_look_better_and_the_bounds_say_how_wrong_that_may_be():
    found = changes_of(wide(made_up()), draws=100)
    left = change(found, "school", "left", carried=False)
    everyone = change(found, "school", "accepted", carried=True)
    assert left.relative.value > everyone.relative.value
    assert everyone.worst < everyone.relative.value < everyone.best


def test_stages_are_counted_and_a_file_without_them_counts_all():
    found = changes_of(wide(made_up()), draws=100)
    assert set(found.stages) == {"accepted", "left"}
    bare = changes_of(wide(made_up().drop(columns=["accepted", "left"])), draws=100)
    assert bare.base == ALL
    assert bare.changes[0].pairs.n == 200


def test_wide_and_long_say_the_same():
    frame = made_up()
    one = changes_of(wide(frame, risks=["crime", "school"]), draws=100)
    other = changes_of(long(as_long(frame)), draws=100)
    assert one.changes == other.changes
    assert one.moved == other.moved


@pytest.mark.parametrize(
    ("start", "end"), [("_before", "_after"), (".pre", ".post"), ("_baseline", "_End")]
)
def test_other_words_for_moments_are_understood(start, end):
    frame = made_up()
    other = frame.rename(columns=lambda name: name.replace("_start", start).replace("_exit", end))
    assert np.array_equal(wide(frame).values, wide(other).values, equal_nan=True)
    assert wide(other).moments == ("start", "exit")


def test_not_known_is_not_no():
    frame = made_up()
    frame.loc[frame.index[:50], "school_start"] = None
    found = changes_of(wide(frame), draws=100)
    start = found.shares["school"][0]
    assert start.unknown == frame["accepted"][:50].sum()
    assert start.known + start.unknown == frame["accepted"].sum()


def test_two_rules_for_an_average():
    frame = pd.DataFrame({
        "a_start": [1] * 80 + [0] * 20, "a_exit": [1] * 40 + [0] * 60,
        "b_start": [1] * 20 + [0] * 80, "b_exit": [1] * 20 + [0] * 80,
    })  # fmt: skip
    found = changes_of(wide(frame, domains={"both": ["a", "b"], "one": ["a"]}), draws=200)
    whole, both, one = found.averages["exit"]
    assert (whole.domain, both.domain, one.domain) == (ALL_RISKS, "both", "one")
    assert both.mean_of_reductions.value == pytest.approx((0.5 + 0) / 2)
    assert both.reduction_of_mean.value == pytest.approx(0.4)
    assert one.mean_of_reductions.value == pytest.approx(0.5)
    assert both.mean_of_reductions.low < 0.25 < both.mean_of_reductions.high


def test_families_with_fewer_as_many_and_more_risks():
    frame = pd.DataFrame({
        "a_start": [1, 1, 0, 1, 1], "a_exit": [0, 1, 1, 0, None],
        "b_start": [1, 1, 0, 0, 1], "b_exit": [1, 1, 0, 1, None],
    })  # fmt: skip
    moved = changes_of(wide(frame), draws=0).moved["exit"]
    assert (moved.improved, moved.same, moved.worse, moved.unknown) == (1, 2, 1, 1)


def test_draws_repeat_with_their_seed():
    families = wide(made_up())
    one, same, other = (changes_of(families, draws=100, seed=seed) for seed in (1, 1, 2))
    assert one.changes == same.changes
    assert one.changes != other.changes


def test_progress_ends_when_all_is_drawn():
    told = []
    changes_of(wide(made_up()), draws=60, progress=lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1]
    assert told == sorted(told)


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (lambda f: f.drop(columns=["school_exit", "crime_exit"]), "no risk has a column"),
        (lambda f: f.assign(school_start="perhaps"), "holds words"),
        (lambda f: f.assign(school_start=3), "must hold 0 and 1"),
        (lambda f: f.assign(accepted=False), "no family was accepted"),
        (lambda f: f.assign(school_start=None, crime_start=None), "any risk known at the start"),
        (lambda f: f.assign(school_end="no"), "two columns at exit"),
    ],
)
def test_what_cannot_be_answered_is_said(spoilt, said):
    with pytest.raises(DataError, match=said):
        changes_of(wide(spoilt(made_up())), draws=0)


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (lambda f: f.assign(moment="May"), "a moment is start"),
        (lambda f: f.assign(moment="exit"), "start and a later moment"),
        (lambda f: pd.concat([f, f[:1]], ignore_index=True), "two rows for one family"),
    ],
)
def test_long_rows_that_cannot_be_are_refused(spoilt, said):
    with pytest.raises(DataError, match=said):
        long(spoilt(as_long(made_up())))


def test_a_stage_or_domain_that_is_none_is_refused():
    with pytest.raises(DataError, match="closed is no stage"):
        wide(made_up(), stages={"closed": "left"})
    with pytest.raises(DataError, match="names debt"):
        wide(made_up(), domains={"money": ["debt"]})
    with pytest.raises(DataError, match="no column debt_start"):
        wide(made_up(), risks=["debt"])
