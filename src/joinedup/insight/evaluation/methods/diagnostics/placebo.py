"""Effects that cannot be there: if the method finds one, it would find others that are not."""

from dataclasses import dataclass, replace

import numpy as np

from joinedup.insight.evaluation.methods.comparison.compare import compare
from joinedup.insight.evaluation.methods.comparison.compared import Question, estimate_of
from joinedup.insight.evaluation.methods.comparison.study import Study
from joinedup.insight.evaluation.methods.covariates.columns import is_one_value
from joinedup.insight.evaluation.methods.results import Estimate
from joinedup.insight.evaluation.methods.tables import DataError

TOO_WIDE = 0.5
"""An interval that reaches farther, in standard deviations, tells little."""


@dataclass(frozen=True)
class Checked:
    """An effect that should be none. ``reach`` is half the interval in standard deviations."""

    name: str
    estimate: Estimate
    reach: float

    @property
    def failed(self) -> bool:
        """Whether the interval leaves zero out."""
        return not self.estimate.low <= 0 <= self.estimate.high

    @property
    def tells_little(self) -> bool:
        """Whether it could hardly have failed."""
        return self.reach > TOO_WIDE


def placebo_of(study: Study, question: Question) -> Checked | None:
    """The effect on an outcome that treatment cannot change, by the same method (Rosenbaum 1984).

    A placebo that is also a covariate is judged without it (Imbens and Rubin 2015, chapter 21).
    """
    if study.placebo is None or study.columns.placebo is None:
        return None
    known = ~np.isnan(study.placebo)
    some = study.rows(known)
    covariates = some.covariates.without(study.columns.placebo)
    asked = replace(some, outcome=study.placebo[known], covariates=covariates, placebo=None)
    return _checked("placebo", study.columns.placebo, asked, question)


def negative_control_of(study: Study, question: Question) -> Checked | None:
    """The effect of something that cannot change the outcome (Lipsitch, Tchetgen Tchetgen and
    Cohen 2010), with treatment among the covariates."""
    if study.negative_control is None or study.columns.negative_control is None:
        return None
    name = study.columns.negative_control
    known = ~np.isnan(study.negative_control)
    some = study.rows(known)
    covariates = some.covariates.without(name).beside(
        some.treated.astype(np.float64), study.columns.treatment
    )
    asked = replace(
        some,
        treated=study.negative_control[known] == 1,
        covariates=covariates,
        negative_control=None,
    )
    if question.method == "matching" and asked.n_control < asked.n_treated * question.ratio:
        question = replace(question, replace=True)
    return _checked("negative control", name, asked, question)


def _checked(kind: str, name: str, study: Study, question: Question) -> Checked:
    if min(study.n_treated, study.n_control) < 2:
        raise DataError(f"the {kind} {name} is known for too few families on one side")
    if is_one_value(name, study.outcome):
        raise DataError(f"the {kind} {name} is the same for every family and can show nothing")
    if question.method != "difference" and not study.covariates.design.shape[1]:
        question = Question("difference", question.estimand, level=question.level)
        study = replace(study, strata=None)
    question = replace(question, logistic=question.logistic and study.is_share)
    try:
        estimate = estimate_of(study, compare(study, question), question.level)
    except DataError as error:
        raise DataError(f"the {kind} {name} cannot be tried: {error}") from error
    spread = float(study.outcome.std(ddof=1))
    return Checked(name, estimate, (estimate.high - estimate.low) / 2 / spread)
