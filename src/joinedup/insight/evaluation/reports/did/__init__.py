"""Differences in differences, in words: two groups before and after, or areas that began at
different times."""

from joinedup.insight.evaluation.reports.did.staggered import staggered_finding
from joinedup.insight.evaluation.reports.did.two_groups import two_groups_finding

__all__ = ["staggered_finding", "two_groups_finding"]
