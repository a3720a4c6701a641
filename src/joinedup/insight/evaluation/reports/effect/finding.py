"""An effect in words, for a board; a number is told only where it may be."""

import math

from joinedup.insight.evaluation.methods.comparison.compared import Question
from joinedup.insight.evaluation.methods.comparison.study import Columns
from joinedup.insight.evaluation.methods.effect import Effect
from joinedup.insight.evaluation.methods.results import in_digits
from joinedup.insight.evaluation.reports.effect.figures import figures_of
from joinedup.insight.evaluation.reports.effect.tables import tables_of
from joinedup.insight.evaluation.reports.finding import Finding
from joinedup.insight.evaluation.reports.wording import in_plain

METHODS = {
    "difference": "their averages as they stand",
    "regression": "regression, which predicts each outcome with and without help",
    "ipw": "weighting by how likely each family was to take part",
    "matching": "matching each family who took part with those most like it",
    "full-matching": "matching every family into sets of the most alike",
    "entropy-balancing": "weights that make the groups the same on average",
    "aipw": "weighting and regression together (right if either is)",
}
ESTIMANDS = {
    "att": "what it did for the families who took part (ATT)",
    "ate": "what it would do for all the families here (ATE)",
}
VERDICTS = {
    "comparable": "Comparable: the groups are alike in all that was measured.",
    "weak": "Weak: an effect may be reported only together with what speaks against it.",
    "do not report an effect": "Do not report an effect: this comparison cannot show one.",
}
OMITTED = "Families of whom anything is missing are left out and counted."
MISSING_RULE = (
    "A missing number becomes the mean and is marked; a missing word is a category of its own"
    " (Rosenbaum and Rubin 1984). Families without treatment or outcome are left out and counted."
)


def effect_finding(effect: Effect, fingerprints: dict[str, str]) -> Finding:
    """For the report and for ``--json``."""
    columns, question = effect.study.columns, effect.question
    return Finding(
        title=in_plain(f"Did {columns.treatment} change {columns.outcome}?"),
        verdict=VERDICTS[effect.verdict.words],
        in_words=tuple(map(in_plain, _words(effect))),
        shown=tables_of(effect),
        warnings=effect.warnings,
        figures=figures_of(effect),
        fingerprints=fingerprints,
        how=(
            ("Method", f"{question.method}: {METHODS[question.method]}{_kind(question)}"),
            ("Question", ESTIMANDS[question.estimand]),
            ("Compared by", ", ".join(columns.covariates) or "nothing"),
            ("Standard error", effect.estimate.error_kind),
            ("Missing values", OMITTED if columns.omit else MISSING_RULE),
            ("Seed", str(question.seed)),
        ),
    )


def _kind(question: Question) -> str:
    """Of the regression, where it is none of the usual."""
    return (", logistic" if question.logistic else "") + (
        ", one slope for both groups" if question.one_slope else ""
    )


def _words(effect: Effect) -> list[str]:
    study, question = effect.study, effect.question
    said = [
        (
            f"{study.n_treated:,} families who took part{_named(study.columns)} are compared"
            f" with {study.n_control:,} who did not, by {METHODS[question.method]}."
        ),
        f"The question is {ESTIMANDS[question.estimand]}.",
    ]
    if effect.verdict.may_report:
        said += [_result(effect), _sure(effect)]
    said += [f"{reason[0].upper()}{reason[1:]}." for reason in effect.verdict.reasons]
    if not effect.verdict.reasons:
        said.append(_nothing_against(effect))
    left = sum(left.rows for left in study.left_out)
    if left:
        said.append(f"{left:,} families could not be counted, because something is not known.")
    return said


def _named(columns: Columns) -> str:
    """The column of a file that says so, where its name tells the reader anything."""
    return "" if columns.treatment == "took part" else f" ({columns.treatment})"


def _result(effect: Effect) -> str:
    value, name = effect.estimate.value, effect.study.columns.outcome
    if effect.study.is_share:
        with_help, without = effect.compared.treated_mean, effect.compared.control_mean
        return (
            f"With help, {with_help:.1%} have {name}; without it {without:.1%} would:"
            f" a difference of {said(value, share=True)}."
        )
    way = "higher" if value >= 0 else "lower"
    return f"With help, {name} is on average {said(abs(value))} {way} than without it."


def _sure(effect: Effect) -> str:
    estimate, share = effect.estimate, effect.study.is_share
    holds = estimate.low <= 0 <= estimate.high
    return (
        f"The {estimate.level:.0%} interval runs from {said(estimate.low, share=share)} to"
        f" {said(estimate.high, share=share)}: "
        + (
            "these families cannot tell an effect from none."
            if holds
            else "chance alone is unlikely to explain it."
        )
    )


def _nothing_against(effect: Effect) -> str:
    checks = [check.name for check in (effect.placebo, effect.negative_control) if check]
    passed = f", and the checks on {' and '.join(checks)} found nothing" if checks else ""
    return f"The groups overlap and are alike after adjustment{passed}."


def said(value: float, *, share: bool = False) -> str:
    """As people write it: percentage points, or as many digits as tell something."""
    if share and math.isfinite(value):
        return f"{100 * value:.1f} percentage points".replace("-", "−")
    return in_digits(value)
