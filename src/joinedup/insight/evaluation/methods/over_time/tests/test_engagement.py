from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxTimeVaryingFitter

from joinedup.insight.evaluation.methods.over_time.engagement import _cuts, engagement
from joinedup.insight.evaluation.methods.over_time.made_up import helped_for
from joinedup.insight.evaluation.methods.over_time.survival.times import times_of
from joinedup.insight.evaluation.methods.tables import DataError, table_of


def lives(table, covariates=("x",)):
    times = times_of(table, duration="lasted", event="again", covariates=covariates)
    return times, table.numbers("length")


def test_immortal_time_is_the_trap_that_it_is_said_to_be():
    """Help does nothing here. By its whole length it looks as if it did wonders."""
    found = engagement(*lives(helped_for(1200, 2)))
    assert np.exp(found.whole.value) < 0.65
    assert found.whole.high < -0.3
    assert found.so_far.low < 0 < found.so_far.high
    assert all(each.estimate.low < 0 < each.estimate.high for each in found.landmarks)
    assert len(found.landmarks) == 3


def test_help_that_does_something_is_found():
    found = engagement(*lives(helped_for(2500, 3, dose=-0.5)))
    assert found.so_far.high < -0.2
    assert found.so_far.low < -0.5 < found.so_far.high + 0.15


def test_it_is_coxs_likelihood_with_a_covariate_that_changes():
    table = helped_for(150, 4, dose=-0.4)
    times, length = lives(table)
    found = engagement(times, length)
    cuts = np.append(_cuts(times, np.minimum(length, times.duration)), np.inf)
    rows = [
        {
            "id": n, "start": start, "stop": min(stop, times.duration[n]),
            "event": bool(times.event[n] and times.duration[n] <= stop),
            "dose": min(length[n], start), "x": times.known.matrix[n, 0],
        }
        for n in range(150)
        for start, stop in pairwise(cuts)
        if times.duration[n] > start
    ]  # fmt: skip
    other = CoxTimeVaryingFitter().fit(
        pd.DataFrame(rows), event_col="event", start_col="start", stop_col="stop", id_col="id"
    )
    assert found.so_far.value == pytest.approx(other.params_["dose"], abs=1e-4)
    assert found.so_far.standard_error == pytest.approx(other.standard_errors_["dose"], rel=1e-3)


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (lambda f: f.assign(length=-1.0), "below 0"),
        (lambda f: f.assign(length=0.0), "the same length"),
        (lambda f: f.assign(again=(f.index < 3) * 1.0), "3 events"),
    ],
)
def test_what_cannot_be_answered_is_said(spoilt, said):
    with pytest.raises(DataError, match=said):
        engagement(*lives(table_of(spoilt(helped_for(100).frame))))
