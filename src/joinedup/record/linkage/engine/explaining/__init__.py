"""Why two records may be one person, in words to read out: grades here, weights in ``weights``."""

from joinedup.record.linkage.engine.explaining.grades import (
    explain,
    explain_in_full,
    verdict_words,
)

__all__ = ["explain", "explain_in_full", "verdict_words"]
