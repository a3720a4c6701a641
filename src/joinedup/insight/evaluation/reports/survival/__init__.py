"""How long until something happened, in words."""

from joinedup.insight.evaluation.reports.survival.finding import survival_finding

__all__ = ["survival_finding"]
