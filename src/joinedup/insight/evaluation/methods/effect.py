"""An effect with everything that speaks for and against it: one entry point."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from joinedup.insight.evaluation.methods.comparison.bootstrap import bootstrap
from joinedup.insight.evaluation.methods.comparison.compare import OPTIONS, compare
from joinedup.insight.evaluation.methods.comparison.compared import (
    FEW_CLUSTERS,
    Compared,
    Question,
    effective_size,
    estimate_of,
)
from joinedup.insight.evaluation.methods.comparison.propensity import propensity_of
from joinedup.insight.evaluation.methods.comparison.study import Study
from joinedup.insight.evaluation.methods.diagnostics.balance import (
    Balanced,
    balance_of,
    balance_of_chance,
)
from joinedup.insight.evaluation.methods.diagnostics.left_over import LeftOver, left_over
from joinedup.insight.evaluation.methods.diagnostics.overlap import Overlap, overlap_of
from joinedup.insight.evaluation.methods.diagnostics.placebo import (
    Checked,
    negative_control_of,
    placebo_of,
)
from joinedup.insight.evaluation.methods.diagnostics.sensitivity import (
    Sensitivity,
    sensitivity_of,
)
from joinedup.insight.evaluation.methods.diagnostics.verdict import Evidence, Verdict, verdict_of
from joinedup.insight.evaluation.methods.results import Estimate
from joinedup.insight.evaluation.methods.tables import DataError

OWN = "the propensity's own error"
BY_CHANCE = ("matching", "full-matching", "ipw")
"""The methods that make families alike in their chance of taking part; others balance averages."""


@dataclass(frozen=True)
class Effect:
    """What was asked, what was found, and whether it may be reported; ``chance`` is the balance of
    the propensity, for the methods that go by it; ``known_error`` the standard error that takes the
    weights, or the scores that were matched on, as known, where it is another."""

    study: Study
    question: Question
    estimate: Estimate
    compared: Compared
    balance: tuple[Balanced, ...]
    chance: Balanced | None
    overlap: Overlap | None
    left_over: LeftOver | None
    placebo: Checked | None
    negative_control: Checked | None
    sensitivity: Sensitivity
    verdict: Verdict
    warnings: tuple[str, ...]
    known_error: float | None = None

    @property
    def effective_sizes(self) -> tuple[float, float]:
        """Treated and control."""
        weights, treated = self.compared.weights, self.study.treated
        return effective_size(weights[treated]), effective_size(weights[~treated])


def effect_of(
    study: Study,
    question: Question,
    *,
    draws: int = 0,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Effect:
    """``draws`` > 0 asks for bootstrap errors.

    :raises DataError: the question cannot be answered from these families.
    """
    try:
        effect = _effect(study, question, draws, progress)
    except np.linalg.LinAlgError as error:
        raise DataError("the covariates are too extreme to be reckoned with") from error
    return replace(
        effect, warnings=_warnings(effect), known_error=None if draws else _known_error(effect)
    )


def _known_error(effect: Effect) -> float | None:
    """What is printed where nobody allows for the weights' own error (robust, HC0)."""
    question = effect.question
    if question.method not in OPTIONS["fixed_weights"] or OWN not in effect.compared.error_kind:
        return None
    known = compare(effect.study, replace(question, fixed_weights=True))
    return estimate_of(effect.study, known, question.level).standard_error


def _effect(
    study: Study, question: Question, draws: int, progress: Callable[[int, int], None]
) -> Effect:
    propensity, overlap, chance = None, None, None
    if study.covariates.design.shape[1]:
        propensity = propensity_of(study, question.link)
        overlap = overlap_of(study, propensity.score, question.estimand)
    compared = compare(study, question)
    if propensity is not None and question.method in BY_CHANCE:
        chance = balance_of_chance(
            study.treated, propensity.score, compared.weights, question.estimand
        )
    estimate = estimate_of(study, compared, question.level)
    placebo = placebo_of(study, question)
    negative_control = negative_control_of(study, question)
    if draws:
        estimate = bootstrap(study, question, estimate.value, draws, progress)
    balance = balance_of(study, compared.weights, question.estimand)
    checks = (("placebo", placebo), ("negative control", negative_control))
    left = left_over(study, question, compared)
    evidence = Evidence(study, compared, question.estimand, balance, overlap, chance, left, checks)
    return Effect(
        study,
        question,
        estimate,
        compared,
        balance,
        chance,
        overlap,
        left,
        placebo,
        negative_control,
        sensitivity_of(study, compared, estimate),
        verdict_of(evidence),
        (),
    )


def _warnings(effect: Effect) -> tuple[str, ...]:
    study, question = effect.study, effect.question
    said = [*study.read]
    said += [
        f"{'1 family is' if left.rows == 1 else f'{left.rows:,} families are'} left out:"
        f" {left.reason}"
        for left in study.left_out
    ]
    said += [*study.covariates.warnings, *effect.compared.warnings]
    if question.method == "difference":
        said.append("nothing is adjusted for: families who took part may differ in many ways")
    if effect.placebo and effect.placebo.name in study.columns.covariates:
        said.append(f"the placebo {effect.placebo.name} was judged without it as a covariate")
    if study.clusters is not None:
        count = len(np.unique(study.clusters))
        if count < FEW_CLUSTERS:
            said.append(f"with {count} clusters only, the interval is likely too narrow")
    said.append(_unmeasured(effect))
    return tuple(said)


def _unmeasured(effect: Effect) -> str:
    """What cannot be seen, and how strong it would have to be."""
    first = "What was not measured cannot be seen here."
    seen = effect.sensitivity
    if np.isnan(seen.e_value) or not effect.verdict.may_report:
        return first
    if seen.e_value_interval == 1:
        return f"{first} The interval reaches no effect as it is, with nothing hidden at all."
    text = (
        f"{first} Something hidden that makes both taking part and the outcome"
        f" {seen.e_value_interval:.2f} times as likely would be enough to explain the interval away"
        f" ({seen.e_value:.2f} times: the estimate)."
    )
    if seen.gamma is not None:
        text += (
            f" In matched pairs, hidden odds of taking part {seen.gamma:.2f} times as high are"
            " enough."
        )
    return text
