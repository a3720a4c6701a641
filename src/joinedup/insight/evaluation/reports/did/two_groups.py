"""Two groups, before and after."""

from joinedup.insight.evaluation.methods.over_time.differences.two_by_two import TwoByTwo
from joinedup.insight.evaluation.methods.results import Estimate
from joinedup.insight.evaluation.reports.finding import Finding, Shown
from joinedup.insight.evaluation.reports.wording import (
    between,
    estimate_figures,
    in_plain,
    interval,
    left_out,
    number,
    plain_figures,
    unweighted,
    when,
)

FEW_CLUSTERS = 20
UNTESTED = (
    "with one time before and one after, nothing shows whether both groups were moving alike"
    " beforehand"
)


def two_groups_finding(found: TwoByTwo, *, outcome: str, source: str, fingerprint: str) -> Finding:
    """The difference of two changes, with its four means."""
    reasons = [UNTESTED]
    if found.n_clusters < FEW_CLUSTERS:
        reasons.append(f"there are only {found.n_clusters} clusters, too few for a sound error")
    return Finding(
        title=f"What changed in {in_plain(outcome)}, beside a group without",
        verdict=f"Weak: {'; '.join(reasons)}.",
        in_words=tuple(map(in_plain, _words(found, outcome))),
        shown=(_means(found, outcome), _effects(found)),
        warnings=(*found.warnings, *left_out(found.left_out)),
        figures=plain_figures(_figures(found, reasons)),
        fingerprints={source: fingerprint},
        how=(
            ("Method", "difference in differences, two groups and two times"),
            ("Estimand", "effect on those treated, at the second time"),
            ("Errors", found.effect.error_kind),
        ),
    )


def _words(found: TwoByTwo, outcome: str) -> tuple[str, ...]:
    control, treated = found.cells[:2], found.cells[2:]
    means = (
        f"Among the {found.n_treated:,} with the change, {outcome} went from"
        f" {number(treated[0].mean)} to {number(treated[1].mean)}. Among the"
        f" {found.n_control:,} without, it went from {number(control[0].mean)} to"
        f" {number(control[1].mean)}."
    )
    difference = (
        f"The first group's change less the second's is {number(found.effect.value)}; it is"
        f" likely {between(found.effect)}. {_direction(found.effect)}"
    )
    needed = "This is what the change did only if both groups would have moved alike without it."
    return (means, difference, needed, _paired_words(found))


def _direction(effect: Estimate) -> str:
    if effect.low > 0:
        return "That is a rise beyond what chance explains."
    if effect.high < 0:
        return "That is a fall beyond what chance explains."
    return "Chance alone could explain it."


def _paired_words(found: TwoByTwo) -> str:
    if found.paired is None:
        return "Too few were seen at both times to compare only those."
    return (
        f"Counting only the {found.n_paired:,} seen at both times, it is"
        f" {number(found.paired.value)}, likely {between(found.paired)}."
    )


def _means(found: TwoByTwo, outcome: str) -> Shown:
    return Shown(
        title="The four means",
        words="Each group's mean at each time, of all that were seen then.",
        headings=("Group", "Time", "How many", f"Mean {outcome}", "Standard error"),
        rows=tuple(
            (
                "with the change" if cell.treated else "without",
                when(cell.time),
                f"{cell.n:,}",
                number(cell.mean),
                number(cell.standard_error),
            )
            for cell in found.cells
        ),
    )


def _effects(found: TwoByTwo) -> Shown:
    rows = [
        ("change with", found.change_treated),
        ("change without", found.change_control),
        ("difference", found.effect),
    ]
    if found.paired is not None:
        rows.append(("difference, seen at both times", found.paired))
    return Shown(
        title="The changes and their difference",
        words="",
        headings=("What", "Estimate", "Standard error", "95% interval"),
        rows=tuple(
            (name, number(each.value), number(each.standard_error), interval(each))
            for name, each in rows
        ),
    )


def _figures(found: TwoByTwo, reasons: list[str]) -> dict[str, object]:
    return {
        "design": "two groups, two times",
        **estimate_figures(found.effect),
        "n_treated": found.n_treated,
        "n_control": found.n_control,
        **unweighted(found.n_control),
        "n_clusters": found.n_clusters,
        "change_treated": estimate_figures(found.change_treated),
        "change_control": estimate_figures(found.change_control),
        "balanced": None
        if found.paired is None
        else {**estimate_figures(found.paired), "n": found.n_paired},
        "means": [
            {
                "treated": cell.treated,
                "time": cell.time,
                "n": cell.n,
                "mean": cell.mean,
                "standard_error": cell.standard_error,
            }
            for cell in found.cells
        ],
        "verdict": "weak",
        "reasons": reasons,
        "left_out": [{"rows": each.rows, "reason": each.reason} for each in found.left_out],
        "warnings": [*found.warnings, *left_out(found.left_out)],
    }
