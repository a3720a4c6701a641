import numpy as np
import pandas as pd
import pytest

from joinedup.insight.evaluation.methods.comparison.study import Columns, study_of
from joinedup.insight.evaluation.methods.comparison.tests.families import frame
from joinedup.insight.evaluation.methods.tables import DataError, table_of


def study(families, *covariates, **columns):
    return study_of(table_of(families), Columns("treated", "y", covariates, **columns))


def test_words_become_columns_and_one_is_left_out_of_the_model():
    covariates = study(frame(), "x", "group").covariates
    assert covariates.design_names == ("x", "group_south", "group_west")
    assert covariates.shown_names == ("x", "group_north", "group_south", "group_west")
    assert (covariates.shown[:, 1:].sum(axis=1) == 1).all()


def test_two_words_are_one_column():
    families = frame().assign(sex=lambda f: np.where(f.coin == 1, "m", "f"))
    covariates = study(families, "sex").covariates
    assert covariates.shown_names == covariates.design_names == ("sex_m",)


def test_numbers_may_be_categories_and_squares():
    covariates = study(frame(), "x", "coin", words=("coin",), squares=("x",)).covariates
    assert covariates.design_names == ("x", "x squared", "coin_1")
    np.testing.assert_array_equal(covariates.design[:, 1], covariates.design[:, 0] ** 2)


def test_what_is_missing_is_marked_and_said():
    families = frame()
    families.loc[:9, "x"] = np.nan
    families.loc[5:7, "group"] = None
    seen = study(families, "x", "group")
    assert len(seen) == 400
    assert "x missing" in seen.covariates.design_names
    assert "group_missing" in seen.covariates.shown_names
    x = seen.covariates.design[:, 0]
    assert x[:10].tolist() == pytest.approx([families.x.mean()] * 10)
    assert [text.split(":")[0] for text in seen.covariates.warnings] == [
        "x is missing in 10 rows",
        "group is missing in 3 rows",
    ]


def test_families_of_whom_a_covariate_is_missing_can_be_left_out_instead():
    families = frame()
    families.loc[:9, "x"] = np.nan
    families.loc[5:14, "group"] = None
    seen = study(families, "x", exact=("group",), omit=True)
    assert [(left.rows, left.reason) for left in seen.left_out] == [
        (10, "x is not known"),
        (5, "group is not known"),
    ]
    assert seen.covariates.design_names == ("x",)
    assert len(seen) == 385


def test_words_are_sides_and_how_they_were_read_is_said():
    families = frame()
    words = families.assign(
        treated=families.treated.map({1.0: "Family Help", 0.0: "Waiting list"}),
        y=(families.y > 2).map({True: "Employed", False: "Unemployed"}),
        before=(families.before > 2).map({True: "TRUE", False: "FALSE"}),
    )
    seen = study(words, "x", placebo="before")
    assert (seen.treated == (families.treated == 1)).all()
    assert (seen.outcome == (families.y > 2)).all()
    assert (seen.placebo == (families.before > 2)).all()
    assert seen.is_share
    assert "Family Help is taken as 1" in seen.read[0]
    assert "Employed is taken as 1" in seen.read[1]
    turned = study(words, "x", treatment_value="waiting list", outcome_value="Unemployed")
    assert (turned.treated != seen.treated).all()
    assert (turned.outcome != seen.outcome).all()
    assert turned.read == ()


def test_rows_without_treatment_outcome_or_cluster_are_counted():
    families = frame()
    families.loc[:4, "treated"] = np.nan
    families.loc[3:9, "y"] = np.nan
    families.loc[20:21, "area"] = np.nan
    seen = study(families, "x", cluster="area")
    assert [(left.rows, left.reason) for left in seen.left_out] == [
        (5, "treated is not known"),
        (5, "y is not known"),
        (2, "area is not known"),
    ]
    assert len(seen) == 388


def test_a_column_that_tells_nothing_is_no_part_of_the_model():
    families = frame().assign(one=1.0, again=lambda f: f.x)
    covariates = study(families, "x", "one", "again").covariates
    assert covariates.design_names == ("x",)
    assert covariates.warnings == ("one is the same for all families and tells nothing",)


@pytest.mark.parametrize(
    ("change", "columns", "said"),
    [
        ({"treated": 1.0}, {}, "nobody did not take part"),
        ({"treated": 0.0}, {}, "nobody took part"),
        ({"treated": [1.0] + [0.0] * 399}, {}, "only one family"),
        ({"y": 3.0}, {}, "is 3 for every family"),
        ({"y": "word"}, {}, "holds words"),
        ({"treated": 2.0}, {}, "must hold 0 and 1"),
        ({"id": [f"F{n}" for n in range(400)]}, {"covariates": ("id",)}, "400 different words"),
        ({}, {"covariates": ("none",)}, "no column none"),
        ({}, {"covariates": ("x", "x")}, "named twice"),
        ({}, {"covariates": ("y",)}, "both compared and compared by"),
        ({}, {"placebo": "y"}, "cannot check itself"),
        ({}, {"cluster": "one"}, "no column one"),
        ({"one": 1.0}, {"cluster": "one"}, "one value only"),
        ({}, {"covariates": ("x",), "words": ("coin",)}, "coin is no covariate"),
        ({}, {"covariates": ("group",), "squares": ("group",)}, "has no square"),
        ({}, {"negative_control": "area"}, "must hold 0 and 1"),
    ],
)
def test_what_cannot_be_compared_is_one_line(change, columns, said):
    families = frame().assign(**{k: pd.Series(v, index=range(400)) if isinstance(v, list) else v
                                 for k, v in change.items()})  # fmt: skip
    with pytest.raises(DataError, match=said):
        study_of(table_of(families), Columns("treated", "y", **columns))


def test_a_treatment_of_three_words_asks_which_of_them_counts():
    families = frame().assign(treated=lambda f: f.group)
    with pytest.raises(DataError, match=r"holds words .*: name what counts with --treatment-value"):
        study(families, "x")
    named = study(families, "x", treatment_value="west")
    assert named.n_treated == (families.group == "west").sum()
