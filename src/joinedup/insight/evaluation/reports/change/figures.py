"""What ``--json`` prints."""

from collections.abc import Mapping

from joinedup.insight.evaluation.methods.change.analysis import (
    ALL_RISKS,
    UNCHANGED,
    Average,
    Change,
    Changes,
    Share,
)
from joinedup.insight.evaluation.reports.change.words import NO_COMPARISON, headline_moment
from joinedup.insight.evaluation.reports.wording import estimate_figures


def figures_of(groups: Mapping[str, Changes], warnings: tuple[str, ...]) -> dict[str, object]:
    """The headline is the mean of the risks' relative reductions in the first group."""
    first = next(iter(groups.values()))
    moment = headline_moment(first)
    whole = next(each for each in first.averages[moment] if each.domain == ALL_RISKS)
    parts = {name: _group(found) for name, found in groups.items()}
    return {
        "estimand": f"mean of the risks' relative reductions from start to {moment}, {first.base}",
        **estimate_figures(whole.mean_of_reductions),
        "n": first.families,
        **(next(iter(parts.values())) if len(parts) == 1 else {"groups": parts}),
        "verdict": "weak",
        "reasons": [NO_COMPARISON],
        "warnings": [*warnings],
    }


def _group(found: Changes) -> dict[str, object]:
    return {
        "families": found.families,
        "stages": dict(found.stages),
        "base": found.base,
        "rule_for_unknown": UNCHANGED,
        "shares": {
            risk: {each.moment: _share(each) for each in shares}
            for risk, shares in found.shares.items()
        },
        "changes": [_change(each) for each in found.changes],
        "averages": {
            moment: [_average(each) for each in averages]
            for moment, averages in found.averages.items()
        },
        "families_moved": {
            moment: {
                "improved": moved.improved,
                "same": moved.same,
                "worse": moved.worse,
                "unknown": moved.unknown,
            }
            for moment, moved in found.moved.items()
        },
    }


def _share(each: Share) -> dict[str, object]:
    return {
        "had": each.had,
        "known": each.known,
        "unknown": each.unknown,
        "share": each.value,
        "confidence_interval": [each.low, each.high],
    }


def _change(each: Change) -> dict[str, object]:
    pairs = each.pairs
    return {
        "risk": each.risk,
        "from": "start",
        "to": each.moment,
        "base": each.base,
        "unknown_counts_as_unchanged": each.carried,
        "n": pairs.n,
        "unknown_later": each.unknown,
        "had_both": pairs.both,
        "had_first_only": pairs.gone,
        "had_later_only": pairs.new,
        "had_neither": pairs.neither,
        "share_start": pairs.first,
        "share_later": pairs.later,
        "absolute_reduction": estimate_figures(each.absolute),
        "relative_reduction": estimate_figures(each.relative),
        "relative_reduction_bounds": [each.worst, each.best],
        "mcnemar_exact_p": each.test.exact,
        "mcnemar_mid_p": each.test.mid_p,
    }


def _average(each: Average) -> dict[str, object]:
    return {
        "domain": each.domain,
        "risks": list(each.risks),
        "mean_of_reductions": estimate_figures(each.mean_of_reductions),
        "reduction_of_mean": estimate_figures(each.reduction_of_mean),
    }
