"""An effect in words, for a board; a number is told only where it may be."""

from joinedup.insight.evaluation.reports.effect.finding import effect_finding

__all__ = ["effect_finding"]
