"""One entry point to the seven methods."""

from collections.abc import Callable, Mapping

from joinedup.insight.evaluation.methods.comparison.balancing import entropy_balancing
from joinedup.insight.evaluation.methods.comparison.compared import Compared, Question
from joinedup.insight.evaluation.methods.comparison.difference import difference
from joinedup.insight.evaluation.methods.comparison.doubly_robust import aipw
from joinedup.insight.evaluation.methods.comparison.full_matching import full_matching
from joinedup.insight.evaluation.methods.comparison.matching import matching
from joinedup.insight.evaluation.methods.comparison.regression import regression
from joinedup.insight.evaluation.methods.comparison.study import Study
from joinedup.insight.evaluation.methods.comparison.weighting import ipw
from joinedup.insight.evaluation.methods.tables import DataError

METHODS: Mapping[str, Callable[[Study, Question], Compared]] = {
    "difference": difference,
    "regression": regression,
    "ipw": ipw,
    "matching": matching,
    "full-matching": full_matching,
    "entropy-balancing": entropy_balancing,
    "aipw": aipw,
}
OF_SETS = ("matching", "full-matching")
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "replace": ("matching",),
    "ratio": ("matching",),
    "caliper": ("matching",),
    "on_logit": OF_SETS,
    "trim": ("ipw",),
    "stabilised": ("ipw",),
    "fixed_weights": ("ipw", "matching"),
    "adjust": ("ipw", *OF_SETS),
    "folds": ("aipw",),
    "population": ("regression", "entropy-balancing"),
    "logistic": ("regression", "aipw"),
    "one_slope": ("regression",),
    "link": ("ipw", *OF_SETS, "aipw"),
}
"""Which methods know which option of a ``Question``."""


def compare(study: Study, question: Question) -> Compared:
    """:raises DataError: the method cannot answer the question about these families."""
    check(study, question)
    return METHODS[question.method](study, question)


def check(study: Study, question: Question) -> None:
    """:raises DataError: options that the method does not know, or covariates are missing."""
    method, usual = question.method, Question(question.method)
    for option, methods in OPTIONS.items():
        if getattr(question, option) != getattr(usual, option) and method not in methods:
            raise DataError(
                f"{method} has no --{option.replace('_', '-')}: it goes with {', '.join(methods)}"
            )
    if study.strata is not None and method not in OF_SETS:
        raise DataError(f"{method} has no --exact: it goes with {', '.join(OF_SETS)}")
    if method != "difference" and not study.covariates.design.shape[1]:
        raise DataError(f"{method} needs --covariates that differ between families")
    if question.logistic and not study.is_share:
        raise DataError("--logistic is for an outcome of yes or no")
    if question.stabilised and question.estimand == "att":
        raise DataError("stabilised weights are for all families: use --estimand ate")
    _check_numbers(question)


def _check_numbers(question: Question) -> None:
    if question.trim is not None and not 0.5 <= question.trim < 1:
        raise DataError("--trim is a quantile, at least 0.5 and less than 1")
    if question.caliper is not None and not question.caliper > 0:
        raise DataError("--caliper must be more than 0")
    if not 0 < question.level < 1:
        raise DataError("--level is between 0 and 1")
    if question.ratio < 1 or question.folds < 1:
        raise DataError("--ratio and --folds must be 1 or more")
