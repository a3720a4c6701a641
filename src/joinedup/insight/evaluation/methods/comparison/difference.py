"""The difference of the two means, as it stands."""

import math

import numpy as np

from joinedup.insight.evaluation.methods.comparison.arms import Weighted, arms_of, target_of
from joinedup.insight.evaluation.methods.comparison.compared import Compared, Question
from joinedup.insight.evaluation.methods.comparison.study import Study


def difference(study: Study, question: Question) -> Compared:
    """Welch's t test (1947), unequal variances: HC2 of a regression on treatment alone.

    It is either estimand only if families were allocated by chance.
    """
    nothing = np.zeros((len(study), 0))
    ones = np.ones(len(study))
    target = target_of(study.treated, question.estimand)
    arms = arms_of(
        nothing, study.treated, study.outcome, Weighted(ones), target, leverage_power=0.5
    )
    return Compared(
        *arms.means,
        arms.influence,
        ones,
        "unequal variances (Welch)",
        degrees=_degrees(study),
    )


def _degrees(study: Study) -> float:
    """Welch's and Satterthwaite's; infinite where no outcome differs within either group."""
    parts = np.array(
        [arm.var(ddof=1) / len(arm) for arm in (study.outcome[study.treated],
                                                study.outcome[~study.treated])]
    )  # fmt: skip
    fewer = np.array([study.n_treated - 1, study.n_control - 1])
    shared = float((parts**2 / fewer).sum())
    return float(parts.sum() ** 2 / shared) if shared > 0 else math.inf
