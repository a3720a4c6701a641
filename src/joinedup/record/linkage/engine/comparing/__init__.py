"""One comparison per field: a level, how far the field agrees, and words for it."""

from joinedup.record.linkage.engine.comparing.evidence import Evidence, compare
from joinedup.record.linkage.engine.comparing.levels import Comparison, Field, Level
from joinedup.record.linkage.engine.comparing.prepared import Prepared, prepare

__all__ = ["Comparison", "Evidence", "Field", "Level", "Prepared", "compare", "prepare"]
