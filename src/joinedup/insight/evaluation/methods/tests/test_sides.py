import numpy as np
import pandas as pd
import pytest

from joinedup.insight.evaluation.methods.sides import sides
from joinedup.insight.evaluation.methods.tables import DataError, table_of


def read(values, value=None):
    return sides(table_of(pd.DataFrame({"t": values, "n": range(len(values))})), "t", value)


@pytest.mark.parametrize(
    ("no", "yes"),
    [
        (0, 1), ("no", "yes"), ("FALSE", "TRUE"), (1, 2), ("control", "treated"),
        ("Untreated", "Treated"), ("placebo", "drug"), ("Nonsmoker", "Smoker"), ("No RHC", "RHC"),
        ("unemployed", "employed"), ("alive", "dead"), ("comparison", "Programme"), ("A", "B"),
        ("usual care", "Family Help"), ("not treated", "treated"),
    ],
)  # fmt: skip
def test_which_of_two_is_so(no, yes):
    for values in ([no, yes, yes, None], [yes, yes, no, None]):
        found, said = read(values)
        assert found[:3].tolist() == [float(value == yes) for value in values[:3]]
        assert np.isnan(found[3])
        plain = str(yes).lower() in ("1", "yes", "true")
        assert plain or f"{yes} is taken as 1, {no} as 0" in said
        assert not (plain and said)


def test_a_value_that_is_named_decides_alone():
    found, said = read(["a", "b", "c", None], "B")
    assert (found[:3].tolist(), said) == ([0.0, 1.0, 0.0], "")
    assert np.isnan(found[3])
    assert read([1, 2, 3], "2")[0].tolist() == [0.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("values", "value", "said"),
    [
        (["a", "b", "c"], None, "holds words"),
        ([0, 1, 2], None, "must hold 0 and 1"),
        (["a", "a"], None, "holds words"),
        (["a", "b"], "c", "no row of the column t holds c"),
    ],
)
def test_three_values_or_none_are_no_two_sides(values, value, said):
    with pytest.raises(DataError, match=said):
        read(values, value)
