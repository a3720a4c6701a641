"""What matching left unlike, and what that does to the figure."""

from dataclasses import dataclass, replace

import numpy as np

from joinedup.insight.evaluation.methods.comparison.arms import Weighted, arms_of, target_of
from joinedup.insight.evaluation.methods.comparison.compared import (
    Compared,
    Question,
    estimate_of,
)
from joinedup.insight.evaluation.methods.comparison.study import Study


@dataclass(frozen=True)
class LeftOver:
    """``shift`` is by how much a regression within the matched sets moves the estimate (Rubin 1973;
    Abadie and Imbens 2011): the bias that is expected of what still differs in the covariates.
    ``chance`` is its own standard error: sets that are alike but for luck move it by so much.
    ``error`` is the standard error of the estimate that was not moved."""

    shift: float
    chance: float
    error: float

    @property
    def errors(self) -> float:
        """The expected bias in standard errors of the estimate."""
        return abs(self.shift) / self.error if self.error > 0 else 0.0


def left_over(study: Study, question: Question, compared: Compared) -> LeftOver | None:
    """``None`` where nothing was matched without replacement, where a regression took it away
    already, or where too few were matched for one.

    Matching with replacement on one number leaves a bias that vanishes faster than the error
    (Abadie and Imbens 2006); without, it need not vanish at all.
    """
    if compared.sets is None or question.adjust:
        return None
    design, used = study.covariates.design, compared.weights > 0
    fewest = min(int((used & study.treated).sum()), int((used & ~study.treated).sum()))
    if not design.shape[1] or fewest < design.shape[1] + 2:
        return None
    moved = arms_of(
        design,
        study.treated,
        study.outcome,
        Weighted(compared.weights),
        target_of(study.treated, question.estimand) * used,
        leverage_power=1,
    )
    shift = moved.means[0] - moved.means[1] - compared.difference
    apart = replace(compared, influence=moved.influence - compared.influence)
    return LeftOver(float(shift), _error(study, apart), _error(study, compared))


def _error(study: Study, compared: Compared) -> float:
    error = estimate_of(study, compared).standard_error
    return error if np.isfinite(error) else 0.0
