"""Against statsmodels: one regression, or one in each group, of a yes or no."""

import numpy as np
import pytest
import statsmodels.api as sm

from joinedup.insight.evaluation.methods.comparison.compare import compare
from joinedup.insight.evaluation.methods.comparison.compared import Question, estimate_of
from joinedup.insight.evaluation.methods.comparison.study import Columns, study_of
from joinedup.insight.evaluation.methods.comparison.tests.families import frame
from joinedup.insight.evaluation.methods.tables import DataError, table_of


@pytest.fixture(scope="module")
def study():
    families = frame(800).assign(y=lambda f: (f.y > 2.5).astype(float))
    columns = Columns("treated", "y", ("x", "group"))
    return study_of(table_of(families), columns)


def asked(study, estimand):
    return study.treated if estimand == "att" else np.ones(len(study), dtype=bool)


@pytest.mark.parametrize("estimand", ["att", "ate"])
def test_one_logistic_regression_of_both_groups(study, estimand):
    """HC3 of working residuals, and the delta method with derivatives by small steps."""
    rows = np.column_stack([sm.add_constant(study.covariates.design), study.treated])
    fitted = sm.Logit(study.outcome, rows).fit(disp=0)
    helped, none = rows[asked(study, estimand)], rows[asked(study, estimand)]
    helped, none = helped.copy(), none.copy()
    helped[:, -1], none[:, -1] = 1, 0

    def effect(beta):
        return (1 / (1 + np.exp(-helped @ beta)) - 1 / (1 + np.exp(-none @ beta))).mean()

    steps = np.eye(rows.shape[1]) * 1e-5
    slope = np.array(
        [(effect(fitted.params + s) - effect(fitted.params - s)) / 2e-5 for s in steps]
    )
    chance = fitted.predict(rows)
    inverse = np.linalg.inv((rows * (chance * (1 - chance))[:, None]).T @ rows)
    own = np.einsum("ij,ij->i", rows @ inverse, rows) * chance * (1 - chance)
    pulls = (rows * ((study.outcome - chance) / (1 - own))[:, None]) @ inverse
    question = Question("regression", estimand, logistic=True, one_slope=True)
    ours = estimate_of(study, compare(study, question))
    assert ours.value == pytest.approx(effect(fitted.params), abs=1e-8)
    assert ours.standard_error == pytest.approx(np.sqrt(((pulls @ slope) ** 2).sum()), rel=1e-5)


@pytest.mark.parametrize("estimand", ["att", "ate"])
def test_a_logistic_regression_in_each_group(study, estimand):
    rows = sm.add_constant(study.covariates.design)
    with_help, without = (
        sm.Logit(study.outcome[arm], rows[arm]).fit(disp=0).predict(rows)
        for arm in (study.treated, ~study.treated)
    )
    theirs = (with_help - without)[asked(study, estimand)].mean()
    ours = compare(study, Question("regression", estimand, logistic=True))
    assert ours.difference == pytest.approx(theirs, abs=1e-8)
    score = sm.Logit(study.treated.astype(float), rows).fit(disp=0).predict(rows)
    took_part, rest = study.treated, study.outcome - without
    if estimand == "ate":
        parts = with_help - without + took_part / score * (study.outcome - with_help)
        theirs = (parts - ~took_part / (1 - score) * rest).mean()
    else:
        odds = np.where(took_part, 1.0, -score / (1 - score))
        theirs = (odds * rest).mean() / took_part.mean()
    ours = compare(study, Question("aipw", estimand, logistic=True))
    assert ours.difference == pytest.approx(theirs, abs=1e-8)


def test_one_slope_is_the_coefficient_of_an_ordinary_regression(study):
    rows = np.column_stack([sm.add_constant(study.covariates.design), study.treated])
    fitted = sm.OLS(study.outcome, rows).fit(cov_type="HC3")
    compared = compare(study, Question("regression", one_slope=True))
    ours = estimate_of(study, compared)
    assert ours.value == pytest.approx(fitted.params[-1])
    assert ours.standard_error == pytest.approx(fitted.bse[-1])
    counts = np.where(study.treated, 1, -1) * compared.weights
    assert counts @ study.outcome == pytest.approx(ours.value)
    assert counts @ study.covariates.design == pytest.approx(0, abs=1e-9)


def test_its_own_slopes_are_the_usual_regression(study):
    linear, logistic = (
        compare(study, Question("regression", "ate", logistic=logistic, population=True))
        for logistic in (False, True)
    )
    assert logistic.weights == pytest.approx(linear.weights)
    assert logistic.difference == pytest.approx(linear.difference, abs=0.02)


def test_a_number_is_no_yes_or_no():
    seen = study_of(table_of(frame(300)), Columns("treated", "y", ("x",)))
    with pytest.raises(DataError, match="outcome of yes or no"):
        compare(seen, Question("regression", logistic=True))
    with pytest.raises(DataError, match="ipw has no --one-slope"):
        compare(seen, Question("ipw", one_slope=True))
