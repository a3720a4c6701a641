"""An effect as plain figures, for ``--json`` and for whoever checks them."""

import math
from collections.abc import Mapping

from joinedup.insight.evaluation.methods.diagnostics.balance import Balanced
from joinedup.insight.evaluation.methods.diagnostics.left_over import LeftOver
from joinedup.insight.evaluation.methods.diagnostics.overlap import Overlap
from joinedup.insight.evaluation.methods.diagnostics.placebo import Checked
from joinedup.insight.evaluation.methods.effect import Effect

Figures = Mapping[str, object]


def figures_of(effect: Effect) -> Figures:
    """``None`` where something is not known or was not asked."""
    estimate, study, sizes = effect.estimate, effect.study, effect.effective_sizes
    seen = effect.sensitivity
    return {
        "method": effect.question.method,
        "estimand": effect.question.estimand,
        "estimate": known(estimate.value),
        "standard_error": known(estimate.standard_error),
        "standard_error_weights_known": _or_none(effect.known_error),
        "confidence_interval": [known(estimate.low), known(estimate.high)],
        "confidence_level": estimate.level,
        "p_value": known(estimate.p_value),
        "error_kind": estimate.error_kind,
        "mean_treated": known(effect.compared.treated_mean),
        "mean_control": known(effect.compared.control_mean),
        "n_treated": study.n_treated,
        "n_control": study.n_control,
        "n_treated_used": int((effect.compared.weights[study.treated] != 0).sum()),
        "n_control_used": int((effect.compared.weights[~study.treated] != 0).sum()),
        "effective_sample_size_treated": known(sizes[0]),
        "effective_sample_size_control": known(sizes[1]),
        "balance": {one.name: _balance(one) for one in effect.balance},
        "balance_of_propensity": None if effect.chance is None else _balance(effect.chance),
        "left_after_matching": _left(effect.left_over),
        "overlap": _overlap(effect.overlap),
        "placebo": _checked(effect.placebo),
        "negative_control": _checked(effect.negative_control),
        "sensitivity": {
            "risk_ratio": known(seen.risk_ratio),
            "e_value": known(seen.e_value),
            "e_value_interval": known(seen.e_value_interval),
            "rosenbaum_gamma": _or_none(seen.gamma),
        },
        "verdict": effect.verdict.words,
        "reasons": list(effect.verdict.reasons),
        "warnings": list(effect.warnings),
        "left_out": [{"rows": left.rows, "reason": left.reason} for left in study.left_out],
    }


def known(value: float) -> float | None:
    """JSON has no word for what is not a number."""
    return float(value) if math.isfinite(value) else None


def _or_none(value: float | None) -> float | None:
    return None if value is None else known(value)


def _balance(one: Balanced) -> Figures:
    return {
        "smd_before": known(one.smd_before),
        "smd_after": known(one.smd_after),
        "difference_before": known(one.mean_treated_before - one.mean_control_before),
        "difference_after": known(one.mean_treated_after - one.mean_control_after),
        "mean_treated_before": known(one.mean_treated_before),
        "mean_control_before": known(one.mean_control_before),
        "mean_treated_after": known(one.mean_treated_after),
        "mean_control_after": known(one.mean_control_after),
        "variance_ratio_before": known(one.variance_ratio_before),
        "variance_ratio_after": known(one.variance_ratio_after),
    }


def _left(left: LeftOver | None) -> Figures | None:
    if left is None:
        return None
    return {
        "regression_would_move_the_estimate_by": known(left.shift),
        "standard_error": known(left.chance),
        "in_standard_errors_of_the_estimate": known(left.errors),
    }


def _overlap(overlap: Overlap | None) -> Figures | None:
    if overlap is None:
        return None
    return {
        "share_outside_common_support": overlap.outside,
        "share_with_hardly_anybody_alike": overlap.scarce,
        "share_far_in_one_covariate": overlap.apart,
        "far_in": overlap.apart_in or None,
        "concordance": overlap.concordance,
        "propensity_range_treated": list(overlap.range_treated),
        "propensity_range_control": list(overlap.range_control),
    }


def _checked(checked: Checked | None) -> Figures | None:
    if checked is None:
        return None
    return {
        "column": checked.name,
        "estimate": known(checked.estimate.value),
        "standard_error": known(checked.estimate.standard_error),
        "confidence_interval": [known(checked.estimate.low), known(checked.estimate.high)],
        "failed": checked.failed,
    }
