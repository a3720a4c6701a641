"""The difference of the two means, as it stands."""

import numpy as np

from joinedup.insight.evaluation.methods.comparison.arms import Weighted, arms_of, target_of
from joinedup.insight.evaluation.methods.comparison.compared import Compared, Question
from joinedup.insight.evaluation.methods.comparison.study import Study


def difference(study: Study, question: Question) -> Compared:
    """With Welch's error (1947), unequal variances: HC2 of a regression on treatment alone.

    It is either estimand only if families were allocated by chance.
    """
    nothing = np.zeros((len(study), 0))
    ones = np.ones(len(study))
    target = target_of(study.treated, question.estimand)
    arms = arms_of(
        nothing, study.treated, study.outcome, Weighted(ones), target, leverage_power=0.5
    )
    return Compared(*arms.means, arms.influence, ones, "unequal variances (Welch)")
