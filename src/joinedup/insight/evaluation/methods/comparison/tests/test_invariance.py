"""What says nothing of families changes no estimate: their order, units, names of categories."""

import pytest

from joinedup.insight.evaluation.methods.comparison.compare import compare
from joinedup.insight.evaluation.methods.comparison.compared import Question
from joinedup.insight.evaluation.methods.comparison.study import Columns, study_of
from joinedup.insight.evaluation.methods.comparison.tests.families import frame
from joinedup.insight.evaluation.methods.tables import table_of

ASKED = [
    Question("difference"),
    Question("regression"),
    Question("regression", one_slope=True),
    Question("ipw", trim=0.95),
    Question("ipw", "ate", link="probit", adjust=True),
    Question("matching"),
    Question("matching", caliper=0.2, adjust=True),
    Question("matching", replace=True, ratio=3, adjust=True),
    Question("matching", "ate"),
    Question("full-matching"),
    Question("full-matching", "ate", adjust=True),
    Question("entropy-balancing"),
    Question("aipw"),
    Question("aipw", "ate", folds=4, seed=3),
]
NAMES = {"north": "up", "south": "down", "west": "left"}
CHANGED = {
    "rows": lambda families: families.sample(frac=1, random_state=7),
    "columns": lambda families: families[families.columns[::-1]],
    "units": lambda families: families.assign(x=1000 * families.x + 7),
    "categories": lambda families: families.assign(group=families.group.map(NAMES)),
}


def estimate(families, question, *covariates, **columns):
    seen = study_of(table_of(families), Columns("treated", "y", covariates, **columns))
    return compare(seen, question).difference


@pytest.mark.parametrize("changed", CHANGED)
@pytest.mark.parametrize("question", ASKED, ids=lambda q: f"{q.method} {q.estimand}")
def test_what_tells_nothing_changes_nothing(question, changed):
    families = frame(300)
    if question.method not in {"matching", "full-matching"} or question.replace:
        # several of one chance, between whom these two go by the order of the file
        families["x"] = families["x"].round()
    first = estimate(families, question, "x", "group")
    assert estimate(CHANGED[changed](families), question, "group", "x") == pytest.approx(
        first, abs=1e-8
    )


def test_clusters_are_cut_into_the_same_folds_whatever_their_order():
    families, question = frame(300), Question("aipw", folds=4)
    first = estimate(families, question, "x", cluster="area")
    again = estimate(CHANGED["rows"](families), question, "x", cluster="area")
    assert again == pytest.approx(first, abs=1e-8)
    other = estimate(families, Question("aipw", folds=4, seed=9), "x", cluster="area")
    assert other != first
