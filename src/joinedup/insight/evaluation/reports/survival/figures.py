"""What ``--json`` prints."""

import math

import numpy as np

from joinedup.insight.evaluation.methods.over_time.survival.analysis import Group, Survival
from joinedup.insight.evaluation.methods.over_time.survival.competing import Incidence
from joinedup.insight.evaluation.methods.over_time.survival.hazards import Hazards
from joinedup.insight.evaluation.methods.over_time.survival.proportional import Tested
from joinedup.insight.evaluation.methods.results import Estimate
from joinedup.insight.evaluation.reports.wording import estimate_figures, unweighted

MOST_POINTS = 1000
"""Of one curve; a longer one is thinned evenly, first and last kept."""


def figures(
    found: Survival, verdict: str, reasons: list[str], warnings: tuple[str, ...]
) -> dict[str, object]:
    """The headline is the first covariate's log hazard ratio (a group is the first), or the
    difference of mean times, or one group's mean time; ``estimand`` says which."""
    estimand, headline = _headline(found)
    sizes = [group.curve.n for group in found.groups]
    rank = found.log_rank
    return {
        "estimand": estimand,
        **estimate_figures(headline),
        "n": len(found.times.duration),
        "n_events": int(found.times.event.sum()),
        "n_competing": int((found.times.cause == 2).sum()),
        "n_control": sizes[0] if len(sizes) == 2 else None,
        "n_treated": sizes[1] if len(sizes) == 2 else None,
        **unweighted(sizes[0] if len(sizes) == 2 else None),
        "horizon": found.horizon,
        "restricted_mean_difference": found.apart and estimate_figures(found.apart),
        "groups": [_group(group) for group in found.groups],
        "log_rank": rank
        and {
            "statistic": rank.statistic,
            "degrees_of_freedom": rank.degrees,
            "p_value": rank.p_value,
            "observed": rank.observed,
            "expected": rank.expected,
        },
        **(_hazards(found.hazards) if found.hazards else {}),
        "verdict": verdict,
        "reasons": reasons,
        "left_out": [{"rows": each.rows, "reason": each.reason} for each in found.times.left_out],
        "warnings": [*warnings],
    }


def _headline(found: Survival) -> tuple[str, Estimate]:
    if found.hazards is not None:
        name, estimate = next(iter(found.hazards.coefficients.items()))
        return f"log hazard ratio of {name}", estimate
    if found.apart is not None:
        first, second = found.times.groups
        return f"mean time without the event, {second} less {first}", found.apart
    return "mean time without the event", found.groups[0].mean


def _group(group: Group) -> dict[str, object]:
    curve = group.curve
    chosen = _thinned(len(curve.times))
    return {
        "name": curve.name,
        "n": curve.n,
        "events": group.events,
        "median": group.median.value,
        "median_interval": [group.median.low, group.median.high],
        "restricted_mean": estimate_figures(group.mean),
        "curve": {
            "time": curve.times[chosen],
            "at_risk": curve.at_risk[chosen],
            "events": curve.events[chosen],
            "survival": curve.share[chosen],
            "standard_error": (curve.share * np.sqrt(curve.hazard_variance))[chosen],
            "low": curve.low[chosen],
            "high": curve.high[chosen],
            "thinned": len(chosen) < len(curve.times),
        },
        "cumulative_incidence": [_incidence(each) for each in group.incidence],
    }


def _incidence(each: Incidence) -> dict[str, object]:
    chosen = _thinned(len(each.times))
    return {
        "cause": "event" if each.cause == 1 else "competing",
        "time": each.times[chosen],
        "incidence": each.share[chosen],
        "standard_error": each.standard_error[chosen],
        "low": each.low[chosen],
        "high": each.high[chosen],
    }


def _thinned(number: int) -> np.ndarray:
    return np.unique(np.linspace(0, number - 1, min(number, MOST_POINTS)).round().astype(int))


def _hazards(model: Hazards) -> dict[str, object]:
    return {
        "coefficients": {
            name: {
                **estimate_figures(each),
                "hazard_ratio": math.exp(each.value),
                "hazard_ratio_interval": [math.exp(each.low), math.exp(each.high)],
            }
            for name, each in model.coefficients.items()
        },
        "log_likelihood": model.log_likelihood,
        "log_likelihood_none": model.log_likelihood_none,
        "likelihood_ratio": {
            "statistic": model.ratio_statistic,
            "degrees_of_freedom": model.degrees,
            "p_value": model.ratio_p_value,
        },
        "concordance": model.concordance,
        "proportionality": {
            **{name: _tested(each) for name, each in model.proportionality.each.items()},
            "all together": _tested(model.proportionality.together),
        },
    }


def _tested(each: Tested) -> dict[str, object]:
    return {
        "statistic": each.statistic,
        "degrees_of_freedom": each.degrees,
        "p_value": each.p_value,
    }
