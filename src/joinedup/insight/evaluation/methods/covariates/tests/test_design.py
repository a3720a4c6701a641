import numpy as np
import pandas as pd
import pytest

from joinedup.insight.evaluation.methods.covariates.design import design
from joinedup.insight.evaluation.methods.tables import DataError, table_of


def test_words_become_columns_and_what_is_missing_is_told():
    frame = pd.DataFrame({
        "age": [1.0, 3.0, np.nan, 8.0] * 2,
        "area": ["north", None, "south", "north"] * 2,
        "same": [2.0] * 8,
    })  # fmt: skip
    found = design(table_of(frame), ["age", "area", "same"])
    assert found.names == ("age", "age missing", "area_missing")
    assert found.matrix[:, 0].tolist() == [1, 3, 4, 8] * 2
    assert found.matrix[:, 1].tolist() == [0, 0, 1, 0] * 2
    assert len(found.warnings) == 3


def test_what_others_say_already_is_left_out():
    random = np.random.default_rng(1)
    a, b = random.normal(size=50), random.normal(size=50)
    found = design(table_of(pd.DataFrame({"a": a, "b": b, "both": a + b})), ["a", "b", "both"])
    assert found.names == ("a", "b")
    assert found.warnings == ("both says nothing that the others do not say already",)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([f"c{n}" for n in range(60)], "60 different words"),
        ([1e200] * 60, "too large or too small"),
    ],
)
def test_what_cannot_be_used_is_refused(values, said):
    with pytest.raises(DataError, match=said):
        design(table_of(pd.DataFrame({"x": values})), ["x"])
