"""What changed for families, in words: change, which is no effect."""

from collections.abc import Mapping

from joinedup.insight.evaluation.methods.change.analysis import Changes
from joinedup.insight.evaluation.reports.change.figures import figures_of
from joinedup.insight.evaluation.reports.change.shown import shown
from joinedup.insight.evaluation.reports.change.words import (
    NO_COMPARISON,
    in_words,
    title,
    warnings_of,
)
from joinedup.insight.evaluation.reports.finding import Finding
from joinedup.insight.evaluation.reports.wording import plain_figures

__all__ = ["change_finding"]


def change_finding(groups: Mapping[str, Changes], *, source: str, fingerprint: str) -> Finding:
    """Of all families, or of each group side by side; ``groups`` has at least one."""
    first = next(iter(groups.values()))
    warnings = warnings_of(groups)
    return Finding(
        title=title(groups),
        verdict=f"Weak: {NO_COMPARISON}.",
        in_words=in_words(groups),
        shown=shown(groups),
        warnings=warnings,
        figures=plain_figures(figures_of(groups, warnings)),
        fingerprints={source: fingerprint},
        how=(
            ("Method", "share of families with each risk at the start and later"),
            ("Relative reduction", "(start - later) / start"),
            ("Denominator", f"{first.base} first; what is not known is never counted as no"),
            ("Intervals", "Wilson; Newcombe's method 10 (paired); bootstrap of families"),
            ("Draws and seed", f"{first.draws:,}, {first.seed}"),
        ),
    )
